"""What the report says, computed once, before any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.disclosure.policy import Policy, policy_of
from safepassage.engine.ensemble import Progress
from safepassage.errors import SafepassageError, ScenarioError
from safepassage.forecast.reconciliation import JudgedClaim
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.needs.report import Needs
from safepassage.report.brief.fan_data import Fan, fans, reported_fans, site_fans
from safepassage.result.geography import Geography
from safepassage.result.result import Result

JUDGE_MEMBERS = 100
"""Members of the run that weighs the claims."""


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything that the sections draw on.

    Attributes:
        result: The run.
        policy: Rules of disclosure control.
        targets: Places and areas by name.
        fans: Headline quantities over time that are drawn.
        reported: Every reported quantity, over time.
        sites: People at every site, over time.
        needs: Needs of the sites, or None.
        plan: Exit plan, or None.
        no_plan: Why there is none, in the words of the planner; empty if nothing asks for one.
        judged: Claims weighed against each other, by identifier.
        not_judged: Why they could not be, or an empty text.
        scores: Of registrations, as ``registration_scores`` gives them.
        risks: Sentences of the analysis of risks; see :func:`risk_sentences`.
    """

    result: Result
    policy: Policy
    targets: Geography
    fans: tuple[Fan, ...]
    reported: tuple[Fan, ...]
    sites: tuple[Fan, ...]
    needs: Needs | None
    plan: ExitPlan | None
    no_plan: str
    judged: Mapping[str, JudgedClaim]
    not_judged: str
    scores: Mapping[str, Any]
    risks: tuple[str, ...]

    @property
    def planned(self) -> bool:
        """Whether the scenario carries convoys of a plan, whose days are not published."""
        return len(self.result.scenario["departures"]) > 0


def find(
    result: Result,
    *,
    policy: Policy | None = None,
    judge: bool = True,
    progress: Progress | None = None,
) -> Findings:
    """Compute everything.

    Args:
        result: A run.
        policy: Rules of disclosure control; by default those of the scenario's sensitivity.
        judge: Weigh the claims against each other (a small ensemble is run for it).
        progress: Called with its finished members.
    """
    from safepassage.compiled.compile import compile_scenario
    from safepassage.forecast.registration_scores import registration_scores

    rules = policy or policy_of(result.scenario)
    plan, no_plan = _plan(result)
    judged, not_judged = _judged(result, progress) if judge else ({}, "")
    return Findings(
        result=result,
        policy=rules,
        targets=Geography(result.scenario),
        fans=fans(result, rules),
        reported=reported_fans(result, rules),
        sites=site_fans(result, rules),
        needs=_needs(result),
        plan=plan,
        no_plan=no_plan,
        judged=MappingProxyType(judged),
        not_judged=not_judged,
        scores=registration_scores(result, compile_scenario(result.scenario)),
        risks=risk_sentences(result),
    )


def risk_sentences(result: Result) -> tuple[str, ...]:
    """Sentences of the analysis of risks, by area; the reason where there are none.

    Empty where the scenario declares neither sieges nor groups. Enclosed parts are left out: their
    people are in the section on where people are, all together.
    """
    from safepassage.planning.risk.assess import risk

    scenario = result.scenario
    if not len(scenario["sieges"]) and not len(scenario["presence"]):
        return ()
    try:
        found = replace(risk(result), pockets=(), inside=())
    except SafepassageError as error:
        return (str(error),)
    return tuple(f"{sentence}." for sentence in found.sentences())


def _needs(result: Result) -> Needs | None:
    from safepassage.planning.needs.by_site import needs

    try:
        found = needs(result)
    except ScenarioError:
        return None  # no standard is declared: the section is left out
    return found if found.sites else None


def _plan(result: Result) -> tuple[ExitPlan | None, str]:
    """The plan of the scenario's own corridors, if what it takes is declared."""
    from safepassage.planning.exit.planner import plan_exit

    scenario = result.scenario
    if not len(scenario["corridors"]) or not len(scenario["fleets"]):
        return None, ""
    try:
        return plan_exit(scenario, seed=result.seed, seconds=20.0), ""
    except ScenarioError as error:
        return None, error.problems[0].message if error.problems else str(error)


def _judged(result: Result, progress: Progress | None) -> tuple[dict[str, JudgedClaim], str]:
    from safepassage.forecast.judging import judge
    from safepassage.forecast.weighing import weigh

    if not len(result.scenario["claims"]):
        return {}, ""
    members = int(np.clip(result.members.size, 20, JUDGE_MEMBERS))
    try:
        posterior = weigh(result.scenario, members=members, seed=result.seed, progress=progress)
    except ScenarioError as error:
        return {}, error.problems[0].message if error.problems else str(error)
    return {claim.claim: claim for claim in judge(posterior, "")}, ""
