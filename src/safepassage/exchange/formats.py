"""The formats that can be read, by the name that the command line uses."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.arguments import checked
from safepassage.errors import ScenarioError
from safepassage.exchange.asked import context_in, listed_paths
from safepassage.exchange.context import Context
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.scenario.nearest import unknown_problem

if TYPE_CHECKING:
    from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: As on the command line; its module has the same name with underscores.
        title: What it is, in a line.
        gives: Tables that it fills.
        options: Answers of the user that it takes.
    """

    name: str
    title: str
    gives: tuple[str, ...]
    options: tuple[str, ...] = ()

    def read(self, paths: Sequence[Path], found: Imported, context: Context) -> None:
        """Read files with the format's module, which is imported when it is needed.

        A module with ``read_all`` looks at all files together; others read one after the other.
        """
        module = importlib.import_module(f"safepassage.exchange.{self.name.replace('-', '_')}")
        if hasattr(module, "read_all"):
            module.read_all(paths, found, context)
            return
        for path in paths:
            module.read(path, found, context)


_CLAIMS = ("published", "quantity")
_EVENTS = ("hold", "lag")
FORMATS = {
    entry.name: entry
    for entry in (
        Format("hapi", "HDX HAPI CSV: affected, needs, conflict, food", ("claims",), _CLAIMS),
        Format("hxl", "Any CSV with a row of HXL tags", ("claims",), ("published",)),
        Format("acled", "ACLED: hazard and control by day", ("events", "places"), _EVENTS),
        Format("ucdp", "UCDP GED or Candidate: hazard by day", ("events", "places"), _EVENTS),
        Format("unhcr", "UNHCR Data Finder or portal", ("claims", "series", "places"), _CLAIMS),
        Format("dtm", "IOM DTM: displaced people by admin unit", ("claims",), _CLAIMS),
        Format("ipc", "IPC or Cadre Harmonisé, long or wide", ("claims",), ("published",)),
        Format("cod-ab", "COD-AB boundaries as GeoJSON", ("places", "areas")),
        Format("cod-ps", "COD-PS population", ("claims", "populations"), ("published",)),
        Format("geojson", "GeoJSON points and lines", ("places", "routes")),
        Format("osm", "OpenStreetMap extract (extra all)", ("places", "routes"), ("suburbs",)),
    )
}
"""Every format but ``flee``, which makes a whole scenario."""


@checked
def read_files(
    name: str,
    paths: str | Path | Sequence[str | Path],
    context: Context | None = None,
    *,
    scenario: Scenario | str | Path | None = None,
    given: Given | None = None,
    lenient: bool = False,
) -> Imported:
    r"""Read files of one format.

    Args:
        name: Format, such as ``dtm``; the command ``import`` lists them.
        paths: A file, or several.
        context: The user's answers.
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
        >>> _ = Path("displaced.csv").write_text(
        ...     "#date,#adm1+name,#affected+idps\n2030-03-01,North,900\n"
        ... )
        >>> found = safepassage.read_files("hxl", "displaced.csv")
        >>> sorted(table for table, rows in found.tables.items() if rows)
        ['claims', 'sources']
    """
    found = Imported(lenient=lenient, given=given or Given())
    if name not in FORMATS:
        raise ScenarioError([unknown_problem("format", name, FORMATS, "", column="name")])
    files = listed_paths(paths)
    FORMATS[name].read(files, found, context_in(scenario, context))
    found.stop_if_any()
    if not any(rows for table, rows in found.tables.items() if table != "sources"):
        listed = ", ".join(path.name for path in files)
        found.problem("holds nothing that can be taken", listed)
        found.stop_if_any()
    return found
