"""Tidy tables of a run: one row a date, place and class, with 5, 50 and 95 % values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from safepassage.arguments import checked
from safepassage.arrays import F8, Flags
from safepassage.neutral import neutral_frame
from safepassage.result.result import Result, as_result
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

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
    result = as_result(result)
    frames = [_by_place(result, name) for name in (*STOCKS, "fled", "arrivals", "refusals")]
    slept = [name for name in ("sheltered", "hosted", "overflow") if result.arrays[name].size]
    frames += [_by_place(result, name) for name in slept]
    eaten = [name for name in ("food_left", "unfed") if result.arrays[name].size]
    frames += [_of_food(result, name) for name in eaten]
    return pd.concat(frames, ignore_index=True)


def _of_food(result: Result, name: str) -> pd.DataFrame:
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
    return pd.DataFrame(
        {
            "date": result.dates[day],
            "place": np.array(result.places, dtype=object)[place],
            "class": "all",
            "quantity": "food_left_kg" if name == "food_left" else "unmet_person_days",
            "p05": p05[used] / scale,
            "p50": p50[used] / scale,
            "p95": p95[used] / scale,
            "mean": (mean[used] / scale).round(3),
        }
    )


def _by_place(result: Result, name: str) -> pd.DataFrame:
    counts = result.arrays[name]
    filled = _ever_filled(counts)
    (p05, p50, p95), mean = _spread(counts, result.weight, filled)
    used = np.broadcast_to(filled[None], counts.shape[1:])
    day, place, class_ = np.nonzero(used)
    return pd.DataFrame(
        {
            "date": result.dates[day],
            "place": np.array(result.places, dtype=object)[place],
            "class": np.array(result.classes, dtype=object)[class_],
            "quantity": name,
            "p05": p05[used],
            "p50": p50[used],
            "p95": p95[used],
            "mean": mean[used].round(3),
        }
    )


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
    """Write ``counts.csv`` (opens in Excel) and ``counts.parquet``."""
    table = tidy(result)
    table.to_parquet(folder / "counts.parquet", index=False)
    safe = neutral_frame(table)
    safe.to_csv(folder / "counts.csv", index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
