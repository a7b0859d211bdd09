"""Dated changes at places: conflicts, changes of location type and closures of camps.

Flee's flags are followed day by day (location changes, then conflicts, then closures); each
difference from what our scenario would hold becomes an event: first of kind, then hazard, then
move chance, because the first two also set a chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from safepassage.exchange.flee.case import FleeCase, LocationType
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.flags import (
    Flags,
    Kind,
    camp_closed,
    camp_opened,
    chance_of,
    initial,
    switched_off,
    switched_on,
    typed,
)
from safepassage.exchange.flee.read_conflicts import MINUTE
from safepassage.scenario.values import unparse


@dataclass(frozen=True)
class Event:
    """A row of our events table before it is dated: Flee's day, and the cells."""

    day: int
    kind: str
    target: str
    attribute: str
    value: str
    note: str = ""


Change = tuple[str, Callable[[Flags], Flags], bool]
"""Location, what becomes of its flags, and whether a conflict begins."""


def place_events(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> list[Event]:
    """Events of kind hazard and site, by day and then by place."""
    flags = {location.name: initial(location, case) for location in case.locations}
    ours = {name: _Ours(state, case) for name, state in flags.items()}
    by_type = {name for name, state in flags.items() if state.conflict > MINUTE}
    changes = _changes(case)
    events: list[Event] = []
    for day in sorted({0, *changes}):
        touched: set[str] = set(by_type) if day == 0 else set()
        for name, change, begins in changes.get(day, ()):
            flags[name] = change(flags[name])
            touched.add(name)
            if begins:
                by_type.discard(name)
        for name in (name for name in flags if name in touched):
            standing = day == 0 and name in by_type
            events += ours[name].follow(day, slugs[name], flags[name], by_type=standing)
    events += _documented(case, slugs, findings)
    return events


def initial_move_chance(flags: Flags, case: FleeCase) -> float | None:
    """Move chance to declare for a place, or None where hazard or the rule of its kind gives it."""
    if flags.conflict > MINUTE or flags.chance == chance_of(flags.kind, case.settings):
        return None
    return flags.chance


class _Ours:
    """What our scenario holds of one place while Flee's flags change."""

    def __init__(self, flags: Flags, case: FleeCase) -> None:
        self.settings = case.settings
        self.first: Kind = flags.kind
        self.own = initial_move_chance(flags, case)
        self.kind = flags.kind
        self.hazard = 0.0
        self.chance = self._resting()

    def follow(self, day: int, target: str, flags: Flags, *, by_type: bool) -> list[Event]:
        """Events that bring our place to Flee's flags."""
        events: list[Event] = []
        if flags.kind != self.kind:
            self.kind = flags.kind
            self.chance = self._resting()
            events.append(Event(day, "site", target, "kind", flags.kind))
        hazard = flags.conflict if flags.conflict > MINUTE else 0.0
        if hazard != self.hazard:
            self.hazard = hazard
            move = self.settings.move
            self.chance = move.conflict_movechance if hazard else move.default_movechance
            attribute = "standing_intensity" if by_type else "intensity"
            note = "by type" if by_type else ""
            events.append(Event(day, "hazard", target, attribute, unparse(hazard), note))
        if flags.chance != self.chance:
            self.chance = flags.chance
            events.append(Event(day, "site", target, "move_chance", unparse(flags.chance)))
        return events

    def _resting(self) -> float:
        """Chance that our rules give without hazard, when an event sets the kind.

        An event makes a place a site or not; what else it is follows its first kind.
        """
        if self.own is not None:
            return self.own
        if self.kind == "site" or self.first in {"crossing", "waypoint"}:
            return chance_of("site" if self.kind == "site" else self.first, self.settings)
        return chance_of("settlement", self.settings)


def _changes(case: FleeCase) -> dict[int, list[Change]]:
    """Day → changes in the order in which Flee makes them."""
    settings, last = case.settings, case.days - 1
    found: defaultdict[int, list[Change]] = defaultdict(list)
    for change in case.changes:
        if 0 <= change.day <= last:
            # Flee cuts the default intensity to an integer here.
            whole = float(int(settings.default_conflict_intensity)) / case.intensity_unit
            state = typed(change.type, whole, settings)
            found[change.day].append((change.name, partial(_become, new=state), False))
    for name, values in case.conflicts.items():
        for day, (before, now) in enumerate(zip((0.0, *values), values[: case.days], strict=False)):
            if now > MINUTE >= before:
                on = partial(switched_on, intensity=now, settings=settings)
                found[day].append((name, on, True))
            elif before > MINUTE >= now:
                found[day].append((name, partial(switched_off, settings=settings), False))
    for closure in case.closures:
        if closure.kind not in {"camp", "idpcamp"}:
            continue
        if 0 <= closure.start <= last:
            shut = partial(camp_closed, settings=settings)
            found[closure.start].append((closure.name1, shut, False))
        if 0 < closure.end <= last:
            type_: LocationType = "camp" if closure.kind == "camp" else "idpcamp"
            reopen = partial(camp_opened, type_=type_, settings=settings)
            found[closure.end].append((closure.name1, reopen, False))
    return found


def _become(_: Flags, new: Flags) -> Flags:
    return new


def _documented(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> list[Event]:
    """Changes between positive intensities, which Flee documents and ignores."""
    events = []
    for name, values in case.conflicts.items():
        for day, (before, now) in enumerate(pairwise(values[: case.days]), 1):
            if before > MINUTE and now > MINUTE and before != now:
                target = slugs[name]
                events.append(Event(day, "hazard", target, "documented_intensity", unparse(now)))
    if events:
        findings.never_acts(
            f"conflicts.csv: {len(events)} changes between positive intensities "
            "(they act with flee_documented)"
        )
    return events
