"""How good the same model was on the same series before the origin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from safepassage.forecast.arguments import FIRST_DAY
from safepassage.forecast.backtest import Asked, score_case
from safepassage.forecast.case import Case
from safepassage.forecast.history import History

NO_PAST = "No past forecast can be scored: the reports before the origin span too few days."


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
        ``horizons`` as of ``backtest`` (empty where nothing can be scored) and ``words``: one
        sentence for each horizon.
    """
    cut = replace(case, history=_known_by(case.history, day))
    begun = [int(c.day[0]) for c in cut.history.published(first=True).sites if c.day.size]
    if not begun or -(-max(FIRST_DAY, min(begun)) // every) * every >= day:
        return {"horizons": {}, "words": [NO_PAST]}
    asked = Asked(every=every, horizons=sorted({30, horizon}), model=model)
    answer, _ = score_case(cut, asked)
    scored = {ahead: row for ahead, row in answer["horizons"].items() if row is not None}
    words = [_sentence(ahead, row) for ahead, row in scored.items()]
    return {"horizons": scored, "words": words or [NO_PAST]}


def _sentence(ahead: str, row: dict[str, Any]) -> str:
    inside = f"{row['coverage_90']:.0%} of {row['targets']} reports lay inside the 5 to 95 % range"
    off = f"the median was wrong by {row['absolute_error']:.0%} of the people counted"
    few, many = row["independent"]["periods"], row["independent"]["by_site"]
    rests = f"about {few} independent outcome{'' if few == 1 else 's'}"
    if few != many:
        rests += f" (up to {many} if places move apart)"
    return f"In the past, {ahead} days ahead: {inside}, and {off}; this rests on {rests}."


def _known_by(history: History, day: int) -> History:
    rows = {}
    for name, (about, known, value) in history.rows.items():
        kept = np.flatnonzero((known <= day) & (about <= day))
        rows[name] = about[kept], known[kept], value[kept]
    return replace(history, rows=rows, days=day + 1)
