"""Tidy tables of a run: one row a date, place and class, with 5, 50 and 95 % values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from safepassage.neutral import neutral_frame
from safepassage.result.quantities import weighted_quantiles
from safepassage.result.result import Result

STOCKS = ("displaced", "residents")


def tidy(result: Result) -> pd.DataFrame:
    """Counts by date, place and class, over members.

    Returns:
        Columns ``date, place, class, quantity, p05, p50, p95, mean``; places and classes that
        are empty throughout are left out.
    """
    frames = [_by_place(result, name) for name in (*STOCKS, "fled", "arrivals", "refusals")]
    return pd.concat(frames, ignore_index=True)


def _by_place(result: Result, name: str) -> pd.DataFrame:
    counts = result.arrays[name]
    days, places, classes = counts.shape[1:]
    p05, p50, p95 = weighted_quantiles(counts, result.weight)
    mean = np.tensordot(result.weight, counts, axes=(0, 0))
    filled = np.asarray(counts.any(axis=(0, 1)))
    used = np.broadcast_to(filled[None], (days, places, classes))
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


def write_tidy(result: Result, folder: Path) -> None:
    """Write ``counts.csv`` (opens in Excel) and ``counts.parquet``."""
    table = tidy(result)
    table.to_parquet(folder / "counts.parquet", index=False)
    safe = neutral_frame(table)
    safe.to_csv(folder / "counts.csv", index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
