"""Days on which people at a place or in an area are not published beside an export's tables.

An export suppresses small counts and companions of them, so that no sum gives one away. A further
sum (of an area, or of a single place: people displaced and at home together) splits the hidden
cells of a day into those inside and those outside. It is published if every part of them keeps two
cells or more that add up to the threshold, or counts nobody: then each small count in it could
still be anything from 0 to the threshold, even if the sums were known exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.disclosure.counts import grouped, place_groups, rows_hidden
from safepassage.disclosure.policy import Policy
from safepassage.result.geography import Geography
from safepassage.result.result import Result
from safepassage.scenario.quantity import parse_quantity
from safepassage.spread import weighted_quantiles

STOCKS = ("displaced", "residents")
"""What ``present`` adds up."""


def withheld(result: Result, policy: Policy, names: Sequence[str]) -> Mapping[str, Flags]:
    """Days on which a quantity is not published, by name.

    Args:
        result: A run.
        policy: Rules of disclosure control.
        names: Everything that one page or more may show; the first have priority. Others than
            people present are never withheld: they are sums over days, which no export shows.

    Returns:
        Shape (D,) for each name about people present.
    """
    wanted = [name for name in names if parse_quantity(name).word == "present"]
    found = {name: np.zeros(result.scenario.days, dtype=bool) for name in wanted}
    if not wanted:
        return found
    hidden, part = _hidden(result, policy)
    if not hidden.any():
        return found
    counts = _values(result)
    inside = {name: _inside(result, name) for name in wanted}
    for day in np.flatnonzero(hidden.any(axis=(1, 2))).tolist():
        cells = np.argwhere(hidden[day])  # (H, 2): stock, place
        values = counts[:, cells[:, 0], day, cells[:, 1]]
        parts = part[day][cells[:, 0], cells[:, 1]] * len(STOCKS) + cells[:, 0]
        for name in wanted:
            split = parts * 2 + inside[name][cells[:, 1]]
            if _safe(values, parts, split, policy.threshold):
                parts = split
            else:
                found[name][day] = True
    return found


def _hidden(result: Result, policy: Policy) -> tuple[Flags, I8]:
    """Cells that no export shows, and 1 for those whose sum it shows as enclosed; (D, 2, P)."""
    groups, labels = place_groups(result, policy)
    enclosed = groups == len(labels) - 2
    rows = np.arange(len(groups))[:, None]
    suppressed = np.stack(
        [rows_hidden(result, policy, (stock,), groups, labels)[rows, groups] for stock in STOCKS],
        axis=1,
    )
    together = enclosed[:, None, :] & ~suppressed
    return suppressed | enclosed[:, None, :], together.astype(np.int64)


def _inside(result: Result, name: str) -> Flags:
    places = Geography(result.scenario).places(parse_quantity(name).parts[-1])
    return np.array([place in places for place in result.places], dtype=bool)


def _values(result: Result) -> F8:
    """5, 50 and 95 % of each stock by day and place, shape (3, 2, D, P)."""
    size = len(result.places)
    places = np.tile(np.arange(size, dtype=np.int64), (result.scenario.days, 1))
    each = [grouped(result, (stock,), places, size + 1)[..., :-1] for stock in STOCKS]
    return np.stack([weighted_quantiles(counts, result.weight) for counts in each], axis=1)


def _safe(values: F8, before: I8, after: I8, threshold: int) -> bool:
    """Whether every part that a sum splits off can still hide each of its cells.

    Args:
        values: Of the hidden cells, shape (3, H).
        before: Part of each cell as the published sums have it, shape (H,).
        after: The same with the further sum, shape (H,).
        threshold: Least sum of a part.
    """
    for old in np.unique(before):
        pieces = np.unique(after[before == old])
        if pieces.size == 1 and not pieces[0] % 2:
            continue  # the sum touches no cell of it
        for piece in pieces.tolist():
            cells = values[:, after == piece]
            sums = cells.sum(axis=1)
            if not np.all((sums == 0) | ((sums >= threshold) & (cells.shape[1] > 1))):
                return False
    return True
