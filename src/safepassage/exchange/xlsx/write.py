"""Write a scenario as an Excel workbook that :func:`read_scenario` gives back unchanged."""

from __future__ import annotations

from pathlib import Path

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.xlsx.book import open_book
from safepassage.exchange.xlsx.content import Content, of_blank, of_scenario
from safepassage.exchange.xlsx.lists import lists_sheet, range_formulas
from safepassage.exchange.xlsx.readme import readme_sheet
from safepassage.exchange.xlsx.sheets import settings_sheet, table_sheet
from safepassage.scenario.blank import Blank
from safepassage.scenario.dictionary import file_of, table_names
from safepassage.scenario.owner_only import owner_only
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.workbook.layout import SUFFIX

MAX_ROWS = 100_000
"""Most rows of a table that is written to a sheet."""


@checked
def write_workbook(scenario: Scenario, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write instructions, settings and every table as sheets of one workbook.

    Sheets of tables without rows are hidden, but for those of a first run.
    With planned departures in it, the owner alone may read the file.

    Args:
        scenario: What to write.
        path: File to create; it ends in ``.xlsx``.
        overwrite: Allow a file that exists.

    Returns:
        The file.

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, is named otherwise, cannot
            be written, or a table has too many rows for a sheet.

    Examples:
        >>> import safepassage
        >>> file = safepassage.write_workbook(safepassage.read_scenario("tiny"), "tiny.xlsx")
        >>> safepassage.read_scenario(file).days
        10
    """
    scenario = as_scenario(scenario)
    target = _workbook(path)
    long = [name for name in table_names() if len(scenario[name]) > MAX_ROWS]
    if long:
        message = f"has more than {MAX_ROWS} rows, too many for a sheet"
        remedy = "keep the scenario as a folder"
        raise ScenarioError([Problem(message, file_of(name), remedy=remedy) for name in long])
    return _write(of_scenario(scenario), target, overwrite, private=bool(owner_only(scenario)))


def write_blank_workbook(blank: Blank, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write empty sheets to begin with, each with a greyed example that is not read.

    Sheets, columns and settings that a first run does not need are hidden or folded away.

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, is named otherwise or cannot
            be written.
    """
    return _write(of_blank(blank), _workbook(path), overwrite, private=False)


def _workbook(path: str | Path) -> Path:
    target = Path(path)
    if target.suffix.lower() != SUFFIX:
        remedy = f"end its name in {SUFFIX}"
        raise ScenarioError([Problem("is not the name of a workbook", str(path), remedy=remedy)])
    return target


def _write(content: Content, target: Path, overwrite: bool, *, private: bool) -> Path:  # noqa: FBT001
    lists = range_formulas()
    with open_book(target, overwrite=overwrite, private=private) as book:
        readme_sheet(book, content)
        settings_sheet(book, content, lists)
        for name in table_names():
            table_sheet(book, content, name, lists)
        lists_sheet(book, content)
    return target
