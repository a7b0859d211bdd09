"""Scenario → posterior ensemble: members weighted, and moved where needed, by known claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.priors import coordinates, to_values
from safepassage.compiled.spread import spread_points
from safepassage.engine.ensemble import Ensemble, Progress, run_members
from safepassage.engine.executors import Workers, opened
from safepassage.errors import ScenarioError
from safepassage.evidence.claims import Claim
from safepassage.evidence.collect import Evidence, collect_evidence
from safepassage.evidence.errors import ErrorModel, build_error_model
from safepassage.evidence.likelihood import log_likelihood
from safepassage.forecast.smc import Tempered, crank_nicolson, temper
from safepassage.limits import range_problems
from safepassage.result.quantities import CUMULATIVE, curve
from safepassage.result.result import Result, make_result
from safepassage.scenario.quantity import parse_quantity
from safepassage.scenario.scenario import Scenario

_SMC_STREAM = 0x5AC
_EDGE = 2.0**-40
MAX_MEMBERS = 20_000


@dataclass(frozen=True)
class Posterior:
    """Members weighted by the claims known.

    Attributes:
        result: The posterior ensemble; its weights say how much each member counts.
        prior: The same scenario's members before any claim, equally weighted.
        evidence: Claims used and unused.
        model: Errors that the claims are allowed.
        values: Value of each claim's quantity in each posterior member, shape (M, N).
        by_source: Log-likelihood of each organisation's claims, shape (M, G).
        tempered: How the weights came about.
    """

    result: Result
    prior: Result
    evidence: Evidence
    model: ErrorModel
    values: F8
    by_source: F8
    tempered: Tempered


def weigh(
    scenario: Scenario,
    *,
    members: int,
    seed: int,
    workers: Workers = None,
    keep: Callable[[Claim], bool] | None = None,
    progress: Progress | None = None,
) -> Posterior:
    """Weigh members by the claims that the scenario knows.

    Args:
        scenario: Read as of a date, so that later claims are hidden.
        members: Number of members.
        seed: Seed of the prior draws, of chance and of the moves.
        workers: As of ``run``; the numbers do not depend on it.
        keep: Use only the claims for which it is true.
        progress: Told about finished members of each ensemble that is simulated.

    Raises:
        ScenarioError: If claims are faulty or none is usable (see ``collect_evidence``).
    """
    problems = range_problems(("members", members, 8, MAX_MEMBERS))
    if problems:
        raise ScenarioError(problems)
    evidence = collect_evidence(scenario)
    used = [claim for claim in evidence.claims if keep is None or keep(claim)]
    model = build_error_model(used, evidence.sources)
    compiled = compile_scenario(scenario)
    with opened(workers) as executor:
        cloud = _Members(compiled, model, members, seed, executor, progress)
        prior = cloud.result()
        tempered = temper(cloud, np.random.default_rng([seed, _SMC_STREAM]))
    result = cloud.result().reweighted(tempered.weight)
    return Posterior(result, prior, evidence, model, cloud.values, cloud.by_source, tempered)


def claim_values(result: Result, claims: Sequence[Claim]) -> F8:
    """Value of each claim's quantity in each member, shape (M, N).

    A cumulative quantity over a period is what came in it; a stock is that of the last day.
    """
    curves = {text: curve(result, text) for text in dict.fromkeys(c.quantity for c in claims)}
    columns = np.zeros((result.members.size, len(claims)))
    for number, claim in enumerate(claims):
        values = curves[claim.quantity]
        columns[:, number] = values[:, result.day_of(claim.date)]
        if claim.date_start is not None and parse_quantity(claim.quantity).word in CUMULATIVE:
            before = (claim.date_start - result.scenario.start).days - 1
            if before >= 0:
                columns[:, number] -= values[:, before]
    return columns


class _Members:
    """Simulated members with their coordinates, as ``smc.Particles``."""

    def __init__(
        self,
        compiled: Compiled,
        model: ErrorModel,
        members: int,
        seed: int,
        workers: Workers,
        progress: Progress | None,
    ) -> None:
        self._compiled, self._model, self._seed = compiled, model, seed
        self._workers = workers
        self._progress = progress
        names = [prior.name for prior in coordinates(compiled.inputs.priors)]
        self._normal: F8 = np.asarray(ndtri(spread_points(names, seed, 0, members)))
        self._fresh = members  # number of the next member that nobody has been
        self._ensemble = self._simulate(self._normal, np.arange(members, dtype=np.int64))
        self.values = self._values(self._ensemble)
        self.by_source = log_likelihood(model, self.values)

    @property
    def log_likelihood(self) -> F8:
        """Sum over organisations, shape (M,)."""
        return np.asarray(self.by_source.sum(axis=1))

    def result(self) -> Result:
        """The members as they stand, equally weighted."""
        ensemble = self._ensemble
        copied = {name: array.copy() for name, array in ensemble.arrays.items()}
        own = Ensemble(copied, ensemble.inputs.copy(), ensemble.members.copy(), ensemble.digests)
        return make_result(self._compiled, own, self._seed, {})

    def resample(self, index: I8) -> None:
        """Keep members by number."""
        old = self._ensemble
        arrays = {name: array[index] for name, array in old.arrays.items()}
        digests = tuple(old.digests[number] for number in index.tolist())
        self._ensemble = Ensemble(arrays, old.inputs[index], old.members[index], digests)
        self._normal, self.values = self._normal[index], self.values[index]
        self.by_source = self.by_source[index]

    def move(self, temperature: float, step: float, rng: np.random.Generator) -> float:
        """New inputs nearby and fresh chance; accept by the tempered likelihood (Metropolis)."""
        proposed = crank_nicolson(self._normal, step, rng)
        count = proposed.shape[0]
        numbers = np.arange(self._fresh, self._fresh + count, dtype=np.int64)
        self._fresh += count
        other = self._simulate(proposed, numbers)
        values = self._values(other)
        by_source = log_likelihood(self._model, values)
        gain = temperature * (by_source.sum(axis=1) - self.by_source.sum(axis=1))
        accepted = np.log(rng.random(count)) < gain
        self._take(other, accepted)
        self._normal = np.where(accepted[:, None], proposed, self._normal)
        self.values = np.where(accepted[:, None], values, self.values)
        self.by_source = np.where(accepted[:, None], by_source, self.by_source)
        return float(accepted.mean())

    def _take(self, other: Ensemble, accepted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        own = self._ensemble
        arrays = dict(own.arrays)
        for name, array in other.arrays.items():
            # A larger type may be needed by either.
            kept = arrays[name].astype(np.promote_types(arrays[name].dtype, array.dtype))
            kept[accepted] = array[accepted]
            arrays[name] = kept
        pairs = zip(accepted.tolist(), other.digests, own.digests, strict=True)
        self._ensemble = Ensemble(
            arrays,
            np.where(accepted[:, None], other.inputs, own.inputs),
            np.where(accepted, other.members, own.members),
            tuple(new if taken else old for taken, new, old in pairs),
        )

    def _simulate(self, normal: F8, numbers: I8) -> Ensemble:
        points = np.clip(ndtr(normal), _EDGE, 1 - _EDGE)
        inputs = to_values(self._compiled.inputs.priors, points)
        compiled, seed = self._compiled, self._seed
        return run_members(compiled, numbers.tolist(), seed, self._workers, self._progress, inputs)

    def _values(self, ensemble: Ensemble) -> F8:
        result = make_result(self._compiled, ensemble, self._seed, {})
        for array in ensemble.arrays.values():
            array.setflags(write=True)
        return claim_values(result, self._model.claims)
