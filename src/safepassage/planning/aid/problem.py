"""The allocation of food as numbers: who needs how much, what is where, which way is open."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.arrays import F8, I8, Flags


@dataclass(frozen=True, eq=False)
class AidProblem:
    """Food in person-days (rations for one person and day), all whole numbers.

    Letters: T days, I depots, S sites.

    Attributes:
        need: People to be fed by day and site, shape (T, S).
        stock: On hand at the sites on the first morning, shape (S,).
        direct: What comes to a site without the plan, shape (T, S).
        supply: What comes to a depot, its stock on the first morning included, shape (T, I).
        load: Most that can leave a depot in a day, shape (T, I).
        open: Whether a delivery can be made, shape (T, I, S).
        km: Distance by road, shape (T, I, S); only compared with each other.
    """

    need: I8
    stock: I8
    direct: I8
    supply: I8
    load: I8
    open: Flags
    km: F8

    @property
    def shape(self) -> tuple[int, int, int]:
        """(T, I, S)."""
        days, depots, sites = self.open.shape
        return days, depots, sites

    def __post_init__(self) -> None:
        """Check shapes and signs.

        Raises:
            ValueError: If they do not fit.
        """
        days, depots, sites = self.open.shape
        shapes = {
            "need": (days, sites),
            "stock": (sites,),
            "direct": (days, sites),
            "supply": (days, depots),
            "load": (days, depots),
            "km": (days, depots, sites),
        }
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, not {shape}")
            if (array < 0).any():
                raise ValueError(f"{name} is negative somewhere")


@dataclass(frozen=True, eq=False)
class Allocation:
    """The fairest allocation.

    Attributes:
        delivered: Person-days that leave a depot for a site on a day, shape (T, I, S).
        served: Person-days eaten, shape (T, S).
        covered: Share of the need of a site that is met, shape (S,); 1 where nothing is needed.
        limit: What holds each site's share down: ``food``, ``vehicles``, ``access`` or an empty
            text where all is met. Shape (S,).
        rounds: Number of levels of coverage.
    """

    delivered: F8
    served: F8
    covered: F8
    limit: tuple[str, ...]
    rounds: int
