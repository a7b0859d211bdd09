"""Every uncertain input has words, whatever its kind."""

from __future__ import annotations

from safepassage.report.brief.language import LANGUAGES, language
from safepassage.scenario.inputs import INPUT_KINDS, OF_RULES


def test_every_kind_of_input_has_words() -> None:
    for code in LANGUAGES:
        words = language(code)
        assert all(words.has(f"input.{kind}") for kind in set(INPUT_KINDS) - {OF_RULES})
