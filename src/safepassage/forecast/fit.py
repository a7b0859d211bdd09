"""Ranges of uncertain inputs narrowed by what is known, and written into a copy of the scenario."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from safepassage.arguments import checked
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.errors import Problem, ScenarioError
from safepassage.forecast.fit_tree import crps_of, fit_tree
from safepassage.forecast.fit_warnings import fit_warnings
from safepassage.forecast.reconciliation import jsonable
from safepassage.forecast.weighing import Posterior, weigh
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.said import Said
from safepassage.scenario.as_of import known_by
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.spread import weighted_quantiles

if TYPE_CHECKING:
    import xarray as xr

To = Literal["claims", "registrations"]
UNTOLD = 0.85
"""Width of the range after, as a part of the one before, above which the data say little."""
_REPORTS = 12
"""Reports of each site that are used at most, evenly over time."""
_SOURCE = "fit-registrations"
_NOT_DRAWN = frozenset({"exit_date"})
_NOT_PLAIN = frozenset({"scenario", "posterior"})
_NARROWEST = 1e-3
"""Least distance of the ends of a range from its middle, as a part of it."""


@dataclass(frozen=True)
class FittedInput:
    """One uncertain input before and after.

    Attributes:
        name: Its name.
        input: What it acts on.
        before: 5, 50 and 95 % of the members before any claim.
        after: The same once claims are known.
        width: Width of the range after, as a part of the one before.
        says_little: Whether the data hardly narrowed it.
    """

    name: str
    input: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    width: float
    says_little: bool


@dataclass(frozen=True)
class Predicted:
    """A claim that was used, beside 5, 50 and 95 % of the members after the fit."""

    claim: str
    quantity: str
    date: dt.date
    said: str
    p05: float
    median: float
    p95: float
    inside: bool


@dataclass(frozen=True)
class Fit:
    """What the data say about uncertain inputs.

    Attributes:
        scenario: A copy with the ranges of after the fit.
        as_of: Last day whose publications were used.
        members: Number of members.
        seed: Seed.
        ess: Effective sample size after the fit.
        inputs: Each declared input.
        claims: Each claim that was used.
        warnings: What to know before the ranges are used.
        crps: CRPS of the claims before and after the fit, as a part of what each says, mean over
            them; None where no claim has two bounds. The claims were used, so it flatters.
        posterior: The members after the fit, with their weights.
    """

    scenario: Scenario
    as_of: dt.date
    members: int
    seed: int
    ess: float
    inputs: tuple[FittedInput, ...]
    claims: tuple[Predicted, ...]
    warnings: tuple[Said, ...]
    crps: tuple[float | None, float | None]
    posterior: Posterior

    @property
    def tree(self) -> xr.DataTree:
        """Draws in the groups that ArviZ reads: ``posterior``, ``prior`` and others."""
        return fit_tree(self.posterior, self.seed)

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        own = {key: value for key, value in vars(self).items() if key not in _NOT_PLAIN}
        own["inputs"] = [asdict(one) for one in self.inputs]
        own["claims"] = [asdict(one) for one in self.claims]
        own["warnings"] = [one.key for one in self.warnings]
        plain: dict[str, Any] = jsonable({"scenario": self.scenario.name, **own})
        return plain


@checked
def fit(
    scenario: Scenario | str | Path,
    *,
    to: To = "claims",
    as_of: Date | None = None,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> Fit:
    """Narrow the ranges of uncertain inputs by claims or registrations known by a date.

    Each input is narrowed for itself: how inputs hang together after the fit is not kept in the
    copy, so that its runs are wider than the fit. What no claim is about stays as it was.

    Args:
        scenario: What is declared.
        to: What it is fitted to; registrations are used as observations of a reliable source, at
            most twelve of each site.
        as_of: Last day whose publications are used; the scenario's own by default, or its last.
        members: Number of members.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with finished members.

    Raises:
        ScenarioError: If nothing is uncertain, or nothing is known to fit to.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.fit(scenario, as_of="2030-03-10", members=16)
        >>> found.scenario.name, list(found.tree.children)[:2]
        ('example', ['posterior', 'prior'])
    """
    scenario = as_scenario(scenario)
    names = {row["name"]: row for row in scenario["uncertain"].rows()}
    if not any(row["distribution"] not in _NOT_DRAWN for row in names.values()):
        remedy = "give what you do not know a range, such as rules.flight_rate and hazard:AREA"
        raise ScenarioError(
            [Problem("nothing is uncertain, so there is nothing to fit", "scenario.toml",
                     column="uncertain", remedy=remedy)]
        )  # fmt: skip
    if to not in get_args(To):
        remedy = " or ".join(get_args(To))
        raise ScenarioError([Problem(f"{to!r} is nothing to fit to", column="to", remedy=remedy)])
    day = as_date(as_of) if as_of is not None else scenario.as_of or scenario.end
    known = known_by(scenario, day)
    if to == "registrations":
        known = _with_registrations(known)
    posterior = weigh(known, members=members, seed=seed, workers=workers, progress=progress)
    inputs = _inputs(posterior, names)
    return Fit(
        scenario=_narrowed(scenario, inputs, day),
        as_of=day,
        members=members,
        seed=seed,
        ess=posterior.tempered.ess,
        inputs=inputs,
        claims=_predicted(posterior),
        warnings=fit_warnings(
            known,
            acting=[one.input for one in inputs],
            little=[one.input for one in inputs if one.says_little],
            ess=posterior.tempered.ess,
        ),
        crps=crps_of(posterior, seed),
        posterior=posterior,
    )


def _inputs(posterior: Posterior, declared: dict[str, dict[str, Any]]) -> tuple[FittedInput, ...]:
    result, prior = posterior.result, posterior.prior
    found = []
    for column, name in enumerate(result.input_names):
        row = declared.get(name)
        if row is None or row["distribution"] in _NOT_DRAWN:
            continue
        before = weighted_quantiles(prior.inputs[:, column], prior.weight).tolist()
        after = weighted_quantiles(result.inputs[:, column], result.weight).tolist()
        spread = before[2] - before[0]
        width = (after[2] - after[0]) / spread if spread > 0 else 1.0
        found.append(
            FittedInput(
                name, row["input"], (before[0], before[1], before[2]),
                (after[0], after[1], after[2]), width, width > UNTOLD,
            )
        )  # fmt: skip
    return tuple(found)


def _predicted(posterior: Posterior) -> tuple[Predicted, ...]:
    found = weighted_quantiles(posterior.values, posterior.result.weight)
    rows = []
    for number, claim in enumerate(posterior.model.claims):
        low, middle, high = (float(value) for value in found[:, number])
        least = 0.0 if np.isnan(claim.low) else claim.low
        most = np.inf if np.isnan(claim.high) else claim.high
        inside = bool(low <= most and high >= least)
        rows.append(
            Predicted(
                claim.claim, claim.quantity, claim.date, claim.text, low, middle, high, inside
            )
        )
    return tuple(rows)


def _narrowed(scenario: Scenario, inputs: tuple[FittedInput, ...], day: dt.date) -> Scenario:
    after = {one.name: one for one in inputs}
    rows = []
    for row in scenario["uncertain"].rows():
        kept = {key: value for key, value in row.items() if value == value and value != ""}  # noqa: PLR0124 (NaN is a blank)
        one = after.get(row["name"])
        if one is not None:
            for key in ("values", "correlated_with", "correlation"):
                kept.pop(key, None)
            kept |= _range(one.after)
            kept["note"] = f"Fitted to what was known on {day}; before: {_text(one.before)}"
        rows.append(kept)
    return scenario.replace(uncertain=rows)


def _range(after: tuple[float, float, float]) -> dict[str, Any]:
    low, best, high = after
    least = _NARROWEST * (abs(best) or 1.0)
    low, high = min(low, best - least), max(high, best + least)
    shape = "lognormal" if low > 0 else "normal"
    return {"distribution": shape, "low": low, "best": best, "high": high}


def _text(range_: tuple[float, float, float]) -> str:
    low, best, high = range_
    return f"{best:.4g} ({low:.4g} to {high:.4g})"


def _with_registrations(scenario: Scenario) -> Scenario:
    """Registrations as claims of one reliable source; other claims are left out."""
    first, last = np.datetime64(scenario.start), np.datetime64(scenario.end)
    by_site: dict[str, dict[dt.date, dict[str, Any]]] = {}
    for row in scenario["series"].rows():
        if row["quantity"].startswith("present:") and first <= np.datetime64(row["date"]) <= last:
            by_site.setdefault(row["quantity"], {})[row["date"]] = row  # the last one published
    claims = []
    for quantity, reports in by_site.items():
        days = sorted(reports)
        chosen = {days[round(at)] for at in np.linspace(0, len(days) - 1, _REPORTS)}
        for number, date in enumerate(sorted(chosen)):
            row = reports[date]
            published = row["published"] or date
            claims.append(
                {
                    "claim": f"fit-{quantity.partition(':')[2]}-{number}", "quantity": quantity,
                    "low": row["value"], "high": row["value"], "date": date,
                    "published": max(published, date), "source_id": _SOURCE,
                    "status": "observation", "credibility": "2",
                }
            )  # fmt: skip
    if not claims:
        message = "no registration of a place is known by then"
        raise ScenarioError([Problem(message, "series.csv", remedy="a later --as-of")])
    kept = [
        {key: value for key, value in row.items() if value == value and value != ""}  # noqa: PLR0124
        for row in scenario["sources"].rows()
    ]
    source = {"source_id": _SOURCE, "name": "Registrations", "reliability": "B"}
    return scenario.replace(claims=claims, sources=[*kept, source])
