"""What a reader may know beside its file: the places of a scenario and the user's answers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from safepassage.exchange.names import UnitName, identifier, unique


def short_slug(name: str, fallback: str = "place") -> str:
    """Identifier of a word, of bounded length."""
    return identifier(name, fallback)


class Gazetteer:
    """Places and areas by P-code and by name, so that rows of other files find them.

    A code or name that several places share finds none of them, unless the level or the unit above
    distinguishes them. The code of a province finds the area of its places, never one of them.
    """

    def __init__(
        self, places: Iterable[Mapping[str, Any]] = (), areas: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self.places: set[str] = set()
        self.located: list[Mapping[str, Any]] = []
        self.areas: set[str] = set()
        self._by_code: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._level: dict[str, int | None] = {}
        self._code: dict[str, str] = {}
        self._areas_of: dict[str, set[str]] = defaultdict(set)
        self._area_names: dict[str, set[str]] = defaultdict(set)
        provinces: dict[str, set[str]] = defaultdict(set)
        for row in places:
            place = str(row["place"])
            self.places.add(place)
            self.located.append(row)
            codes = [str(row.get(f"admin{level}_code") or "").upper() for level in (1, 2)]
            level = 2 if codes[1] else 1 if codes[0] else None
            self._level[place] = level
            if level:
                self._code[place] = codes[level - 1]
                self._by_code[codes[level - 1]].add(place)
            if codes[0]:
                provinces[codes[0]].add(place)
            for name in (place, str(row.get("name") or "")):
                if name:
                    self._by_name[identifier(name)].add(place)
        self._file_areas(areas, provinces)

    def _file_areas(
        self, areas: Iterable[Mapping[str, Any]], provinces: Mapping[str, set[str]]
    ) -> None:
        members: dict[str, set[str]] = defaultdict(set)
        for row in areas:
            area, place = str(row["area"]), str(row.get("place") or "")
            members[area].add(place)
            self._areas_of[place].add(area)
            for name in (area, str(row.get("name") or "")):
                if name:
                    self._area_names[identifier(name)].add(area)
        self.areas = set(members)
        self._area_by_code: dict[str, set[str]] = defaultdict(set)
        for code, held in provinces.items():
            for area, inside in members.items():
                if inside == held and any(self._level[place] == 2 for place in held):
                    self._area_by_code[code].add(area)

    def known(self, unit: UnitName, *, by_code: bool = False) -> str | None:
        """Identifier of the place or area that is meant; None where none, or several, may be.

        Args:
            unit: What a row says of it.
            by_code: Whether the file has the codes of these places: then a place that has another
                code is not meant, whatever its name.
        """
        if unit.code:
            held = self._by_code.get(unit.code.upper(), set())
            if len(held) == 1:
                return next(iter(held))
            areas = self._area_by_code.get(unit.code.upper(), set())
            named = areas & self._area_names.get(identifier(unit.name or unit.code), set())
            if len(named or areas) == 1:
                return next(iter(named or areas))
        for text in (unit.code, unit.name):
            found = self._named(text, unit) if text else None
            if found is not None and not (by_code and self._has_another_code(found, unit)):
                return found
        return None

    def _has_another_code(self, place: str, unit: UnitName) -> bool:
        own = self._code.get(place, "")
        return bool(own and unit.code and own != unit.code.upper())

    def _named(self, text: str, unit: UnitName) -> str | None:
        key = identifier(text, "")
        if not key:
            return None
        areas = self._area_names.get(key, set())
        places = {
            place
            for place in self._by_name.get(key, set())
            if unit.level is None or self._level[place] in {None, unit.level}
        }
        if len(places) > 1 and unit.above:
            above = self._area_names.get(identifier(unit.above), set())
            places = {place for place in places if self._areas_of[place] & above}
        if len(areas) == 1 and (unit.level == 1 or not places):
            return next(iter(areas))
        return next(iter(places)) if len(places) == 1 else None

    def find(self, code: str, name: str = "", above: str = "", level: int | None = None) -> str:
        """Identifier of one place or area; where none is known, one made of the code or name."""
        return self.finder([UnitName(code, name, above, level)])[UnitName(code, name, above, level)]

    def finder(self, units: Iterable[UnitName]) -> dict[UnitName, str]:
        """Identifier of each unit of a file: known ones, else one made of code, name and above."""
        asked = set(units)
        codes = {unit.code.upper() for unit in asked if unit.code}
        by_code = any(code in self._by_code or code in self._area_by_code for code in codes)
        known = {unit: self.known(unit, by_code=by_code) for unit in asked}
        strange = [unit for unit, place in known.items() if place is None]
        coded = {unit: identifier(unit.code) for unit in strange if unit.code}
        named = unique(unit for unit in strange if not unit.code)
        names = {unit: place for unit, place in known.items() if place is not None}
        levels: dict[str, set[int | None]] = defaultdict(set)
        for unit, wanted in coded.items():
            levels[wanted].add(unit.level)
        for unit, wanted in {**coded, **named}.items():
            # Bare numbers may be codes of a province and of a district.
            shared = unit in coded and len(levels[wanted]) > 1
            taken = shared or wanted in self.places or wanted in self.areas
            names[unit] = identifier(f"adm{unit.level or 0} {wanted}") if taken else wanted
        return names


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
        suburbs: Whether parts of towns are places of their own.
    """

    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    published: dt.date | None = None
    lag: int | None = None
    hold: int = 7
    word: str | None = None
    suburbs: bool = False
