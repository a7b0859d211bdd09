"""Findings in English, as a test reads them."""

from __future__ import annotations

from collections.abc import Iterable

from safepassage.report.brief.language import language
from safepassage.report.names import called
from safepassage.said import Said
from safepassage.scenario.scenario import Scenario


def english(sentences: Iterable[Said], scenario: Scenario | None = None) -> list[str]:
    """Sentences with the names of a scenario, or with identifiers."""
    words = language("en")
    return [words.say(sentence, called(scenario, words)) for sentence in sentences]
