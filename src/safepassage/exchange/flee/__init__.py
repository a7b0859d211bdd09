"""Flee 3 cases: read a case and turn it into a scenario; read the output of a run of Flee."""

from safepassage.exchange.flee.convert import FleeImport, import_flee
from safepassage.exchange.flee.peer import FleeRun, read_flee_output

__all__ = ["FleeImport", "FleeRun", "import_flee", "read_flee_output"]
