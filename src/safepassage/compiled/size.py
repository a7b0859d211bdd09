"""What a scenario compiles to, and the refusal of what a computer cannot hold, before it is made.

A route of 50,000 km at a walking pace, or six stops ahead among thirty joined places, is a small
file and takes all memory there is.
"""

from __future__ import annotations

import math
import os
from dataclasses import asdict, dataclass

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.world import DAY_TICKS, World, output_shapes
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.dictionary import file_of

VARIABLE = "SAFEPASSAGE_LIMITS"
"""Environment variable that multiplies both limits, such as 4."""
_MOST_LEGS = 500_000
_MOST_BYTES = 4 * 2**30
_SLOT, _LEG = 64, 256
"""Bytes of the network for each, with what is held only while it is compiled."""
_WORD = 8
_SECONDS, _MEMBER_SECONDS = 4e-8, 2e-4
"""Time for each day and each cell that it may look at, and for each member. Within two times what
was measured on the bundled scenarios and on 301 places over 20,000 days; others may differ more."""
_VISITED = 8
"""Slots for each one that is looked at in a day."""
_LONG_SECONDS = 10.0
_STEPS = 128
"""Links of a way that cost as much time as to look at one more way."""
_RULES = "scenario.toml [rules]"


@dataclass(frozen=True)
class Size:
    """What a run of one member takes.

    Attributes:
        places: Number of places.
        links: Routes, once for each direction.
        legs: Parts of the ways that people may choose.
        slots: Positions on legs where people may spend a night.
        types: Kinds of people that are counted apart: classes, homes and what they remember.
        days: Days of the run.
        bytes: Memory of the network and of one member with what it records.
        seconds: Time of one member, roughly.
    """

    places: int
    links: int
    legs: int
    slots: int
    types: int
    days: int
    bytes: int
    seconds: float

    def __str__(self) -> str:
        """One line."""
        time = f"{self.seconds:.1g} s" if self.seconds < 100 else f"{self.seconds / 60:,.0f} min"
        return (
            f"{self.days:,} days, {self.places:,} places, {self.legs:,} legs, "
            f"{self.slots:,} slots, {self.bytes / 2**20:,.1f} MB, about {time}"
        )

    def as_dict(self) -> dict[str, int | float]:
        """Plain values for JSON."""
        return asdict(self)


def size_of(world: World) -> Size:
    """The size of a compiled scenario."""
    rules = world.rules[0]
    days, types, classes = (int(rules[name]) for name in ("days", "types", "classes"))
    places, legs, slots = world.places.size, world.legs.size, world.slots.size
    recorded = sum(_WORD * math.prod(shape) for shape in output_shapes(world).values())
    cells = places * types + legs + world.alternatives.size + slots // _VISITED
    return Size(
        places=places,
        links=world.links.size,
        legs=legs,
        slots=slots,
        types=types,
        days=days,
        bytes=_network_bytes(places, legs, slots, types, classes) + recorded,
        seconds=_MEMBER_SECONDS + _SECONDS * days * cells,
    )


def _network_bytes(places: int, legs: int, slots: int, types: int, classes: int) -> int:
    """Memory of the network, and of where the people of one member are."""
    of_slot = _SLOT + _WORD * (types + types // 64 + 2)
    of_leg = _LEG + _WORD * (classes + 2)
    return slots * of_slot + legs * of_leg + _WORD * places * (types + 16 * classes)


def refuse_size(size: Size) -> None:
    """Refuse a scenario whose runs would take more memory than the limit.

    Raises:
        ScenarioError: If they would.
    """
    most = _most(_MOST_BYTES)
    if size.bytes > most:
        message = (
            f"a run takes about {_gigabytes(size.bytes)}, more than {_gigabytes(most)}: "
            f"{size.days:,} days, {size.places:,} places, {size.types:,} kinds of people"
        )
        remedy = f"fewer days, classes or homes; or {_raised(size.bytes, most)}"
        raise ScenarioError([Problem(message, file_of("scenario"), remedy=remedy)])


def size_warnings(size: Size) -> list[Problem]:
    """A warning where a run is allowed and takes long or much of what is allowed."""
    if size.bytes <= _most(_MOST_BYTES) / 4 and size.seconds <= _LONG_SECONDS:
        return []
    message = f"a run of one member is large: {size}"
    remedy = "run a few members first"
    return [Problem(message, file_of("scenario"), None, "days", remedy)]


def refuse_slots(ticks: I8, names: tuple[str, ...], *, places: int, types: int) -> None:
    """Refuse routes that are too long to be cut into what people cover in a part of a day.

    Args:
        ticks: Parts of each leg, shape (K,).
        names: Route of each leg, shape (K,).
        places: Number of places.
        types: Kinds of people.

    Raises:
        ScenarioError: If their memory is above the limit, with the longest route.
    """
    most = _most(_MOST_BYTES)
    total = int(ticks.sum())
    needed = _network_bytes(places, ticks.size, total, types, types)
    if needed > most:
        longest = names[int(np.argmax(ticks))] if names else ""
        message = (
            f"routes take {total:,} positions where people may be, about {_gigabytes(needed)} with "
            f"{types:,} kinds of people, more than {_gigabytes(most)}; {longest!r} takes most"
        )
        remedy = f"are metres written as kilometres? else {_raised(needed, most)}"
        raise ScenarioError([Problem(message, file_of("routes"), None, "length_km", remedy)])


class PathBudget:
    """Counts the ways that people may choose while they are listed, and stops in time."""

    def __init__(self, awareness: int) -> None:
        self._awareness, self._most = awareness, _most(_MOST_LEGS)
        self._steps, self._most_steps = 0, 10 * self._most

    def spend(self, legs: int, steps: int) -> None:
        """Count.

        Args:
            legs: Known until now.
            steps: Links of one more way that was looked at.

        Raises:
            ScenarioError: If there are too many.
        """
        self._steps += 1 + steps // _STEPS
        if legs > self._most or self._steps > self._most_steps:
            message = (
                f"is {self._awareness}, which among these places gives more ways to choose from, "
                "or longer ones, than can be listed"
            )
            remedy = (
                "lower it, to 1 or 2 in a dense network; make one route of those between waypoints "
                f"in a row; or set {VARIABLE} to more than 1"
            )
            raise ScenarioError([Problem(message, _RULES, None, "awareness_level", remedy)])


def ticks_of(length: I8, speed: I8) -> I8:
    """Parts of a day that each leg takes under ``budget``, shape (K,)."""
    return np.maximum(1, np.rint(length * (DAY_TICKS / speed))).astype(np.int64)


def _most(limit: int) -> int:
    return math.floor(limit * _factor())


def _factor() -> float:
    """How many times the usual limits are allowed.

    Raises:
        ScenarioError: If the variable is not a number from 0.001 to 1000.
    """
    text = os.environ.get(VARIABLE, "1")
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0.001 <= factor <= 1000:
        remedy = "a number from 0.001 to 1000, such as 4"
        raise ScenarioError([Problem(f"{text!r} is none", column=VARIABLE, remedy=remedy)])
    return factor


def _raised(needed: int, most: int) -> str:
    return f"set {VARIABLE}={math.ceil(_factor() * needed / most)}"


def _gigabytes(count: int) -> str:
    return f"{count / 2**30:,.1f} GB"
