"""What a reader calls the things of a scenario: names for identifiers."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.result.geography import Geography
from safepassage.scenario.scenario import Scenario


class Names:
    """Names of the places, areas, corridors, classes and vehicles of a scenario.

    What has no name is called by its identifier with blanks for hyphens.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._geography = Geography(scenario)

    def place(self, ident: str) -> str:
        """A place or an area."""
        return _named(self._geography.names, ident)

    def corridor(self, ident: str) -> str:
        """A corridor."""
        return _named(self._geography.corridors, ident)

    def class_(self, ident: str) -> str:
        """A class of people."""
        return _named(self._of("classes", "class"), ident)

    def vehicle(self, ident: str) -> str:
        """A kind of vehicle."""
        return _named(self._of("vehicles", "vehicle"), ident)

    def _of(self, table: str, key: str) -> Mapping[str, str]:
        rows = self.scenario[table]
        return dict(zip(rows[key].tolist(), rows["name"].tolist(), strict=True))


def short_source(name: str) -> str:
    """Name of a source up to the first comma."""
    return name.partition(",")[0].strip() or name


def _named(names: Mapping[str, str], ident: str) -> str:
    found = names.get(ident, "")
    return found if found and found != ident else ident.replace("-", " ")
