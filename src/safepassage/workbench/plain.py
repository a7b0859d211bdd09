"""Answers of the commands as plain values in every language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from safepassage.report.answers.answer import Answer, Spoken, speak
from safepassage.report.brief.language import LANGUAGES, language
from safepassage.report.names import called
from safepassage.said import Quantity, Said
from safepassage.scenario.scenario import Scenario


def plain(answer: Answer, scenario: Scenario | None) -> dict[str, Any]:
    """An answer as values for JSON: ``spoken`` by language, so that a reader may change it.

    Args:
        answer: The answer.
        scenario: Whose names are used.
    """
    spoken = {}
    for code in LANGUAGES:
        words = language(code)
        spoken[code] = _plain(speak(answer, words, called(scenario, words)))
    return {"spoken": spoken}


def spoken(sentences: tuple[Said, ...], scenario: Scenario) -> dict[str, list[str]]:
    """Sentences by language."""
    found = plain(Answer(sentences, ()), scenario)["spoken"]
    return {code: words["opening"] for code, words in found.items()}


def _plain(spoken: Spoken) -> dict[str, Any]:
    tables = [
        {"title": table.title, "header": list(table.header), "rows": list(map(list, table.rows))}
        for table in spoken.tables
    ]
    return {"opening": list(spoken.opening), "tables": tables, "remarks": list(spoken.remarks)}


def labels_of(scenario: Scenario) -> Callable[[str], dict[str, str]]:
    """What quantities are called, by language; names are looked up once for all of them."""
    of = {code: called(scenario, language(code)) for code in LANGUAGES}

    def labels(quantity: str) -> dict[str, str]:
        return {code: str(name(Quantity(quantity))) for code, name in of.items()}

    return labels
