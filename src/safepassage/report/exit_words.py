"""The words of an exit figure: a language with the names of the scenario."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from safepassage.disclosure.translated import translated
from safepassage.report.brief.language import Language, language
from safepassage.report.names import called
from safepassage.report.texts import clean
from safepassage.said import Called, Said, said
from safepassage.scenario.scenario import Scenario

_LEFTWARD, _END = "\u2067", "\u2069"


@dataclass(frozen=True)
class ExitWords:
    """Makes the texts of the figure and its page.

    Attributes:
        language: The language.
        called: Names of the scenario's things in it.
        title: Of the scenario.
    """

    language: Language
    called: Called
    title: str

    @classmethod
    def of(cls, scenario: Scenario, code: str = "en") -> ExitWords:
        """The words of a language.

        Raises:
            ScenarioError: If there is no such language.
        """
        words = language(code)
        return cls(words, called(scenario, words), clean(translated(scenario, code).title))

    def __call__(self, key: str, **values: object) -> str:
        """A text of ``exit_figure``."""
        return self.say(said(f"exit_figure.{key}", **values))

    def say(self, sentence: Said) -> str:
        """A sentence."""
        return self.language.say(sentence, self.called)

    def cell(self, value: object) -> str:
        """A value as it stands in a table or a label."""
        return self.language.cell(value, self.called)

    def moment(self, moment: dt.datetime) -> str:
        """Day, short month and hour, for an axis."""
        return f"{self.language.short_date(moment.date())} {self.cell(moment.time())}"

    def drawn(self, text: str) -> str:
        """A text of a picture, which has no direction: isolated where it runs to the left."""
        return f"{_LEFTWARD}{text}{_END}" if self.language.direction == "rtl" else text
