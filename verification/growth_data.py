"""Everything that a fit of the growth model looks at, made once for a case and kept in a file."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.errors import ScenarioError
from safepassage.exchange.flee import import_flee
from safepassage.forecast.arguments import find_origins
from safepassage.forecast.backtest import _rivals
from safepassage.forecast.case import Case, case_of
from safepassage.forecast.models.features import Features, measure
from safepassage.forecast.models.growth import part_named
from safepassage.forecast.scores import fair_crps
from safepassage.forecast.targets import find_targets
from safepassage.scenario.scenario import make_scenario

HORIZONS = (30, 90, 180)
EVERY = 30
"""Days between origins."""
PARTS = ("shares", "increments", "counts", "trend", "theta", "log-walk", "drift")
"""Models that may be averaged with the pooled one."""


@dataclass
class Rows:
    """Targets of one case, N of them.

    Attributes:
        origin: Day of the origin, shape (N,).
        horizon: Horizon of each, shape (N,).
        lead: Days to the report, shape (N,).
        observed: First publication, shape (N,).
        features: Features of the site at the origin: name → shape (N,) or (3, N) for paces.
        parts: Model → quantiles, shape (N, Q).
        crps: Rival → fair CRPS, shape (N,).
        error: Rival → absolute error of its point forecast, shape (N,).
        factors: Count after over count before of each published correction.
        site_days: Days between the first and the last report of each site, summed.
    """

    origin: Any = field(default_factory=list)
    horizon: Any = field(default_factory=list)
    lead: Any = field(default_factory=list)
    observed: Any = field(default_factory=list)
    features: Any = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=lambda: {name: [] for name in PARTS})
    crps: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    factors: list[float] = field(default_factory=list)
    site_days: int = 0


def read_case(folder: Path) -> Case:
    """A case of Flee, with what was published when."""
    files = folder / "input_csv", folder / "source_data", folder / "simsetting.yml"
    found = import_flee(*files, name=folder.name)
    return case_of(make_scenario(folder.name, found.scenario_settings, found.rules, found.tables))


def rows_of(folder: Path, kept: Path) -> Rows | None:
    """Rows of a case, from the file that keeps them if there is one; None if it has no series."""
    if kept.is_file():
        return pickle.loads(kept.read_bytes())
    try:
        case = read_case(folder)
    except (ScenarioError, OSError):
        return None
    made = _make(case)
    kept.write_bytes(pickle.dumps(made))
    return made


def _make(case: Case) -> Rows:
    rows = Rows()
    first = case.history.published(first=True)
    for day in find_origins(case.history, EVERY, HORIZONS, 200, 1, None):
        view = case.view(day)
        found = {h: find_targets(first, view.known, h, before=case.history.days) for h in HORIZONS}
        leads = sorted({target.day - day for targets in found.values() for target in targets})
        if not leads:
            continue
        at = np.array(leads, dtype=np.float64)
        parts = {name: part_named(name)(view, at) for name in PARTS}
        features = measure(view.known)
        for horizon, targets in found.items():
            rivals = _rivals(view, targets, horizon) if targets else []
            for target, said in zip(targets, rivals, strict=True):
                lead, site = target.day - day, target.site
                rows.origin.append(day)
                rows.horizon.append(horizon)
                rows.lead.append(lead)
                rows.observed.append(target.value)
                rows.features.append(_of_site(features, site))
                for name, quantiles in parts.items():
                    rows.parts[name].append(quantiles[:, leads.index(lead), site])
                for name, rival in said.items():
                    score = float(fair_crps(rival.members, target.value))
                    rows.crps.setdefault(name, []).append(score)
                    rows.error.setdefault(name, []).append(abs(rival.point - target.value))
    _corrections(case, rows)
    return _arrays(rows)


def _of_site(features: Features, site: int) -> dict[str, Any]:
    return {
        name: value if np.ndim(value) == 0 else np.asarray(value)[..., site]
        for name, value in vars(features).items()
    }


def _corrections(case: Case, rows: Rows) -> None:
    """How much each exercise left of what had been registered on the day before."""
    for site in case.history.sites:
        day, known, value = case.history.rows[f"present:{site}"]
        rows.site_days += int(day.max() - day.min())
        for exercise in np.unique(known[known > day]):
            before = np.flatnonzero((day < exercise) & (known < exercise))
            last = before[np.lexsort((known[before], day[before]))[-1]] if before.size else None
            after = np.flatnonzero((known == exercise) & (day == day[last])) if before.size else []
            if last is not None and len(after) and value[last] > 0:
                rows.factors.append(float(value[after[0]] / value[last]))


def _arrays(rows: Rows) -> Rows:
    names = rows.features[0]
    rows.features = {n: np.array([one[n] for one in rows.features]).T for n in names}
    for name in ("origin", "horizon", "lead", "observed"):
        setattr(rows, name, np.array(getattr(rows, name)))
    for table in (rows.parts, rows.crps, rows.error):
        for name, values in table.items():
            table[name] = np.array(values)
    return rows
