"""What may be published of needs, of an exit plan and of risks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.disclosure.figures import Count, Three, count, counts, step_of, three
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import Policy
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.needs.exceedances import Exceedance
from safepassage.planning.needs.report import RATIOS, Needs
from safepassage.planning.risk.report import Risk
from safepassage.said import Said
from safepassage.scenario.standards import Standard
from safepassage.spread import Spread

__all__ = ["RATIOS", "Exceedance", "PublishableNeeds", "PublishablePlan", "SiteNeeds"]

_FIGURES = 2
"""Figures of a ratio: more would reveal the people of a site from what is there."""


@dataclass(frozen=True)
class SiteNeeds:
    """One site on its fullest day that may be published.

    Attributes:
        name: As people write it.
        date: That day; None where it is enclosed throughout, and nothing is published.
        people: 5, 50 and 95 %, or None.
        ratios: By name in ``RATIOS``: 5, 50 and 95 %, infinite where there is none; None: unknown.
        place: Identifier.
    """

    name: str
    date: dt.date | None
    people: Three | None
    ratios: Mapping[str, tuple[float, float, float] | None]
    place: str


@dataclass(frozen=True, eq=False)
class PublishableNeeds:
    """Needs of the sites.

    Attributes:
        sites: Those that more people than the threshold reach, or that are enclosed.
        exceeded: Which site exceeds which standard, and when.
        standards: What was used.
    """

    sites: tuple[SiteNeeds, ...]
    exceeded: tuple[Exceedance, ...]
    standards: Mapping[str, Standard]


@dataclass(frozen=True)
class PublishablePlan:
    """An exit plan without its departures.

    Attributes:
        people: Who leave by it.
        staying: Who chose to stay or cannot move.
        behind: For whom there is no room.
        hours: Until the last arrives.
        bound: Proven least number of hours.
        naive: Hours of first come, first served.
        unlinked: Hours without linked exchanges, or None where there are none.
        binding: (what, hours in which it is exhausted, hours that one unit more saves).
    """

    people: Count
    staying: Count
    behind: Count
    hours: float
    bound: float
    naive: float
    unlinked: float | None
    binding: tuple[tuple[str, float, float], ...]


def publishable_needs(
    needs: Needs, policy: Policy, hidden: Mapping[str, Flags]
) -> PublishableNeeds | None:
    """Needs by site, or None where the policy publishes no single place.

    Args:
        needs: As they were computed.
        policy: Rules of disclosure control.
        hidden: Days on which a quantity such as ``present:SITE`` is not published, shape (D,).
    """
    if policy.places != "place":
        return None
    none = np.zeros(len(needs.dates), dtype=bool)
    shut = np.stack([hidden.get(f"present:{site}", none) for site in needs.sites], axis=1)
    sites = [_site(needs, policy, column, shut) for column in range(len(needs.sites))]
    few = _days_of_few(needs, policy, shut)
    exceeded = [
        replace(entry, values=Spread(*(_figures(value) for value in entry.values)))
        for entry in needs.exceeded
        if (entry.site, entry.worst) not in few
    ]
    shown = tuple(site for site in sites if site is not None)
    return PublishableNeeds(shown, tuple(exceeded), needs.standards)


def _site(needs: Needs, policy: Policy, column: int, shut: Flags) -> SiteNeeds | None:
    open_ = ~needs.hidden[:, column]
    people = np.where(open_ & ~shut[:, column], needs.people[1, :, column], -1.0)
    day = int(np.argmax(people))
    if people[day] < 0:
        shut_in = SiteNeeds(needs.names[column], None, None, {}, needs.sites[column])
        return None if open_.any() else shut_in
    if needs.people[2, day, column] < policy.threshold:
        return None
    exact = needs.people[:, day, column]
    few = bool(np.isnan(counts(exact, policy)).any())
    ratios = {
        key: None if few else _three(needs.ratios[key][:, day, column]) for key in RATIOS
    }  # a ratio of few people to what is there would reveal them
    date: dt.date = needs.dates[day].item()
    whole = three(exact, policy)
    return SiteNeeds(needs.names[column], date, whole, ratios, needs.sites[column])


def _days_of_few(needs: Needs, policy: Policy, shut: Flags) -> frozenset[tuple[str, str]]:
    """Names of sites and days of which a ratio would reveal a small or withheld number."""
    few = np.isnan(counts(needs.people, policy)).any(axis=0) | shut
    return frozenset(
        (needs.names[column], str(needs.dates[day]))
        for day, column in zip(*np.nonzero(few), strict=True)
    )


def _three(values: F8) -> tuple[float, float, float] | None:
    if np.isnan(values).any():
        return None
    low, middle, high = (_figures(value) for value in values.tolist())
    return low, middle, high


def _figures(value: float) -> float:
    return float(f"{value:.{_FIGURES}g}")


def publishable_plan(plan: ExitPlan, permits: Permits) -> PublishablePlan | None:
    """A plan in sums; None where its people are those of a place that may not be published."""
    policy, table = permits.policy, permits.geography.scenario["corridors"]
    gathers = table["gathers"].tolist()
    if policy.places != "place" or not all(permits.quantity(f"present:{one}") for one in gathers):
        return None
    behind = max(plan.instance.people - plan.people, 0)
    return PublishablePlan(
        people=count(plan.people, policy),
        staying=count(sum(plan.staying.values()), policy),
        behind=count(behind, policy),
        hours=plan.makespan_hours,
        bound=plan.lower_bound_hours,
        naive=plan.naive.makespan_hours,
        unlinked=None if plan.unlinked is None else plan.unlinked.makespan_hours,
        binding=tuple((r.constraint, r.hours, r.saves_hours_per_unit) for r in plan.binding),
    )


def publishable_risk(risk: Risk, policy: Policy) -> tuple[Said, ...]:
    """Sentences to be made, by area, without people by place.

    Enclosed parts are left out: their people are published all together elsewhere. Where no single
    place is published, neither are shares of people by side nor the number who may leave.
    """
    safe = replace(risk, pockets=(), inside=(), held=risk.held if policy.places == "place" else {})
    step = step_of(policy)
    exits = []
    for one in safe.exits:
        few = one.inside is not None and bool((one.inside < policy.threshold).any())
        if few or policy.places != "place":
            exits.append(replace(one, inside=None, size=replace(one.size, people=None)))
        elif one.inside is not None:
            exits.append(replace(one, inside=np.rint(one.inside / step) * step))
        else:
            exits.append(one)
    return replace(safe, exits=tuple(exits)).sentences()
