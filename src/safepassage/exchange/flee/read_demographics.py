"""Reads ``demographics_<attribute>.csv`` and the attributes of ``agents.csv``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from safepassage.exchange.flee.case import Attribute
from safepassage.exchange.flee.files import decimal, is_comment, read_rows
from safepassage.exchange.flee.findings import Findings
from safepassage.scenario.nearest import unknown_problem

DEFAULT = "Default"
_NUMBERS = {"age": "an age", "floodawareness": "the number of a level"}
"""Attributes that are numbers, and what they are."""


def file_of_attribute(attribute: str) -> str:
    """File that gives the weights of an attribute's values."""
    return f"demographics_{attribute}.csv"


def agent_columns(path: Path, file: str, findings: Findings) -> frozenset[str]:
    """Attributes that ``agents.csv`` gives to each of its people; none without the file."""
    rows = read_rows(path, file, findings) if path.is_file() else []
    return frozenset(rows[0][1][1:]) if rows else frozenset()


def read_demographics(
    folder: Path,
    attributes: Iterable[str],
    names: Collection[str],
    findings: Findings,
    *,
    given: Collection[str] = (),
) -> dict[str, Attribute]:
    """Read the weights of the values of each attribute, by location.

    Args:
        folder: Of the case.
        attributes: Those that a rule looks at.
        names: Locations.
        findings: Collects problems and notes.
        given: Attributes that ``agents.csv`` gives: their files may be missing.

    Returns:
        Attribute → location or ``Default`` → (value, weight).
    """
    found: dict[str, Attribute] = {}
    for name in attributes:
        file = file_of_attribute(name)
        if name in given and not (folder / file).is_file():
            findings.note(
                f"{file} is missing: people of agents.csv have their {name}; others would have "
                "none, and Flee stops as soon as a rule looks at one of them"
            )
        else:
            found[name] = _attribute(folder, name, names, findings)
    return found


def _attribute(
    folder: Path, attribute: str, names: Collection[str], findings: Findings
) -> Attribute:
    file = file_of_attribute(attribute)
    rows = read_rows(folder / file, file, findings)
    if not rows:
        if (folder / file).is_file():
            findings.problem("holds no header", file)
        return {}
    number, header = rows[0]
    if header[0] != attribute:
        findings.problem(f"the first column must be {attribute}", file, number, header[0])
    columns: dict[str, list[tuple[str, float]]] = {name: [] for name in header[1:] if name}
    for number, cells in rows[1:]:
        if attribute in _NUMBERS and decimal(cells[0]) is None:
            message = f"{cells[0][:60]!r} is not {_NUMBERS[attribute]}"
            findings.problem(message, file, number, attribute)
        for name, text in zip(header[1:], cells[1:], strict=False):
            weight = 0.0 if not text else decimal(text)  # a blank never comes up, as in Flee
            if name and (weight is None or weight < 0):
                findings.problem(f"{text[:60]!r} is not a weight", file, number, name)
            elif name and weight is not None:
                columns[name].append((cells[0], weight))
    if DEFAULT not in columns:
        findings.problem(f"has no column {DEFAULT}", file)
    for name, values in columns.items():
        if name != DEFAULT and name not in names:
            findings.unknown(unknown_problem("location", name, names, file, column=name))
        if sum(weight for _, weight in values) <= 0:
            findings.problem("its weights are all zero", file, column=name)
    known = {DEFAULT, *names}
    return {name: tuple(values) for name, values in columns.items() if name in known}


def read_agent_attributes(
    path: Path, file: str, attributes: Collection[str], names: Collection[str], findings: Findings
) -> tuple[tuple[str, dict[str, str]], ...]:
    """Read where each person of ``agents.csv`` is and the attributes that a rule looks at."""
    rows = read_rows(path, file, findings)
    if not rows:
        return ()
    header = rows[0][1]
    missing = [name for name in attributes if name not in header[1:]]
    for name in missing:
        findings.problem("is missing, and a rule looks at it", file, rows[0][0], name)
    if missing:
        return ()
    found: list[tuple[str, dict[str, str]]] = []
    for number, cells in (row for row in rows[1:] if not is_comment(row)):
        own = dict(zip(header[1:], cells[1:], strict=False))
        for name in attributes:
            text = own.get(name, "")
            if not text or (name in _NUMBERS and decimal(text) is None):
                findings.problem(f"{text[:60]!r} is no value", file, number, name)
        if cells[0] in names:
            found.append((cells[0], {name: own.get(name, "") for name in attributes}))
    return tuple(found)
