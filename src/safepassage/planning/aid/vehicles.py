"""Stops, vehicles and routes of one depot on one day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import I8

NO_ROAD = -1
"""Distance where no road leads."""


@dataclass(frozen=True)
class Stop:
    """One delivery that one vehicle (or convoy) can carry.

    Attributes:
        site: Where.
        kg: Load.
        opens: Minute of the day from which it is taken.
        closes: Minute until which unloading may begin.
        minutes: Time to unload.
        convoy: Fewest vehicles that may go there together.
        prize: What leaving it out costs, in metres.
    """

    site: str
    kg: int
    opens: int
    closes: int
    minutes: int
    convoy: int
    prize: int


@dataclass(frozen=True)
class Vehicle:
    """One sort of vehicle.

    Attributes:
        name: Identifier.
        count: How many convoys of it there are.
        kg: Load of a convoy.
        km_per_hour: Speed.
        minutes: Longest working day.
        convoy: Vehicles in a convoy; 1 means that it drives alone.
    """

    name: str
    count: int
    kg: int
    km_per_hour: float
    minutes: int
    convoy: int

    def drive(self, metres: int) -> int:
        """Minutes for a distance, rounded up."""
        return int(np.ceil(metres * 0.06 / self.km_per_hour))


@dataclass(frozen=True, eq=False)
class RoutingProblem:
    """What one depot has to deliver on one day.

    Attributes:
        stops: N deliveries.
        vehicles: What can carry them.
        metres: By road between depot (0) and stops (1 to N), shape (N+1, N+1);
            :data:`NO_ROAD` where none leads.
        opens: Minute from which vehicles may leave.
        closes: Minute by which they must be back.
    """

    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    metres: I8
    opens: int
    closes: int


@dataclass(frozen=True)
class Route:
    """One vehicle or convoy on one day.

    Attributes:
        vehicle: Index of its sort.
        stops: Indices of its stops in order, counted from 0.
        starts: Minute of leaving.
        arrivals: Minute at which unloading begins at each stop.
        ends: Minute of coming back.
        kg: Load.
        metres: Distance driven by each vehicle of it.
    """

    vehicle: int
    stops: tuple[int, ...]
    starts: int
    arrivals: tuple[int, ...]
    ends: int
    kg: int
    metres: int
