"""Analyses that the workbench shows: each gives an answer in plain values.

The sentences and tables are those of the commands; what is shown here is internal and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from safepassage.scenario.scenario import Scenario
from safepassage.workbench.convoys import HIGH, convoys
from safepassage.workbench.plain import labels_of, plain

if TYPE_CHECKING:
    from safepassage.forecast.reconciliation import Reconciliation

Progress = Callable[[int, int], None]
STRESS_MEMBERS = 200
"""Draws under which an exit plan is tried."""


def needs(progress: Progress, folder: Path, date: str | None = None) -> dict[str, Any]:
    """What is missing at which site."""
    from safepassage.planning.needs.by_site import needs as find
    from safepassage.report.answers.needs import needs_answer
    from safepassage.result.store import load

    progress(0, 1)
    result = load(folder)
    return plain(needs_answer(find(result), date), result.scenario)


def orders(progress: Progress, folder: Path, target: Path) -> list[str]:
    """Write what to order, as it may go to suppliers, and log its release; gives the file."""
    from safepassage.disclosure.order_list import order_list
    from safepassage.disclosure.releases import log_release, release_policy
    from safepassage.exchange.xlsx.orders import write_orders
    from safepassage.planning.needs.by_site import needs as find
    from safepassage.result.store import load

    progress(0, 1)
    target.parent.mkdir(parents=True, exist_ok=True)
    result = load(folder)
    policy = release_policy(result.scenario, folder)
    listed = order_list(result, find(result), policy)
    log_release(folder, result.scenario, policy, out=target, form="orders", raw=False)
    return [str(write_orders(listed, target, overwrite=True))]


def aid(progress: Progress, folder: Path, start: str | None, days: int) -> dict[str, Any]:
    """Food and the vehicles that bring it."""
    from safepassage.planning.aid.plan import plan_aid
    from safepassage.report.answers.plans import aid_answer
    from safepassage.result.store import load

    result = load(folder)
    plan = plan_aid(result, start=start, days=days, progress=progress)
    return plain(aid_answer(plan), result.scenario)


def sites(progress: Progress, folder: Path, budget: float | None) -> dict[str, Any]:
    """Which candidate sites to open."""
    from safepassage.planning.siting.plan import plan_sites
    from safepassage.report.answers.plans import sites_answer
    from safepassage.result.store import load

    progress(0, 1)
    result = load(folder)
    return plain(sites_answer(plan_sites(result, budget_usd=budget)), result.scenario)


def clearance(progress: Progress, folder: Path) -> dict[str, Any]:
    """In which order to clear."""
    from safepassage.planning.clearance.plan import plan_clearance
    from safepassage.report.answers.plans import clearance_answer
    from safepassage.result.store import load

    progress(0, 1)
    result = load(folder)
    return plain(clearance_answer(plan_clearance(result)), result.scenario)


def risk(progress: Progress, folder: Path) -> dict[str, Any]:
    """What may happen: clashes, exits, sites that become unsafe."""
    from safepassage.planning.risk.assess import risk as assess
    from safepassage.report.answers.risks import risk_answer
    from safepassage.result.store import load

    progress(0, 1)
    result = load(folder)
    return plain(risk_answer(assess(result)), result.scenario)


def reconcile(
    progress: Progress, scenario: Scenario, quantity: str | None, members: int, seed: int
) -> dict[str, Any]:
    """One estimate by day from contradictory reports."""
    from safepassage.forecast.reconcile import reconcile as weigh
    from safepassage.report.answers.reconcile import reconcile_answer

    asked = quantity or _first(scenario)
    found = weigh(scenario, quantity=asked, members=members, seed=seed, progress=progress)
    charts = [estimate_chart(found, scenario)]
    return {**plain(reconcile_answer(found, scenario), scenario), "charts": charts}


def estimate_chart(found: Reconciliation, scenario: Scenario) -> dict[str, Any]:
    """The estimate by day."""
    days = found.estimates
    return {
        "label": labels_of(scenario)(found.quantity),
        "dates": [str(each.date)[:10] for each in days],
        "p05": [each.p05 for each in days],
        "p50": [each.median for each in days],
        "p95": [each.p95 for each in days],
    }


def unknowns(
    progress: Progress, scenario: Scenario, quantity: str | None, members: int, seed: int
) -> dict[str, Any]:
    """What to find out first."""
    from safepassage.forecast.sensitivity import sensitivity
    from safepassage.report.answers.unknowns import sensitivity_answer

    asked = quantity or _first(scenario)
    found = sensitivity(scenario, quantity=asked, members=members, seed=seed, progress=progress)
    return plain(sensitivity_answer(found), scenario)


def fit(progress: Progress, scenario: Scenario, members: int, seed: int) -> dict[str, Any]:
    """Narrow the ranges of uncertain inputs by the claims that are known."""
    from safepassage.forecast.fit import fit as narrow
    from safepassage.report.answers.fits import fit_answer

    to: Any = "registrations" if len(scenario["series"]) else "claims"
    found = narrow(scenario, to=to, members=members, seed=seed, progress=progress)
    return {**plain(fit_answer(found, scenario), scenario), "scenario": found.scenario}


def exit_plan(
    progress: Progress,
    scenario: Scenario,
    corridors: tuple[str, ...],
    start: str | None,
    by: str | None,
    fleet: Mapping[str, int] | None,
    step: int,
    seed: int,
) -> dict[str, Any]:
    """An exit for those who chose to leave: timetable, proof, what holds it up, chances."""
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.exit.planner import plan_exit
    from safepassage.planning.exit.stress import stress_both
    from safepassage.report.answers.exits import exit_answer

    progress(0, 2)
    options = ExitOptions(
        corridor=corridors or None, start=start, by=by, fleet=fleet, step_minutes=step, seed=seed
    )
    made = plan_exit(scenario, options)
    progress(1, 2)
    tried = stress_both(scenario, made, members=STRESS_MEMBERS, seed=seed)
    return {
        **plain(exit_answer(made, tried), scenario),
        **convoys(scenario, made.departures),
        "scenario": scenario.with_plan(made),
    }


def relocation(
    progress: Progress,
    scenario: Scenario,
    corridors: tuple[str, ...],
    start: str | None,
    by: str | None,
    fleet: Mapping[str, int] | None,
    step: int,
    seed: int,
) -> dict[str, Any]:
    """A relocation of displaced people who agreed to move: timetable and proof."""
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.relocation.plan import plan_relocation
    from safepassage.report.answers.plans import relocation_answer

    options = ExitOptions(
        corridor=corridors or None, start=start, by=by, fleet=fleet, step_minutes=step, seed=seed
    )
    made = plan_relocation(scenario, options, progress=progress)
    return {
        **plain(relocation_answer(made), scenario),
        **convoys(scenario, made.departures),
        "scenario": scenario.with_plan(made),
    }


def roads(
    progress: Progress, scenario: Scenario, area: str, start: str | None, seed: int
) -> dict[str, Any]:
    """The quickest way out of an area by road."""
    from safepassage.planning.roads.plan import plan_roads
    from safepassage.report.answers.roads import roads_answer

    progress(0, 1)
    plan = plan_roads(scenario, area, start=start, seed=seed)
    return {**plain(roads_answer(plan), scenario), "sensitivity": HIGH}


def changes(
    progress: Progress, scenario: Scenario, first: str, last: str, members: int, seed: int
) -> dict[str, Any]:
    """What became known between two days, and what it moved."""
    from safepassage.forecast.changes import changes as compare
    from safepassage.report.answers.changes import changes_answer

    found = compare(
        scenario, from_=dt.date.fromisoformat(first), to=dt.date.fromisoformat(last),
        members=members, seed=seed, progress=progress,
    )  # fmt: skip
    return plain(changes_answer(found, scenario), scenario)


def backtest(
    progress: Progress, scenario: Scenario, horizons: tuple[int, ...], members: int, seed: int
) -> dict[str, Any]:
    """How good forecasts of registrations from past days were."""
    from safepassage.forecast.backtest import backtest as score
    from safepassage.report.answers.forecasts import backtest_answer

    found = score(scenario, horizons=horizons, members=members, seed=seed, progress=progress)
    return plain(backtest_answer(found), scenario)


ANALYSES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "needs": needs, "orders": orders, "aid": aid, "sites": sites, "clearance": clearance,
        "risk": risk, "reconcile": reconcile, "unknowns": unknowns, "fit": fit,
        "exit": exit_plan, "relocation": relocation, "roads": roads, "changes": changes,
        "backtest": backtest,
    }
)  # fmt: skip
"""Kind of job → function of (progress, …)."""


def _first(scenario: Scenario) -> str:
    from safepassage.result.headline_names import headline_names

    return headline_names(scenario)[0]
