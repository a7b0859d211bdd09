"""How good the same model was on the same series before the origin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from safepassage.forecast.arguments import FIRST_DAY
from safepassage.forecast.backtest import Asked, score_case
from safepassage.forecast.case import Case
from safepassage.forecast.history import History


def past_scores(
    case: Case, day: int, horizon: int, *, model: str, every: int = 30
) -> dict[str, Any]:
    """Scores at 30 days and at the horizon, of reports that were known by the origin.

    Args:
        case: Reports.
        day: The origin, days since the start.
        horizon: Days ahead.
        model: Name of the model.
        every: Days between earlier origins.

    Returns:
        ``horizons`` as of ``backtest``, empty where nothing can be scored.
    """
    cut = replace(case, history=_known_by(case.history, day))
    begun = [int(c.day[0]) for c in cut.history.published(first=True).sites if c.day.size]
    if not begun or -(-max(FIRST_DAY, min(begun)) // every) * every >= day:
        return {"horizons": {}}
    asked = Asked(every=every, horizons=sorted({30, horizon}), model=model)
    answer, _ = score_case(cut, asked)
    scored = {ahead: row for ahead, row in answer["horizons"].items() if row is not None}
    return {"horizons": scored}


def _known_by(history: History, day: int) -> History:
    rows = {}
    for name, (about, known, value) in history.rows.items():
        kept = np.flatnonzero((known <= day) & (about <= day))
        rows[name] = about[kept], known[kept], value[kept]
    return replace(history, rows=rows, days=day + 1)
