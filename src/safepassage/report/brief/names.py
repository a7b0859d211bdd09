"""Quantities, places and claims in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from safepassage.disclosure.fans import FULLNESS, Report
from safepassage.report.brief.language import Language, Ready
from safepassage.said import Called, Reported
from safepassage.scenario.quantity import EVERYWHERE, parse_quantity


class Known(Protocol):
    """Names by identifier: of places and areas, of corridors, of classes."""

    @property
    def names(self) -> Mapping[str, str]:
        """Of places and areas."""

    @property
    def corridors(self) -> Mapping[str, str]:
        """Of corridors."""

    @property
    def classes(self) -> Mapping[str, str]:
        """Of classes."""


def names_of(known: Known) -> Called:
    """What places, areas and classes are called."""
    return lambda thing: known.names.get(thing.ident, thing.ident)


def quantity_name(language: Language, known: Known, text: str, *, brief: bool = False) -> str:
    """A quantity in words.

    Args:
        language: Language.
        known: Names.
        text: The quantity.
        brief: Without the remark that arrivals and departures may count a person more than once.
    """
    quantity = parse_quantity(text)
    last = quantity.parts[-1]
    names = known.corridors if quantity.word == "left_by" else known.names
    where: str = names.get(last) or last.replace("-", " ")
    if last == EVERYWHERE:
        where = Ready(language("quantity.everywhere"))
    key = f"quantity.{quantity.word}"
    if brief and language.has(f"brief.{quantity.word}"):
        key = f"brief.{quantity.word}"
    if quantity.word == FULLNESS or not language.has(key):
        return language.name(text)
    who = Ready(language.word("holder", str(quantity.parts[0]))) if len(quantity.parts) > 1 else ""
    label = language(key, where=where, who=who)
    if not quantity.class_:
        return label
    who = known.classes.get(quantity.class_, quantity.class_)
    return language("quantity.class", what=Ready(label), who=who)


def value_text(language: Language, low: float | None, high: float | None, unit: str) -> str:
    """A reported value: ``6,000``, ``26,500 to 30,000``, ``at least 6,000``, ``up to 50``."""
    return language.reported(Reported(low, high, unit))


def report_value(language: Language, report: Report) -> str:
    """Value of a report about people."""
    return value_text(language, report.low, report.high, "people")
