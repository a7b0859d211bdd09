"""The answers of ``plan aid``, ``plan sites``, ``plan clearance`` and ``plan relocation``."""

from __future__ import annotations

import datetime as dt

from safepassage.planning.aid.parts import SiteCoverage
from safepassage.planning.aid.report import LIMITS, AidPlan
from safepassage.planning.clearance.plan import ClearancePlan
from safepassage.planning.relocation.plan import PROTECTION, RelocationPlan
from safepassage.planning.siting.report import SitingPlan, listed
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.exits import limits, timetable
from safepassage.said import Fixed, Place, Range, Said, said, tenths, two_digits
from safepassage.spread import Spread

_MONTH = 30.0


def aid_answer(plan: AidPlan) -> Answer:
    """Days of food by site, and what is loaded on which day."""
    coverage = Table(
        said("aid.food", days=plan.days, start=dt.date.fromisoformat(plan.start)),
        ("site", "people", "days_planned", "days_with_it", "what_limits"),
        [_site(site, plan.days) for site in plan.coverage],
    )
    loads = Table(
        said("aid.loads"),
        ("day", "from", "to", "tonnes", "feeds_month"),
        [
            (
                dt.date.fromisoformat(load.date), Place(load.depot), Place(load.site),
                Fixed(load.tonnes), two_digits(load.person_days / _MONTH),
            )
            for load in plan.published
        ],
    )  # fmt: skip
    return _answer(plan.sentences(), coverage, loads)


def _site(site: SiteCoverage, days: int) -> tuple[object, ...]:
    """A row; an enclosed place shows a band in words only."""
    limit = said(f"aid.limit_{site.limit}") if site.limit in LIMITS else ""
    if site.enclosed:
        part = site.planned_days / days
        band = "under" if part < 0.5 else "half" if part < 1 else "all"
        return (Place(site.site), said("needs.enclosed"), said(f"aid.band_{band}"), "", limit)
    return (
        Place(site.site),
        Range.of(Spread(*map(round, site.people))),
        tenths(site.planned_days),
        Range(*site.days.rounded(1)),
        limit,
    )


def sites_answer(plan: SitingPlan) -> Answer:
    """Which sites to open, beside opening none."""
    risky = ("in_unsafe",) if plan.weighed else ()
    rows = [
        (
            listed(choice), round(choice.usd), two_digits(choice.expected_unmet),
            two_digits(choice.worst_decile_unmet),
            *([two_digits(choice.expected_in_unsafe)] if plan.weighed else []),
        )
        for choice in plan.choices
    ]  # fmt: skip
    header = ("to_open", "usd", "without_place", "worst_tenth", *risky)
    return _answer(plan.sentences(), Table(said("sites.title"), header, rows))


def clearance_answer(plan: ClearancePlan) -> Answer:
    """Which place to clear first."""
    rows = [
        (
            rank, Place(place), two_digits(people), Fixed(area, 0 if area >= 1 else 1), Fixed(days),
        )
        for rank, (place, people, area, days) in enumerate(plan.lines, 1)
    ]  # fmt: skip
    header = ("", "place", "who_wait", "hectares", "days_of_work")
    return _answer(plan.sentences(), Table(said("clearance.title"), header, rows))


def relocation_answer(plan: RelocationPlan) -> Answer:
    """How many move by when, with the timetable by day."""
    tables = (timetable(plan.schedule), limits(plan.schedule))
    return Answer(plan.opening(), tables, (*plan.remarks(), *PROTECTION))


def _answer(sentences: tuple[Said, ...], *tables: Table) -> Answer:
    return Answer(sentences[:2], tables, sentences[2:])
