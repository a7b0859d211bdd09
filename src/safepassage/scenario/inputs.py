"""Kinds of uncertain input: what each may be about, its bounds, and who may vary it.

An input is written ``rules.NAME`` or ``KIND:TARGET``; where a range in a row implies it, ``KIND``
alone. How a kind acts on a member stands in ``compiled.acting``, under the same name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safepassage.scenario.dictionary import dictionary

OF_RULES = "rules"
_FIXED_RULES = frozenset(
    {
        "max_move_speed",
        "max_walk_speed",
        "home_distance_power",
        "average_connections",
        "road_delay",
        "road_delay_power",
    }
)
"""Numeric rules that shape the network, or the types of people, and cannot be uncertain."""
_VIOLENCE = "about violence or a siege: held at its best value"
_VIOLENT_RULES = frozenset({"conflict_displaced"})
"""Not ``conflict_movechance`` and ``conflict_weight``: they are what civilians do."""
_AREA, _CLASS, _CORRIDOR = ("places", "areas"), ("classes",), ("corridors",)


@dataclass(frozen=True)
class ImpliedRange:
    """Columns of a table whose range implies an uncertain input for each row that has one.

    Attributes:
        table: Table.
        low: Column of the 5 % value.
        best: Column of the median.
        high: Column of the 95 % value.
        named_by: Columns whose texts name the input, after the kind.
        blank: What stands in the name for a blank text; empty leaves it out.
        target: Column that names the target, so that a declared input takes its place; empty if
            the input is about the row.
        parts: Column with the number of independent values of which the row's is the mean, or
            empty for one.
    """

    table: str
    low: str
    best: str
    high: str
    named_by: tuple[str, ...]
    blank: str = ""
    target: str = ""
    parts: str = ""


@dataclass(frozen=True)
class InputKind:
    """One kind of uncertain input.

    Attributes:
        name: Its word.
        meaning: What a value is, for the reference.
        counts_people: Whether values count people, so that they never stand in a page or an
            export: counts by place and class are those of neighbourhoods, wounded and families.
        forbidden: Why it is never varied by sensitivity or plans (DESIGN, Protection), or empty.
        targets: Tables that a declared target may come from; empty if it cannot be declared.
        low: Least value.
        high: Greatest value.
        implied: Range in a row that implies such an input, or None.
        group: Name under which inputs of single rows vary together; by default the kind's.
    """

    name: str
    meaning: str
    counts_people: bool
    forbidden: str
    targets: tuple[str, ...] = ()
    low: float = 0.0
    high: float = math.inf
    implied: ImpliedRange | None = None
    group: str = ""

    @property
    def word_of_target(self) -> str:
        """What stands for a target in ``KIND:TARGET``."""
        words = {"classes": "CLASS", "corridors": "CORRIDOR"}
        return words.get(self.targets[0], "AREA") if self.targets else ""


def _factor(name: str, of: str, forbidden: str) -> InputKind:
    """A factor on something of places: it never counts people by itself."""
    return InputKind(
        name, f"factor on {of}", counts_people=False, forbidden=forbidden, targets=_AREA
    )


def _of_row(name: str, meaning: str, implied: ImpliedRange) -> InputKind:
    """What a row of a table says, other than people or violence."""
    return InputKind(name, meaning, counts_people=False, forbidden="", implied=implied)


_STAYING = ImpliedRange(
    "classes", "staying_low", "staying", "staying_high", ("class",), target="class"
)
_PERSONS = ("persons_per_hour_low", "persons_per_hour", "persons_per_hour_high")
_THROUGHPUT = ImpliedRange("corridors", *_PERSONS, ("corridor",), target="corridor")
_PEOPLE = ImpliedRange("populations", "low", "best", "high", ("place", "class", "status", "home"))
_AREA_HA = ImpliedRange("contamination", "area_ha_low", "area_ha", "area_ha_high", ("place",))
_RATE = ImpliedRange(
    "clearance_teams", "per_day_low", "per_day", "per_day_high", ("team",), parts="rates"
)
_SETTLES = ImpliedRange(
    "places", "settles_low", "settles", "settles_high", ("place",), target="place"
)
_DAMAGED = ImpliedRange("housing", "damaged_low", "damaged", "damaged_high", ("place",))
_WILLING = ImpliedRange(
    "homes", "willing_low", "willing", "willing_high", ("place", "class"), blank="all"
)
_KINDS = (
    InputKind(
        OF_RULES,
        "a number of `[rules]`, within its own bounds",
        counts_people=False,
        forbidden="",
        low=-math.inf,
    ),
    InputKind(
        "population",
        "people of a row",
        counts_people=True,
        forbidden="",
        implied=_PEOPLE,
        group="division-of-people",
    ),
    _factor("populations", "people", ""),
    _factor("displaced_before", "people displaced before the first day, by home if known", ""),
    InputKind(
        "staying",
        "share of a class who stay",
        counts_people=False,
        forbidden="",
        targets=_CLASS,
        high=1.0,
        implied=_STAYING,
    ),
    InputKind(
        "throughput",
        "people an hour by a corridor",
        counts_people=False,
        forbidden="",
        targets=_CORRIDOR,
        implied=_THROUGHPUT,
    ),
    _factor("attraction", "the attraction of places", ""),
    _factor("hazard", "hazard", _VIOLENCE),
    InputKind(
        "opening",
        "days from the start to the opening of a corridor; only while no window is reported",
        counts_people=False,
        forbidden=_VIOLENCE,
        targets=_CORRIDOR,
        high=1e6,
    ),
    InputKind(
        "open_hours",
        "hours a day of such a corridor once it is open",
        counts_people=False,
        forbidden=_VIOLENCE,
        targets=_CORRIDOR,
        high=24.0,
    ),
    InputKind(
        "settling",
        "share of those who come to rest at places who stay for long",
        counts_people=False,
        forbidden="",
        targets=_AREA,
        high=1.0,
        implied=_SETTLES,
    ),
    _factor("wish", "the share who want to return", ""),
    _factor("willing", "the chance that a party which can return does so", ""),
    _factor("damage", "damaged houses", ""),
    _factor("contamination", "contaminated areas", ""),
    _of_row("area_ha", "contaminated hectares of a row", _AREA_HA),
    _of_row("team_rate", "what the teams of a row clear in a day", _RATE),
    _of_row("damaged", "share of damaged houses of a row", _DAMAGED),
    _of_row("home_willing", "chance to return of a row", _WILLING),
    InputKind(
        "actors",
        "armed groups of an area and their clashes, from the record; with `rules.actors`",
        counts_people=False,
        forbidden=_VIOLENCE,
    ),
)
INPUT_KINDS: Mapping[str, InputKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind; implied inputs are drawn in this order."""


def split_input(text: str) -> tuple[str, str]:
    """Kind and target of an input, such as ``rules`` and ``softening`` of ``rules.softening``."""
    kind, _, target = text.replace(".", ":", 1).partition(":")
    return kind, target


def kind_of(text: str) -> InputKind:
    """Kind of an input.

    Raises:
        KeyError: If there is no such kind.
    """
    return INPUT_KINDS[split_input(text)[0]]


def declared_kinds() -> tuple[InputKind, ...]:
    """Kinds that ``[[uncertain]]`` may name as ``KIND:TARGET``."""
    return tuple(kind for kind in _KINDS if kind.targets)


def uncertain_rules() -> tuple[str, ...]:
    """Rules that may be uncertain inputs: numbers that are not counts and leave the network be."""
    rules = dictionary()["rules"].values()
    numbers = [rule.name for rule in rules if rule.kind in {"number", "share"}]
    return tuple(name for name in numbers if name not in _FIXED_RULES)


def implied_ranges() -> tuple[ImpliedRange, ...]:
    """Ranges in rows that imply inputs, in the order of their kinds."""
    return tuple(kind.implied for kind in _KINDS if kind.implied is not None)


def why_forbidden(text: str) -> str:
    """Why an input is never varied by sensitivity or plans, or an empty text."""
    kind, target = split_input(text)
    if kind == OF_RULES and target in _VIOLENT_RULES:
        return "a rule about conflict: held at its best value"
    return INPUT_KINDS[kind].forbidden
