"""Read a scenario: a folder of TOML and CSV, or a workbook → typed tables, every error at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.as_of import known_by
from safepassage.scenario.bundled import bundled_folder, bundled_names
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.check import check
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.dictionary import (
    SETTINGS,
    TOML_TABLES,
    file_of,
    first_row,
    table_names,
)
from safepassage.scenario.files import MAX_FILE_BYTES, read_csv, read_text, read_toml
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.parts import section
from safepassage.scenario.scenario import Scenario, assemble
from safepassage.scenario.table import Table
from safepassage.scenario.values import Value
from safepassage.scenario.workbook.layout import SUFFIX

_SOURCES = f"give its folder or a workbook ({SUFFIX})"
_MAKERS = (
    "a workbook is given by its own name; new, start and import flee make a scenario, the last of "
    "a case of Flee"
)

__all__ = [
    "MAX_FILE_BYTES",
    "as_scenario",
    "find_source",
    "read_csv",
    "read_folder",
    "read_placed",
    "read_scenario",
    "read_text",
]


Placed = Callable[[Iterable[Problem]], list[Problem]]
"""Problems of files, rows and columns → the same in sheets and cells, where it is a workbook."""
RUN_MARK = "result.zarr"
"""What a run folder holds and no scenario."""


@checked
def read_scenario(name: str | Path, *, as_of: Date | None = None) -> Scenario:
    """Read a bundled scenario by name, or one from a folder or an Excel workbook.

    Args:
        name: Bundled name such as ``aleppo-2016``, or the path of a folder or an .xlsx file.
        as_of: Hide everything published after this day.

    Returns:
        The checked scenario.

    Raises:
        ScenarioError: Everything that is wrong: file, row, column (in a workbook sheet and cell)
            and what is allowed.

    Examples:
        >>> import safepassage
        >>> safepassage.read_scenario("tiny").days
        10
    """
    day = None if as_of is None else as_date(as_of)
    scenario = read_placed(name)[0]
    return scenario if day is None else known_by(scenario, day)


def read_placed(name: str | Path) -> tuple[Scenario, Placed]:
    """A scenario, and what places problems that are found in it later: a workbook has no files.

    Raises:
        ScenarioError: As of :func:`read_scenario`.
    """
    source = find_source(name)
    return _workbook(source) if source.is_file() else (_folder(source), list)


def as_scenario(given: object) -> Scenario:
    """A scenario, or the one that a name or path stands for.

    Raises:
        ScenarioError: If it is neither, or cannot be read.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, (str, Path)):
        return read_scenario(given)
    message = f"is of type {type(given).__name__}, not a scenario"
    remedy = "a Scenario, the name of a bundled one, a folder or a workbook"
    raise ScenarioError([Problem(message, column="scenario", remedy=remedy)])


def find_source(name: str | Path) -> Path:
    """Folder of a bundled or own scenario, or a workbook.

    A path with a separator is never a bundled name.
    """
    text = str(name) if isinstance(name, Path) else name.strip()
    names = bundled_names()
    if not text:
        raise ScenarioError([Problem("no scenario is named", remedy="give a folder or a name")])
    try:
        path = Path(name)
        if path.is_dir() or (path.is_file() and path.suffix.lower() == SUFFIX):
            return path
        exists = path.exists()
    except (OSError, ValueError):  # too long, forbidden or impossible on this system
        exists = False
    if text in names:
        return bundled_folder(text)
    if exists:
        raise ScenarioError([Problem("is not a folder", text, remedy=_SOURCES)])
    raise ScenarioError([unknown_problem("scenario", text, names, "")])


def _folder(source: Path) -> Scenario:
    if (source / RUN_MARK).exists() and not (source / file_of(SETTINGS[0])).is_file():
        remedy = "give the scenario that it was run from; safepassage report reads a run"
        raise ScenarioError(
            [Problem("is a run folder, not a scenario", str(source), remedy=remedy)]
        )
    if not any((source / name).exists() for name in ("scenario.toml", file_of("places"))):
        message = "holds no scenario: neither scenario.toml nor places.csv is there"
        raise ScenarioError([Problem(message, str(source), remedy=_MAKERS)])
    scenario = read_folder(source)
    check(scenario)
    return scenario


def _workbook(source: Path) -> tuple[Scenario, Placed]:
    from safepassage.scenario.workbook.read import read_workbook  # a reader of its own, slow

    scenario, where = read_workbook(source)
    try:
        check(scenario)
    except ScenarioError as error:
        raise ScenarioError(where.named(error.problems)) from None
    return scenario, where.named


def read_folder(folder: Path) -> Scenario:
    """Read the folder's files and type each cell; the checks between tables come after."""
    problems: list[Problem] = []
    content = read_toml(folder / "scenario.toml", problems)
    readable = not problems
    rules, entries = _sections(content, problems)
    settings: dict[str, Value] = {}
    if readable:
        settings = section(SETTINGS[0], content, problems)
    typed_rules = section(SETTINGS[1], rules, problems)
    _stray_files(folder, problems)
    tables: dict[str, Table] = {}
    for name in table_names():
        if name in TOML_TABLES:
            numbered = enumerate(entries[name], first_row(name))
            typed = parse_rows(name, numbered, file_of(name), problems)
            tables[name] = Table.from_values(name, typed)
            continue
        path = folder / file_of(name)
        if path.is_file():
            tables[name] = _read_table(path, name, problems)
        elif name == "places":
            problems.append(Problem("the file is missing", path.name, remedy="add it"))
    if problems:
        raise ScenarioError(problems)
    return assemble(folder.resolve().name, settings, typed_rules, tables)


def _read_table(path: Path, name: str, problems: list[Problem]) -> Table:
    before = len(problems)
    rows = list(read_csv(path, name, problems))
    typed = parse_rows(name, rows, path.name, problems)
    if len(problems) > before:
        return Table.from_values(name, [])
    return Table.from_values(name, typed, [number for number, _ in rows])


def _stray_files(folder: Path, problems: list[Problem]) -> None:
    """CSV files that no table reads: a misspelt name would silently drop a table."""
    known = sorted(file_of(name) for name in table_names() if name not in TOML_TABLES)
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    except OSError as error:
        problems.append(Problem(f"cannot be read: {error.strerror}", str(folder)))
        return
    stray = [name for name in names if name not in known and not name.startswith((".", "~"))]
    problems += [unknown_problem("table", name, known, name) for name in stray[:20]]


def _sections(
    content: dict[str, Any], problems: list[Problem]
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Take the rules and the lists of tables out of the content of ``scenario.toml``."""
    rules = content.pop("rules", {})
    if not isinstance(rules, dict):
        problem = Problem("must be a section written [rules]", file_of("scenario"), column="rules")
        problems.append(problem)
        rules = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in TOML_TABLES:
        rows = content.pop(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            message = f"must be a list written [[{name}]]"
            problems.append(Problem(message, file_of("scenario"), column=name))
            rows = []
        tables[name] = rows
    return rules, tables
