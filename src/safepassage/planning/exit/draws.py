"""Draws of a stress test: pure functions of (seed, member, what, day or convoy)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from safepassage.arrays import F8
from safepassage.compiled.prior_range import range_of
from safepassage.errors import ScenarioError
from safepassage.limits import range_problems
from safepassage.normal import Z95
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.people import run_counts
from safepassage.resample import systematic
from safepassage.result.result import Result
from safepassage.scenario.canonical import canonical
from safepassage.scenario.scenario import Scenario
from safepassage.streams import phase_id, stream_key, uniform

MAX_MEMBERS = 20_000
_BATCH = 24
"""Vehicles in a step whose breakdowns are averaged (a convoy)."""
_CONVOYS = 200
"""Steps after which the draws of breakdowns begin anew."""


@dataclass(frozen=True)
class Draws:
    """Draws of a stress test.

    Attributes:
        people: People by member and group, shape (M, G).
        rate: People an hour by member and corridor, shape (M, K).
        fleet: Vehicles there are by member and fleet, as a share of those planned with, (M, V).
        seed: Seed of the draws.
        pauses: (chance a day, low, best, high hours) by corridor; chance 0 where none.
        breakdown: Chance by corridor's fleets (mean), shape (K,).
        corridors: Identifiers, K.
    """

    people: F8
    rate: F8
    fleet: F8
    seed: int
    pauses: tuple[tuple[float, float, float, float], ...]
    breakdown: tuple[float, ...]
    corridors: tuple[str, ...]

    @property
    def members(self) -> int:
        """Number of draws."""
        return int(self.people.shape[0])

    def stopped(self, k: int, steps: int, step: float) -> F8:
        """Share of each step that a corridor is stopped by chance, shape (M, T)."""
        chance, low, best, high = self.pauses[k]
        name = self.corridors[k]
        shut = np.zeros((self.members, steps))
        if chance <= 0:
            return shut
        days = math.ceil(steps * step / 24)
        begins = uniforms(self.seed, self.members, f"exit-pause-{name}", days)
        moment = uniforms(self.seed, self.members, f"exit-pause-hour-{name}", days)
        length = two_piece(
            uniforms(self.seed, self.members, f"exit-pause-length-{name}", days), low, best, high
        )
        edges = np.arange(steps + 1) * step
        for member, day in np.argwhere(begins < chance).tolist():
            start = 24 * (day + moment[member, day])
            end = start + length[member, day]
            inside = np.minimum(edges[1:], end) - np.maximum(edges[:-1], start)
            shut[member] = np.maximum(shut[member], np.clip(inside / step, 0, 1))
        return shut

    def kept(self, k: int, steps: int) -> F8:
        """Share of the seats of each step that does not break down, shape (M or 1, T)."""
        if self.breakdown[k] <= 0:
            return np.ones((1, steps))
        spread = math.sqrt(self.breakdown[k] * (1 - self.breakdown[k]) / _BATCH)
        name = f"exit-breakdown-{self.corridors[k]}"
        normal = ndtri(uniforms(self.seed, self.members, name, _CONVOYS))
        shares = np.clip(1 - self.breakdown[k] + spread * normal, 0.0, 1.0)
        return np.asarray(shares[:, np.arange(steps) % _CONVOYS])


def draw(
    scenario: Scenario,
    instance: Instance,
    members: int,
    seed: int,
    result: Result | None = None,
) -> Draws:
    """Draw numbers, throughput, stoppages and breakdowns.

    Args:
        scenario: Where the uncertainty is declared.
        instance: What is planned.
        members: Number of draws.
        seed: Seed of the draws.
        result: A run whose weighted members say how many people wait, such as a reconciled one;
            by default the scenario's own run.
    """
    problems = range_problems(("members", members, 1, MAX_MEMBERS))
    if problems:
        raise ScenarioError(problems)
    scenario = canonical(scenario)  # as the instance was made
    return Draws(
        people=_people(scenario, instance, members, seed, result),
        rate=_rates(scenario, instance, members, seed),
        fleet=_fleets(scenario, instance, members, seed),
        seed=seed,
        pauses=_pauses(scenario, instance),
        breakdown=_breakdowns(instance),
        corridors=tuple(passage.name for passage in instance.passages),
    )


def uniforms(seed: int, members: int, what: str, count: int) -> F8:
    """Uniform numbers by member and index, shape (M, count): the same for every plan."""
    phase = phase_id(what)
    rows = np.empty((members, count))
    for member in range(members):
        key = np.uint64(stream_key(seed, member, phase, 0))
        rows[member] = [uniform(key, index) for index in range(count)]
    return np.clip(rows, 1e-12, 1 - 1e-12)


def two_piece(u: F8, low: float, best: float, high: float) -> F8:
    """Values whose 5, 50 and 95 % points are low, best and high (lognormal; normal if low is 0)."""
    z = ndtri(u)
    if not (low < best or best < high) or math.isnan(low) or math.isnan(high):
        return np.full(u.shape, best)
    if low <= 0:
        return np.maximum(0.0, best + z * np.where(z < 0, best - low, high - best) / Z95)
    down, up = math.log(best / low), math.log(high / best)
    return np.asarray(best * np.exp(z * np.where(z < 0, down, up) / Z95))


def _people(
    scenario: Scenario, instance: Instance, members: int, seed: int, result: Result | None
) -> F8:
    """People who leave, by member: from the run's members, or from low and high of the assembly."""
    declared = {(row["gathers"], row["class"]): row for row in scenario["assembly"].rows()}
    found = np.array([[float(group.people) for group in instance.groups]]).repeat(members, axis=0)
    if result is not None or (not declared and len(scenario["populations"])):
        gathers = tuple(dict.fromkeys(group.gathers for group in instance.groups))
        count = min(members, 400)
        draws = run_counts(
            scenario, gathers, instance.start, members=count, seed=seed, result=result
        )
        rows = (
            np.arange(members) % count
            if result is None
            else systematic(result.weight, members, 0.5)
        )
        for g, group in enumerate(instance.groups):
            key = (group.gathers, group.class_)
            if key in draws:
                found[:, g] = draws[key][0][rows]
        return found
    for g, group in enumerate(instance.groups):
        row = declared.get((group.gathers, group.class_))
        if row is not None and row["high"] > row["low"]:
            u = uniforms(seed, members, f"exit-people-{group.gathers}-{group.class_}", 1)[:, 0]
            total = two_piece(u, row["low"], row["people"], row["high"])
            found[:, g] = np.round(total * group.people / max(row["people"], 1.0))
    return found


def _rates(scenario: Scenario, instance: Instance, members: int, seed: int) -> F8:
    rows = {row["corridor"]: row for row in scenario["corridors"].rows()}
    priors = {row["input"]: row for row in scenario["uncertain"].rows()}
    found = np.empty((members, len(instance.passages)))
    for k, passage in enumerate(instance.passages):
        row, prior = rows.get(passage.name), priors.get(f"throughput:{passage.name}")
        low = best = high = passage.rate
        if prior is not None:
            low, best, high = range_of(prior)
        elif row is not None:
            low, best, high = (row[f"persons_per_hour{end}"] for end in ("_low", "", "_high"))
        factor = 1.0 if prior is not None or not best > 0 else passage.rate / best
        u = uniforms(seed, members, f"exit-throughput-{passage.name}", 1)[:, 0]
        found[:, k] = factor * two_piece(u, low, best, high)
    return found


def _fleets(scenario: Scenario, instance: Instance, members: int, seed: int) -> F8:
    """Vehicles there are, as a share of those planned with, from low and high of ``fleets``.

    A number asked for instead of the declared one keeps the declared spread.
    """
    found = np.ones((members, len(instance.fleets)))
    for v, row in enumerate(scenario["fleets"].rows()):  # fleets stand in the order of the rows
        best = float(row["number"])
        low, high = (best if row[end] is None else float(row[end]) for end in ("low", "high"))
        if best > 0 and low <= best <= high and low < high:
            u = uniforms(seed, members, f"exit-fleet-{row['vehicle']}-{row['depot']}", 1)[:, 0]
            found[:, v] = np.round(two_piece(u, low, best, high)) / best
    return found


def _pauses(
    scenario: Scenario, instance: Instance
) -> tuple[tuple[float, float, float, float], ...]:
    rows = {row["corridor"]: row for row in scenario["pauses"].rows()}
    found = []
    for passage in instance.passages:
        row = rows.get(passage.name)
        if row is None:
            found.append((0.0, 0.0, 0.0, 0.0))
            continue
        low, high = (
            row["hours"] if math.isnan(row[name]) else row[name]
            for name in ("hours_low", "hours_high")
        )
        found.append((row["chance_per_day"], low, row["hours"], high))
    return tuple(found)


def _breakdowns(instance: Instance) -> tuple[float, ...]:
    """Chance of a breakdown by corridor: the mean of its fleets by seats."""
    found = []
    for passage in instance.passages:
        fleets = [fleet for fleet in instance.fleets if passage.name in fleet.corridors]
        seats = [fleet.number * sum(fleet.places) for fleet in fleets]
        weighted = sum(fleet.breakdown * own for fleet, own in zip(fleets, seats, strict=True))
        found.append(weighted / sum(seats) if sum(seats) else 0.0)
    return tuple(found)
