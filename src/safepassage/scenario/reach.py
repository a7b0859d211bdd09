"""Where steps lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def reachable(onward: Mapping[int, Iterable[int]], homes: Iterable[int]) -> set[int]:
    """Rows of the places that steps lead to from any of ``homes``, which are among them.

    Args:
        onward: Row of a place → rows of the places one step further.
        homes: Rows where the way begins.
    """
    found = set(homes)
    waiting = list(found)
    while waiting:
        new = set(onward.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return found
