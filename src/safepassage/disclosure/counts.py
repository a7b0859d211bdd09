"""What an export publishes of a run: people by place and by class, enclosed places together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import I8, Flags
from safepassage.disclosure.disclose import TOTAL, Disclosed, disclose
from safepassage.disclosure.policy import Policy
from safepassage.result.geography import Geography
from safepassage.result.result import Result, as_result
from safepassage.scenario.quantity import ELSEWHERE, ENCLOSED
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = ("displaced", "residents", "fled", "arrivals", "refusals")
"""Exported quantities. Who leaves by a corridor and who walks a route are not among them."""
VALUES = ("p05", "p50", "p95")


@checked
def place_counts(result: Result, policy: Policy) -> Disclosed:
    """People by date, place and quantity, all classes together.

    Returns:
        Columns ``date, place, quantity, p05, p50, p95, suppressed``; ``place`` may be an
        administrative code (see ``Policy.places``), ``enclosed`` or ``all``.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=20)
        >>> found = safepassage.place_counts(result, safepassage.policy_of(result.scenario))
        >>> found.table.columns.tolist()[:3]
        ['date', 'place', 'quantity']
    """
    result = as_result(result)
    groups, labels = place_groups(result, policy)
    return _by_group(result, policy, QUANTITIES, groups, labels)


def _by_group(
    result: Result, policy: Policy, names: tuple[str, ...], groups: I8, labels: list[str]
) -> Disclosed:
    import pandas as pd  # slow to import; not every run is published

    frames = []
    for name in names:
        counts = grouped(result, (name,), groups, len(labels))
        frames.append(_frame(result, name, "place", counts, labels))
    table = pd.concat(frames, ignore_index=True)
    table = table[_used(table, groups, labels)].reset_index(drop=True)
    return disclose(
        table, by=["place"], values=VALUES, within=["date", "quantity"], policy=policy,
        lower=["p05"], hidden=_single(table, groups, labels, result),
    )  # fmt: skip


def rows_hidden(
    result: Result, policy: Policy, names: tuple[str, ...], groups: I8, labels: list[str]
) -> Flags:
    """Days and groups of which an export suppresses any of some quantities.

    A sum of these quantities is to be suppressed there too: less those that are published, it
    would give the others.

    Returns:
        Shape (D, G).
    """
    table = _by_group(result, policy, names, groups, labels).table
    rows = table[table["suppressed"]]
    days = (rows["date"].to_numpy().astype("M8[D]") - result.dates[0]).astype(np.int64)
    found = np.zeros((len(groups), len(labels)), dtype=bool)
    found[days, [labels.index(key) for key in rows["place"]]] = True
    return found


def class_counts(result: Result, policy: Policy) -> Disclosed:
    """People by date, class and quantity, all places together: no class by place is published.

    Returns:
        Columns ``date, class, quantity, p05, p50, p95, suppressed``.
    """
    labels = [*result.classes, TOTAL]
    import pandas as pd  # slow to import; not every run is published

    frames = []
    for name in QUANTITIES:
        parts = [part.arrays[name].sum(axis=2, dtype=np.int64) for part in result.parts()]
        counts = np.concatenate(parts)
        whole = np.concatenate([counts, counts.sum(axis=2, keepdims=True)], axis=2)
        frames.append(_frame(result, name, "class", whole, labels))
    table = pd.concat(frames, ignore_index=True)
    return disclose(
        table, by=["class"], values=VALUES, within=["date", "quantity"], policy=policy,
        lower=["p05"],
    )  # fmt: skip


def place_groups(result: Result, policy: Policy) -> tuple[I8, list[str]]:
    """The group under which each place is published.

    Returns:
        Group of each place by day, shape (D, P), and the keys of the groups; the last but one is
        that of the enclosed places, the last that of all.
    """
    own = _units(result, policy)
    labels = list(dict.fromkeys(own))
    groups = np.repeat([[labels.index(name) for name in own]], result.scenario.days, axis=0)
    shut = np.asarray(timeline(result.scenario).enclosed)
    if len(Geography(result.scenario).enclosed) < 2 and policy.places == "place":
        shut = np.zeros_like(shut)
    labels += [ENCLOSED, TOTAL]
    return np.where(shut, len(labels) - 2, groups).astype(np.int64), labels


def _units(result: Result, policy: Policy) -> list[str]:
    if policy.places == "place":
        return list(result.places)
    if policy.places == "none":
        return [ELSEWHERE for _ in result.places]
    codes = result.scenario["places"][f"{policy.places}_code"].tolist()
    return [str(code) if code else ELSEWHERE for code in codes]


def grouped(
    result: Result, names: tuple[str, ...], groups: I8, size: int, days: I8 | None = None
) -> I8:
    """Sum of some arrays by group and of all places, classes together.

    Args:
        result: A run; what lies on disk is read a few members at a time.
        names: Arrays by place and class.
        groups: Group of each place by day, shape (D, P).
        size: Number of groups, G; the last is that of all.
        days: Only these, N of them; by default all.

    Returns:
        Shape (M, N, G).
    """
    chosen = np.arange(result.scenario.days) if days is None else days
    found = np.zeros((result.members.size, chosen.size, size), dtype=np.int64)
    start = 0
    for part in result.parts():
        rows = slice(start, start + part.members.size)
        start = rows.stop
        for name in names:
            counts = part.arrays[name]
            for number, day in enumerate(chosen.tolist()):
                people = counts[:, day].sum(axis=2, dtype=np.int64)
                np.add.at(found[rows, number].T, groups[day], people.T)
                found[rows, number, -1] += people.sum(axis=1)
    return found


def _frame(result: Result, name: str, key: str, counts: I8, labels: list[str]) -> pd.DataFrame:
    """Every group of every day, quantiles over members."""
    import pandas as pd  # slow to import; not every run is published

    days, size = counts.shape[1:]
    p05, p50, p95 = (part.ravel() for part in weighted_quantiles(counts, result.weight))
    return pd.DataFrame(
        {
            "date": np.repeat(result.dates.astype("M8[ns]"), size),
            key: np.tile(np.array(labels, dtype=object), days),
            "quantity": name,
            "p05": p05,
            "p50": p50,
            "p95": p95,
        }
    )


def _sizes(groups: I8, labels: list[str]) -> I8:
    """Number of places in each group by day, shape (D, G)."""
    return np.stack([np.bincount(day, minlength=len(labels)) for day in groups]).astype(np.int64)


def _used(table: pd.DataFrame, groups: I8, labels: list[str]) -> pd.Series:
    """Rows of groups that hold a place on that day and count anybody on any; totals always."""
    sizes = _sizes(groups, labels)
    there = np.tile((sizes > 0).ravel(), table["quantity"].nunique())
    top = table.groupby(["place", "quantity"])["p95"].transform("max")
    return (table["place"] == TOTAL) | (there & (top > 0))


def alone(result: Result, groups: I8, labels: list[str]) -> Flags:
    """Days on which a single neighbourhood of a larger pocket is left, shape (D,)."""
    if len(Geography(result.scenario).enclosed) < 2:
        return np.zeros(len(groups), dtype=bool)
    return np.asarray(_sizes(groups, labels)[:, -2] == 1)


def _single(table: pd.DataFrame, groups: I8, labels: list[str], result: Result) -> Flags:
    """Rows of enclosed places of which a single one is left on that day."""
    days = (table["date"].to_numpy().astype("M8[D]") - result.dates[0]).astype(np.int64)
    return np.asarray((table["place"] == ENCLOSED) & alone(result, groups, labels)[days])
