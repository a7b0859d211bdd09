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
    from safepassage.engine.days import days
    from safepassage.engine.mechanism import Mechanism, OwnArray, Rule
    from safepassage.errors import RunError, SafepassageError, ScenarioError, StoreError
    from safepassage.planning.exit.plan import ExitPlan
    from safepassage.planning.exit.planner import plan_exit
    from safepassage.report.plot.plot import plot
    from safepassage.result.merge import merge
    from safepassage.result.quantities import curve
    from safepassage.result.result import Result
    from safepassage.result.run import run
    from safepassage.result.store import load, replay, save
    from safepassage.result.streamed import run_to
    from safepassage.scenario.explain import explain
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.scenario import Scenario, make_scenario
    from safepassage.scenario.write import write

_HOMES = {
    "ExitPlan": "planning.exit.plan",
    "Mechanism": "engine.mechanism",
    "OwnArray": "engine.mechanism",
    "Result": "result.result",
    "Rule": "engine.mechanism",
    "RunError": "errors",
    "SafepassageError": "errors",
    "Scenario": "scenario.scenario",
    "ScenarioError": "errors",
    "StoreError": "errors",
    "curve": "result.quantities",
    "days": "engine.days",
    "explain": "scenario.explain",
    "load": "result.store",
    "make_scenario": "scenario.scenario",
    "merge": "result.merge",
    "plan_exit": "planning.exit.planner",
    "plot": "report.plot.plot",
    "read_scenario": "scenario.read",
    "replay": "result.store",
    "run": "result.run",
    "run_to": "result.streamed",
    "save": "result.store",
    "with_exit_dates": "compiled.exit_dates",
    "write": "scenario.write",
}

__all__ = [
    "ExitPlan",
    "Mechanism",
    "OwnArray",
    "Result",
    "Rule",
    "RunError",
    "SafepassageError",
    "Scenario",
    "ScenarioError",
    "StoreError",
    "__version__",
    "curve",
    "days",
    "explain",
    "load",
    "make_scenario",
    "merge",
    "plan_exit",
    "plot",
    "read_scenario",
    "replay",
    "run",
    "run_to",
    "save",
    "with_exit_dates",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: importing the package costs nothing."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"safepassage.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'safepassage' has no attribute {name!r}")
