"""Reads ``routes.csv``, ``closures.csv`` and ``location_changes.csv``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import get_args

from safepassage.exchange.flee.case import Closure, ClosureKind, Link, LocationChange
from safepassage.exchange.flee.files import Row, decimal, is_comment, read_rows, whole
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.exchange.flee.read_locations import checked_type
from safepassage.scenario.nearest import unknown_problem

ROUTES, CLOSURES, CHANGES = "routes.csv", "closures.csv", "location_changes.csv"
_FIXED = 4
_LONGEST = 50_000.0
_USED = {"max_move_speed", "walk_probability"}
_KINDS: dict[str, ClosureKind] = {kind: kind for kind in get_args(ClosureKind)}
_BY_PLACE = {"location", "camp", "idpcamp"}


def read_links(path: Path, names: Collection[str], findings: Findings) -> tuple[Link, ...]:
    """Read the routes; both ends must be among ``names``."""
    rows = read_rows(path, ROUTES, findings)
    header = next((row[1] for row in rows if is_comment(row)), [])
    columns = header[_FIXED:]
    links: list[Link] = []
    loops = 0
    for row in rows:
        if is_comment(row):
            continue
        link = _link(row, columns, names, findings)
        if link is not None and link.name1 == link.name2:
            loops += 1
        elif link is not None:
            links.append(link)
    if loops:
        findings.note(f"{ROUTES}: {loops} routes from a place to itself are left out")
    unused = [name for name in columns if name and name not in _USED]
    if unused:
        findings.note(f"{ROUTES}: columns without use: {listed(unused)}")
    return tuple(links)


def _link(row: Row, columns: list[str], names: Collection[str], findings: Findings) -> Link | None:
    number, cells = row
    if len(cells) < 3:
        findings.problem("needs two names and a distance", ROUTES, number)
        return None
    if [cell.lower() for cell in cells[:2]] == ["name1", "name2"]:
        findings.problem("the header does not begin with #", ROUTES, number, remedy="write #name1")
        return None
    if any(cells[_FIXED + len(columns) :]):
        findings.problem("has more cells than the header names", ROUTES, number)
    for column, name in zip(("name1", "name2"), cells, strict=False):
        if name not in names:
            findings.problems.append(
                unknown_problem("location", name, names, ROUTES, number, column)
            )
    length = decimal(cells[2])
    if length is None or not 0 <= length <= _LONGEST:
        findings.problem(f"{cells[2][:60]!r} is not a length in km", ROUTES, number, "distance")
    elif length < 0.001:
        findings.note(f"{ROUTES}, row {number}: a length of {cells[2]} km becomes 0.001 km")
    text = cells[3] if len(cells) > 3 and cells[3] else "0"
    forced = whole(text)
    if forced not in (0, 1, 2):
        message = f"{text[:60]!r} is not 0, 1 or 2"
        findings.problem(message, ROUTES, number, "forced_redirection")
    own = dict(zip(columns, cells[_FIXED:], strict=False))
    return Link(
        row=number,
        name1=cells[0],
        name2=cells[1],
        length_km=max(length or 0.0, 0.001),
        forced=forced or 0,
        max_speed=_within(own, "max_move_speed", (0.1, 100_000.0), number, findings),
        walk_share=_within(own, "walk_probability", (0.0, 1.0), number, findings),
    )


def _within(
    own: dict[str, str],
    column: str,
    bounds: tuple[float, float],
    row: int,
    findings: Findings,
) -> float | None:
    text = own.get(column, "")
    if not text:
        return None
    value = decimal(text)
    low, high = bounds
    if value is None or not low <= value <= high:
        message = f"{text[:60]!r} is not a number from {low:g} to {high:g}"
        findings.problem(message, ROUTES, row, column)
        return None
    return value


def read_closures(
    path: Path, names: Collection[str], countries: Collection[str], findings: Findings
) -> tuple[Closure, ...]:
    """Read the closures; an empty file is a case without any."""
    closures: list[Closure] = []
    for number, cells in (
        row for row in read_rows(path, CLOSURES, findings) if not is_comment(row)
    ):
        if len(cells) < 5:
            message = f"has {len(cells)} cells, 5 are needed"
            findings.problem(message, CLOSURES, number)
            continue
        text, name1, name2 = cells[:3]
        kind = _KINDS.get(text)
        if kind is None:
            findings.unknown(
                unknown_problem("closure type", text, _KINDS, CLOSURES, number, "closure_type")
            )
            continue
        start, end = whole(cells[3]), whole(cells[4])
        for column, text, day in (
            ("closure_start", cells[3], start),
            ("closure_end", cells[4], end),
        ):
            if day is None:
                findings.problem(f"{text[:60]!r} is not a whole day", CLOSURES, number, column)
        known = countries if kind == "country" else names
        wanted = [("name1", name1)] if kind in _BY_PLACE else [("name1", name1), ("name2", name2)]
        what = "country" if kind == "country" else "location"
        missing = [(column, name) for column, name in wanted if name not in known]
        for column, name in missing:
            findings.ignored(unknown_problem(what, name, known, CLOSURES, number, column))
        if not missing and start is not None and end is not None:
            closures.append(Closure(number, kind, name1, name2, start, end))
    return tuple(closures)


def read_changes(
    path: Path | None, names: Collection[str], findings: Findings
) -> tuple[LocationChange, ...]:
    """Read the changes of location types, if there are any."""
    if path is None:
        return ()
    changes: list[LocationChange] = []
    for number, cells in (row for row in read_rows(path, CHANGES, findings) if not is_comment(row)):
        day = whole(cells[2]) if len(cells) > 2 else None
        if day is None:
            findings.problem("needs a name, a type and a whole day", CHANGES, number)
            continue
        type_ = checked_type(cells[1], CHANGES, number, findings)
        if cells[0] not in names:
            findings.unknown(unknown_problem("location", cells[0], names, CHANGES, number, "name"))
            continue
        changes.append(LocationChange(number, cells[0], type_, day))
    return tuple(changes)
