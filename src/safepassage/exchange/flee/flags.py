"""What Flee knows of a location on a day: its kind, move chance and conflict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from safepassage.exchange.flee.case import FleeCase, Location, LocationType
from safepassage.exchange.flee.settings import FleeSettings

Kind = Literal["settlement", "site", "crossing", "waypoint"]
_SILENT_CAMP = 0.005
_KINDS: dict[LocationType, Kind] = {
    "camp": "site",
    "idpcamp": "site",
    "conflict": "settlement",
    "flood_zone": "settlement",
    "town": "settlement",
    "forward": "crossing",
    "unknown": "crossing",
    "marker": "waypoint",
}


@dataclass(frozen=True)
class Flags:
    """State of a location in Flee.

    Attributes:
        kind: Our kind for Flee's flags.
        chance: Flee's movechance.
        conflict: Intensity; 0 or less is no conflict.
    """

    kind: Kind
    chance: float
    conflict: float = 0.0


def chance_of(kind: Kind, settings: FleeSettings) -> float:
    """Move chance that our rules give a place of a kind without hazard."""
    move = settings.move
    if kind == "site":
        return move.camp_movechance
    return move.default_movechance if kind == "settlement" else 1.0


def typed(type_: LocationType, intensity: float, settings: FleeSettings) -> Flags:
    """Flags that a location type sets."""
    kind = _KINDS[type_]
    if type_ == "idpcamp":
        return Flags(kind, settings.move.idpcamp_movechance)
    if type_ == "conflict":
        return Flags(kind, settings.move.conflict_movechance, intensity)
    return Flags(kind, chance_of(kind, settings))


def initial(location: Location, case: FleeCase) -> Flags:
    """Flags of a location before the first day.

    A conflict dated after day 0 starts as a town. What is created with a move chance below 0.005
    Flee turns into a camp without a word.
    """
    later = location.type == "conflict" and location.conflict_date > 0
    type_: LocationType = "town" if later else location.type
    intensity = float(location.attributes.get("conflict_intensity", "1")) / case.intensity_unit
    flags = typed(type_, intensity, case.settings)
    return replace(flags, kind="site") if flags.chance < _SILENT_CAMP else flags


def is_silent_camp(location: Location, case: FleeCase) -> bool:
    """Whether Flee turns the location into a camp because of its low move chance."""
    return "camp" not in location.type and initial(location, case).kind == "site"


def switched_on(flags: Flags, intensity: float, settings: FleeSettings) -> Flags:
    """After a conflict begins; a camp stays a camp."""
    return replace(flags, chance=settings.move.conflict_movechance, conflict=intensity)


def switched_off(flags: Flags, settings: FleeSettings) -> Flags:
    """After a conflict ends: the default chance; a camp stays a camp, a hub becomes a town."""
    kind: Kind = "settlement" if flags.kind == "crossing" else flags.kind
    return Flags(kind, settings.move.default_movechance)


def camp_closed(flags: Flags, settings: FleeSettings) -> Flags:
    """A closed camp is a town; its capacity is kept."""
    return replace(flags, kind="settlement", chance=settings.move.default_movechance)


def camp_opened(flags: Flags, type_: LocationType, settings: FleeSettings) -> Flags:
    """A camp that opens again has the chance of the closure's type."""
    return replace(flags, kind="site", chance=typed(type_, 0.0, settings).chance)
