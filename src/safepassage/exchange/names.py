"""Identity of places in other people's files: one identifier a unit, whatever its script.

Names are transliterated (anyascii), so that none is lost, and folded: case, accents, apostrophes,
hyphens and spaces do not distinguish two names. Units that would share an identifier and are not
the same are distinguished by the unit above them, at last by a mark made of their name.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from safepassage.scenario.quantity import RESERVED

_OTHER = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(
    "['`\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u02c8\u2018\u2019\u201b\u2032\uff07]"
)
_MOST = 80
"""Characters of an identifier that is made of a name."""
_TOTALS = ("overall", "somme", "ensemble", "کل")
"""Names that are totals when they stand alone."""
_TOTAL_WORDS = (
    "total", "totals", "subtotal", "subtotals", "totaux", "jumlah", "toplam", "итого", "всего",
    "усього", "всього", "разом", "المجموع", "مجموع", "الإجمالي", "إجمالي",
)  # fmt: skip
"""Words that make a total of a name which begins or ends with them (*Total North*)."""
_STRIPPED = re.compile("(?<=[A-Za-z\u0621-\u064a])[\u0300-\u036f\u064b-\u065f\u0670]+")
"""Accents of Latin letters, and vowels of Arabic ones: written or not, the name is the same."""


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name))
    return unicodedata.normalize("NFC", _STRIPPED.sub("", decomposed))


def fold(name: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; empty where nothing is left."""
    from anyascii import anyascii

    return _OTHER.sub("-", anyascii(_bare(name[:400])).lower().replace("'", "")).strip("-")


def identifier(name: str, fallback: str = "place") -> str:
    """Identifier of a name, of bounded length; ``fallback`` where it has no letter or digit."""
    return unreserved(fold(name)[:_MOST].strip("-") or fallback)


def unreserved(name: str) -> str:
    """An identifier that a scenario takes: one that names a sum gets an ending."""
    return f"{name}-place" if name in RESERVED else name


def same_name(name: str) -> str:
    """Key under which spellings of one name are one, and two names of one transliteration two."""
    letters = (" " if unicodedata.category(c)[0] in "PZSC" else c for c in _bare(name).casefold())
    return " ".join("".join(letters).split())


@cache
def _totals() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(same_name, _TOTALS)), frozenset(map(same_name, _TOTAL_WORDS))


@lru_cache(maxsize=1 << 14)
def is_total(name: str) -> bool:
    """Whether a name says that its row is a total."""
    key = same_name(name)
    alone, words = _totals()
    parts = key.split()
    return key in alone or not words.isdisjoint((*parts[:1], *parts[-1:]))


def marked(wanted: str, key: str) -> str:
    """An identifier that hangs on the key as well: the same whatever stood before it."""
    return f"{wanted[: _MOST - 9]}-{zlib.crc32(key.encode()):08x}"


class UnitName(NamedTuple):
    """What a row says of a unit.

    Attributes:
        code: P-code, or empty.
        name: Name, or empty.
        above: Name of the unit that holds it, or empty.
        level: Admin level, or None where the file does not say.
    """

    code: str
    name: str = ""
    above: str = ""
    level: int | None = None


def unique(units: Iterable[UnitName]) -> dict[UnitName, str]:
    """Identifiers of units by name: the unit above, the code or a mark distinguishes namesakes.

    The order of the units does not matter.
    """
    wanted: dict[str, set[UnitName]] = defaultdict(set)
    for unit in set(units):
        wanted[identifier(unit.name or unit.code)].add(unit)
    made: dict[UnitName, str] = {}
    for bare, group in wanted.items():
        keys = {_key(unit) for unit in group}
        if len(keys) == 1:
            made.update(dict.fromkeys(group, bare))
            continue
        for unit in group:
            made[unit] = identifier(f"{unit.above} {bare}") if unit.above else bare
    return _apart(made)


def _key(unit: UnitName) -> tuple[str, ...]:
    """What makes a unit the same as another of the same identifier."""
    if unit.code:
        return ("code", unit.code.upper())
    return ("name", same_name(unit.name), same_name(unit.above))


def _apart(made: dict[UnitName, str]) -> dict[UnitName, str]:
    """Identifiers that still stand for several units get the code, or a mark of the name."""
    holders: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for unit, name in made.items():
        holders[name].add(_key(unit))
    return {
        unit: name
        if len(holders[name]) == 1
        else (identifier(f"{name} {unit.code}") if unit.code else marked(name, str(_key(unit))))
        for unit, name in made.items()
    }


def identifiers(names: Iterable[str]) -> dict[str, str]:
    """Name → identifier; of names that would share one, later ones get -2, -3, … in order."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name not in made:
            made[name] = first_free(identifier(name), taken)
            taken.add(made[name])
    return made


def first_free(wanted: str, taken: set[str]) -> str:
    """``wanted``, or it with the lowest number from 2 that is not taken."""
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
