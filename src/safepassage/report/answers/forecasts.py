"""The answers of ``forecast``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import MOVEMENTS, Names, about, day_text
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread

_EVERY = 30
"""Days between the rows of a quantity."""


def registrations_answer(
    found: Mapping[str, Any], scenario: Scenario | None, words: Sequence[str]
) -> Answer:
    """People registered ahead: in all, where most are expected, and each place month by month.

    Args:
        found: ``Forecast.as_dict``.
        scenario: Whose names are used; None for counts from a file.
        words: How good such forecasts were before.
    """
    named = _called(None if scenario is None else Names(scenario), set(found["totals"]))
    last = {name: list(days)[-1] for name, days in found["quantities"].items()}
    ends = {name: _spread(found["quantities"][name][day]) for name, day in last.items()}
    remarks = [found["simulator"], *words]
    if found["not_forecast"]:
        unseen = ", ".join(map(named, found["not_forecast"]))
        remarks.append(f"Nobody is reported yet, so not forecast: {unseen}.")
    return Answer(
        opening=(_most(named, found["origin"], last, ends, found["totals"]),),
        tables=(
            Table(
                f"People forecast with what was known on {day_text(found['origin'])}",
                ("what", "day", "about (5 % to 95 %)"),
                [
                    (named(name), day_text(day), about(_spread(days[day])))
                    for name, days in found["quantities"].items()
                    for day in dict.fromkeys([*list(days)[_EVERY - 1 :: _EVERY], list(days)[-1]])
                ],
            ),
        ),
        remarks=tuple(text for text in remarks if text),
    )


def _most(
    named: Callable[[str], str],
    origin: str,
    last: Mapping[str, str],
    ends: Mapping[str, Spread],
    totals: Collection[str],
) -> str:
    """The sum of all places on the last day, and the place that has most of it."""
    if not ends:
        return f"Nothing could be forecast from {day_text(origin)}."
    whole = [name for name in ends if name in totals]
    best = max(
        [name for name in ends if name not in totals] or whole, key=lambda name: ends[name].median
    )
    day, most = day_text(last[best]), f"{named(best)}, about {about(ends[best])}"
    if len(whole) != 1 or not set(ends) - {best, *whole}:
        return f"Expected by {day}, in nine of ten cases: {most}."
    return (
        f"Expected by {day}, in nine of ten cases: about {about(ends[whole[0]])} people in all. "
        f"The largest number: {most}."
    )


def claims_answer(rows: Sequence[Mapping[str, Any]], scenario: Scenario, origin: dt.date) -> Answer:
    """What was foreseen beside what was published later, and how often it held.

    Args:
        rows: ``ClaimsForecast.rows``.
        scenario: Whose names are used.
        origin: Last day whose publications were known.
    """
    names = Names(scenario)
    inside = sum(bool(row["inside"]) for row in rows)
    doubtful = [row for row in rows if not row["median"] and row["p95"]]
    remarks = []
    if doubtful:
        remarks.append(
            "A median of 0 beside a wide range says that it may not happen at all: in more than "
            "half of the simulations nobody is counted."
        )
    if any(row["quantity"].startswith(("arrived:", "left_by:")) for row in rows):
        remarks.append(MOVEMENTS)
    held = (
        f"With what was known on {day_text(origin)}, {inside} of {len(rows)} reports published "
        "later lie within the range that held nine in ten simulations."
    )
    return Answer(
        opening=(held,),
        tables=(
            Table(
                "Foreseen, beside what was published later",
                ("what", "day", "source", "reported", "foreseen (5 % to 95 %)", "inside"),
                [
                    (
                        names.brief(row["quantity"]),
                        day_text(row["date"], year=False),
                        names.source(row["source_id"]),
                        row["said"],
                        about(_spread(row)),
                        "yes" if row["inside"] else "no",
                    )
                    for row in rows
                ],
            ),
        ),
        remarks=tuple(remarks),
    )


def _called(names: Names | None, totals: Collection[str]) -> Callable[[str], str]:
    """What a quantity is called: places of a file of counts are as its owner wrote them."""

    def named(quantity: str) -> str:
        if quantity in totals:
            return "All places together"
        if names is None:
            return quantity.removeprefix("present:").replace("-", " ")
        return names.brief(quantity)

    return named


def _spread(cell: Mapping[str, Any]) -> Spread:
    middle = cell["p50"] if "p50" in cell else cell["median"]
    return Spread(float(cell["p05"]), float(middle), float(cell["p95"]))
