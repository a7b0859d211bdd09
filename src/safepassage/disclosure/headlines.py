"""The headlines of a run as a table for an export: what a report says too, and nothing more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from safepassage.disclosure.fans import Fan, fans, site_fans, withheld_days
from safepassage.disclosure.figures import WITHHELD, Count, Three
from safepassage.disclosure.policy import Policy
from safepassage.result.result import Result
from safepassage.spread import Spread

COLUMNS = ("what", "when", "date", "low (5 %)", "median", "high (95 %)")


def headline_table(result: Result, policy: Policy) -> pd.DataFrame:
    """Headline quantities and sites on the last day, on the as-of date and when most are there.

    Args:
        result: A run.
        policy: Rules of disclosure control.

    Returns:
        Columns :data:`COLUMNS`; a cell is a number, ``fewer than N`` or ``not published``.
    """
    hidden = withheld_days(result, policy)
    shown = {fan.quantity: fan for fan in fans(result, policy, hidden)}
    shown |= {fan.quantity: fan for fan in site_fans(result, policy, hidden)}
    rows = []
    for fan in shown.values():
        for when, day in _days(result, fan).items():
            low, middle, high = _cells(fan.on(day), policy)
            date = pd.Timestamp(result.dates[day])
            rows.append((fan.label, when, date, low, middle, high))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"date": "datetime64[ns]"})


def _days(result: Result, fan: Fan) -> dict[str, int]:
    """The day with the highest median, the as-of date and the last day; each day once."""
    found = {}
    if fan.quantity.startswith("present:"):
        found["most people"] = int(np.argmax(fan.known[1]))
    as_of = result.scenario.as_of
    if as_of is not None and result.scenario.start <= as_of <= result.scenario.end:
        found["last day with reports"] = (as_of - result.scenario.start).days
    found["last day"] = fan.last
    return found


def _cells(values: Three, policy: Policy) -> tuple[float | str, ...]:
    """In the digits that are known; a small or withheld count as words."""
    if all(np.isfinite(value) for value in values):
        return tuple(Spread(*map(float, values)).known())
    return tuple(_cell(value, policy) for value in values)


def _cell(value: Count, policy: Policy) -> float | str:
    if value == WITHHELD:
        return "not published"
    return f"fewer than {policy.threshold}" if np.isnan(value) else float(value)
