"""The answers of ``forecast`` and ``backtest``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.fits import yes
from safepassage.report.answers.quantities import movements, reported
from safepassage.said import Brief, Every, Range, Said, Share, Source, said
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread

_EVERY = 30
"""Days between the rows of a quantity."""


def registrations_answer(found: Mapping[str, Any]) -> Answer:
    """People registered ahead: in all, where most are expected, and each place month by month.

    Args:
        found: ``Forecast.as_dict``, perhaps with ``past``: how good such forecasts were before.
    """
    origin = _day(found["origin"])
    last = {name: list(days)[-1] for name, days in found["quantities"].items()}
    ends = {name: _spread(found["quantities"][name][day]) for name, day in last.items()}
    remarks = [said(f"forecast.simulator_{found['simulator']}")]
    if "past" in found:
        remarks += past(found["past"]["horizons"])
    if found["not_forecast"]:
        unseen = Every(tuple(map(Brief, found["not_forecast"])))
        remarks.append(said("forecast.unseen", quantities=unseen))
    return Answer(
        opening=(_most(origin, last, ends, found["totals"]),),
        tables=(
            Table(
                said("forecast.title", date=origin),
                ("what", "day", "about"),
                [
                    (_what(name, found["totals"]), _day(day), Range.of(_spread(days[day])))
                    for name, days in found["quantities"].items()
                    for day in dict.fromkeys([*list(days)[_EVERY - 1 :: _EVERY], list(days)[-1]])
                ],
            ),
        ),
        remarks=tuple(remarks),
    )


def _most(
    origin: dt.date, last: Mapping[str, str], ends: Mapping[str, Spread], totals: Collection[str]
) -> Said:
    """The sum of all places on the last day, and the place that has most of it."""
    if not ends:
        return said("forecast.nothing", date=origin)
    whole = [name for name in ends if name in totals]
    places = [name for name in ends if name not in totals]
    best = max(places or whole, key=lambda name: ends[name].median)
    day, most = _day(last[best]), Range.of(ends[best])
    if len(places) > 1 and len(whole) == 1:
        people = Range.of(ends[whole[0]])
        return said("forecast.whole", date=day, people=people, what=Brief(best), most=most)
    return said("forecast.most", date=day, what=_what(best, totals), people=most)


def _what(name: str, totals: Collection[str]) -> Brief | Said:
    return said("forecast.together") if name in totals else Brief(name)


def past(horizons: Mapping[str, Mapping[str, Any] | None]) -> list[Said]:
    """How good the same model was on the same series before; a sentence for each horizon.

    Args:
        horizons: Days ahead → scores, as of ``backtest``.
    """
    found = []
    for ahead, row in horizons.items():
        if row is None:
            continue
        few, many = row["independent"]["periods"], row["independent"]["by_site"]
        found.append(
            said(
                "forecast.past", days=int(ahead), share=Share(row["coverage_90"]),
                targets=row["targets"], error=Share(row["absolute_error"]),
                rests=said("forecast.rests", count=few),
                most=said("forecast.if_apart", count=many) if few != many else None,
            )
        )  # fmt: skip
    return found or [said("forecast.no_past")]


def claims_answer(rows: Sequence[Mapping[str, Any]], scenario: Scenario, origin: dt.date) -> Answer:
    """What was foreseen beside what was published later, and how often it held.

    Args:
        rows: ``ClaimsForecast.rows``.
        scenario: Whose claims they are.
        origin: Last day whose publications were known.
    """
    values = reported(scenario)
    inside = sum(bool(row["inside"]) for row in rows)
    doubtful = any(not row["median"] and row["p95"] for row in rows)
    held = said("forecast.held", date=origin, inside=inside, all=len(rows))
    first = {row["quantity"]: number for number, row in reversed([*enumerate(rows)])}
    return Answer(
        opening=(held, *([said("forecast.maybe_none")] if doubtful else [])),
        tables=(
            Table(
                said("forecast.foreseen"),
                ("what", "day", "source", "reported", "foreseen", "inside"),
                [
                    (
                        Brief(row["quantity"]),
                        _day(row["date"]),
                        Source(row["source_id"]),
                        values.get(row["claim"], row["said"]),
                        Range.of(_spread(row)),
                        yes(row["inside"]),
                    )
                    for row in sorted(
                        rows, key=lambda row: (first[row["quantity"]], _day(row["date"]))
                    )
                ],
            ),
        ),
        remarks=movements(row["quantity"] for row in rows),
    )


def backtest_answer(found: Mapping[str, Any]) -> Answer:
    """How good forecasts from past days were, beside the best rival of each horizon.

    Args:
        found: As of ``backtest``, for one case.
    """
    scored = {ahead: row for ahead, row in found["horizons"].items() if row is not None}
    rows = [
        (
            said("figure.days", number=int(ahead)),
            row["targets"],
            _independent(row["independent"]),
            Share(row["coverage_90"]),
            Share(row["absolute_error"]),
            _skill(row["crps_skill"], row["crps_skill_90"]),
            row["best"],
        )
        for ahead, row in scored.items()
    ]  # fmt: skip
    header = ("ahead", "reports", "independent", "inside_90", "error", "skill", "best_rival")
    return Answer(
        opening=(said("backtest.origins", count=len(found["origins"])), *past(scored)),
        tables=(Table(said("backtest.title"), header, rows),),
        remarks=(said("backtest.skill"), said("backtest.independent")),
    )


def _independent(counts: Mapping[str, int]) -> Said:
    return said("figure.range", low=counts["periods"], high=counts["by_site"])


def _skill(value: float | None, interval: tuple[float, float] | None) -> object:
    if value is None:
        return "–"
    if not interval:
        return Share(value)
    low, high = interval
    return said("figure.spread", low=Share(low), middle=Share(value), high=Share(high))


def _day(text: dt.date | str) -> dt.date:
    return text if isinstance(text, dt.date) else dt.date.fromisoformat(text)


def _spread(cell: Mapping[str, Any]) -> Spread:
    middle = cell["p50"] if "p50" in cell else cell["median"]
    return Spread(float(cell["p05"]), float(middle), float(cell["p95"]))
