"""Warnings about claims and sources: what may be one report under two names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule

NEAR_DAYS = 3
"""Equal values whose days lie no further apart may be one report."""
ALIKE = 0.85
"""Similarity (0 to 1) from which two identifiers may name one source."""


def one_value_of_several_sources(facts: Facts) -> Iterator[Problem]:
    """Equal values of several organisations about one quantity within days may be one report.

    A value of 0 is left out: that nobody is there, many can see for themselves.
    """
    said_by, claims = _speakers(facts), facts["claims"]
    seen: dict[tuple[str, float, float], list[int]] = {}
    rows = list(claims.rows())
    for index, row in enumerate(rows):
        ends = (-1.0 if math.isnan(end) else end for end in (row["low"], row["high"]))
        key = (row["quantity"], *ends)
        if max(key[1:]) > 0:
            seen.setdefault(key, []).append(index)
    for found in seen.values():
        for first, second in combinations(found, 2):
            one, other = rows[first], rows[second]
            linked = one["origin"] or other["origin"]
            apart = abs((one["date"] - other["date"]).days)
            speakers = {said_by.get(row["source_id"], row["source_id"]) for row in (one, other)}
            if linked or apart > NEAR_DAYS or len(speakers) == 1:
                continue
            message = (
                f"{other['claim']!r} of {other['source_id']!r} and {one['claim']!r} of "
                f"{one['source_id']!r} give the same value, and count as two reports"
            )
            remedy = f"if one passes the other on, write {one['claim']} as its origin"
            yield facts.at("claims", second, "origin", message, remedy)
            break


def sources_look_alike(facts: Facts) -> Iterator[Problem]:
    """Sources with claims, whose identifiers are alike, may be one organisation."""
    said_by = _speakers(facts)
    used = set(facts.texts("claims", "source_id"))
    names = facts.texts("sources", "source_id")
    for second, name in enumerate(names):
        for other in names[:second]:
            if {name, other} <= used and said_by[name] != said_by[other] and _alike(name, other):
                message = f"{name!r} looks like {other!r}, and counts as another organisation"
                remedy = "if both speak for one, give both the same organisation"
                yield facts.at("sources", second, "organisation", message, remedy)
                break


def _speakers(facts: Facts) -> dict[str, str]:
    """Source → its organisation, itself if it declares none."""
    pairs = zip(
        facts.texts("sources", "source_id"), facts.texts("sources", "organisation"), strict=True
    )
    return {source: organisation or source for source, organisation in pairs}


def _alike(one: str, other: str) -> bool:
    """Equal but for numbers, one the beginning of the other, or nearly the same letters."""
    plain = [re.sub(r"[-_]*\d+", "", name) for name in (one, other)]
    short, long_ = sorted((one, other), key=len)
    begins = long_.startswith((f"{short}-", f"{short}_"))
    return (
        (plain[0] == plain[1] and bool(plain[0]))
        or begins
        or SequenceMatcher(None, one, other).ratio() >= ALIKE
    )


ABOUT_SOURCES: tuple[Rule, ...] = (one_value_of_several_sources, sources_look_alike)
"""Every one, in the order in which they are listed."""
