"""A language: its texts, numbers, dates and direction of writing."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.report.texts import clean
from safepassage.said import (
    Called,
    Change,
    Day,
    Every,
    Fixed,
    Month,
    People,
    Range,
    Reported,
    Said,
    Share,
    Signed,
    SignedShare,
    Term,
    Thing,
    percentage,
)

_FOLDER = "words"
_ISOLATE, _END = "\u2068", "\u2069"
"""Around a name of unknown direction, so that it does not turn the sentence around it."""


def _codes() -> tuple[str, ...]:
    """A language is a file; English first, the others by code."""
    folder = resources.files("safepassage.report.brief").joinpath(_FOLDER)
    codes = {entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return ("en", *sorted(codes - {"en"}))


LANGUAGES = _codes()
"""BCP 47 codes, one a file of texts."""


@dataclass(frozen=True)
class Plural:
    """Forms of a text.

    Attributes:
        count: Name of the value whose number decides.
        forms: CLDR category → text; a category without one uses ``other``.
    """

    count: str
    forms: Mapping[str, str]


@dataclass(frozen=True)
class Language:
    """One table of texts.

    Attributes:
        code: BCP 47.
        words: Key → text, with ``{name}`` where a value goes; of a text with plurals the form for
            most numbers.
        plurals: Key → forms, of the texts that have some.
    """

    code: str
    words: Mapping[str, str]
    plurals: Mapping[str, Plural]

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.words["format.direction"]

    def __call__(self, key: str, **values: object) -> str:
        """A text with values in it, in the plural form of its count.

        Names are isolated where directions mix.

        Raises:
            KeyError: If the key or one of its values is missing.
        """
        text = self.words[key]
        if key in self.plurals:
            plural = self.plurals[key]
            text = plural.forms.get(self.plural_form(values[plural.count]), text)
        return text.format_map({k: self._value(v) for k, v in values.items()})

    def plural_form(self, count: object) -> str:
        """Category of a number by CLDR: ``one``, ``two``, ``few``, …; ``other`` for texts."""
        from babel import Locale  # slow to import

        number = getattr(count, "amount", count)
        if not isinstance(number, (int, float)):
            return "other"
        whole = int(number) if float(number).is_integer() else number
        return str(Locale.parse(self.code).plural_form(whole))

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self.words

    def word(self, group: str, name: str) -> str:
        """Text of ``group.name``, or the name itself where a scenario is free to invent it."""
        key = f"{group}.{name}"
        return self.words[key] if key in self.words else self.name(name.replace("-", " "))

    def say(self, sentence: Said, called: Called | None = None) -> str:
        """A finding as a sentence.

        Args:
            sentence: Its key and values.
            called: Name of a thing of the scenario; by default its identifier.
        """
        return self._say(sentence, called or _identifier)

    def _say(self, sentence: Said, called: Called) -> Ready:
        values = {key: self.spoken(value, called) for key, value in sentence.values.items()}
        text = self(sentence.key, **values)
        plural = self.plurals.get(sentence.key)
        amount = getattr(values.get(plural.count), "amount", None) if plural else None
        return Ready(text) if amount is None else Amount(text, amount)

    def people(self, number: Amount) -> Amount:
        """A number with the word for people: ``31,000 people``."""
        return Amount(self("figure.people", number=number), number.amount)

    def every(self, texts: Iterable[str]) -> str:
        """An enumeration: ``a, b and c``."""
        from babel.lists import format_list

        return format_list(list(texts), locale=self.code)

    def spoken(self, value: object, called: Called) -> object:
        """A value as it goes into a sentence or a cell; names are left to be isolated there."""
        if isinstance(value, Thing):
            return called(value)
        if type(value) in {int, float}:
            return Amount(self.number(value), value)  # type: ignore[arg-type]
        forms: dict[type, Callable[[Any], str]] = {
            Said: lambda part: self._say(part, called),
            Every: lambda some: self.every(self._value(self.spoken(p, called)) for p in some.parts),
            Share: self.percent,
            Signed: self._signed,
            SignedShare: lambda share: self._sign(share) + self.percent(abs(share)),
            Fixed: lambda one: Amount(self.number(one.value, one.digits), one.value),
            People: lambda some: self.people(Amount(self.number(some.number), some.number)),
            Range: self._range,
            Change: self._change,
            Reported: self.reported,
            Month: self._month,
            Day: lambda one: self.short_date(one.date),
            Term: lambda term: self.word(term.group, term.name),
            dt.datetime: self.moment,
            dt.time: lambda time: self.digits(f"{time:%H:%M}"),
            type(None): lambda _: "",
        }
        written = forms.get(type(value))
        if written is None:
            return value
        text = written(value)
        return text if isinstance(text, Ready) else Ready(text)

    def cell(self, value: object, called: Called) -> str:
        """A value as it stands in a table: dates are short."""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return self.table_date(value)
        return self._value(self.spoken(value, called))

    def _month(self, value: Month) -> str:
        month, year = self.words[f"month.{value.month}"], self.digits(str(value.year))
        return self.words["format.month"].format(month=month, year=year)

    def _range(self, value: Range) -> str:
        ends = (value.low, value.middle, value.high)
        low, middle, high = (Ready(self.number(end, _decimals(ends))) for end in ends)
        if value.low == value.high:
            return Amount(middle, value.middle)
        text = self("figure.spread", low=low, middle=middle, high=high)
        return Amount(text, value.middle)

    def _change(self, value: Change) -> str:
        low, middle, high = map(self._signed, (value.low, value.middle, value.high))
        if value.low == value.high:
            return middle
        return self("figure.spread", low=low, middle=middle, high=high)

    def _signed(self, value: float) -> Ready:
        return Ready(self._sign(value) + self.number(abs(value)))

    def _sign(self, value: float) -> str:
        return "+" if value > 0 else "−" if value < 0 else ""

    def reported(self, value: Reported) -> str:
        """A reported value: ``6,000``, ``26,500 to 30,000``, ``at least 6,000``, ``up to 50``."""
        low, high = (
            None if end is None else self._measured(end, value.unit)
            for end in (value.low, value.high)
        )
        if low is None:
            return self("figure.none") if high is None else self("figure.up_to", number=high)
        if high is None:
            return self("figure.at_least", number=low)
        return low if low == high else self("figure.range", low=low, high=high)

    def _measured(self, value: float, unit: str) -> Ready:
        if unit == "share":
            return Ready(self.percent(value))
        text = self.number(value, 0 if value == int(value) or abs(value) >= 100 else 1)
        return Ready(text if unit in {"people", ""} else f"{text} {self.word('unit', unit)}")

    def name(self, text: str) -> str:
        """A name from a scenario: on one line, isolated where directions mix."""
        plain = clean(text)
        return f"{_ISOLATE}{plain}{_END}" if self.direction == "rtl" and plain else plain

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the separators and digits of the language."""
        text = f"{value:,.{digits}f}"
        swap = {",": self.words["format.thousands"], ".": self.words["format.decimal"]}
        text = "".join(swap.get(mark, mark) for mark in text)
        return self.digits(text)

    def digits(self, text: str) -> str:
        """Western digits as those of the language."""
        return text.translate(str.maketrans("0123456789", self.words["format.digits"]))

    def percent(self, share: float) -> str:
        """A share as a whole percentage; nearly none and nearly all have a decimal."""
        percent = percentage(share)
        number = self.number(percent.value, percent.digits)
        return self.words["format.percent"].format(number=number)

    def date(self, date: dt.date, *, year: bool = True) -> str:
        """A date in words."""
        key = "format.date" if year else "format.day"
        month = self.words[f"month.{date.month}"]
        first = self.words.get("format.first", "") if date.day == 1 else ""
        day = first or self.digits(str(date.day))
        return self.words[key].format(day=day, month=month, year=self.digits(str(date.year)))

    def moment(self, moment: dt.datetime) -> str:
        """A date with its time of day."""
        time = self.digits(f"{moment:%H:%M}")
        return self.words["format.moment"].format(date=self.date(moment), time=time)

    def table_date(self, date: dt.date) -> str:
        """Day, short month and year, for a table."""
        year = self.digits(str(date.year))
        month, day = self.words[f"short.{date.month}"], self.digits(str(date.day))
        return self.words["format.date"].format(day=day, month=month, year=year)

    def short_date(self, date: dt.date) -> str:
        """Day and short month, for an axis."""
        month = self.words[f"short.{date.month}"]
        return self.words["format.day"].format(day=self.digits(str(date.day)), month=month)

    def locale(self) -> dict[str, Any]:
        """Locale of numbers for Vega (d3-format)."""
        return {
            "number": {
                "decimal": self.words["format.decimal"],
                "thousands": self.words["format.thousands"],
                "grouping": [3],
                "currency": ["", ""],
                "numerals": list(self.words["format.digits"]),
                "percent": self.words["format.percent"].format(number=""),
            }
        }

    def _value(self, value: object) -> str:
        if isinstance(value, Ready):
            return str(value)
        if isinstance(value, dt.datetime):
            return self.moment(value)
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, (int, float)):
            return self.number(value)
        return self.name(str(value))


def _identifier(thing: Thing) -> str:
    return thing.ident.replace("-", " ")


def _decimals(values: tuple[float, ...]) -> int:
    """None from 10 on and for whole numbers, else one; two below a tenth."""
    most = max(map(abs, values))
    if most >= 10 or all(float(value).is_integer() for value in values):
        return 0
    return 1 if most >= 0.1 else 3


class Ready(str):
    """A text that is written in the language already, such as a number with its unit."""


class Amount(Ready):
    """A number that is written already, and what decides about plurals beside it.

    Attributes:
        amount: The number.
    """

    amount: float

    def __new__(cls, text: str, amount: float) -> Amount:
        """The text with its number."""
        made = super().__new__(cls, text)
        made.amount = amount
        return made

    def __reduce__(self) -> tuple[type[Amount], tuple[str, float]]:
        """What a copy is made of."""
        return type(self), (str(self), self.amount)


@cache
def language(code: str) -> Language:
    """Texts of a language.

    Raises:
        ScenarioError: If there is no such language.
    """
    if code not in LANGUAGES:
        remedy = f"one of {', '.join(LANGUAGES)}"
        raise ScenarioError(
            [Problem(f"{code!r} is no language", column="--language", remedy=remedy)]
        )
    folder = resources.files("safepassage.report.brief").joinpath(_FOLDER)
    tables = tomllib.loads(folder.joinpath(f"{code}.toml").read_text("utf-8"))
    found = {f"{group}.{key}": text for group, rows in tables.items() for key, text in rows.items()}
    plurals = {
        key: Plural(forms["count"], MappingProxyType(forms))
        for key, forms in found.items()
        if isinstance(forms, dict)
    }
    words = {key: plurals[key].forms["other"] if key in plurals else found[key] for key in found}
    return Language(code, MappingProxyType(words), MappingProxyType(plurals))
