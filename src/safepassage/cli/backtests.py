"""How the scores of a backtest are printed."""

from __future__ import annotations

from typing import Any

from safepassage.cli.output import say
from safepassage.cli.tables import print_rows

_HEADER = (
    "case", "reports", "independent", "CRPS", "best rival", "skill", "5 %", "95 %", "median error",
    "in 90 %", "below", "above",
)  # fmt: skip


def print_backtest(answer: dict[str, Any]) -> None:
    """A table for each horizon, the cases one below the other and pooled."""
    horizons = list(answer["pooled"])
    for ahead in horizons:
        rows = [_row(name, case["horizons"][ahead]) for name, case in answer["cases"].items()]
        if len(rows) > 1 and answer["pooled"][ahead] is not None:
            rows.append(_pooled(answer["pooled"][ahead]))
        print_rows(f"{ahead} days ahead", list(_HEADER), rows)
    one = next(iter(answer["cases"].values()))
    for words in one["simulator"]:
        say(words)
    if one["textbook_rivals"] != "all":
        say("Without statsmodels two textbook rivals are missing: install the extra baselines.")
    say("Skill above 0 beats the rival that was best afterwards; 5 % and 95 % are its interval.")
    say("Median error is that of our medians over that of the best point forecast.")


def _row(name: str, row: dict[str, Any] | None) -> tuple[Any, ...]:
    if row is None:
        return (name, 0, *("" for _ in _HEADER[2:]))
    low, high = row["crps_skill_90"] or ("", "")
    return (
        name, row["targets"], _independent(row), row["crps"], row["best"], row["crps_skill"], low,
        high, row["absolute_error_ratio"], row["coverage_90"], row["missed_below"],
        row["missed_above"],
    )  # fmt: skip


def _pooled(row: dict[str, Any]) -> tuple[Any, ...]:
    low, high = row["mean_skill_90"] or ("", "")
    return (
        "mean or pooled", row["targets"], _independent(row), "", "", row["mean_skill"], low, high,
        row["absolute_error_ratio"], row["coverage_90"], row["missed_below"], row["missed_above"],
    )  # fmt: skip


def _independent(row: dict[str, Any]) -> str:
    return f"{row['independent']['periods']} to {row['independent']['by_site']}"
