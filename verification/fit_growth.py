"""Fit the growth model with each case left out in turn, and write its table of constants.

    python verification/fit_growth.py ../shared/cases --kept build/growth

writes ``src/safepassage/forecast/models/growth.toml``: constants, date, cases, and the scores of
every candidate. Needs the extra ``all``. What is chosen, is chosen by scores of cases that
were left out of the fit.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import tomli_w
from growth_data import EVERY, HORIZONS, PARTS, Rows, rows_of
from growth_ways import WAYS
from scipy.optimize import minimize

from safepassage.arrays import F8
from safepassage.forecast.models import growth as product
from safepassage.forecast.models.pooled import Constants, pooled_quantiles
from safepassage.forecast.models.verification import mixed
from safepassage.forecast.models.view import LEVELS
from safepassage.forecast.scores import fair_crps
from safepassage.forecast.skill import Skill, disjoint, mean_skill, skill

CANDIDATES = (
    ("pooled",),
    ("shares",),
    ("drift", "log-walk", "trend"),
    ("pooled", "shares"),
    ("pooled", "shares", "trend", "theta"),
    ("pooled", "increments", "shares", "counts", "theta"),
    ("pooled", "pooled", "increments", "shares", "counts", "theta"),
    ("pooled", "increments", "shares", "counts", "theta", "log-walk"),
)
"""Means of quantiles that are compared; a name that stands twice has twice the weight."""
EVERY_PART = ("pooled", *PARTS)
"""What the other ways put together, beside what the product averages."""
STRETCHES = (0.0, 0.3, 0.6, 0.9, 1.2, 1.5)
CHANCES = (0.0, 0.25, 0.5, 1.0)
"""Chances of an exercise that nobody announced, as shares of how often they were published."""
WORTH = 0.01
"""Mean skill that something less simple must gain to be taken up: another way of putting the parts
together, or exercises that nobody announced."""
COARSE: F8 = (np.arange(20) + 0.5) / 20
START = Constants(
    memory=30.0, pace=(0.1, 0.1, 0.05), pace_all=0.05, catching_up=0.1, people=0.03,
    people_power=1.0, rough=0.1, rough_power=0.5, growth=1.0, unreported=0.3, shift=0.3, up=1.5,
    down=1.2, power=1.5,
)  # fmt: skip
_POSITIVE = (
    "memory", "people", "people_power", "rough", "rough_power", "growth", "unreported", "up",
    "down", "power",
)  # fmt: skip
_PULL = 2e-3
"""How much constants are pulled towards their round starting values."""


def vector(c: Constants) -> F8:
    """Constants as numbers without bounds."""
    free = [*c.pace, c.pace_all, c.catching_up, c.shift]
    return np.array([*free, *(np.log(getattr(c, name)) for name in _POSITIVE)])


def constants(x: F8) -> Constants:
    """The reverse of ``vector``."""
    positive = dict(zip(_POSITIVE, np.exp(np.clip(x[6:], -12, 6)).tolist(), strict=True))
    a, b, c, pace_all, catching_up, shift = x[:6].tolist()
    return Constants(
        pace=(a, b, c), pace_all=pace_all, catching_up=catching_up, shift=shift, **positive
    )


def pooled_of(rows: Rows, c: Constants, levels: F8) -> F8:
    """Quantiles of the pooled model, shape (N, Q): every target has a lead of its own."""
    features: Any = SimpleNamespace(**rows.features)
    return pooled_quantiles(features, rows.lead[None].astype(np.float64), c, levels)[:, 0].T


def best(rows: Rows, at: Any, table: dict[str, F8]) -> tuple[str, float]:
    """The rival with the least loss, chosen afterwards."""
    sums = {name: float(loss[at].sum()) for name, loss in table.items()}
    name = min(sums, key=sums.__getitem__)
    return name, sums[name]


def fit(cases: dict[str, Rows]) -> Constants:
    """Least mean CRPS over cases and horizons, each relative to its best rival."""
    parts = []
    for rows in cases.values():
        for horizon in HORIZONS:
            at = rows.horizon == horizon
            if at.any():
                parts.append((rows, at, best(rows, at, rows.crps)[1]))
    weight = {
        id(rows): sum(
            np.where(rows.horizon == h, 1 / (best(rows, rows.horizon == h, rows.crps)[1]), 0.0)
            for h in HORIZONS
            if (rows.horizon == h).any()
        )
        / len(parts)
        for rows in cases.values()
    }
    start = vector(START)

    def loss(x: F8) -> float:
        c = constants(x)
        total = _PULL * float(np.mean((x - start) ** 2))
        for rows in cases.values():
            score = fair_crps(pooled_of(rows, c, COARSE), rows.observed)
            total += float((score * weight[id(rows)]).sum())
        return total

    found = minimize(loss, start, method="L-BFGS-B", options={"maxiter": 40})
    return constants(found.x)


def averaged(rows: Rows, c: Constants, parts: tuple[str, ...]) -> F8:
    """Mean of quantiles, shape (N, Q)."""
    return np.asarray(np.mean([_part(rows, c, name) for name in parts], axis=0))


def _part(rows: Rows, c: Constants, name: str) -> F8:
    return pooled_of(rows, c, LEVELS) if name == "pooled" else rows.parts[name]


def stretched(quantiles: F8, rows: Rows, above: float, below: float) -> F8:
    """As the product stretches, shape (N, Q)."""
    leads = rows.lead.astype(np.float64)
    return product.stretch(quantiles.T[:, :, None], leads, above, below)[:, :, 0].T


def misses(quantiles: F8, rows: Rows) -> tuple[F8, F8]:
    """Whether each report lies below and above the 90 % interval."""
    size = LEVELS.size - 1  # in rising order: as np.quantile, without sorting again
    low, high = (_between(quantiles, share * size) for share in (0.05, 0.95))
    return (rows.observed < low).astype(float), (rows.observed > high).astype(float)


def _between(quantiles: F8, position: float) -> F8:
    part = position - int(position)
    return quantiles[:, int(position)] * (1 - part) + quantiles[:, int(position) + 1] * part


def choose_stretch(cases: dict[str, tuple[Rows, F8]]) -> tuple[float, float]:
    """Stretches with which 5 % of reports miss on either side, averaged over horizons."""
    tried = {}
    for value in STRETCHES:
        made = [
            (rows, misses(stretched(q, rows, value, value), rows)) for rows, q in cases.values()
        ]
        for side in (0, 1):
            shares = [
                np.concatenate([m[side][rows.horizon == h] for rows, m in made]).mean()
                for h in HORIZONS
            ]
            tried[side, value] = float(np.mean(np.abs(np.array(shares) - 0.05)))
    below, above = (min(STRETCHES, key=lambda v, s=side: tried[s, v]) for side in (0, 1))
    return above, below


@dataclass(frozen=True)
class Left:
    """Scores of one case that was left out, by horizon.

    Attributes:
        skill: Against the best rival.
        error: Absolute error of medians over that of the best point forecast.
        below: Whether each report lies below the 90 % interval.
        above: Whether it lies above.
        rival: The best rival.
        periods: Windows from origin to report that do not overlap.
    """

    skill: dict[int, Skill]
    error: dict[int, float]
    below: dict[int, F8]
    above: dict[int, F8]
    rival: dict[int, str]
    periods: dict[int, int]


def left_out(rows: Rows, quantiles: F8) -> Left:
    """Against the strongest rival of both families."""
    crps = fair_crps(quantiles, rows.observed)
    wrong = np.abs(np.median(quantiles, axis=1) - rows.observed)
    below, above = misses(quantiles, rows)
    found = Left({}, {}, {}, {}, {}, {})
    for h in HORIZONS:
        at = rows.horizon == h
        if at.any():
            name, _ = best(rows, at, rows.crps)
            found.rival[h] = name
            found.skill[h] = by_origin(rows, at, crps, rows.crps[name], h)
            found.error[h] = float(wrong[at].sum()) / best(rows, at, rows.error)[1]
            found.below[h], found.above[h] = below[at], above[at]
            found.periods[h] = disjoint(rows.origin[at], (rows.origin + rows.lead)[at])
    return found


def by_origin(rows: Rows, at: Any, ours: F8, theirs: F8, horizon: int) -> Skill:
    """Skill with its interval: neighbouring origins are resampled together."""
    days, number = np.unique(rows.origin[at], return_inverse=True)
    sums = [np.bincount(number, loss[at], days.size) for loss in (ours, theirs)]
    found = skill(*sums, block=-(-horizon // EVERY) + 1)
    if found is None:
        raise ValueError("the best rival lost nothing")
    return found


def summary(scores: dict[str, Left]) -> dict[str, Any]:
    """Means over cases, misses pooled."""
    told = {}
    for h in HORIZONS:
        known = {name: one for name, one in scores.items() if h in one.skill}
        below = np.concatenate([one.below[h] for one in known.values()])
        above = np.concatenate([one.above[h] for one in known.values()])
        mean = mean_skill([one.skill[h] for one in known.values()])
        if mean is None:
            raise ValueError("nothing was scored")
        told[str(h)] = {
            "mean_skill": round(mean.value, 4),
            "mean_skill_90": ends(mean),
            "targets": int(below.size),
            "periods": sum(one.periods[h] for one in known.values()),
            "error_ratio": round(float(np.mean([one.error[h] for one in known.values()])), 4),
            "coverage_90": round(1 - float(below.mean() + above.mean()), 4),
            "missed_below": round(float(below.mean()), 4),
            "missed_above": round(float(above.mean()), 4),
            "skill": {name: round(one.skill[h].value, 4) for name, one in known.items()},
            "skill_90": {name: ends(one.skill[h]) for name, one in known.items()},
            "rival": {name: one.rival[h] for name, one in known.items()},
        }
    return told


def ends(found: Skill) -> list[float]:
    """Ends of the interval of a skill."""
    return [round(end, 4) for end in found.interval or ()]


def main() -> None:
    """Read, fit with each case left out, choose, fit with all, write."""
    ask = argparse.ArgumentParser()
    ask.add_argument("cases", type=Path)
    ask.add_argument("--kept", type=Path, required=True, help="folder that keeps what was made")
    ask.add_argument("--out", type=Path, default=Path(product.__file__).with_name("growth.toml"))
    asked = ask.parse_args()
    asked.kept.mkdir(parents=True, exist_ok=True)
    folders = [f for f in sorted(asked.cases.iterdir()) if (f / "source_data").is_dir()]
    read = {f.name: rows_of(f, asked.kept / f"{f.name}.pkl") for f in folders}
    cases = {name: rows for name, rows in read.items() if rows is not None and rows.crps}
    write(asked.out, *choose(cases))


def choose(cases: dict[str, Rows]) -> tuple[dict[str, Rows], tuple[str, ...], dict[str, Any]]:
    """The candidate with the best mean skill of cases left out, and everybody's scores."""
    without = {name: fit({n: r for n, r in cases.items() if n != name}) for name in cases}
    table = {
        " + ".join(parts): scored(cases, without, lambda rows, c, p=parts: averaged(rows, c, p))
        for parts in CANDIDATES
    }
    winner = tuple(max(table, key=lambda name: mean_of(table[name])).split(" + "))
    table["ways"] = {}
    for way, together in WAYS.items():
        for parts in (EVERY_PART, winner):

            def made(rows: Rows, c: Constants, parts: Any = parts, way: Any = together) -> F8:
                return np.asarray(way(rows, {name: _part(rows, c, name) for name in parts}))

            found = scored(cases, without, made)
            table["ways"][f"{way}: {' + '.join(parts)}"] = found
            if mean_of(found) > mean_of(table[" + ".join(winner)]) + WORTH:
                raise SystemExit(f"the {way} of {parts} wins: teach it to growth.py")
    table["verification"] = exercises(cases, without, winner)
    return cases, winner, table


def scored(
    cases: dict[str, Rows], without: dict[str, Constants], made: Callable[..., F8]
) -> dict[str, Any]:
    """Scores of each case with constants and stretches of the other ones."""
    scores = {}
    for name, rows in cases.items():
        c = without[name]
        others = {n: (r, made(r, c)) for n, r in cases.items() if n != name}
        scores[name] = left_out(rows, stretched(made(rows, c), rows, *choose_stretch(others)))
    return summary(scores)


def mean_of(told: dict[str, Any]) -> float:
    """Mean skill over horizons."""
    return float(np.mean([told[str(h)]["mean_skill"] for h in HORIZONS]))


def exercises(
    cases: dict[str, Rows], without: dict[str, Constants], parts: tuple[str, ...]
) -> dict[str, Any]:
    """Scores when an exercise that nobody announced may come on any day, by its chance."""
    told = {}
    for share in CHANCES:
        scores = {}
        for name, rows in cases.items():
            others = [r for n, r in cases.items() if n != name]
            factors = evenly([f for r in others for f in r.factors])
            chance = share * sum(len(r.factors) for r in others) / sum(r.site_days for r in others)
            plain = averaged(rows, without[name], parts)
            scores[name] = left_out(rows, with_chance(plain, rows, factors, chance))
        told[f"{share:g} of the published rate"] = summary(scores)
    return told


def evenly(factors: list[float]) -> F8:
    """Ten evenly likely factors, none above 1."""
    return np.asarray(np.quantile(np.minimum(factors, 1.0), (np.arange(10) + 0.5) / 10))


def with_chance(quantiles: F8, rows: Rows, factors: F8, chance: float) -> F8:
    """With an exercise that nobody announced, shape (N, Q)."""
    if chance <= 0:
        return quantiles
    held = 1.0 - (1.0 - chance) ** rows.lead.astype(np.float64)
    return np.array([mixed(q, factors, float(h)) for q, h in zip(quantiles, held, strict=True)])


def write(out: Path, cases: dict[str, Rows], parts: tuple[str, ...], table: dict[str, Any]) -> None:
    """The constants of all cases together, with where they come from."""
    c = fit(cases)
    above, below = choose_stretch({n: (r, averaged(r, c, parts)) for n, r in cases.items()})
    factors = [f for rows in cases.values() for f in rows.factors]
    site_days = sum(rows.site_days for rows in cases.values())
    mean = {n: np.mean([t[str(h)]["mean_skill"] for h in HORIZONS]) for n, t in
            table["verification"].items()}  # fmt: skip
    likely = max(mean, key=lambda n: float(mean[n]))
    gained = float(mean[likely] - mean[f"{CHANCES[0]:g} of the published rate"])
    share = float(likely.split()[0]) if gained >= WORTH else 0.0
    content = {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "cases": list(cases),
        "pooled": {
            name: [round(v, 5) for v in value] if isinstance(value, tuple) else round(value, 5)
            for name, value in vars(replace(c)).items()
        },
        "mean": {"parts": list(parts), "above": above, "below": below},
        "verification": {
            "factors": [round(float(v), 3) for v in evenly(factors)],
            "exercises": len(factors),
            "site_days": site_days,
            "chance_a_day": round(share * len(factors) / site_days, 7),
        },
        "left_out": table,
    }
    head = "# Made by verification/fit_growth.py; do not edit by hand.\n"
    out.write_text(head + tomli_w.dumps(content), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
