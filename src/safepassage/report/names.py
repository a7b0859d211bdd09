"""What a scenario's things are called in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from safepassage.disclosure.translated import Translated, translated
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import quantity_name
from safepassage.result.names import short_source
from safepassage.said import (
    Brief,
    Called,
    Class,
    Corridor,
    Place,
    Quantity,
    Source,
    Thing,
    Unknown,
    Vehicle,
)
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.inputs import OF_RULES, split_input
from safepassage.scenario.scenario import Scenario


def called(scenario: Scenario | None, language: Language) -> Called:
    """Names of a scenario's things, as it gives them in a language.

    Args:
        scenario: The scenario; None calls everything by its identifier.
        language: The language.
    """
    known = Translated("", {}, {}, {}, {})
    vehicles: dict[str, str] = {}
    if scenario is not None:
        known = translated(scenario, language.code)
        vehicles = {row["vehicle"]: row["name"] for row in scenario["vehicles"].rows()}

    def named(names: Mapping[str, str]) -> Callable[[Thing], str]:
        return lambda thing: _plain(names.get(thing.ident, ""), thing.ident)

    of: dict[type[Thing], Callable[[Thing], str]] = {
        Place: named(known.names),
        Corridor: named(known.corridors),
        Class: named(known.classes),
        Vehicle: named(vehicles),
        Source: lambda thing: short_source(named(known.sources)(thing)),
        Quantity: lambda thing: Ready(quantity_name(language, known, thing.ident)),
        Brief: lambda thing: Ready(quantity_name(language, known, thing.ident, brief=True)),
        Unknown: lambda thing: Ready(unknown_name(language, known, thing.ident)),
    }
    return lambda thing: of[type(thing)](thing)


def unknown_name(language: Language, known: Translated, text: str) -> str:
    """What is not known, in words; a rule without words is described as the dictionary does."""
    kind, target = split_input(text)
    if text.endswith(".csv"):  # rows of populations, which vary together
        kind = "population"
    word = target if kind == OF_RULES else kind
    if not language.has(f"input.{word}"):
        return language.name(_rule(target) if kind == OF_RULES else text)
    names = {**known.names, **known.classes}
    if kind in {"throughput", "opening", "open_hours"}:
        names = {**names, **known.corridors}
    where: str = Ready(language("answer.each"))
    if target:
        where = _plain(names.get(target, ""), target)
    return language(f"input.{word}", name=where)


def _rule(name: str) -> str:
    text = dictionary()[OF_RULES][name].description
    return text[:1].lower() + text[1:].split(":")[0]


def _plain(name: str, ident: str) -> str:
    return name if name and name != ident else ident.replace("-", " ")
