"""A fit in the groups that ArviZ reads: draws of equal weight, and what they predict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.forecast.scores import fair_crps
from safepassage.forecast.weighing import Posterior, claim_values
from safepassage.resample import systematic
from safepassage.result.result import Result
from safepassage.streams.named import named_generator

if TYPE_CHECKING:
    import xarray as xr


def fit_tree(posterior: Posterior, seed: int) -> xr.DataTree:
    """Prior, posterior, what both say of each claim, and the claims.

    Args:
        posterior: Weighed members; as draws they are picked as often as their weights say.
        seed: Seed of the picking.

    Returns:
        Groups ``posterior`` and ``prior`` (chain, draw; a variable an uncertain input),
        ``posterior_predictive`` and ``prior_predictive`` (chain, draw, claim), ``log_likelihood``
        (chain, draw, organisation) and ``observed_data`` (claim; ``said`` is the middle of its
        range, NaN for an open one). There is one chain: its draws are no walk, so that measures
        of convergence between chains say nothing. ``attrs["ess"]`` says how many draws count.
    """
    import xarray as xr  # slow to import

    claims = [claim.claim for claim in posterior.model.claims]
    result, before = posterior.result, posterior.prior
    picked = _picked(result, seed)
    groups = {
        "posterior": _inputs(result.input_names, result.inputs[picked]),
        "prior": _inputs(before.input_names, before.inputs),
        "posterior_predictive": _said(posterior.values[picked], claims),
        "prior_predictive": _said(claim_values(before, posterior.model.claims), claims),
        "log_likelihood": _draws(
            {"claims": posterior.by_source[picked]}, organisation=list(posterior.model.groups)
        ),
        "observed_data": xr.Dataset({"said": ("claim", middles(posterior))}, {"claim": claims}),
    }
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"title": result.scenario.title, "seed": seed, "ess": posterior.tempered.ess}
    return tree


def middles(posterior: Posterior) -> F8:
    """The middle of what each claim says, shape (N,); NaN where it has one bound only."""
    return np.array([(claim.low + claim.high) / 2 for claim in posterior.model.claims])


def crps_of(posterior: Posterior, seed: int) -> tuple[float | None, float | None]:
    """CRPS of the claims before and after, as a part of what each says, mean over them.

    Returns:
        None twice without a claim that has two bounds and is above zero.
    """
    said = middles(posterior)
    used = np.isfinite(said) & (said > 0)
    if not used.any():
        return None, None
    pair = (
        claim_values(posterior.prior, posterior.model.claims),
        posterior.values[_picked(posterior.result, seed)],
    )
    before, after = (
        float((fair_crps(values.T[used], said[used]) / said[used]).mean()) for values in pair
    )
    return before, after


def _picked(result: Result, seed: int) -> I8:
    """Members as draws of equal weight."""
    offset = float(named_generator(seed, "fit-draws").random())
    return systematic(result.weight, result.members.size, offset)


def _inputs(names: tuple[str, ...], values: F8) -> xr.Dataset:
    return _draws({name: values[:, number] for number, name in enumerate(names)})


def _said(values: F8, claims: list[str]) -> xr.Dataset:
    return _draws({"said": values}, claim=claims)


def _draws(values: dict[str, Any], **labels: list[str]) -> xr.Dataset:
    """Arrays of members as one chain."""
    import xarray as xr  # slow to import

    count = len(next(iter(values.values())))
    found = {name: (("chain", "draw", *labels), array[None]) for name, array in values.items()}
    return xr.Dataset(found, {"chain": [0], "draw": np.arange(count), **labels})
