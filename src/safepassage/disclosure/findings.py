"""What a report publishes of a run: figures that may leave, and nothing else of it.

The one way from a run to a page. The sections of the report and its charts get this value and no
run, scenario or plan: what is not here they cannot publish.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.disclosure.about_run import (
    AboutRun,
    PublishableClaims,
    about_run,
    publishable_claims,
)
from safepassage.disclosure.fans import Fan, Withheld, fans, reported_fans, site_fans, withheld_days
from safepassage.disclosure.inputs import PublishableInputs, publishable_inputs
from safepassage.disclosure.map_data import MapData, map_data
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import Policy, policy_of
from safepassage.disclosure.publishable_plans import (
    PublishableNeeds,
    PublishablePlan,
    publishable_needs,
    publishable_plan,
    publishable_risk,
)
from safepassage.engine.ensemble import Progress
from safepassage.errors import SafepassageError, ScenarioError
from safepassage.forecast.models.growth import TrackRecord, track_record
from safepassage.result.result import Result
from safepassage.said import Said, said

_log = logging.getLogger(__name__)
JUDGE_MEMBERS = 100
"""Members of the run that weighs the claims."""


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything that the sections draw on.

    Attributes:
        about: Titles, dates, sizes.
        policy: Rules of disclosure control that were applied.
        fans: Headline quantities over time that are drawn.
        reported: Every reported quantity, over time.
        sites: People at every site, over time.
        map: What the map shows, or None where places are not published.
        needs: Needs of the sites, or None.
        plan: Exit plan, or None.
        no_plan: Whether what is declared asks for one and it could not be made.
        claims: What sources claim.
        judged: Verdict on a claim, by identifier; see ``evidence.verdict``.
        not_judged: Whether there are claims that could not be.
        forecasts: How good forecasts of registrations were on published cases.
        scores: Of registrations, as ``registration_scores`` gives them.
        risks: Sentences of the analysis of risks, to be made by a language; see
            :func:`risk_sentences`.
        inputs: Uncertain inputs.
    """

    about: AboutRun
    policy: Policy
    fans: tuple[Fan, ...]
    reported: tuple[Fan, ...]
    sites: tuple[Fan, ...]
    map: MapData | None
    needs: PublishableNeeds | None
    plan: PublishablePlan | None
    no_plan: bool
    claims: PublishableClaims
    judged: Mapping[str, str]
    not_judged: bool
    forecasts: TrackRecord
    scores: Mapping[str, Any]
    risks: tuple[Said, ...]
    inputs: PublishableInputs


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
    from safepassage.forecast.registration_scores import registration_scores

    rules = policy or policy_of(result.scenario)
    permits = Permits(result.scenario, rules)
    plan, no_plan = _plan(result, permits)
    claims = publishable_claims(result, permits)
    hidden = withheld_days(result, rules)
    judged, not_judged = _judged(result, progress) if judge else ({}, False)
    shown = {str(row["claim"]) for row in claims.rows}
    return Findings(
        about=about_run(result, permits),
        policy=rules,
        fans=fans(result, rules, hidden),
        reported=reported_fans(result, rules, hidden),
        sites=site_fans(result, rules, hidden),
        map=map_data(result, rules),
        needs=_needs(result, rules, hidden),
        plan=plan,
        no_plan=no_plan,
        claims=claims,
        judged=MappingProxyType({key: value for key, value in judged.items() if key in shown}),
        not_judged=not_judged,
        forecasts=track_record(),
        scores=registration_scores(result),
        risks=risk_sentences(result, rules),
        inputs=publishable_inputs(result),
    )


def risk_sentences(result: Result, policy: Policy) -> tuple[Said, ...]:
    """Sentences of the analysis of risks, by area; one that says so where it cannot be made.

    Empty where the scenario declares neither sieges nor groups. Enclosed parts are left out: their
    people are in the section on where people are, all together.
    """
    from safepassage.planning.risk.assess import risk

    scenario = result.scenario
    if not len(scenario["sieges"]) and not len(scenario["presence"]):
        return ()
    try:
        return publishable_risk(risk(result), policy)
    except SafepassageError as error:
        _log.warning("the risks are left out: %s", error)
        return (said("risk.none"),)


def _needs(result: Result, policy: Policy, hidden: Withheld) -> PublishableNeeds | None:
    from safepassage.planning.needs.by_site import needs

    try:
        found = needs(result)
    except ScenarioError:
        return None  # no standard is declared: the section is left out
    return publishable_needs(found, policy, hidden) if found.sites else None


def _plan(result: Result, permits: Permits) -> tuple[PublishablePlan | None, bool]:
    """The plan of the scenario's own corridors, if what it takes is declared."""
    from safepassage.planning.exit.planner import plan_exit

    scenario = result.scenario
    exits = "exit" in scenario["corridors"]["purpose"].tolist()
    if not exits or not len(scenario["fleets"]):
        return None, False
    try:
        return publishable_plan(plan_exit(scenario, seed=result.seed, seconds=20.0), permits), False
    except ScenarioError as error:
        _log.warning("the exit plan is left out: %s", error)
        return None, True


def _judged(result: Result, progress: Progress | None) -> tuple[dict[str, str], bool]:
    from safepassage.forecast.judging import judge
    from safepassage.forecast.weighing import weigh

    if not len(result.scenario["claims"]):
        return {}, False
    members = int(np.clip(result.members.size, 20, JUDGE_MEMBERS))
    try:
        posterior = weigh(result.scenario, members=members, seed=result.seed, progress=progress)
    except ScenarioError as error:
        _log.warning("the claims are not judged: %s", error)
        return {}, True
    return {claim.claim: claim.verdict for claim in judge(posterior, "")}, False
