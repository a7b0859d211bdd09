"""Files as files: text of sound encoding, CSV rows with their numbers, TOML content."""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.errors import Problem
from safepassage.neutral import unguard
from safepassage.scenario.cells import MAX_PROBLEMS
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.nearest import unknown_problem

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Largest CSV file that is read."""
MAX_TOML_BYTES = 1024 * 1024
"""Largest scenario.toml that is read."""
_MAX_TOML_LINE = 12_000


def read_csv(
    path: Path, table: str, problems: list[Problem]
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Numbered rows of a CSV file: UTF-8 with or without BOM, comma separated.

    Args:
        path: File.
        table: Dictionary table whose columns are allowed.
        problems: Extended with what is wrong with the file as a file.

    Yields:
        Row number as a spreadsheet counts (the header is row 1, blank rows count) and cells.
    """
    text = read_text(path, problems)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    ragged = 0
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not header_is_sound(header, table, path.name, problems):
            return
        for number, row in enumerate(reader, start=2):
            if not any(cell.strip() for cell in row) or is_remark(table, header, row[0]):
                continue
            if len(row) == len(header):
                yield number, dict(zip(header, map(unguard, row), strict=True))
                continue
            message = f"has {len(row)} cells, the header has {len(header)}"
            remedy = "put texts with commas in double quotes"
            problems.append(Problem(message, path.name, number, remedy=remedy))
            ragged += 1
            if ragged == MAX_PROBLEMS:
                problems.append(Problem("more rows than these; the rest was not read", path.name))
                return
    except csv.Error as error:
        remedy = "close every double quote; save it as CSV UTF-8"
        problems.append(Problem(f"is not CSV: {error}", path.name, number + 1, remedy=remedy))


def is_remark(table: str, header: list[str], first: object) -> bool:
    """Whether a row is a remark that is not read, such as the example of a template.

    It begins with ``#`` in a column that no value of which can begin so.
    """
    if not isinstance(first, str) or not first.lstrip().startswith("#"):
        return False
    return dictionary()[table][header[0]].kind != "text"


def read_text(path: Path, problems: list[Problem], limit: int = MAX_FILE_BYTES) -> str | None:
    """Text of a UTF-8 file, or None with a problem added."""
    try:
        size = path.stat().st_size
        if size > limit:
            problems.append(Problem(f"is larger than {limit >> 20} MB", path.name))
            return None
        data = read_file(path, limit)
    except OSError as error:
        problems.append(Problem(f"cannot be read: {error.strerror}", path.name))
        return None
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        problems.append(Problem("is UTF-16 text", path.name, remedy="save it as 'CSV UTF-8'"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = "save it as 'CSV UTF-8' (it may be Latin-1)"
        problems.append(Problem("is not UTF-8 text", path.name, line, remedy=remedy))
        return None
    if "\x00" in text:
        problems.append(Problem("is not a text file", path.name, remedy="save it as 'CSV UTF-8'"))
        return None
    return text


def read_toml(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Content of a TOML file; empty, with a problem added, where it cannot be read."""
    if not path.is_file():
        problems.append(Problem("the file is missing", path.name, remedy="add it"))
        return {}
    text = read_text(path, problems, MAX_TOML_BYTES)
    if text is None:
        return {}
    # The parser's time grows with the square of a line's dotted keys.
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MAX_TOML_LINE:
            message = f"has a line longer than {_MAX_TOML_LINE} characters"
            problems.append(Problem(message, path.name, number))
            return {}
    try:
        return tomllib.loads(text, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "cannot be parsed"
        remedy = "texts stand in double quotes, sections in [brackets]"
        problems.append(Problem(f"is not TOML: {reason}", path.name, remedy=remedy))
        return {}


def _finite(text: str) -> float | str:
    """A number; nan and inf stay texts, which no cell accepts."""
    value = float(text)
    return value if math.isfinite(value) else text


def header_is_sound(header: list[str], table: str, file: str, problems: list[Problem]) -> bool:
    """Whether a header names known columns once and all that must be filled."""
    attributes = dictionary()[table]
    if not any(header):
        problems.append(Problem("is empty", file, remedy=f"first row: {','.join(attributes)}"))
        return False
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            remedy = f"separate columns with commas, not {word}"
            problems.append(Problem("has one column only", file, 1, remedy=remedy))
            return False
    before = len(problems)
    seen: set[str] = set()
    for place, column in enumerate(header[:100]):
        if not column:
            message = f"column {place + 1} has no name"
            problems.append(Problem(message, file, 1, remedy="name it or delete it"))
        elif column not in attributes:
            problems.append(unknown_problem("column", column, attributes, file, 1))
        elif column in seen:
            problems.append(Problem("stands twice", file, 1, column, "delete one"))
        seen.add(column)
    if len(header) > 100:
        message = f"has {len(header)} columns"
        problems.append(Problem(message, file, 1, remedy=f"known: {', '.join(attributes)}"))
    for name, attribute in attributes.items():
        if attribute.required and name not in seen:
            problems.append(Problem("the column is missing", file, 1, name, "add it"))
    return len(problems) == before
