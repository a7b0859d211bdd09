"""Dated changes, one after the other."""

from __future__ import annotations

from safepassage.compiled import world as compiled
from safepassage.engine.twin.world import Twin, find_routes


def apply_events(twin: Twin) -> bool:
    """Apply the changes of the day; says whether hazard changed anywhere."""
    world = twin.compiled.world
    hazard_changed, twin.hazard_moved = twin.hazard_moved, False
    dated = world.changes[world.change_start[twin.day] : world.change_start[twin.day + 1]]
    opening = twin.member.opening.tolist()
    followed = [
        row
        for row in world.expected
        if opening[row["corridor"]] >= 0 and opening[row["corridor"]] + row["days"] == twin.day
    ]
    for row in [*dated, *followed]:
        kind, target, value = int(row["kind"]), int(row["target"]), float(row["value"])
        if kind in {compiled.HAZARD, compiled.HAZARD_STANDING}:
            hazard_changed = True
            _set_hazard(twin, target, value, standing=kind == compiled.HAZARD_STANDING)
        elif kind == compiled.LINK_OPEN:
            twin.is_open[target] = value == 1
        elif kind == compiled.THROUGHPUT:
            twin.throughput[target] = value
        elif kind in {compiled.LEAVE, compiled.ENTER}:
            _set_access(twin, target, int(row["class_"]), value, leaving=kind == compiled.LEAVE)
        else:
            _change_place(twin, kind, target, value)
    return hazard_changed


def _change_place(twin: Twin, kind: int, target: int, value: float) -> None:
    place = twin.places[target]
    if kind == compiled.CAPACITY:
        place.capacity = value
    elif kind == compiled.MOVE_CHANCE:
        place.chance = value
        if twin.budget:
            place.own["move_chance"] = value
            place.chance = _between(twin, target)
    elif kind in {compiled.SITE_OPEN, compiled.PLACE_IS_SITE}:
        if kind == compiled.SITE_OPEN:
            place.is_open = value == 1
        place.is_site = value == 1
        if kind == compiled.PLACE_IS_SITE and place.is_waypoint != (value == 2):
            place.is_waypoint = value == 2
            find_routes(twin)
        if kind == compiled.PLACE_IS_SITE:
            place.own["move_chance"] = float(twin.compiled.world.places[target]["move_chance"])
        place.chance = _between(twin, target) if twin.budget else twin.resting_chance(target)
    else:
        raise NotImplementedError(f"the twin knows no change of kind {kind}")


def _set_access(twin: Twin, target: int, class_: int, value: float, *, leaving: bool) -> None:
    place = twin.places[target]
    shares = place.leave if leaving else place.enter
    for number in range(len(shares)):
        if class_ in {number, -1}:
            shares[number] = value


def _set_hazard(twin: Twin, target: int, value: float, *, standing: bool) -> None:
    place = twin.places[target]
    if twin.budget:
        value = min(1.0, value * float(twin.member.hazard_factor[target]))
    place.declared = value
    onset = -1 if standing else twin.day
    change_hazard(twin, target, max(place.declared, place.raised), onset=onset)


def change_hazard(twin: Twin, target: int, value: float, *, onset: int) -> None:
    """Hazard at a place begins, changes or ends, whatever the reason."""
    place = twin.places[target]
    had_hazard = place.hazard > 0
    place.hazard = value
    if value > 0 and not had_hazard:
        place.onset = onset
    if value == 0 and had_hazard:
        place.onset = -1
    if value > 0 or had_hazard:
        ended = twin.number("default_movechance")
        under_flee = twin.conflict_chance(target) if value > 0 else ended
        place.chance = _between(twin, target) if twin.budget else under_flee


def _between(twin: Twin, target: int) -> float:
    """Chance to move on under ``budget``: the more hazard, the nearer to that in conflict."""
    hazard = twin.places[target].hazard
    return (1 - hazard) * twin.resting_chance(target) + hazard * twin.conflict_chance(target)
