"""Events of a file → events of a scenario that has some already: each counts once.

Hazard is a level that holds until the next row of its place, so that rows of two sources cannot
stand side by side. Where both have a place, its level on a day is the higher of the two: what both
report counts once, and the part of a file that another file holds too changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from safepassage.exchange.imported import Imported

Row = Mapping[str, Any]
COUNTED = frozenset({"acled", "ucdp-ged", "start-violence"})
"""Sources whose hazard is counted from events; that of others is somebody's judgement."""


def merged_events(old: Sequence[Row], new: Sequence[Row], found: Imported) -> list[Row]:
    """Rows of both, without contradictions."""
    levels = [row for row in new if row["kind"] == "hazard"]
    others = [row for row in new if row["kind"] != "hazard"]
    kept, by_place = list(old), _hazard(old)
    for place, rows in _hazard(levels).items():
        own = by_place.get(place, [])
        if not own:
            kept += rows
        elif any(str(row.get("source_id") or "") not in COUNTED for row in own):
            found.losses.lose(
                "events.csv", "the scenario has its own hazard at their place", len(rows)
            )
        else:
            both = _higher(own, rows)
            kept = [row for row in kept if not any(row is one for one in own)] + both
            found.note(
                f"hazard at {place} is known from {_sources([*own, *rows])}: on each day the "
                "higher level counts"
            )
    return kept + _unknown(old, others, found)


def _hazard(rows: Sequence[Row]) -> dict[str, list[Row]]:
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "hazard":
            by_place[str(row["target"])].append(row)
    return by_place


def _higher(one: Sequence[Row], other: Sequence[Row]) -> list[Row]:
    """Rows whose level on each day is the higher of two sets of rows; a row where it changes."""
    days = sorted({_day(row) for row in (*one, *other)})
    at = [{_day(row): row for row in rows} for rows in (one, other)]
    now: list[Row | None] = [None, None]
    made: list[Row] = []
    level = 0.0
    for day in days:
        now = [known.get(day, before) for known, before in zip(at, now, strict=True)]
        row = max((row for row in now if row is not None), key=lambda row: float(row["value"]))
        if float(row["value"]) != level or not made:
            level = float(row["value"])
            known = max(_published(r) for r in now if r is not None and _day(r) <= day)
            made.append({**row, "date": day, "published": _moved(row, day, known)})
    return made


def _day(row: Row) -> dt.date:
    """Day of a row, whether it is typed as a moment or as a day."""
    return dt.date.fromisoformat(str(row["date"])[:10])


def _published(row: Row) -> dt.date:
    text = str(row.get("published") or "")
    return dt.date.fromisoformat(text[:10]) if text[:4].isdigit() else _day(row)


def _moved(row: Row, day: dt.date, known: dt.date) -> dt.date:
    """When the level of a day became known: as the row says, or when what it replaced did."""
    return _published(row) if _day(row) == day else max(known, day)


def _sources(rows: Sequence[Row]) -> str:
    return " and ".join(sorted({str(row.get("source_id") or "events.csv") for row in rows}))


def _unknown(old: Sequence[Row], new: Sequence[Row], found: Imported) -> list[Row]:
    """Other events whose place, day and sort are not there yet."""

    def key(row: Row) -> tuple[str, ...]:
        names = ("date", "kind", "target", "class", "attribute")
        return tuple(str(row.get(name) or "")[: 10 if name == "date" else None] for name in names)

    known = {key(row) for row in old}
    fit = [row for row in new if key(row) not in known]
    if len(fit) < len(new):
        reason = "the scenario has such a row of that day"
        found.losses.lose("events.csv", reason, len(new) - len(fit))
    return fit
