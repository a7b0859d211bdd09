"""Analyses that the workbench shows: each gives an answer in plain values.

The sentences and tables are those of the commands; what is shown here is internal and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from safepassage.result.names import Names
from safepassage.scenario.scenario import Scenario
from safepassage.workbench.plain import plain

Progress = Callable[[int, int], None]
STRESS_MEMBERS = 200
"""Draws under which an exit plan is tried."""


def needs(progress: Progress, folder: Path, date: str | None = None) -> dict[str, Any]:
    """What is missing at which site."""
    from safepassage.planning.needs.by_site import needs as find
    from safepassage.report.answers.needs import needs_answer
    from safepassage.result.store import load

    progress(0, 1)
    return plain(needs_answer(find(load(folder)), date))


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

    return plain(aid_answer(plan_aid(load(folder), start=start, days=days, progress=progress)))


def sites(progress: Progress, folder: Path, budget: float | None) -> dict[str, Any]:
    """Which candidate sites to open."""
    from safepassage.planning.siting.plan import plan_sites
    from safepassage.report.answers.plans import sites_answer
    from safepassage.result.store import load

    progress(0, 1)
    return plain(sites_answer(plan_sites(load(folder), budget_usd=budget)))


def clearance(progress: Progress, folder: Path) -> dict[str, Any]:
    """In which order to clear."""
    from safepassage.planning.clearance.plan import plan_clearance
    from safepassage.report.answers.plans import clearance_answer
    from safepassage.result.store import load

    progress(0, 1)
    return plain(clearance_answer(plan_clearance(load(folder))))


def risk(progress: Progress, folder: Path) -> dict[str, Any]:
    """What may happen: clashes, exits, sites that become unsafe."""
    from safepassage.planning.risk.assess import risk as assess
    from safepassage.report.answers.risks import risk_answer
    from safepassage.result.store import load

    progress(0, 1)
    return plain(risk_answer(assess(load(folder))))


def reconcile(
    progress: Progress, scenario: Scenario, quantity: str | None, members: int, seed: int
) -> dict[str, Any]:
    """One estimate by day from contradictory reports."""
    from safepassage.forecast.reconcile import reconcile as weigh
    from safepassage.report.answers.reconcile import reconcile_answer

    asked = quantity or _first(scenario)
    found = weigh(scenario, quantity=asked, members=members, seed=seed, progress=progress)
    bands = [
        {"date": each.date, "p05": each.p05, "p50": each.median, "p95": each.p95,
         "before": [each.prior_p05, each.prior_median, each.prior_p95]}
        for each in found.estimates
    ]  # fmt: skip
    chart = {
        "label": Names(scenario).quantity(asked),
        "dates": [_iso(band["date"]) for band in bands],
        **{key: [band[key] for band in bands] for key in ("p05", "p50", "p95")},
    }
    return {**plain(reconcile_answer(found, scenario)), "charts": [chart]}


def unknowns(
    progress: Progress, scenario: Scenario, quantity: str | None, members: int, seed: int
) -> dict[str, Any]:
    """What to find out first."""
    from safepassage.forecast.sensitivity import sensitivity
    from safepassage.report.answers.unknowns import sensitivity_answer

    asked = quantity or _first(scenario)
    found = sensitivity(scenario, quantity=asked, members=members, seed=seed, progress=progress)
    return plain(sensitivity_answer(found, scenario))


def fit(progress: Progress, scenario: Scenario, members: int, seed: int) -> dict[str, Any]:
    """Narrow the ranges of uncertain inputs by the claims that are known."""
    from safepassage.forecast.fit import fit as narrow
    from safepassage.report.answers.fits import fit_answer

    to: Any = "registrations" if len(scenario["series"]) else "claims"
    found = narrow(scenario, to=to, members=members, seed=seed, progress=progress)
    shown = plain(fit_answer(found, scenario))
    shown["opening"].append("The copy with these ranges can be opened; nothing was changed yet.")
    shown["remarks"] += found.warnings
    return {**shown, "scenario": found.scenario}


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
    from safepassage.workbench.exit_answer import exit_answer

    progress(0, 2)
    options = ExitOptions(
        corridor=corridors or None, start=start, by=by, fleet=fleet, step_minutes=step, seed=seed
    )
    made = plan_exit(scenario, options)
    progress(1, 2)
    tried = stress_both(scenario, made, members=STRESS_MEMBERS, seed=seed)
    shown = exit_answer(scenario, made, tried)
    return {**shown, "departures": made.departures, "scenario": scenario.with_plan(made)}


ANALYSES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "needs": needs, "orders": orders, "aid": aid, "sites": sites, "clearance": clearance,
        "risk": risk, "reconcile": reconcile, "unknowns": unknowns, "fit": fit,
        "exit": exit_plan,
    }
)  # fmt: skip
"""Kind of job → function of (progress, …)."""


def _first(scenario: Scenario) -> str:
    from safepassage.result.headline_names import headline_names

    return headline_names(scenario)[0]


def _iso(date: object) -> str:
    return str(date)[:10]
