"""Small cases with Flee's recorded answers: equal within the noise, or refused where Flee stops.

The cases and what Flee printed for two seeds each stand in ``data/flee/answers.json``: name of the
case → file → text. A case without ``flee1.csv`` is one on which Flee stops.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.arrays import F8
from safepassage.errors import ScenarioError
from safepassage.exchange.flee import FleeImport, FleeRun, import_flee, read_flee_output
from safepassage.result.run import run
from safepassage.scenario.scenario import make_scenario

RECORDED = Path(__file__).parent / "data" / "flee" / "answers.json"
CASES: dict[str, dict[str, str]] = json.loads(RECORDED.read_text(encoding="utf-8"))
ANSWERED = sorted(name for name, files in CASES.items() if "flee1.csv" in files)
STOPPED = sorted(set(CASES) - set(ANSWERED))
SHARED = Path(__file__).parents[3] / "shared" / "flee-answers"
OLD_NAME = "flood_spawning_key"
"""Written as before July 2025, which today's Flee does not read; other cases of the folder are
written like this and answered as if it did."""
MEMBERS = 60


def load(folder: Path, name: str, *, strict: bool = False) -> FleeImport:
    case = folder / name
    for file, text in CASES[name].items():
        path = case / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return import_flee(case / "input_csv", case / "source_data", name=name, strict=strict)


def days_alike(name: str, found: FleeImport, recorded: FleeRun) -> int:
    """Days to compare: while Flee counts everybody at home, its camps read 0."""
    months: Any = found.rules["harvest_months"] or ()
    if not months:
        return recorded.days.size
    # Flee asks for the month of the day before the date that it prints.
    asked = (recorded.dates - np.timedelta64(1, "D")).astype("M8[M]").astype(int) % 12 + 1
    return int(np.flatnonzero(np.isin(asked, months))[0])


@pytest.mark.parametrize("name", ANSWERED)
def test_our_members_agree_with_what_flee_printed(tmp_path: Path, name: str) -> None:
    found = load(tmp_path, name)
    scenario = make_scenario(name, found.scenario_settings, found.rules, found.tables)
    runs = [read_flee_output(path) for path in sorted(tmp_path.joinpath(name).glob("flee*.csv"))]
    result = run(scenario, members=MEMBERS, seed=1)
    places = {str(row["name"]): row["place"] for row in found.tables["places"]}
    camps = [result.places.index(places[camp]) for camp in runs[0].names]
    counted = result.arrays["displaced"].sum(axis=-1)[:, :, camps].astype(np.float64)
    days = days_alike(name, found, runs[0])
    ours, theirs = counted[:, :days], np.array([one.sim[:days] for one in runs], dtype=np.float64)
    assert days > 0
    assert_alike(ours, theirs)


def assert_alike(ours: F8, theirs: F8) -> None:
    """Means of two samples of (member, day, camp), each day and camp and over all of them."""
    spread = np.sqrt(np.maximum(ours.var(axis=0, ddof=1), 1.0))
    error = spread * np.sqrt(1 / len(ours) + 1 / len(theirs))
    gap = (theirs.mean(axis=0) - ours.mean(axis=0)) / error
    assert np.abs(gap).max() < 4.5
    # Days follow from each other, so that all of them may lean to one side by chance.
    assert np.sqrt(np.mean(gap**2)) < 2.5


@pytest.mark.parametrize("name", [name for name in STOPPED if name != OLD_NAME])
def test_where_flee_stops_the_case_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="stop"):
        load(tmp_path, name)


def test_an_old_name_is_read_with_a_warning_and_refused_if_strict(tmp_path: Path) -> None:
    assert any("flood_driven_spawn_mode" in note for note in load(tmp_path, OLD_NAME).notes)
    with pytest.raises(ScenarioError, match="today's Flee stops"):
        load(tmp_path, OLD_NAME, strict=True)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/flee-answers")
def test_the_copy_holds_every_case() -> None:
    found = {
        path.name: {str(file.relative_to(path)): file.read_text() for file in path.rglob("*.*")}
        for path in SHARED.iterdir() if path.is_dir()
    }  # fmt: skip
    assert found == CASES
