"""Names and P-codes of admin units in other people's columns: current, legacy and older schemas.

Current COD-AB and COD-PS columns are ``adm2_name`` and ``adm2_pcode``; still about are
``ADM2_EN``, ``ADM2_AR`` and ``ADM2_PCODE``, and ``admin2Name_en`` and ``admin2Pcode``. A shapefile
cuts names to ten letters (``admin2Pcod``, and ``admin2Na_1`` for a second one of the same
beginning). Others write ``ADMIN2`` and ``FNID`` (FEWS NET), ``NAME_2`` and ``GID_2`` (GADM),
``shapeName`` and ``shapeISO`` (geoBoundaries), ``NAME`` and ``ADM0_A3`` or ``adm1_code`` (Natural
Earth).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COLUMN = re.compile(
    r"adm(?:in)?[_ ]?([0-5])[_ ]?(name|nam|na|n|pcode|pcod|pco|pc|code|cod|[a-z]{2})?"
    r"[_ ]?([a-z]{2}|[1-9])?\Z"
)
_GADM = re.compile(r"(name|gid|nl_name)_([0-5])\Z")
_CODES = {"pcode", "pcod", "pco", "pc", "code", "cod"}
_NAMES = {"", "name", "nam", "na", "n"}
_SKIPPED = {"ref", "type", "alt", "id", "sr", "sq", "km"}
_FIRST_LANGUAGES = ("", "en", "fr", "es", "pt")
_BARE_CODES = ("fnid", "shapeiso", "shapeid", "pcode", "p_code", "iso_3166_2", "adm0_a3", "iso_a3")
"""Codes of a unit whose column does not say its level."""
_BARE_NAMES = ("name_en", "name", "shapename", "nameen", "name_fr", "name_es", "name_ar")
"""Names of a unit whose column does not say its level."""
_BARE_LEVELS = {"adm0_a3": 0, "iso_a3": 0, "iso_3166_2": 1}


@dataclass(frozen=True)
class AdminColumns:
    """Columns by level.

    Attributes:
        codes: Of the P-code.
        names: Of the names, the best readable first.
        translations: Of the name in a language that columns name, by its code.
    """

    codes: dict[int, str]
    names: dict[int, tuple[str, ...]]
    translations: dict[int, dict[str, str]]

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels that have any column, the deepest first."""
        return tuple(sorted({*self.codes, *self.names}, reverse=True))


def admin_columns(columns: Iterable[str]) -> AdminColumns:
    """Find the columns of admin units that say their level, whatever their case."""
    codes: dict[int, str] = {}
    names: dict[int, list[tuple[int, str]]] = {}
    translations: dict[int, dict[str, str]] = {}
    for column in columns:
        bare = column.strip().lower().replace("-", "")
        if gadm := _GADM.match(bare):
            level = int(gadm[2])
            if gadm[1] == "gid":
                codes.setdefault(level, column)
            else:
                names.setdefault(level, []).append((0 if gadm[1] == "name" else 9, column))
            continue
        match = _COLUMN.match(bare)
        if match is None:
            continue
        level, word, language = int(match.group(1)), match.group(2) or "", match.group(3) or ""
        if word in _CODES:
            codes.setdefault(level, column)
        elif word not in _SKIPPED:
            own = language if word in _NAMES else word
            rank = _FIRST_LANGUAGES.index(own) if own in _FIRST_LANGUAGES else 9
            names.setdefault(level, []).append((rank, column))
            if len(own) == 2:
                translations.setdefault(level, {}).setdefault(own, column)
    ordered = {level: tuple(name for _, name in sorted(own)) for level, own in names.items()}
    return AdminColumns(codes, ordered, translations)


def boundary_columns(columns: Iterable[str]) -> AdminColumns:
    """The same for boundaries, where a plain ``NAME`` may name the unit of each feature."""
    known = list(columns)
    found = admin_columns(known)
    by_bare = {column.strip().lower(): column for column in known}
    code = next((name for name in _BARE_CODES if name in by_bare), "")
    names = tuple(by_bare[name] for name in _BARE_NAMES if name in by_bare)
    level = max(found.levels, default=_BARE_LEVELS.get(code, 1))
    if code in _BARE_LEVELS and not found.codes:
        level = max(level, _BARE_LEVELS[code])
    if found.names.get(level) and found.codes.get(level):
        return found
    codes, ours = dict(found.codes), dict(found.names)
    if code and level not in codes and (level or code in _BARE_LEVELS):
        codes[level] = by_bare[code]
    if names and level not in ours:
        ours[level] = names
    translations = {number: dict(own) for number, own in found.translations.items()}
    for bare, column in by_bare.items():
        if bare in _BARE_NAMES and bare[-3:-2] == "_":
            translations.setdefault(level, {}).setdefault(bare[-2:], column)
    return AdminColumns(codes, ours, translations)
