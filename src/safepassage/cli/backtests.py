"""How the scores of a backtest are printed."""

from __future__ import annotations

from typing import Any

from safepassage.cli.output import say
from safepassage.cli.shown import english, show
from safepassage.cli.tables import print_rows
from safepassage.said import said

_HEADER = (
    "case", "periods", "best rival", "skill (5 to 95 %)", "error", "in 90 %", "missed",
)  # fmt: skip


def print_backtest(answer: dict[str, Any]) -> None:
    """One case in sentences; of several a table for each horizon, with all of them pooled."""
    if len(answer["cases"]) == 1:
        from safepassage.report.answers.forecasts import backtest_answer  # slow to import

        show(backtest_answer(next(iter(answer["cases"].values()))))
        return
    horizons = list(answer["pooled"])
    for ahead in horizons:
        rows = [_row(name, case["horizons"][ahead]) for name, case in answer["cases"].items()]
        if len(rows) > 1 and answer["pooled"][ahead] is not None:
            rows.append(_pooled(answer["pooled"][ahead]))
        print_rows(f"{ahead} days ahead", list(_HEADER), rows)
    one = next(iter(answer["cases"].values()))
    for line in english(tuple(said(f"forecast.simulator_{part}") for part in one["simulator"])):
        say(line)
    if one["textbook_rivals"] != "all":
        say("Without statsmodels two textbook rivals are missing: see the page on forecasts.")
    say("Skill above 0 beats the rival that was best afterwards; its interval stands beside it.")
    say("Error: of our medians, as a ratio to the best point forecast. Missed: share of reports")
    say("below and above the 90 % range. Periods: independent, if places move together or apart.")


def _row(name: str, row: dict[str, Any] | None) -> tuple[Any, ...]:
    if row is None:
        return (name, *("" for _ in _HEADER[1:]))
    skill = _skill(row["crps_skill"], row["crps_skill_90"])
    return (name, _independent(row), row["best"], skill, *_inside(row))


def _pooled(row: dict[str, Any]) -> tuple[Any, ...]:
    skill = _skill(row["mean_skill"], row["mean_skill_90"])
    return ("together", _independent(row), "", skill, *_inside(row))


def _skill(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f} ({interval[0]:.2f} to {interval[1]:.2f})" if interval else f"{value:.2f}"


def _inside(row: dict[str, Any]) -> tuple[Any, ...]:
    """Error of medians against the best point forecast, coverage, and misses on either side."""
    missed = f"{row['missed_below']:.2f}, {row['missed_above']:.2f}"
    return row["absolute_error_ratio"], row["coverage_90"], missed


def _independent(row: dict[str, Any]) -> str:
    return f"{row['independent']['periods']} to {row['independent']['by_site']}"
