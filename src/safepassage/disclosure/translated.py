"""Names of a scenario in a language, where it gives them; else as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Translated:
    """What things are called in one language.

    Attributes:
        title: Of the scenario.
        names: Areas, places and classes by identifier; a place before an area before a class.
        corridors: Corridors by identifier.
        classes: Classes by identifier.
        sources: Sources by identifier.
    """

    title: str
    names: Mapping[str, str]
    corridors: Mapping[str, str]
    classes: Mapping[str, str]
    sources: Mapping[str, str]


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that names may be given in."""
    return tuple(key.removeprefix("name_") for key in dictionary()["places"] if "name_" in key)


def translated(scenario: Scenario, code: str) -> Translated:
    """Names in a language.

    Args:
        scenario: Whose names.
        code: Such as ``ar``; one that the tables have no column for takes the names as they are.
    """
    settings = dict(scenario.settings)
    classes = _names(scenario, "classes", "class", code)
    return Translated(
        title=settings.get(f"title_{code}") or settings["title"],
        names={
            **classes,
            **_names(scenario, "areas", "area", code),
            **_names(scenario, "places", "place", code),
        },
        corridors=_names(scenario, "corridors", "corridor", code),
        classes=classes,
        sources=_names(scenario, "sources", "source_id", code),
    )


def _names(scenario: Scenario, table: str, key: str, code: str) -> dict[str, str]:
    rows = scenario[table]
    own = f"name_{code}" if f"name_{code}" in dictionary()[table] else "name"
    found: dict[str, str] = {}
    for ident, name, ours in zip(
        rows[key].tolist(), rows["name"].tolist(), rows[own].tolist(), strict=True
    ):
        found[ident] = ours or name or found.get(ident) or ident
    return found
