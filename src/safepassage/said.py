"""What is found, as a key with values: a language makes the sentence of it.

A room that finds something says which sentence it is and what goes into it. The sentences stand in
``report/brief/words``, one file a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class Share(float):
    """A share of 0 to 1, written as a percentage."""

    __slots__ = ()


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
class Place:
    """A thing of a scenario, called by its name in the language.

    Attributes:
        ident: Identifier.
    """

    ident: str


@dataclass(frozen=True)
class Said:
    """A sentence to be made.

    Attributes:
        key: Text of the languages.
        values: What goes into it: names (plain texts), dates, numbers, :class:`Share`,
            :class:`Range`, :class:`Month`, :class:`Term`, :class:`Place`, or a part of a sentence
            of its own. None leaves a part out.
    """

    key: str
    values: Mapping[str, object]


def said(key: str, **values: object) -> Said:
    """A sentence to be made."""
    return Said(key, MappingProxyType(values))
