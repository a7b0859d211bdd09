"""The answers of ``plan aid``, ``plan sites`` and ``plan clearance``."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.planning.aid.report import COLUMNS, LOADS, AidPlan
from safepassage.planning.clearance.plan import ClearancePlan
from safepassage.planning.siting.report import SitingPlan
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import day_text


def aid_answer(plan: AidPlan) -> Answer:
    """Days of food by site, and what is loaded on which day."""
    return _answer(
        plan.sentences(),
        Table(f"Food for {plan.days} days from {day_text(plan.start)}", COLUMNS, plan.rows()),
        Table("What is carried", LOADS, plan.load_rows()),
    )


def sites_answer(plan: SitingPlan) -> Answer:
    """Which sites to open, beside opening none."""
    return _answer(plan.sentences(), Table("Sites to open", plan.header(), plan.rows()))


def clearance_answer(plan: ClearancePlan) -> Answer:
    """Which place to clear first."""
    header = ("", "place", "people who wait", "hectares", "days of work")
    return _answer(plan.sentences(), Table("Order of clearance", header, plan.rows()))


def _answer(sentences: Sequence[str], *tables: Table) -> Answer:
    return Answer(tuple(sentences[:2]), tables, tuple(sentences[2:]))
