"""What is found, as a key with values: a language makes the sentence of it.

A room that finds something says which sentence it is and what goes into it. The sentences stand in
``report/brief/words``, one file a language.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safepassage.spread import Spread


class Share(float):
    """A share of 0 to 1, written as a percentage."""

    __slots__ = ()


class Signed(float):
    """A change, written with its sign."""

    __slots__ = ()


class SignedShare(float):
    """A change as a share of what was there before, written as a percentage with its sign."""

    __slots__ = ()


@dataclass(frozen=True)
class Fixed:
    """A number with a number of decimals.

    Attributes:
        value: The number.
        digits: Decimals.
    """

    value: float
    digits: int = 1


def percentage(share: float) -> Fixed:
    """A share in per cent: whole, but never 0 or 100 where it is something or not all."""
    percent = 100 * share
    whole = round(percent)
    if whole not in {0, 100} or math.isclose(percent, whole, abs_tol=1e-6):
        return Fixed(whole, 0)
    return Fixed(whole + math.copysign(max(0.1, abs(percent - whole)), percent - whole))


@dataclass(frozen=True)
class People:
    """A number with the word for people in its plural form.

    Attributes:
        number: How many.
    """

    number: float


@dataclass(frozen=True)
class Range:
    """A middle value with its range, in the digits that are known.

    Attributes:
        low: 5 %.
        middle: 50 %.
        high: 95 %.
    """

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, spread: Spread) -> Range:
        """A spread without the digits that its width does not support."""
        return cls(*spread.known())


@dataclass(frozen=True)
class Change:
    """A change with its range, each with its sign.

    Attributes:
        low: 5 %.
        middle: 50 %.
        high: 95 %.
    """

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Reported:
    """A reported value, of which one end may be open.

    Attributes:
        low: Lower end, or None.
        high: Upper end, or None.
        unit: Unit, such as ``people`` or ``share``.
    """

    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Term:
    """A word that scenarios share and a language may have, such as a holder of places.

    Attributes:
        group: Group of texts.
        name: Identifier; itself, with blanks, where the language has no word.
    """

    group: str
    name: str


@dataclass(frozen=True)
class Month:
    """A month of a year.

    Attributes:
        year: The year.
        month: 1 to 12.
    """

    year: int
    month: int


@dataclass(frozen=True)
class Day:
    """A day where the year is plain, in short.

    Attributes:
        date: The day.
    """

    date: dt.date


@dataclass(frozen=True)
class Thing:
    """A thing of a scenario, called by its name in the language.

    Attributes:
        ident: Identifier.
    """

    ident: str


class Place(Thing):
    """A place or an area."""


class Corridor(Thing):
    """A corridor."""


class Class(Thing):
    """A class of people."""


class Vehicle(Thing):
    """A kind of vehicle."""


class Source(Thing):
    """A source, up to the first comma of its name."""


class Quantity(Thing):
    """A quantity in full."""


class Brief(Thing):
    """A quantity in few words; the sentence ``answer.movements`` belongs beside arrivals."""


class Unknown(Thing):
    """An uncertain input."""


Called = Callable[[Thing], str]
"""What a thing is called in the language that speaks."""


@dataclass(frozen=True)
class Every:
    """An enumeration: ``a, b and c``.

    Attributes:
        parts: What is enumerated, each as a value of a sentence.
    """

    parts: tuple[object, ...]


@dataclass(frozen=True)
class Said:
    """A sentence to be made.

    Attributes:
        key: Text of the languages.
        values: What goes into it: names (plain texts), dates and moments, numbers and what this
            module has for them, things of a scenario, or a part of a sentence of its own. None
            leaves a part out.
    """

    key: str
    values: Mapping[str, object]


def said(key: str, **values: object) -> Said:
    """A sentence to be made."""
    return Said(key, MappingProxyType(values))


def two_digits(number: float) -> float:
    """An expectation in two digits: it is not known better."""
    return float(f"{number:.2g}")


def planned(number: float) -> float:
    """People of a plan in three digits: its departures are exact, those who wait are estimated."""
    return float(f"{number:.3g}")


def planned_part(part: float, whole: float) -> tuple[float, float]:
    """A part and its whole as :func:`planned`; exact where a part would read like the whole."""
    if part != whole and planned(part) == planned(whole):
        return float(part), float(whole)
    return planned(part), planned(whole)


def tenths(number: float) -> Fixed:
    """A number in one decimal, or none where that would be 0."""
    return Fixed(number, 0 if float(round(number, 1)).is_integer() else 1)
