"""safepassage: from contradictory reports to an ensemble of what may happen, and to a plan.

Three values and two functions carry most work::

    scenario = safepassage.read_scenario("aleppo-2016")
    result = safepassage.run(scenario, members=200, seed=1)
    plan = safepassage.plan_exit(scenario, corridor="ramouseh")
    planned = safepassage.run(scenario.with_plan(plan), members=200, seed=1)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from safepassage.compiled.exit_dates import with_exit_dates
    from safepassage.disclosure.counts import place_counts
    from safepassage.disclosure.disclose import Disclosed, disclose
    from safepassage.disclosure.export import Exported
    from safepassage.disclosure.policy import Policy, policy_of
    from safepassage.engine.days import Day, days
    from safepassage.engine.mechanism import Mechanism, OwnArray, Rule
    from safepassage.engine.stepper import Moment
    from safepassage.errors import (
        Problem,
        RunError,
        SafepassageError,
        ScenarioError,
        StoreError,
        WorkersError,
    )
    from safepassage.exchange.columns import read_columns
    from safepassage.exchange.context import Context
    from safepassage.exchange.counts.case import read_counts
    from safepassage.exchange.deposit import Deposited, deposit
    from safepassage.exchange.exporting import export
    from safepassage.exchange.flee.batch import CaseScore
    from safepassage.exchange.flee.batch import score_cases as score_flee_cases
    from safepassage.exchange.flee.convert import FleeImport, import_flee
    from safepassage.exchange.flee.peer import FleeRun, read_flee_output
    from safepassage.exchange.formats import read_files
    from safepassage.exchange.given import Given
    from safepassage.exchange.imported import Imported
    from safepassage.exchange.merge import with_imported
    from safepassage.exchange.start.answers import Answers
    from safepassage.exchange.start.make import Started, start_scenario
    from safepassage.exchange.xlsx.write import write_workbook
    from safepassage.forecast.backtest import backtest, backtest_cases
    from safepassage.forecast.case import Case
    from safepassage.forecast.changes import changes
    from safepassage.forecast.claims_forecast import forecast_claims
    from safepassage.forecast.cold.cold import backtest_cold
    from safepassage.forecast.fit import Fit, fit
    from safepassage.forecast.forecast import Forecast
    from safepassage.forecast.forecast import forecast as forecast_registrations
    from safepassage.forecast.morris import morris
    from safepassage.forecast.moved import Changes
    from safepassage.forecast.reconcile import reconcile
    from safepassage.forecast.reconciliation import Reconciliation
    from safepassage.forecast.registration_scores import registration_scores
    from safepassage.forecast.scored_claims import ClaimsForecast
    from safepassage.forecast.sensitivity import sensitivity
    from safepassage.forecast.sobol import sobol
    from safepassage.forecast.unknowns import Sensitivity
    from safepassage.planning.aid.plan import plan_aid
    from safepassage.planning.aid.report import AidPlan
    from safepassage.planning.aid.schedule import Unload
    from safepassage.planning.clearance.plan import ClearancePlan, plan_clearance
    from safepassage.planning.exit.checker import check_plan
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.exit.plan import ExitPlan
    from safepassage.planning.exit.planner import plan_exit
    from safepassage.planning.exit.stress import Stress, recorded_stoppages, stress, stress_both
    from safepassage.planning.exit.who_waits import weigh_who_waits
    from safepassage.planning.food import FoodCheck, food_check
    from safepassage.planning.needs.by_site import needs
    from safepassage.planning.needs.equipped import Equipped, equipped
    from safepassage.planning.needs.report import Needs
    from safepassage.planning.relocation.plan import RelocationPlan, plan_relocation
    from safepassage.planning.risk.assess import risk
    from safepassage.planning.risk.report import Risk
    from safepassage.planning.roads.plan import RoadsPlan, plan_roads
    from safepassage.planning.siting.plan import plan_sites
    from safepassage.planning.siting.report import SitingPlan
    from safepassage.report.brief.write import Written, write_report
    from safepassage.report.exit_figure import save_exit_figure
    from safepassage.report.in_words import in_words
    from safepassage.report.plot.plot import Plot, plot
    from safepassage.result.compare import Difference, compare
    from safepassage.result.headline import HeadlineRow, headline
    from safepassage.result.listed import QuantityRow, quantities
    from safepassage.result.many import run_many
    from safepassage.result.merge import merge
    from safepassage.result.precision import Precision
    from safepassage.result.quantities import curve
    from safepassage.result.replay import replay
    from safepassage.result.result import Result
    from safepassage.result.run import run
    from safepassage.result.store import load, save
    from safepassage.result.streamed import Stored, run_to
    from safepassage.result.tidy import tidy
    from safepassage.scenario.behaviour import Behaviour, with_behaviour
    from safepassage.scenario.explain import Period, explain
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.scenario import Scenario, make_scenario
    from safepassage.scenario.table import Table
    from safepassage.scenario.template import new_scenario
    from safepassage.scenario.write import write

_HOMES = {
    "AidPlan": "planning.aid.report",
    "Answers": "exchange.start.answers",
    "Behaviour": "scenario.behaviour",
    "Case": "forecast.case",
    "CaseScore": "exchange.flee.batch",
    "Changes": "forecast.moved",
    "ClaimsForecast": "forecast.scored_claims",
    "ClearancePlan": "planning.clearance.plan",
    "Context": "exchange.context",
    "Day": "engine.days",
    "Deposited": "exchange.deposit",
    "Difference": "result.compare",
    "Disclosed": "disclosure.disclose",
    "Equipped": "planning.needs.equipped",
    "ExitOptions": "planning.exit.options",
    "ExitPlan": "planning.exit.plan",
    "Exported": "disclosure.export",
    "Fit": "forecast.fit",
    "FleeImport": "exchange.flee.convert",
    "FleeRun": "exchange.flee.peer",
    "FoodCheck": "planning.food",
    "Forecast": "forecast.forecast",
    "Given": "exchange.given",
    "HeadlineRow": "result.headline",
    "Imported": "exchange.imported",
    "Mechanism": "engine.mechanism",
    "Moment": "engine.stepper",
    "Needs": "planning.needs.report",
    "OwnArray": "engine.mechanism",
    "Period": "scenario.explain",
    "Plot": "report.plot.plot",
    "Policy": "disclosure.policy",
    "Precision": "result.precision",
    "Problem": "errors",
    "QuantityRow": "result.listed",
    "Reconciliation": "forecast.reconciliation",
    "RelocationPlan": "planning.relocation.plan",
    "Result": "result.result",
    "Risk": "planning.risk.report",
    "RoadsPlan": "planning.roads.plan",
    "Rule": "engine.mechanism",
    "RunError": "errors",
    "SafepassageError": "errors",
    "Scenario": "scenario.scenario",
    "ScenarioError": "errors",
    "Sensitivity": "forecast.unknowns",
    "SitingPlan": "planning.siting.report",
    "Started": "exchange.start.make",
    "StoreError": "errors",
    "Stored": "result.streamed",
    "Stress": "planning.exit.stress",
    "Table": "scenario.table",
    "Unload": "planning.aid.schedule",
    "WorkersError": "errors",
    "Written": "report.brief.write",
    "backtest": "forecast.backtest",
    "backtest_cases": "forecast.backtest",
    "backtest_cold": "forecast.cold.cold",
    "changes": "forecast.changes",
    "check_plan": "planning.exit.checker",
    "compare": "result.compare",
    "curve": "result.quantities",
    "days": "engine.days",
    "deposit": "exchange.deposit",
    "disclose": "disclosure.disclose",
    "equipped": "planning.needs.equipped",
    "explain": "scenario.explain",
    "export": "exchange.exporting",
    "fit": "forecast.fit",
    "food_check": "planning.food",
    "forecast_claims": "forecast.claims_forecast",
    "forecast_registrations": "forecast.forecast:forecast",
    "headline": "result.headline",
    "import_flee": "exchange.flee.convert",
    "in_words": "report.in_words",
    "load": "result.store",
    "make_scenario": "scenario.scenario",
    "merge": "result.merge",
    "morris": "forecast.morris",
    "needs": "planning.needs.by_site",
    "new_scenario": "scenario.template",
    "place_counts": "disclosure.counts",
    "plan_aid": "planning.aid.plan",
    "plan_clearance": "planning.clearance.plan",
    "plan_exit": "planning.exit.planner",
    "plan_relocation": "planning.relocation.plan",
    "plan_roads": "planning.roads.plan",
    "plan_sites": "planning.siting.plan",
    "plot": "report.plot.plot",
    "policy_of": "disclosure.policy",
    "quantities": "result.listed",
    "read_columns": "exchange.columns",
    "read_counts": "exchange.counts.case",
    "read_files": "exchange.formats",
    "read_flee_output": "exchange.flee.peer",
    "read_scenario": "scenario.read",
    "reconcile": "forecast.reconcile",
    "recorded_stoppages": "planning.exit.stress",
    "registration_scores": "forecast.registration_scores",
    "replay": "result.replay",
    "risk": "planning.risk.assess",
    "run": "result.run",
    "run_many": "result.many",
    "run_to": "result.streamed",
    "save": "result.store",
    "save_exit_figure": "report.exit_figure",
    "score_flee_cases": "exchange.flee.batch:score_cases",
    "sensitivity": "forecast.sensitivity",
    "sobol": "forecast.sobol",
    "start_scenario": "exchange.start.make",
    "stress": "planning.exit.stress",
    "stress_both": "planning.exit.stress",
    "tidy": "result.tidy",
    "weigh_who_waits": "planning.exit.who_waits",
    "with_behaviour": "scenario.behaviour",
    "with_exit_dates": "compiled.exit_dates",
    "with_imported": "exchange.merge",
    "write": "scenario.write",
    "write_report": "report.brief.write",
    "write_workbook": "exchange.xlsx.write",
}
"""Public name → its module, and the name there where it is another one: a package has the name."""

__all__ = [
    "AidPlan",
    "Answers",
    "Behaviour",
    "Case",
    "CaseScore",
    "Changes",
    "ClaimsForecast",
    "ClearancePlan",
    "Context",
    "Day",
    "Deposited",
    "Difference",
    "Disclosed",
    "Equipped",
    "ExitOptions",
    "ExitPlan",
    "Exported",
    "Fit",
    "FleeImport",
    "FleeRun",
    "FoodCheck",
    "Forecast",
    "Given",
    "HeadlineRow",
    "Imported",
    "Mechanism",
    "Moment",
    "Needs",
    "OwnArray",
    "Period",
    "Plot",
    "Policy",
    "Precision",
    "Problem",
    "QuantityRow",
    "Reconciliation",
    "RelocationPlan",
    "Result",
    "Risk",
    "RoadsPlan",
    "Rule",
    "RunError",
    "SafepassageError",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "SitingPlan",
    "Started",
    "StoreError",
    "Stored",
    "Stress",
    "Table",
    "Unload",
    "WorkersError",
    "Written",
    "__version__",
    "backtest",
    "backtest_cases",
    "backtest_cold",
    "changes",
    "check_plan",
    "compare",
    "curve",
    "days",
    "deposit",
    "disclose",
    "equipped",
    "explain",
    "export",
    "fit",
    "food_check",
    "forecast_claims",
    "forecast_registrations",
    "headline",
    "import_flee",
    "in_words",
    "load",
    "make_scenario",
    "merge",
    "morris",
    "needs",
    "new_scenario",
    "place_counts",
    "plan_aid",
    "plan_clearance",
    "plan_exit",
    "plan_relocation",
    "plan_roads",
    "plan_sites",
    "plot",
    "policy_of",
    "quantities",
    "read_columns",
    "read_counts",
    "read_files",
    "read_flee_output",
    "read_scenario",
    "reconcile",
    "recorded_stoppages",
    "registration_scores",
    "replay",
    "risk",
    "run",
    "run_many",
    "run_to",
    "save",
    "save_exit_figure",
    "score_flee_cases",
    "sensitivity",
    "sobol",
    "start_scenario",
    "stress",
    "stress_both",
    "tidy",
    "weigh_who_waits",
    "with_behaviour",
    "with_exit_dates",
    "with_imported",
    "write",
    "write_report",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: importing the package costs nothing."""
    if name in _HOMES:
        module, _, attribute = _HOMES[name].partition(":")
        return getattr(importlib.import_module(f"safepassage.{module}"), attribute or name)
    raise AttributeError(f"module 'safepassage' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, for completion."""
    return list(__all__)
