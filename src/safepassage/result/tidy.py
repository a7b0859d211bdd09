"""Tidy tables of a run: one row a date, place and class, with 5, 50 and 95 % values."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, Flags
from safepassage.neutral import neutral
from safepassage.result.result import Result, as_result
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

if TYPE_CHECKING:
    import pandas as pd

STOCKS = ("displaced", "residents")
_CHUNK_CELLS = 60_000_000
"""Counts held at once."""


@checked
def tidy(result: Result) -> pd.DataFrame:
    """Counts by date, place and class, over members.

    Returns:
        Columns ``date, place, class, quantity, p05, p50, p95, mean``; places and classes that
        are empty throughout are left out.

    Examples:
        >>> import safepassage
        >>> table = safepassage.tidy(safepassage.run("tiny", members=4))
        >>> table.columns.tolist()[:4]
        ['date', 'place', 'class', 'quantity']
    """
    import pandas as pd  # slow to import

    return pd.DataFrame(_columns(as_result(result)))


def _columns(result: Result) -> dict[str, Any]:
    """Name of each column → its values, shape (rows,)."""
    parts = [_by_place(result, name) for name in (*STOCKS, "fled", "arrivals", "refusals")]
    slept = [name for name in ("sheltered", "hosted", "overflow") if result.arrays[name].size]
    parts += [_by_place(result, name) for name in slept]
    eaten = [name for name in ("food_left", "unfed") if result.arrays[name].size]
    parts += [_of_food(result, name) for name in eaten]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of_food(result: Result, name: str) -> dict[str, Any]:
    """Food in kg, or person-days without a ration, of all classes together.

    Food in an enclosed place is never exported: a place that is ever closed to those who want to
    leave is left out.
    """
    counts = result.arrays[name]
    scale = 1000.0 if name == "food_left" else 1.0
    filled = _ever_filled(counts) & ~timeline(result.scenario).ever_enclosed
    (p05, p50, p95), mean = _spread(counts, result.weight, filled)
    used = np.broadcast_to(filled[None], counts.shape[1:])
    day, place = np.nonzero(used)
    quantity = "food_left_kg" if name == "food_left" else "unmet_person_days"
    return {
        "date": result.dates[day],
        "place": np.array(result.places, dtype=object)[place],
        "class": np.full(day.size, "all", dtype=object),
        "quantity": np.full(day.size, quantity, dtype=object),
        "p05": p05[used] / scale,
        "p50": p50[used] / scale,
        "p95": p95[used] / scale,
        "mean": (mean[used] / scale).round(3),
    }


def _by_place(result: Result, name: str) -> dict[str, Any]:
    counts = result.arrays[name]
    filled = _ever_filled(counts)
    (p05, p50, p95), mean = _spread(counts, result.weight, filled)
    used = np.broadcast_to(filled[None], counts.shape[1:])
    day, place, class_ = np.nonzero(used)
    return {
        "date": result.dates[day],
        "place": np.array(result.places, dtype=object)[place],
        "class": np.array(result.classes, dtype=object)[class_],
        "quantity": np.full(day.size, name, dtype=object),
        "p05": p05[used],
        "p50": p50[used],
        "p95": p95[used],
        "mean": mean[used].round(3),
    }


def _ever_filled(counts: Any) -> Flags:
    """Where any member has a count on any day, shape (P,) or (P, C); read a few members at once."""
    filled = np.zeros(counts.shape[2:], dtype=np.bool_)
    step = max(1, _CHUNK_CELLS // max(1, counts.size // max(1, len(counts))))
    for first in range(0, len(counts), step):
        filled |= counts[first : first + step].any(axis=(0, 1))
    return filled


def _spread(counts: Any, weight: F8, filled: Flags) -> tuple[Any, F8]:
    """Quantiles (3, D, P[, C]) and mean (D, P[, C]) over members; 0 where nothing is filled.

    Quantiles need all members, which a stored array reads anew for each group of places.
    """
    quantiles = np.zeros((3, *counts.shape[1:]), counts.dtype)
    mean = np.zeros(counts.shape[1:])
    places = np.flatnonzero(filled.reshape(len(filled), -1).any(axis=1))
    step = max(1, _CHUNK_CELLS // max(1, counts.size // max(1, len(filled))))
    for first in range(0, places.size, step):
        some = places[first : first + step]
        part = counts[:, :, some]
        quantiles[:, :, some] = weighted_quantiles(part, weight)
        mean[:, some] = np.tensordot(weight, part, axes=(0, 0))
    return quantiles, mean


def write_tidy(result: Result, folder: Path) -> None:
    """Write ``counts.csv``, which Excel opens, with a label in each row."""
    columns = _columns(result)
    label = f"{result.scenario.settings['sensitivity']}, internal: exact counts"
    columns["date"] = columns["date"].astype("datetime64[D]").astype(str)
    for name in ("place", "class"):
        columns[name] = [neutral(text) for text in columns[name]]
    columns["sensitivity"] = np.full(len(columns["date"]), label, object)
    # Without pandas, whose import takes longer than a small run.
    with (folder / "counts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(
            zip(*(np.asarray(of, object).tolist() for of in columns.values()), strict=True)
        )
