"""Parity with Flee: our ensembles against single runs of Flee 3 on its own published cases.

The distance of two courses is D = Σ |one - other| over days and camps, divided by Σ of Flee's
people in camps. One run of Flee is one draw of chance, so its D to our mean may exceed the noise
floor, D between single members of ours and their mean, by little. Flee ran with all counts divided
by ``hasten``: our mean is divided after the run, the members of the floor before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from safepassage.arrays import F8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.ensemble import run_members
from safepassage.exchange.flee import import_flee, read_flee_output
from safepassage.forecast.relative import ard_flee
from safepassage.scenario.scenario import Scenario, make_scenario

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
MEMBERS, FLOOR_MEMBERS = 100, 20
TOTAL_ERROR_WITHIN = {
    "burundi": 0.01,
    "car": 0.01,
    "mali2012": 0.015,
    "ssudan": 0.01,
    "syria2013": 0.01,
}
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not there"),
]


@dataclass(frozen=True)
class Comparison:
    """A run of Flee beside our members, on the camps of Flee's output.

    Attributes:
        flee: People, shape (D, S), divided by hasten.
        ours: People, shape (M, D, S), divided by the same.
        floor: Mean D between single members and their mean, counts divided before the run.
        total_error: Flee's mean ``Total error``.
        ard: Ours, at full population.
    """

    flee: F8
    ours: F8
    floor: float
    total_error: float
    ard: float

    def distance(self, course: F8) -> float:
        """D between our mean and a course, shape (D, S)."""
        return float(np.abs(self.ours.mean(axis=0) - course).sum() / self.flee.sum())


@cache
def imported(case: str) -> Scenario:
    """A case as a scenario."""
    folder = CASES / case
    found = import_flee(folder / "input_csv", folder / "source_data", None, name=case)
    return make_scenario(case, found.scenario_settings, found.rules, found.tables)


def divided(scenario: Scenario, divisor: int) -> Scenario:
    """All counts divided, as Flee does to save time."""
    columns = {"places": "population", "sites": "capacity", "series": "value"}
    tables = {
        table: [row | {key: row[key] / divisor} for row in scenario[table].rows()]
        for table, key in columns.items()
    }
    return scenario.replace(**tables)


def run_camps(compiled: Compiled, members: int, camps: list[int]) -> F8:
    """People in camps, shape (M, D, S)."""
    counts = run_members(compiled, range(members), 1, 2).arrays["displaced"]
    return counts[:, :, camps, 0].astype(np.float64)


@cache
def full_size(case: str) -> tuple[Compiled, F8]:
    """A case as arrays, and people at all places, shape (M, D, P)."""
    compiled = compile_scenario(imported(case))
    return compiled, run_camps(compiled, MEMBERS, list(range(len(compiled.places))))


@cache
def compare(case: str, name: str) -> Comparison:
    """Run a case and read a run of Flee."""
    scenario = imported(case)
    compiled, everywhere = full_size(case)
    run = read_flee_output(CASES / case / name)
    hasten = int(re.findall(r"hasten(\d+)", name)[0])
    ids = dict(zip(scenario["places"]["name"], scenario["places"]["place"], strict=True))
    camps = [compiled.places.index(ids[camp]) for camp in run.names]
    ours = everywhere[:, :, camps]
    flee = np.asarray(run.sim, dtype=np.float64)
    small = run_camps(compile_scenario(divided(scenario, hasten)), FLOOR_MEMBERS, camps)
    apart = np.abs(small - small.mean(axis=0)).sum(axis=(1, 2)).mean()
    unbiased = np.sqrt(FLOOR_MEMBERS / (FLOOR_MEMBERS - 1))  # their mean leans towards each
    series = dict(zip(compiled.registrations.places, compiled.registrations.sites, strict=True))
    registered = np.array([series[camp] for camp in camps], dtype=np.float64).T
    scores = ard_flee(ours, registered, compiled.displacement.raw)
    return Comparison(
        flee=flee,
        ours=ours / hasten,
        floor=float(apart * unbiased / flee.sum()),
        total_error=float(np.mean(run.total_error)),
        ard=float(scores.mean()),
    )


def courses() -> list[tuple[str, str]]:
    """Case and file of each stored run of Flee."""
    return [
        (case, path.name)
        for case in TOTAL_ERROR_WITHIN
        for path in sorted((CASES / case).glob("flee_run_hasten*.csv"))
    ]


@pytest.mark.parametrize(("case", "name"), courses())
def test_camps_fill_as_in_flee(case: str, name: str) -> None:
    found = compare(case, name)
    distance = found.distance(found.flee)
    assert distance <= found.floor + 0.02, f"D = {distance:.4f}, noise floor {found.floor:.4f}"


@pytest.mark.parametrize(("case", "name"), courses())
def test_the_score_is_flees(case: str, name: str) -> None:
    found = compare(case, name)
    assert found.ard == pytest.approx(found.total_error, abs=TOTAL_ERROR_WITHIN[case])
