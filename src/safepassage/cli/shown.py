"""An answer on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.cli.output import say_wrapped
from safepassage.cli.tables import print_rows

if TYPE_CHECKING:
    from safepassage.report.answers.answer import Answer
    from safepassage.said import Said
    from safepassage.scenario.scenario import Scenario


def show(answer: Answer, scenario: Scenario | None = None) -> None:
    """Print an answer.

    Args:
        answer: The answer.
        scenario: Whose names are used.
    """
    from safepassage.report.answers.answer import speak
    from safepassage.report.brief.language import language
    from safepassage.report.names import called

    words = language("en")
    spoken = speak(answer, words, called(scenario, words))
    say_wrapped(" ".join(spoken.opening))
    for table in spoken.tables:
        print_rows(table.title, table.header, table.rows)
    for remark in spoken.remarks:
        say_wrapped(remark, bullet="- ")


def english(said: tuple[Said, ...], scenario: Scenario | None = None) -> list[str]:
    """Sentences for JSON and for remarks."""
    from safepassage.report.in_words import in_words

    return in_words(said, scenario)
