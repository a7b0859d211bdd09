"""What a reader may know beside its file: the places of a scenario and the user's answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safepassage.exchange.imported import Imported
from safepassage.exchange.slugs import slug

_MOST = 80
"""Characters of an identifier that is made of a name."""


def short_slug(name: str, fallback: str = "place") -> str:
    """Identifier of a name, of bounded length."""
    return slug(name[:400], fallback)[:_MOST].strip("-") or fallback


class Gazetteer:
    """Places and areas by P-code and by name, so that rows of other files find them.

    A code or name that several places share finds none of them.
    """

    def __init__(
        self, places: Iterable[Mapping[str, Any]] = (), areas: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self.places: set[str] = set()
        self.areas = {str(row["area"]) for row in areas}
        self._by_code: dict[str, str | None] = {}
        self._by_name: dict[str, str | None] = {}
        for row in places:
            place = str(row["place"])
            self.places.add(place)
            for key in ("admin1_code", "admin2_code"):
                if row.get(key):
                    self._file(self._by_code, str(row[key]).upper(), place)
            for name in (place, str(row.get("name") or "")):
                if name:
                    self._file(self._by_name, short_slug(name), place)

    @staticmethod
    def _file(index: dict[str, str | None], key: str, place: str) -> None:
        index[key] = place if index.get(key, place) == place else None

    def find(self, code: str, name: str = "") -> str:
        """Identifier of a place or area; where none is known, one made of the code or name."""
        made = short_slug(code or name)
        known = self._by_code.get(code.upper()) if code else None
        if known is None and (made in self.areas or made in self.places):
            known = made
        if known is None and name:
            plain = short_slug(name)
            known = plain if plain in self.areas else self._by_name.get(plain)
        return known or made


@dataclass(frozen=True)
class Context:
    """The user's answers to what a file does not say.

    Attributes:
        gazetteer: Places that are known.
        published: Day on which rows without a date of publication became known; None takes the
            rule of the format, which stands in the notes.
        lag: Days from a violent event to its publication; None takes the format's.
        hold: Days for which a violent event counts.
        word: Word of the quantity, instead of the format's.
    """

    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    published: dt.date | None = None
    lag: int | None = None
    hold: int = 7
    word: str | None = None


Reader = Callable[[Path, Imported, Context], None]
"""Reads one file and adds rows, notes and problems to what was found."""
