"""Write ``docs/forecast-measured.md`` from the table of the growth model's fit.

python verification/forecast_page.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.forecast.models.growth import table

PAGE = Path(__file__).parents[1] / "docs" / "forecast-measured.md"
HORIZONS = ("30", "90", "180")
ASKED = {
    "mean skill ≥ 0.03": lambda row: row["mean_skill"] >= 0.03,
    "no case whose interval lies wholly below 0": lambda row: not _below(row),
    "absolute error of medians ≤ 1.01 of the best point forecast": (
        lambda row: row["error_ratio"] <= 1.01
    ),
    "90 % intervals hold 85 to 95 %": lambda row: 0.85 <= row["coverage_90"] <= 0.95,
    "at most twice as many misses on one side": lambda row: _lopsided(row) <= 2,
}
HEAD = """# Forecasts, measured

Made by `verification/forecast_page.py` from `growth.toml`, which `verification/fit_growth.py` wrote
on {date} from {cases} conflicts of Flee's authors ({names}).
Each case was left out of the fit that forecast it.
Reports are scored as they were first published, camps from their first person on, with the fair
CRPS. The rival is the best of both families in that case and at that horizon, *chosen afterwards*:
counts, shares, increments and trend with their own past errors; drift, log walk, AR(1), Theta,
damped exponential smoothing, and the mean of these five. Intervals of skills (5 to 95 %) resample
blocks of neighbouring origins.
"""

TRIED = (
    "Mean skill with each case left out of the fit. The best of these is the product's; that "
    "choice has seen every case, so expect a little less."
)


def page() -> str:
    """The whole page."""
    told = table()
    parts = " + ".join(told["mean"]["parts"])
    chosen = told["left_out"][parts]
    cases = told["cases"]
    lines = [HEAD.format(date=told["date"], cases=len(cases), names=", ".join(cases))]
    lines += ["## The product's model", f"Mean of the quantiles of {parts}, with longer tails.", ""]
    for horizon in HORIZONS:
        lines += _horizon(horizon, chosen[horizon])
    lines += ["## What was asked, and what was reached", "", "| asked | 30 | 90 | 180 |"]
    lines += ["|---|---|---|---|"]
    for text, reached in ASKED.items():
        cells = ["yes" if reached(chosen[h]) else "**no**" for h in HORIZONS]
        lines.append(f"| {text} | {' | '.join(cells)} |")
    lines += ["", "## What else was tried", "", TRIED, ""]
    lines += ["| mean of the quantiles of | 30 | 90 | 180 |", "|---|---|---|---|"]
    ways = told["left_out"]["ways"]
    means = {name: row for name, row in told["left_out"].items() if row.keys() >= set(HORIZONS)}
    lines += [_skills(name, row) for name, row in means.items()]
    lines += ["", "A less simple way is taken up if it gains 0.01 on average:"]
    lines += ["", "| other ways of putting parts together | 30 | 90 | 180 |", "|---|---|---|---|"]
    lines += [_skills(name, row) for name, row in ways.items()]
    lines += ["", "## Exercises that nobody announced", ""]
    exercise = told["verification"]
    lines.append(
        f"{exercise['exercises']} verification exercises in {exercise['site_days']:,} site-days. "
        "With a chance of one on any day, before tails are stretched:"
    )
    lines += ["", "| chance | 30 | 90 | 180 |", "|---|---|---|---|"]
    lines += [_skills(name, row) for name, row in told["left_out"]["verification"].items()]
    chance = exercise["chance_a_day"]
    lines += [
        "",
        f"The product takes a chance of {chance:g} a day: one is taken up if it gains 0.01.",
        "On announced exercises it acts.",
    ]
    return "\n".join(lines) + "\n"


def _horizon(horizon: str, row: dict[str, Any]) -> list[str]:
    low, high = row["mean_skill_90"]
    lines = [
        f"### {horizon} days ahead",
        "",
        "| case | rival | skill | 5 to 95 % |",
        "|---|---|---|---|",
    ]
    for name, value in row["skill"].items():
        ends = " to ".join(f"{end:+.2f}" for end in row["skill_90"][name]) or "too few origins"
        lines.append(f"| {name} | {row['rival'][name]} | {value:+.3f} | {ends} |")
    lines.append(f"| **mean** | | **{row['mean_skill']:+.3f}** | {low:+.2f} to {high:+.2f} |")
    inside = (
        f"{row['targets']} reports in {row['periods']} periods that do not overlap; "
        f"{row['coverage_90']:.0%} inside the 90 % interval, "
        f"{row['missed_below']:.1%} below and {row['missed_above']:.1%} above it; absolute error "
        f"of our medians {row['error_ratio']:.2f} of that of the best point forecast."
    )
    lines += ["", inside, ""]
    return lines


def _skills(name: str, row: dict[str, Any]) -> str:
    return f"| {name} | " + " | ".join(f"{row[h]['mean_skill']:+.3f}" for h in HORIZONS) + " |"


def _below(row: dict[str, Any]) -> list[str]:
    return [name for name, ends in row["skill_90"].items() if ends and ends[1] < 0]


def _lopsided(row: dict[str, Any]) -> float:
    sides = sorted((row["missed_below"], row["missed_above"]))
    return sides[1] / max(sides[0], 1e-9)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
