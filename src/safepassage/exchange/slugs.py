"""Identifiers from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from safepassage.exchange.names import first_free, unreserved

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str, fallback: str = "place") -> str:
    """Lower-case ASCII letters, digits and single hyphens; ``fallback`` where nothing is left."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return unreserved(_OTHER.sub("-", folded.lower()).strip("-") or fallback)


def unique_slugs(names: Iterable[str]) -> dict[str, str]:
    """Name → slug; names that fold to the same slug get -2, -3, … in order."""
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name not in slugs:
            slugs[name] = first_free(slug(name), taken)
            taken.add(slugs[name])
    return slugs
