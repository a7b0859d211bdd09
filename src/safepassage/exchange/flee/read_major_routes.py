"""Reads ``major_routes.csv``: ways that everybody knows who can see one of their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from safepassage.exchange.flee.case import Link, Location
from safepassage.exchange.flee.files import is_comment, read_rows
from safepassage.exchange.flee.findings import Findings
from safepassage.scenario.nearest import unknown_problem

MAJOR = "major_routes.csv"


def read_major_routes(
    folder: Path,
    names: Mapping[str, Location],
    links: Iterable[Link],
    findings: Findings,
    *,
    fixed_routes: bool,
) -> tuple[tuple[str, ...], ...]:
    """Read the names along each major route; without ``fixed_routes`` Flee never looks at them.

    Args:
        folder: Input folder of the case.
        names: Locations by name.
        links: All routes; one must join each two neighbours of a major route.
        findings: Collects problems and notes.
        fixed_routes: Whether that setting is on.
    """
    path = folder / MAJOR
    if not path.is_file():
        return ()
    if not fixed_routes:
        findings.note(f"{MAJOR} is not read: it acts only with fixed_routes")
        return ()
    joined = {frozenset((link.name1, link.name2)) for link in links}
    found: list[tuple[str, ...]] = []
    for number, cells in (row for row in read_rows(path, MAJOR, findings) if not is_comment(row)):
        along = tuple(cell for cell in cells if cell)
        unknown = [name for name in along if name not in names]
        for name in unknown:
            findings.unknown(unknown_problem("location", name, names, MAJOR, number))
        if len(along) < 2 or along[0] == along[-1]:
            findings.problem("needs two names that differ at its ends", MAJOR, number)
        elif not unknown and _is_passable(along, names, joined, number, findings):
            found.append(along)
    return tuple(found)


def _is_passable(
    along: tuple[str, ...],
    names: Mapping[str, Location],
    joined: set[frozenset[str]],
    row: int,
    findings: Findings,
) -> bool:
    """Whether links join the places and both ends are destinations, with a problem if not."""
    gaps = [pair for pair in pairwise(along) if frozenset(pair) not in joined]
    for here, there in gaps:
        findings.problem(f"no route joins {here!r} and {there!r}", MAJOR, row, remedy="Flee stops")
    markers = [name for name in (along[0], along[-1]) if names[name].type == "marker"]
    for name in markers:
        message = f"{name!r} is a marker and no destination"
        findings.problem(message, MAJOR, row, remedy="end it at another location")
    return not gaps and not markers
