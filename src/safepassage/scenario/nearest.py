"""The nearest valid name, for messages about unknown ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from safepassage.errors import Problem

_MOST_COMPARED = 3000
_SHOWN = 60


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like ``name``, case aside, or an empty text.

    Where there are many names, those that share an end with ``name`` are compared first.
    """
    short = name[:_SHOWN].lower()
    by_lower: dict[str, str] = {}
    for candidate in known:
        by_lower.setdefault(candidate[: 2 * _SHOWN].lower(), candidate)
    if short in by_lower:
        return by_lower[short]
    names = list(by_lower)
    if len(names) > _MOST_COMPARED:
        names = [text for text in names if abs(len(text) - len(short)) <= 4]
        names.sort(key=lambda text: text[:2] != short[:2] and text[-2:] != short[-2:])
    found = difflib.get_close_matches(short, names[:_MOST_COMPARED], n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else ""


def unknown_problem(
    what: str, name: str, known: Iterable[str], file: str, row: int | None = None, column: str = ""
) -> Problem:
    """Problem about an unknown key, column or identifier, with the nearest known one."""
    names = list(known)
    return Problem(f"unknown {what} {name[:_SHOWN]!r}", file, row, column, hint(name, names))


def hint(name: str, known: Iterable[str]) -> str:
    """The nearest known name as a question, or the first known ones, for a remedy."""
    names = list(known)
    guess = nearest(name, names)
    if guess:
        return f"did you mean {guess!r}?"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"known: {listed}" if names else "none is known"
