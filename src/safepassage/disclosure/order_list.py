"""What to order, as it may go to suppliers: for people rounded up, so that nothing is short.

Every number in it follows from people present at a site and from what the scenario declares. People
are rounded up to the step of single figures, which turns each small count into the same number; on
days on which a site's people are not published, the site is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.disclosure.fans import withheld_days
from safepassage.disclosure.figures import step_of
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import LABELS, Policy
from safepassage.errors import Problem, ScenarioError
from safepassage.planning.needs.report import Needs
from safepassage.planning.needs.things import Things
from safepassage.result.result import Result
from safepassage.scenario.standards import Standards

_PARTS = 100
"""Days of food are rounded down to hundredths."""
_ENCLOSED = "Places that people may not leave are not in it on those days."


@dataclass(frozen=True, eq=False)
class OrderList:
    """What to order, with what is said about it.

    Attributes:
        things: What is missing by site and day.
        standards: With the cost of a unit.
        notice: Label and rules in a sentence.
        remarks: What is rounded and what is left out, in sentences.
        private: Whether it is its owner's alone.
    """

    things: Things
    standards: Standards
    notice: str
    remarks: tuple[str, ...]
    private: bool


def order_list(result: Result, needs: Needs, policy: Policy) -> OrderList:
    """The list that may leave.

    Args:
        result: A run.
        needs: Of it.
        policy: Rules of disclosure control.

    Raises:
        ScenarioError: If the policy publishes no single place, since a list is by site.
    """
    if policy.places != "place":
        message = f"is by site, and {policy.sensitivity} sensitivity publishes no single site"
        if policy.sensitivity in {"low", "moderate"}:
            message = "is by site, and this run was released without single places"
        remedy = "--raw writes the exact list for you alone"
        raise ScenarioError([Problem(message, column="--orders", remedy=remedy)])
    things = needs.things
    kept_back = _kept_back(result, policy, things)
    return OrderList(
        things=_rounded(things, policy, things.hidden | kept_back),
        standards=needs.standards,
        notice=policy.notice,
        remarks=_remarks(things, policy, kept_back),
        private=False,
    )


def exact_order_list(needs: Needs) -> OrderList:
    """The list with exact numbers, for its owner alone; enclosed places are not in it."""
    level = needs.sensitivity if needs.sensitivity == "severe" else "high"
    notice = f"RAW: exact numbers without disclosure control. {LABELS[level]}."
    remarks = ("It is not for suppliers: that list is written without --raw.", _ENCLOSED)
    return OrderList(needs.things, needs.standards, notice, remarks, private=True)


def _kept_back(result: Result, policy: Policy, things: Things) -> Flags:
    """Days on which the people of a site are not published, shape (D, S)."""
    names = [f"present:{site}" for site in things.sites]
    permits, flags = Permits(result.scenario, policy), withheld_days(result, policy, *names)
    none = np.zeros(len(things.dates), dtype=bool)
    columns = [
        flags.get(name, none) if permits.quantity(name) else np.ones_like(none) for name in names
    ]
    return np.stack(columns, axis=1) if columns else np.zeros_like(things.hidden)


def _rounded(things: Things, policy: Policy, hidden: Flags) -> Things:
    people = _up(things.people, policy)
    small = (things.people > 0) & (things.people < policy.threshold)
    few = np.asarray(small.any(axis=0))
    days = np.floor(things.ration_days * _PARTS) / _PARTS
    # Of few people, not even a part of a day is said: with the stock it would give their number.
    days = np.where(few[None], np.floor(things.ration_days), days)
    return replace(
        things,
        people=people,
        indoors=np.minimum(_up(things.indoors, policy), people),
        hidden=hidden,
        ration_days=days,
    )


def _up(people: F8, policy: Policy) -> F8:
    """5, 50 and 95 % as multiples of the step: down for the least, up for the others."""
    step = step_of(policy)
    rounded = np.ceil(people / step - 1e-9) * step
    rounded[0] = np.floor(people[0] / step + 1e-9) * step
    return rounded


def _remarks(things: Things, policy: Policy, kept_back: Flags) -> tuple[str, ...]:
    open_ = ~things.hidden & (things.people[1] > 0)
    step = step_of(policy)
    rounded = (
        f"Numbers of people are rounded up to multiples of {step}, so that nothing is short: "
        f"fewer than {policy.threshold} people count as {step}."
    )
    said = [rounded, _ENCLOSED]
    left_out = [
        name
        for name, lost in zip(things.names, (kept_back & open_).any(axis=0), strict=True)
        if lost
    ]
    if left_out:
        said.append(
            f"Left out on some days, since small counts of people could be worked out: "
            f"{', '.join(left_out)}. The exact list (--raw) has them."
        )
    return tuple(said)
