"""Claims from any table, by the columns that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from safepassage.arguments import checked
from safepassage.exchange.anytable import Mapping, read_table, with_quantity
from safepassage.exchange.asked import context_in, listed_paths
from safepassage.exchange.context import Context
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.scenario.scenario import Scenario


@checked
def read_columns(
    paths: str | Path | Sequence[str | Path],
    context: Context | None = None,
    *,
    date: str,
    place: str,
    value: str,
    quantity: str = "idps",
    above: str = "",
    by: Sequence[str] = (),
    scenario: Scenario | str | Path | None = None,
    given: Given | None = None,
    lenient: bool = False,
) -> Imported:
    r"""Read claims from tables of any make.

    Args:
        paths: A file of CSV, a workbook or JSON records, or several.
        context: The user's answers.
        date: Column of the day that a count is about.
        place: Column of the place: its P-code or its name.
        value: Column of the number of people.
        quantity: Word of the quantity.
        above: Column of the unit that holds the place; empty where namesakes need none.
        by: Columns that keep two counts of one place and day apart.
        scenario: Whose places the rows are about; ``with_imported`` puts the rows into it.
        given: How cells are written, where the user says so.
        lenient: Leave rows out that cannot be read, with a note each.

    Returns:
        What was found: rows by table, notes.

    Raises:
        ScenarioError: Everything that is wrong, at once.

    Examples:
        >>> from pathlib import Path
        >>> import safepassage
        >>> _ = Path("counts.csv").write_text("day,camp,people\n2020-01-05,camp-a,900\n")
        >>> found = safepassage.read_columns(
        ...     "counts.csv", date="day", place="camp", value="people", scenario="tiny"
        ... )
        >>> [row["quantity"] for row in found.tables["claims"]]
        ['idps:camp-a']
    """
    found = Imported(lenient=lenient, given=given or Given())
    wanted = with_quantity(Mapping(date, place, value, above=above, by=tuple(by)), quantity)
    known = context_in(scenario, context)
    for path in listed_paths(paths):
        read_table(path, wanted, found, known)
    found.stop_if_any()
    return found
