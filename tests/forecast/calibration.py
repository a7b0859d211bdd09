"""Data sets drawn from the error model, and the test of ranks that simulated calibration takes.

What a data set holds: single values, a range, a bound, outliers, a repetition by the same
organisation, a copy by another one, and a register with a declared coverage.

Test of ranks (Talts et al. 2018, Säilynoja et al. 2022): the rank of the truth among ``DRAWS``
posterior draws, spread evenly within its step, is uniform, so its normal score is standard normal
and the sum of squares of ``SETS`` scores is chi-squared with as many degrees of freedom. A
posterior that is too narrow gives too large a sum. At level 1 %, two-sided, with 300 data sets and
99 draws, a posterior whose standard deviation is 15 % too small (or too large) is noticed in 84 %
of runs; 200 sets with 19 draws and a chi-squared test of bins would notice it in 14 %.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from scipy.special import ndtri

from safepassage.arrays import F8
from safepassage.compiled.compile import compile_scenario
from safepassage.engine.ensemble import run_members
from safepassage.evidence.claims import Claim, read_sources
from safepassage.evidence.errors import OUTLIER_WIDTH, ErrorModel, build_error_model
from safepassage.evidence.likelihood import draw_readings
from safepassage.forecast.weighing import claim_values
from safepassage.result.result import make_result
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario

LEVEL = 0.01
SETS = 300
DRAWS = 99
BATCH = 50
PRIORS = [
    {
        "name": "people-at-home",
        "input": "populations:homes",
        "distribution": "lognormal",
        "low": 0.4,
        "best": 1.0,
        "high": 2.5,
    },
    {"name": "rate", "input": "rules.flight_rate", "low": 0.3, "best": 1, "high": 3},
]
SOURCES = [
    {"source_id": "radio", "name": "Radio", "reliability": "D"},
    {"source_id": "paper", "name": "Paper that copies the radio", "reliability": "C"},
    {"source_id": "bulletin", "name": "Bulletin", "reliability": "C", "organisation": "agency"},
    {
        "source_id": "register",
        "name": "Register",
        "reliability": "B",
        "organisation": "agency",
        "coverage_low": 0.6,
        "coverage_high": 1.0,
    },
    {"source_id": "monitor", "name": "Monitor", "reliability": "A"},
]
ASKED = (
    ("fled", "displaced_from:homes", 2, "radio", 4, ""),
    ("copied", "displaced_from:homes", 2, "paper", 4, "fled"),
    ("range", "present:camp-a", 2, "bulletin", 3, ""),
    ("count", "present:camp-a", 5, "register", 2, ""),
    ("again", "present:camp-a", 5, "register", 2, ""),
    ("bound", "present:camp-b", 5, "bulletin", 3, ""),
    ("seen", "displaced_from:homes", 5, "monitor", 2, ""),
)
"""Claim, quantity, day, source, credibility, origin."""
SAME = {"copied": "fled", "again": "count"}
"""Claims that give the reading of another one."""
RANGE = 0.4
"""Width of the range on the scale of logarithms; where it begins is chance."""


@dataclass(frozen=True)
class Said:
    """What is reported in each data set, on the scale of the claims.

    Attributes:
        low: Lower end, -inf if none, shape (SETS, N).
        high: Upper end, inf if none, shape (SETS, N).
    """

    low: F8
    high: F8


def world(claims: list[dict[str, object]] | None = None) -> Scenario:
    """The teaching case with two uncertain inputs, six days, and claims."""
    tiny = read_scenario("tiny")
    sources = [*tiny["sources"].rows(), *SOURCES]
    return tiny.replace(uncertain=PRIORS, days=6, sources=sources, claims=claims or [])


def claims() -> list[Claim]:
    """The claims, with a value of 1 in place of what is said."""
    found = []
    for row, (name, quantity, day, source, credibility, origin) in enumerate(ASKED):
        date = dt.date(2020, 1, day)
        later = date + dt.timedelta(days=row)
        found.append(
            Claim(
                name,
                quantity,
                1,
                1,
                "people",
                date,
                None,
                later,
                source,
                "",
                "estimate",
                credibility,
                row + 2,
                origin=origin,
            )
        )
    return found


def model() -> ErrorModel:
    """Errors of the claims; what is said is not rounded."""
    found = build_error_model(claims(), read_sources(world()))
    return replace(found, rounding=np.zeros(len(ASKED)))


def run(first: int, count: int) -> tuple[F8, F8]:
    """Inputs of members, shape (count, U), and the claims' quantities, shape (count, N)."""
    compiled = compile_scenario(world())
    inputs, values = [], []
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        ensemble = run_members(compiled, numbers, 7, 1)
        inputs.append(ensemble.inputs)
        values.append(claim_values(make_result(compiled, ensemble, 7, {}), claims()))
    return np.concatenate(inputs), np.concatenate(values)


def say(own: ErrorModel, values: F8, seed: int) -> Said:
    """Reports of true values, shape (sets, N), as the error model says that they come about."""
    rng = np.random.default_rng(seed)
    truth = own.scaled(values)
    middle = np.median(truth, axis=0)
    read = own.scaled(draw_readings(own, values, seed))
    anywhere = middle + OUTLIER_WIDTH * (rng.random(read.shape) - 0.5)
    outlier = rng.random(read.shape) < own.outlier
    read = np.where(outlier, anywhere, read)
    number = {name: column for column, (name, *_) in enumerate(ASKED)}
    for name, first in SAME.items():
        read[:, number[name]] = read[:, number[first]]
    low, high = read.copy(), read.copy()
    at = number["range"]
    begin = RANGE * rng.random(len(read))
    low[:, at] = begin + RANGE * np.floor((read[:, at] - begin) / RANGE)
    high[:, at] = low[:, at] + RANGE
    at = number["bound"]
    threshold = middle[at] + 0.3 * rng.standard_normal(len(read))
    reached = np.where(outlier[:, at], rng.random(len(read)) < 0.5, read[:, at] >= threshold)
    low[:, at] = np.where(reached, threshold, -np.inf)
    high[:, at] = np.where(reached, np.inf, threshold)
    return Said(low, high)


def rows(said: Said, number: int) -> list[dict[str, object]]:
    """Rows of the claims table for one data set."""
    found: list[dict[str, object]] = []
    for column, one in enumerate(claims()):
        ends = said.low[number, column], said.high[number, column]
        low, high = (math.exp(end) if math.isfinite(end) else None for end in ends)
        found.append(
            {
                "claim": one.claim,
                "quantity": one.quantity,
                "low": low,
                "high": high,
                "date": one.date,
                "published": one.published,
                "source_id": one.source_id,
                "status": one.status,
                "credibility": str(one.credibility),
                "origin": one.origin,
            }
        )
    return found


def scores(draws: F8, truth: F8, rng: np.random.Generator) -> F8:
    """Normal scores of the ranks of truths, shape (sets,), among draws, shape (sets, L)."""
    rank = (draws < truth[:, None]).sum(axis=1)
    return np.asarray(ndtri((rank + rng.random(rank.size)) / (draws.shape[1] + 1)))


def p_of_spread(score: F8) -> F8:
    """P-value of the spread of scores, shape (..., sets) → (...): two-sided, exact."""
    squares = np.square(score).sum(axis=-1)
    count = score.shape[-1]
    lower, upper = stats.chi2.cdf(squares, count), stats.chi2.sf(squares, count)
    return np.asarray(2 * np.minimum(lower, upper))


def p_of_middle(score: F8) -> float:
    """P-value of the mean of scores, two-sided, exact."""
    return float(2 * stats.norm.sf(abs(score.mean()) * math.sqrt(score.size)))


def power(width: float, sets: int = SETS, draws: int = DRAWS, runs: int = 1000) -> float:
    """Share of runs in which a posterior of so much the right standard deviation is noticed.

    A normal posterior: ranks of truths from N(0, 1) among draws from N(0, width²).
    """
    rng = np.random.default_rng(1)
    truth = rng.standard_normal((runs, sets))
    rank = rng.binomial(draws, stats.norm.cdf(truth / width))
    score = ndtri((rank + rng.random(rank.shape)) / (draws + 1))
    return float((p_of_spread(score) < LEVEL).mean())
