"""What a kernel sees of food, in whole grams.

N rows of stocks, K rows of the pipeline, F foods in the order of ``rations``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

STOCKS_DTYPE = np.dtype(
    [("day", "i8"), ("place", "i8"), ("food", "i8"), ("first", "i8"),
     ("low", "f8"), ("best", "f8"), ("high", "f8"), ("key", "u8")]
)  # fmt: skip
"""Grams declared on a morning; ``first``: the first row of its place and day, which clears it."""
PIPELINE_DTYPE = np.dtype(
    [("place", "i8"), ("food", "i8"), ("ordered", "i8"), ("repeat", "i8"),
     ("lead_low", "f8"), ("lead", "f8"), ("lead_high", "f8"),
     ("low", "f8"), ("best", "f8"), ("high", "f8"), ("key", "u8")]
)  # fmt: skip
"""Days from the start, lead times in days, grams a day of arrival."""
DELIVERIES_DTYPE = np.dtype(
    [("day", "i8"), ("depot", "i8"), ("place", "i8"), ("food", "i8"), ("grams", "i8")]
)
"""``food`` -1: whatever the depot has, in the order of the foods."""


@by_reference
class Aid(NamedTuple):
    """What the phase ``aid`` needs; empty arrays where it is not in the day."""

    ration_kcal: F8  # (1,) kcal a person and day
    kcal_per_kg: F8  # (F,)
    eats: I8  # (P,) whether people there live on what is stored there
    stocks: npt.NDArray[Any]  # (N,) STOCKS_DTYPE, by day
    pipeline: npt.NDArray[Any]  # (K,) PIPELINE_DTYPE
    deliveries: npt.NDArray[Any]  # DELIVERIES_DTYPE, by day


@by_reference
class Food(NamedTuple):
    """Food in grams; empty without aid."""

    grams: I8  # (P, F) at a place
    known: I8  # (P,) whether food is known to have come
    stocks: I8  # (N,) this member's declared stocks
    loads: I8  # (K,) what arrives on each day of arrival
    arrives: I8  # (K,) first day of arrival
    held: I8  # (K,) arrived, but not let in yet
    totals: I8  # (1,) what should be there
