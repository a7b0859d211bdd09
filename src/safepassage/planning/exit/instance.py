"""What an exit plan is made from, with every name resolved and every time in hours.

Hours count from the start of the plan. Letters: G groups, K corridors, V fleets, T steps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

NEEDS = ("seat", "wheelchair", "stretcher")
"""Places that a person may take up in a vehicle, in the order of ``Fleet.places``."""
Fact = TypeVar("Fact")


@dataclass(frozen=True)
class Group:
    """Interchangeable people: they gather from the same place or area and have the same class.

    Attributes:
        gathers: Place or area.
        class_: Class.
        people: Who chose to leave and can be moved.
        staying: Who want to stay or cannot be moved; nobody plans for them.
        party: Families are kept together: people leave in multiples of this.
        priority: 1 leaves first.
        needs: Place that a person takes up in a vehicle (``NEEDS``).
        risk: Weight of an hour of waiting.
        ready: Hours from which they can leave.
    """

    gathers: str
    class_: str
    people: int
    staying: int
    party: int = 1
    priority: int = 2
    needs: str = "seat"
    risk: float = 1.0
    ready: float = 0.0


@dataclass(frozen=True)
class Passage:
    """A corridor as the planner sees it.

    Attributes:
        name: Corridor.
        gathers: Place or area whose people may use it.
        path: Its places in order: assembly point, checkpoints, destination.
        reach: Hours of driving from the assembly point to each place of ``path``.
        km: Length of the way.
        rate: People an hour through its entrance while it is open.
        spans: When it is open, in hours, disjoint and in order.
        classes: Who may use it; empty means everybody.
    """

    name: str
    gathers: str
    path: tuple[str, ...]
    reach: tuple[float, ...]
    km: float
    rate: float
    spans: tuple[tuple[float, float], ...]
    classes: tuple[str, ...] = ()

    @property
    def transit(self) -> float:
        """Hours from leaving to arriving."""
        return self.reach[-1]

    def admits(self, group: Group) -> bool:
        """Whether a group may use it."""
        return self.gathers == group.gathers and (not self.classes or group.class_ in self.classes)


@dataclass(frozen=True)
class Fleet:
    """Vehicles of one type that stand at one depot.

    Attributes:
        vehicle: Type.
        number: How many can be used at the same time.
        places: People of each of ``NEEDS`` that one takes.
        load: Hours of loading before it leaves.
        unload: Hours of unloading after it arrives.
        returns: Whether it comes back for more.
        approach: Hours from the depot to the first place of each corridor, by corridor.
        homeward: Hours from the end of each corridor back to the depot, by corridor.
        first: Hours from which it is available.
        last: Hours until which it may leave.
        breakdown: Chance that a departure breaks down.
        corridors: Corridors within its range.
    """

    vehicle: str
    number: int
    places: tuple[int, int, int]
    load: float = 0.0
    unload: float = 0.0
    returns: bool = True
    approach: Mapping[str, float] | None = None
    homeward: Mapping[str, float] | None = None
    first: float = 0.0
    last: float = float("inf")
    breakdown: float = 0.0
    corridors: tuple[str, ...] = ()

    def takes(self, group: Group, passage: Passage) -> bool:
        """Whether it has a place for what a group needs and reaches the corridor's end."""
        places = self.places[NEEDS.index(group.needs)]
        return self.number > 0 and places > 0 and passage.name in self.corridors

    def before(self, passage: Passage) -> float:
        """Hours that it is busy before it leaves."""
        return self.load + (self.approach or {}).get(passage.name, 0.0)

    def after(self, passage: Passage) -> float:
        """Hours that it is busy from leaving until it is back; for ever if it does not return."""
        if not self.returns:
            return float("inf")
        back = (self.homeward or {}).get(passage.name, passage.transit)
        return passage.transit + self.unload + back


@dataclass(frozen=True)
class Instance:
    """A whole exit problem.

    Attributes:
        start: Moment from which hours count.
        hours: Deadline in hours: nobody leaves whose arrival would be later.
        step: Length of a step in hours.
        groups: Who leaves and who stays, shape (G,).
        passages: Corridors, shape (K,).
        fleets: Vehicles, shape (V,); empty means that people leave on foot or by their own means.
        facts: What rules declare besides, each of a type of its rule; see ``of``.
    """

    start: dt.datetime
    hours: float
    step: float
    groups: tuple[Group, ...]
    passages: tuple[Passage, ...]
    fleets: tuple[Fleet, ...] = ()
    facts: tuple[Any, ...] = ()

    def of(self, kind: type[Fact]) -> tuple[Fact, ...]:
        """Facts of one type, in the order of their rows."""
        return tuple(fact for fact in self.facts if isinstance(fact, kind))

    def with_facts(self, kind: type[Fact], facts: Iterable[Fact]) -> Instance:
        """The same with other facts of one type."""
        kept = (fact for fact in self.facts if not isinstance(fact, kind))
        return replace(self, facts=(*kept, *facts))

    def with_passage(self, k: int, **changes: Any) -> Instance:
        """The same with a corridor that differs."""
        changed = replace(self.passages[k], **changes)
        return replace(self, passages=(*self.passages[:k], changed, *self.passages[k + 1 :]))

    def with_number(self, v: int, number: int) -> Instance:
        """The same with another number of vehicles in a fleet."""
        changed = replace(self.fleets[v], number=number)
        return replace(self, fleets=(*self.fleets[:v], changed, *self.fleets[v + 1 :]))

    @property
    def people(self) -> int:
        """People who chose to leave and can be moved, over all groups."""
        return sum(group.people for group in self.groups)

    def moment(self, hours: float) -> dt.datetime:
        """Date and time of an hour of the plan, to the minute."""
        return self.start + dt.timedelta(minutes=round(hours * 60))
