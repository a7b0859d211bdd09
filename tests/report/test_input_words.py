"""Every uncertain input has words, whatever its kind."""

from __future__ import annotations

from safepassage.report.answers.unknowns import WORDS
from safepassage.scenario.inputs import INPUT_KINDS, OF_RULES


def test_every_kind_of_input_has_words() -> None:
    assert set(WORDS) == set(INPUT_KINDS) - {OF_RULES}
