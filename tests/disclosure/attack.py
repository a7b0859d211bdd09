"""An attacker who holds an export, a report and an order list of one run, and solves for the rest.

Every count of a day is unknown: displaced people and people at home, by place and class. Each
figure that was published bounds a sum of them, to within its rounding. A linear program gives the
least and greatest value of every small count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import linprog

from safepassage.arrays import F8
from safepassage.disclosure.counts import class_counts, place_counts
from safepassage.disclosure.figures import WITHHELD, step_of
from safepassage.disclosure.findings import find
from safepassage.disclosure.order_list import order_list
from safepassage.disclosure.policy import Policy
from safepassage.planning.needs.by_site import needs
from safepassage.result.geography import Geography
from safepassage.result.result import Result
from safepassage.scenario.quantity import ENCLOSED, parse_quantity
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from verification.make import date, make

STOCKS = ("displaced", "residents")


@dataclass(frozen=True)
class Bound:
    """A published figure: what it adds up, shape (Q, P, C), and its least and greatest value."""

    mask: F8
    low: float
    high: float


def scenario_of(seed: int, level: str) -> Scenario:
    """Places with few and many people, perhaps a pocket; areas and reports that name sums."""
    draws = np.random.default_rng(seed)
    size = int(draws.integers(4, 8))
    names = [f"p{n}" for n in range(size)]
    pocket = names[1 : 1 + int(draws.integers(2, 4))] if draws.random() < 0.5 else []
    rows = [
        {"place": name, "class": class_, "status": status, "best": int(people)}
        for name in names
        for class_ in ("people", "wounded")
        for status in ("resident", "displaced")
        if (people := draws.integers(0, draws.choice([3, 15, 40, 400]))) > 0
    ]
    areas = {f"a{n}": draws.choice(names, int(draws.integers(2, size)), False) for n in range(3)}
    targets = [*areas, *draws.choice(names, 3, False), "camp", "all"]
    chain = [*names, "camp"]
    return make(
        places={name: "site" if name == "camp" else "settlement" for name in chain},
        routes=[(a, b, float(draws.integers(5, 60))) for a, b in pairwise(chain)],
        classes=[{"class": "people"}, {"class": "wounded"}],
        populations=rows,
        capacities={"camp": 3_000},
        areas=[{"area": area, "place": str(p)} for area, places in areas.items() for p in places],
        events=[(0, "hazard", str(draws.choice(names)), "intensity", 0.5)]
        + [(1, "access", place, "leave", 0) for place in pocket],
        claims=[_claim(f"present:{target}", n) for n, target in enumerate(targets)],
        sources=[{"source_id": "s", "name": "A source"}],
        days=3,
    ).replace(sensitivity=level)


def _claim(quantity: str, number: int) -> dict[str, Any]:
    day = date(2)[:10]
    known = {"date": day, "published": day, "source_id": "s", "status": "estimate"}
    return {"claim": f"c{number}", "quantity": quantity, "low": 100, "unit": "people", **known}


def truth_of(result: Result, day: int) -> F8:
    """Counts of the only member, shape (Q, P, C)."""
    return np.stack([result.arrays[name][0, day] for name in STOCKS]).astype(np.float64)


def published(result: Result, policy: Policy) -> list[list[Bound]]:
    """Every figure about stocks in an export, a report and an order list, by day."""
    found: list[list[Bound]] = [[] for _ in range(result.scenario.days)]
    for day, bound in (
        *_exported(result, policy),
        *_reported(result, policy),
        *_ordered(result, policy),
    ):
        found[day].append(bound)
    return found


def _exported(result: Result, policy: Policy) -> Iterator[tuple[int, Bound]]:
    blank = np.zeros((len(STOCKS), len(result.places), len(result.classes)))
    for key, table in (
        ("place", place_counts(result, policy).table),
        ("class", class_counts(result, policy).table),
    ):
        for row in table[table["quantity"].isin(STOCKS) & ~table["suppressed"]].to_dict("records"):
            day, mask = result.day_of(row["date"].date()), blank.copy()
            stock = STOCKS.index(row["quantity"])
            if key == "place":
                mask[stock][_rows(result, day, row["place"])] = 1
            else:
                columns = [row["class"] in {one, "all"} for one in result.classes]
                mask[stock][:, columns] = 1
            yield day, _rounded(mask, float(row["p50"]), policy.base)


def _reported(result: Result, policy: Policy) -> Iterator[tuple[int, Bound]]:
    findings, geography = find(result, policy=policy, judge=False), Geography(result.scenario)
    blank = np.zeros((len(STOCKS), len(result.places), len(result.classes)))
    if findings.map is not None:
        for row in findings.map.people.to_dict("records"):
            day, mask = int(findings.map.days[row["f"]]), blank.copy()
            mask[:, _rows(result, day, row["key"])] = 1
            yield day, _rounded(mask, float(row["n"]), policy.base)
    fans = {fan.quantity: fan for fan in (*findings.fans, *findings.reported, *findings.sites)}
    shown = [
        (fan.place, day, value)
        for fan in fans.values()
        if parse_quantity(fan.quantity).word == "present"
        for day, value in enumerate(fan.counts[1].tolist())
    ]
    names = {name: place for place, name in geography.names.items()}
    sites = () if findings.needs is None else findings.needs.sites
    shown += [
        (names[site.name], result.day_of(site.date), site.people[1])
        for site in sites
        if site.people is not None and site.date is not None
    ]
    for target, day, value in shown:
        inside = geography.places(target)
        mask = blank.copy()
        mask[:, [place in inside for place in result.places]] = 1
        if np.isnan(value):
            yield day, Bound(mask, 0.0, float(policy.threshold))
        elif value != WITHHELD:
            yield day, _rounded(mask, value, step_of(policy))


def _ordered(result: Result, policy: Policy) -> Iterator[tuple[int, Bound]]:
    """People whom an order list of every place was made for."""
    if policy.places != "place":
        return
    things = order_list(result, needs(result, places=result.places), policy).things
    step = step_of(policy)
    blank = np.zeros((len(STOCKS), len(result.places), len(result.classes)))
    for day, column in np.argwhere(~things.hidden).tolist():
        mask = blank.copy()
        mask[:, column] = 1
        value = float(things.people[1, day, column])
        yield day, Bound(mask, max(value - step, 0.0), value)


def _rows(result: Result, day: int, key: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    shut = timeline(result.scenario).enclosed[day]
    if key == "all":
        return np.ones(len(result.places), dtype=bool)
    if key == ENCLOSED:
        return np.asarray(shut)
    if key == "elsewhere":
        return np.asarray(~shut)
    return np.array([place == key for place in result.places])


def _rounded(mask: F8, value: float, step: float) -> Bound:
    return Bound(mask, max(value - step / 2, 0.0), value + step / 2)


def narrowed(truth: F8, bounds: list[Bound], threshold: int) -> list[tuple[float, float, float]]:
    """(true value, least, greatest) of each small count that is known to within the threshold."""
    matrix = np.array([bound.mask.ravel() for bound in bounds])
    limits = [(bound.low, bound.high) for bound in bounds]
    both = np.concatenate([matrix, -matrix])
    right = np.array([high for _, high in limits] + [-low for low, _ in limits])
    assert np.all(both @ truth.ravel() <= right + 1e-9), "what was published is not true"
    found = []
    for aim in _aims(truth):
        value = float((aim * truth).sum())
        if 0 < value < threshold:
            ends = []
            for sign in (1.0, -1.0):
                answer = linprog(sign * aim.ravel(), A_ub=both, b_ub=right)
                ends.append(sign * (answer.fun if answer.status == 0 else -np.inf))
            if ends[1] - ends[0] < threshold - 1e-6:
                found.append((value, ends[0], ends[1]))
    return found


def _aims(truth: F8) -> Iterator[F8]:
    """Sums that are counts of people by themselves: at a place, of a class, and both together."""
    stocks, places, classes = truth.shape
    for stock in (*([n] for n in range(stocks)), list(range(stocks))):
        for place in range(places):
            mask = np.zeros_like(truth)
            mask[stock, place] = 1
            yield mask
        for class_ in range(classes):
            mask = np.zeros_like(truth)
            mask[stock, :, class_] = 1
            yield mask
