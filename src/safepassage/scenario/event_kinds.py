"""What an event may change: attributes by kind, their type and what they may be aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from safepassage.scenario.dictionary import Attribute, dictionary
from safepassage.scenario.values import Value, parse

PLACES = ("place", "area")
PLAN_KINDS = ("route", "site", "stock", "clearance")
"""Kinds of event that plans may vary. All others (control, hazard, access) are facts, and so is a
new one until somebody decides."""
_CONDUCT = frozenset({("site", "kind"), ("site", "move_chance")})
"""How people behave at a place: a plan that lets nobody move on would be a siege."""


def plan_may_vary(kind: str, attribute: str) -> bool:
    """Whether plans, comparisons and what-ifs may vary such an event."""
    return kind in PLAN_KINDS and (kind, attribute) not in _CONDUCT


@dataclass(frozen=True)
class EventAttribute:
    """One attribute that an event of one kind may set.

    Attributes:
        kind: Kind of event.
        name: Attribute.
        value: Type, range and meaning of the value, as in the dictionary.
        targets: What it may be aimed at: ``place``, ``area``, ``route``, ``corridor``,
            ``border`` (country pair A--B) or ``direction`` (place>place).
        by_class: Whether it may be limited to a class.
    """

    kind: str
    name: str
    value: Attribute
    targets: tuple[str, ...]
    by_class: bool = False

    def parse(self, text: str) -> Value:
        """Typed value of an event.

        Raises:
            CellError: What is wrong, as the end of a sentence that begins with the value.
        """
        return parse(text, self.value)


def _attribute(
    kind: str,
    name: str,
    type_: str,
    targets: tuple[str, ...],
    *,
    maximum: float | None = None,
    by_class: bool = False,
) -> EventAttribute:
    bounded = type_ in {"share", "number"}
    high = 1.0 if type_ == "share" else maximum
    value = Attribute(
        table="events",
        name="value",
        type=type_,
        unit="",
        default="",
        required=True,
        minimum=0.0 if bounded else None,
        maximum=high,
        description="",
        hxl="",
        hapi="",
    )
    return EventAttribute(kind, name, value, targets, by_class)


@cache
def event_attributes() -> dict[tuple[str, str], EventAttribute]:
    """Everything that an event may set, by (kind, attribute)."""
    place_kinds = dictionary()["places"]["kind"].type
    known = (
        _attribute("control", "holder", "slug", PLACES),
        _attribute("hazard", "intensity", "share", PLACES),
        _attribute("hazard", "standing_intensity", "share", PLACES),
        _attribute("hazard", "documented_intensity", "share", PLACES),
        _attribute("access", "leave", "share", (*PLACES, "route"), by_class=True),
        _attribute("access", "enter", "share", PLACES, by_class=True),
        _attribute("route", "open", "boolean", ("route", "corridor", "border")),
        _attribute("route", "throughput", "number", ("corridor",), maximum=1e6),
        _attribute("route", "documented_open", "boolean", ("route", "direction")),
        _attribute("site", "open", "boolean", PLACES),
        _attribute("site", "capacity", "number", PLACES, maximum=1e10),
        _attribute("site", "kind", place_kinds, PLACES),
        _attribute("site", "move_chance", "share", PLACES),
        _attribute("verification", "chance", "share", PLACES),
    )
    return {(entry.kind, entry.name): entry for entry in known}
