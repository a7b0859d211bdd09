"""Findings as sentences of a language."""

from __future__ import annotations

from collections.abc import Iterable

from safepassage.arguments import checked
from safepassage.report.brief.language import language as language_of
from safepassage.report.names import called
from safepassage.said import Said
from safepassage.scenario.scenario import Scenario


@checked
def in_words(
    findings: Iterable[Said], scenario: Scenario | None = None, *, language: str = "en"
) -> list[str]:
    """What plans, needs, risks and food checks say, as sentences.

    Args:
        findings: Such as ``plan.sentences()``.
        scenario: Whose names are used; None calls things by their identifiers.
        language: ``en``, ``fr``, ``es`` or ``ar``.

    Raises:
        ScenarioError: If there is no such language.

    Examples:
        >>> import safepassage
        >>> check = safepassage.food_check(4.0, people=1000)
        >>> safepassage.in_words(check.sentences())[1]
        'That bridges days to weeks: an emergency distribution, with more to follow.'
        >>> safepassage.in_words(check.sentences(), language="es")[1].startswith("Cubre")
        True
    """
    words = language_of(language)
    name = called(scenario, words)
    return [words.say(finding, name) for finding in findings]
