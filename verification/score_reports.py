"""Score forecasts of later reports of a bundled scenario beside rules of a spreadsheet.

    python verification/score_reports.py coxs-bazar-2017
    python verification/score_reports.py karabakh-2023

Of the first case a third of the reports is known (`fit` as of the day on which the last of them
was published) and the others are scored; of the second none is known. Prints tables for the page
of the case. Each scored run stands on that page, with what was changed before it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from simple_curves import RULES, carried, ensemble, from_population, mode_fitted

import safepassage
from safepassage.arrays import F8
from safepassage.evidence.claims import Claim
from safepassage.evidence.collect import Evidence, collect_evidence
from safepassage.evidence.errors import build_error_model
from safepassage.evidence.likelihood import draw_readings
from safepassage.forecast.carried import middle
from safepassage.forecast.claims_forecast import RELIABLE
from safepassage.forecast.fit import Fit, fit
from safepassage.forecast.scores import covered, fair_crps
from safepassage.forecast.weighing import claim_values, weigh
from safepassage.resample import systematic
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """What of a scenario is scored.

    Attributes:
        quantity: What the reports are about.
        known: Part of the reports, by publication, that may be used.
        claims: Reports that are scored; all of reliable sources if empty.
        day_zero: Day on which the curves of a spreadsheet begin.
    """

    quantity: str
    known: float
    claims: tuple[str, ...]
    day_zero: dt.date


CASES = {
    "coxs-bazar-2017": Case("arrived:bangladesh", 1 / 3, (), dt.date(2017, 8, 25)),
    "karabakh-2023": Case(
        "left_by:lachin", 0.0, ("k02", "k05", "k08", "k10", "k13", "k15", "k16", "k17", "k18"),
        dt.date(2023, 9, 24),
    ),
}  # fmt: skip
Rows = dict[str, F8]
"""Name of a forecast → members by report, shape (K, M)."""


@dataclass(frozen=True)
class Scored:
    """Forecasts of later reports.

    Attributes:
        origin: Last day whose publications were known, or None if none was.
        known: Reports that were known.
        later: Reports that are scored.
        rows: Members of each forecast, ours first.
        fitted: What `fit` found, or None.
        where: Later reports of places and areas, each with the members of the first forecast.
    """

    origin: dt.date | None
    known: tuple[Claim, ...]
    later: tuple[Claim, ...]
    rows: Rows
    fitted: Fit | None
    where: tuple[tuple[Claim, F8], ...]


def reports(scenario: Scenario, case: Case) -> list[Claim]:
    """Reports of the quantity that are asked for, by publication."""
    evidence = collect_evidence(scenario)
    found = [
        claim
        for claim in evidence.claims
        if claim.quantity == case.quantity and _is_asked(claim, case, evidence)
    ]
    return sorted(found, key=lambda claim: (claim.published, claim.date, claim.claim))


def _is_asked(claim: Claim, case: Case, evidence: Evidence) -> bool:
    if case.claims:
        return claim.claim in case.claims
    return evidence.sources[claim.source_id].reliability in RELIABLE


def score(name: str, members: int, seed: int) -> Scored:
    """Forecast the later reports of a case in every way."""
    case, scenario = CASES[name], safepassage.read_scenario(name)
    found = reports(scenario, case)
    number = math.ceil(case.known * len(found))
    origin = found[number - 1].published if number else None
    known = [claim for claim in found if origin is not None and claim.published <= origin]
    later = [claim for claim in found if claim not in known]
    rows: Rows = {}
    fitted = None
    if origin is not None:
        past = known_by(scenario, origin)
        fitted = fit(past, members=members, seed=seed)
        narrowed = safepassage.run(fitted.scenario, members=members, seed=seed)
        rows["fit, then run"] = _members(narrowed, later)
        rows["fit, then run, as reports"] = _read(scenario, narrowed, later, seed)
        posterior = weigh(past, members=members, seed=seed).result
        rows["members weighed, as reports"] = _read(scenario, posterior, later, seed)
        plain = safepassage.run(past, members=members, seed=seed)
    else:
        plain = safepassage.run(scenario, members=members, seed=seed)
    rows["run as declared"] = _members(plain, later)
    rows |= _rivals(case, plain, known, later, members, seed)
    where: list[tuple[Claim, F8]] = []
    if origin is not None:
        places = [c for c in collect_evidence(scenario).claims if _is_where(c, origin)]
        where = list(zip(places, _members(narrowed, places), strict=True))
    return Scored(origin, tuple(known), tuple(later), rows, fitted, tuple(where))


def _is_where(claim: Claim, origin: dt.date) -> bool:
    return claim.quantity.startswith("present:") and claim.published > origin


def _members(result: Result, later: Sequence[Claim], readings: F8 | None = None) -> F8:
    """Equally weighted members of what each report is about, shape (K, M)."""
    values = claim_values(result, later) if readings is None else readings
    weight = np.asarray(result.weight)
    return np.asarray(values[systematic(weight, weight.size, 0.5)].T)


def _read(scenario: Scenario, result: Result, later: Sequence[Claim], seed: int) -> F8:
    """The same as reports will say it: with bias, coverage and error of their sources."""
    values = claim_values(result, later)
    model = build_error_model(later, collect_evidence(scenario).sources)
    readings = np.where(values <= 0, 0.0, draw_readings(model, values, seed))
    return _members(result, later, readings)


def _rivals(
    case: Case,
    plain: Result,
    known: Sequence[Claim],
    later: Sequence[Claim],
    members: int,
    seed: int,
) -> Rows:
    rng = np.random.default_rng(seed)
    people = curve(plain, "present:all")[:, 0]
    ahead = _days(later, case)
    rows = {"Rayleigh, no report": from_population(people, ahead, rng)}
    if known:
        days, index = np.unique(_days(known, case), return_index=True)
        counts = np.array([middle(claim) for claim in known])[index]
        rows["Rayleigh of all people, fitted"] = mode_fitted(people, days, counts, ahead, rng)
        rows["last report"] = carried(days, counts, ahead, members, rng)
        for name, rule in RULES.items():
            rows[f"{name}, fitted"] = ensemble(rule, days, counts, ahead, members, rng)
    return rows


def _days(claims: Sequence[Claim], case: Case) -> F8:
    """Days from the morning of day zero to the evening of each report."""
    return np.array([(claim.date - case.day_zero).days + 1.0 for claim in claims])


def page(found: Scored) -> str:
    """Tables in Markdown."""
    said = np.array([middle(claim) for claim in found.later])
    lines = []
    if found.origin is not None:
        lines += [f"{len(found.known)} reports known on {found.origin}, {said.size} scored.", ""]
    lines += [
        "| forecast | mean CRPS | mean error of the median | inside 5 to 95 % | p95/p05, last |",
        "|---|---|---|---|---|",
    ]
    for name, members in found.rows.items():
        low, mid, high = np.quantile(members, [0.05, 0.5, 0.95], axis=1)
        lines.append(
            f"| {name} | {fair_crps(members, said).mean():,.0f} | {np.abs(mid - said).mean():,.0f} "
            f"| {covered(members, said).sum():.0f} of {said.size} | {high[-1] / low[-1]:.1f} |"
        )
    ours = next(iter(found.rows))
    names = [ours, *[name for name in found.rows if name != ours]]
    lines += ["", f"| day | said | {' | '.join(names)} |", f"|---|---|{'---|' * len(names)}"]
    for number, claim in enumerate(found.later):
        cells = [_range(found.rows[name][number]) for name in names]
        lines.append(f"| {claim.date} | {claim.text} | {' | '.join(cells)} |")
    if found.where:
        lines += ["", "| day | where | said | fit, then run |", "|---|---|---|---|"]
    for claim, members in found.where:
        place = claim.quantity.partition(":")[2]
        lines.append(f"| {claim.date} | {place} | {claim.text} | {_range(members)} |")
    if found.fitted is not None:
        lines += ["", "| input | before: 5, 50, 95 % | after |", "|---|---|---|"]
        for one in found.fitted.inputs:
            before, after = (
                " / ".join(f"{v:.3g}" for v in ends) for ends in (one.before, one.after)
            )
            lines.append(f"| {one.name} | {before} | {after} |")
        lines += ["", *found.fitted.warnings]
    return "\n".join(lines)


def _range(members: F8) -> str:
    low, mid, high = np.quantile(members, [0.05, 0.5, 0.95])
    return f"{mid:,.0f} ({low:,.0f} to {high:,.0f})"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    text = page(score(asked.case, asked.members, asked.seed))
    if asked.out is not None:
        asked.out.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
