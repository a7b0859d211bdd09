"""How much faster a member is than a run of Flee, case by case."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from safepassage.exchange.flee import import_flee
from safepassage.result.run import run
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.write import write

# Seconds of one run of Flee on one core, and the divisor of the population it ran with.
FLEE_SECONDS = {
    "burundi": (267.0, 1),
    "car": (238.0, 5),
    "ssudan": (200.0, 4),
    "syria2013": (260.0, 25),
    "mali2012": (15.1, 5),
}
FEW, MANY = 20, 220


def cases_in(folder: Path) -> list[str]:
    """Cases that are there and whose Flee time is known."""
    return [name for name in FLEE_SECONDS if (folder / name / "input_csv").is_dir()]


def imported(folder: Path, name: str) -> Scenario:
    """A Flee case as a scenario."""
    case = folder / name
    found = import_flee(case / "input_csv", case / "source_data", None, name=name)
    return make_scenario(name, found.scenario_settings, found.rules, found.tables)


def per_member(scenario: Scenario, few: int = FEW, many: int = MANY) -> float:
    """Seconds a member costs on one thread: difference of two runs, start and compilation out."""
    run(scenario, members=2, workers=1)
    walls = []
    for members in (few, many):
        began = time.perf_counter()
        digest = run(scenario, members=members, workers=1).digest
        walls.append(time.perf_counter() - began)
        if not digest:
            raise RuntimeError("no digest")
    return (walls[1] - walls[0]) / (many - few)


def flee_rows(folder: Path) -> list[dict[str, float | str]]:
    """One row a case: Flee's seconds at full population, ours, and the ratio."""
    rows: list[dict[str, float | str]] = []
    for name in cases_in(folder):
        seconds, divisor = FLEE_SECONDS[name]
        ours = per_member(imported(folder, name))
        flee = seconds * divisor
        rows.append({"case": name, "flee_s": flee, "ours_ms": ours * 1e3, "ratio": flee / ours})
    return rows


def geometric_mean(rows: list[dict[str, float | str]]) -> float:
    """Geometric mean of the ratios."""
    return math.exp(sum(math.log(float(row["ratio"])) for row in rows) / len(rows))


def thousandfold(folder: Path, name: str = "mali2012") -> float:
    """How many times longer a member takes with a thousand times the people."""
    scenario = imported(folder, name)
    series = [row | {"value": row["value"] * 1000} for row in scenario["series"].rows()]
    sites = [row | {"capacity": row["capacity"] * 1000} for row in scenario["sites"].rows()]
    people = np.nan_to_num(scenario["places"]["population"]) * 1000
    places = [
        row | {"population": value}
        for row, value in zip(scenario["places"].rows(), people.tolist(), strict=True)
    ]
    large = scenario.replace(series=series, sites=sites, places=places)
    return per_member(large, 20, 120) / per_member(scenario, 20, 120)


def whole_command(folder: Path, members: int = 1000) -> float:
    """Seconds of `safepassage run` on the imported mali2012, start included, two workers."""
    with tempfile.TemporaryDirectory() as scratch:
        target = write(imported(folder, "mali2012"), Path(scratch) / "mali2012")
        command = [sys.executable, "-m", "safepassage", "run", str(target)]
        command += ["--members", str(members), "--workers", "2", "--json"]
        command += ["--out", str(Path(scratch) / "run")]
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began
