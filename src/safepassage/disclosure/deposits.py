"""Which runs may be deposited whole: scenario and seed give every count again."""

from __future__ import annotations

from safepassage.disclosure.policy import LABELS, policy_of
from safepassage.errors import SafepassageError
from safepassage.result.geography import Geography
from safepassage.scenario.scenario import Scenario


def refuse_deposit(scenario: Scenario) -> None:
    """Refuse to deposit a run whose exact counts may not be handed on at all.

    Raises:
        SafepassageError: If the sensitivity is severe, the scenario carries convoys of a plan, or
            people are still shut in on its last day.
    """
    level = policy_of(scenario).sensitivity
    reasons = []
    if level == "severe":
        reasons.append(LABELS[level])
    if len(scenario["departures"]):
        reasons.append("it carries convoys with their times; deposit a run without the plan")
    if Geography(scenario).still_enclosed:
        reasons.append("people are still shut in on its last day")
    if reasons:
        raise SafepassageError(
            f"{scenario.name}: is not deposited: {'; '.join(reasons)} (export writes tables "
            "that may be passed on)"
        )
