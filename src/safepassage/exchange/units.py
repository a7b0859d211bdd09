"""Which unit each row of a file is about: found or named for the whole file at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, is_total
from safepassage.exchange.sheet import Reading, Sheet

UnitOf = Callable[[Reading], UnitName]
TOTAL = "its place is a total"
NOWHERE = "it names no place"


@dataclass(frozen=True)
class UnitFinder:
    """Identifiers of a file's units."""

    of: UnitOf
    names: dict[UnitName, str]

    def find(self, row: Reading) -> str | None:
        """Identifier of the row's unit; None (counted as left out) for a total or for none."""
        unit = self.of(row)
        if unit in self.names:
            return self.names[unit]
        row.lose(TOTAL if unit.code or unit.name else NOWHERE)
        return None


def unit_finder(sheet: Sheet, context: Context, of: UnitOf) -> UnitFinder:
    """Look at all rows, so that two units never get one identifier."""
    quiet = Imported(lenient=True)
    units = {of(Reading(sheet, line, quiet)) for line in sheet.lines}
    fit = {u for u in units if (u.code or u.name) and not _is_total(u)}
    return UnitFinder(of, context.gazetteer.finder(fit))


def _is_total(unit: UnitName) -> bool:
    return is_total(unit.code or unit.name)
