"""Quantities, places and claims in the words of a language."""

from __future__ import annotations

from safepassage.disclosure.about_run import AboutRun
from safepassage.disclosure.fans import FULLNESS, Report
from safepassage.report.brief.language import Language, Ready
from safepassage.scenario.quantity import EVERYWHERE, parse_quantity


def quantity_name(language: Language, about: AboutRun, text: str) -> str:
    """A quantity in words."""
    quantity = parse_quantity(text)
    last = quantity.parts[-1]
    names = about.corridors if quantity.word == "left_by" else about.names
    where: str = names.get(last, last)
    if last == EVERYWHERE:
        where = Ready(language("quantity.everywhere"))
    key = f"quantity.{quantity.word}"
    if quantity.word == FULLNESS or not language.has(key):
        return language.name(text)
    who = Ready(language.word("holder", str(quantity.parts[0]))) if len(quantity.parts) > 1 else ""
    label = language(key, where=where, who=who)
    if not quantity.class_:
        return label
    who = about.classes.get(quantity.class_, quantity.class_)
    return language("quantity.class", what=Ready(label), who=who)


def value_text(language: Language, low: float | None, high: float | None, unit: str) -> str:
    """A reported value: ``6,000``, ``26,500 to 30,000``, ``at least 6,000``, ``up to 50``."""
    texts = [None if value is None else _amount(language, value, unit) for value in (low, high)]
    first, last = texts
    if first is None:
        return "–" if last is None else language("figure.up_to", number=last)
    if last is None:
        return language("figure.at_least", number=first)
    return first if first == last else language("figure.range", low=first, high=last)


def report_value(language: Language, report: Report) -> str:
    """Value of a report about people."""
    return value_text(language, report.low, report.high, "people")


def _amount(language: Language, value: float, unit: str) -> Ready:
    if unit == "share":
        return Ready(language.percent(value))
    digits = 0 if value == int(value) or abs(value) >= 100 else 1
    text = language.number(value, digits)
    if unit in {"people", ""}:
        return Ready(text)
    return Ready(f"{text} {language.word('unit', unit)}")
