"""What the facts of a run may be: a kind for each key, for the file may have been edited."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from safepassage.errors import StoreError
from safepassage.limits import MAX_MEMBERS, MAX_SEED


@dataclass(frozen=True)
class Kind:
    """A kind of value.

    Attributes:
        words: What it is, for the message.
        fits: Whether a value is of this kind.
    """

    words: str
    fits: Callable[[Any], bool]

    def or_none(self) -> Kind:
        """The same, or nothing."""
        return Kind(f"{self.words} or null", lambda value: value is None or self.fits(value))


def _whole(low: int, high: int) -> Kind:
    return Kind(f"a whole number, {low:,} to {high:,}", lambda value: _is_whole(value, low, high))


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_range(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 2):
        return False
    start, stop = value
    last = MAX_SEED + MAX_MEMBERS
    found = _is_whole(start, 0, MAX_SEED) and _is_whole(stop, 1, last)
    return found and 0 < stop - start <= MAX_MEMBERS


def _is_numbers(value: Any) -> bool:
    if not (isinstance(value, list) and 0 < len(value) <= MAX_MEMBERS):
        return False
    return all(_is_whole(one, 0, MAX_SEED) for one in value)


def _is_mechanisms(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("rules"), dict)
        and all(isinstance(rule, str) for rule in one["rules"])
        and isinstance(one.get("observables"), list)
        and all(map(_is_observable, one["observables"]))
        for one in value
    )


def _is_observable(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    dims = value.get("dims")
    texts = all(isinstance(value.get(key), str) for key in ("name", "unit", "description"))
    return texts and isinstance(dims, list) and all(isinstance(dim, str) for dim in dims)


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


_TEXT = Kind("a text", lambda value: isinstance(value, str))
_DIGEST = Kind(
    "64 hexadecimal digits",
    lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None,
)
_SECONDS = Kind(
    "setup, run and per_member in seconds",
    lambda value: (
        isinstance(value, dict)
        and {"setup", "run", "per_member"} <= set(value)
        and all(map(_is_number, value.values()))
    ),
)
_SOFTWARE = Kind(
    "versions, safepassage among them",
    lambda value: _is_texts(value) and "safepassage" in value,
)
_START = Kind(
    "seed, member and day",
    lambda value: (
        isinstance(value, dict) and all(_is_whole(one, 0, MAX_SEED) for one in value.values())
    ),
)
_PLANNED: Mapping[str, Kind] = MappingProxyType(
    {
        "scenario": _TEXT,
        "scenario_digest": _DIGEST,
        "as_of": Kind("a date", _is_date).or_none(),
        "seed": _whole(0, MAX_SEED),
        "first": _whole(0, MAX_SEED),
        "members_asked": _whole(1, MAX_MEMBERS),
        "of": _whole(1, MAX_MEMBERS).or_none(),
        "until": _TEXT.or_none(),
        "software": _SOFTWARE,
    }
)
"""What is known of a run before it is computed."""
_FOUND: Mapping[str, Kind] = MappingProxyType(
    {
        "digest": _DIGEST,
        "members": Kind("two numbers, first and one past the last", _is_range).or_none(),
        "numbers": Kind("a list of numbers of members", _is_numbers).or_none(),
        "seconds": _SECONDS,
    }
)
"""What a finished run has besides."""
_MAYBE: Mapping[str, Kind] = MappingProxyType(
    {
        "scenario_digest_version": _whole(1, 1_000),
        "mechanisms": Kind("a list of mechanisms", _is_mechanisms),
        "observables": Kind("names and digests", _is_texts),
        "start": _START.or_none(),
        "checksums": _DIGEST,
        "seal": _DIGEST,
    }
)
"""What only some runs have."""


def check_facts(facts: Mapping[str, Any], where: str, *, finished: bool) -> None:
    """Refuse facts that no version of this program has written.

    Args:
        facts: As read.
        where: The file, for the message.
        finished: Whether they are those of a finished run.

    Raises:
        StoreError: With the first key that is missing or not of its kind.
    """
    needed = {**_PLANNED, **(_FOUND if finished else {})}
    for key, kind in {**needed, **_MAYBE}.items():
        if key not in facts and key in _MAYBE:
            continue
        if key not in facts:
            raise StoreError(f"{where}: is damaged: {key} is missing")
        if not kind.fits(facts[key]):
            raise StoreError(f"{where}: is damaged: {key} is not {kind.words}")
    if finished and (facts["members"] is None) == (facts["numbers"] is None):
        raise StoreError(f"{where}: is damaged: one of members and numbers must be null")
    names = {
        f"{one['name']}.{array['name']}"
        for one in facts.get("mechanisms", ())
        for array in one["observables"]
    }
    if finished and names != set(facts.get("observables", {})):
        raise StoreError(f"{where}: is damaged: observables are not those of the mechanisms")


def member_count(facts: Mapping[str, Any]) -> int:
    """Members of a finished run."""
    if facts["numbers"] is not None:
        return len(facts["numbers"])
    first, stop = facts["members"]
    return int(stop - first)
