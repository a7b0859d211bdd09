"""Small cases with Flee's recorded answers, where they are at hand: equal within the noise."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.arrays import F8
from safepassage.errors import ScenarioError
from safepassage.exchange.flee import FleeImport, FleeRun, import_flee, read_flee_output
from safepassage.result.run import run
from safepassage.scenario.scenario import make_scenario

ANSWERS = Path(__file__).parents[3] / "shared" / "flee-answers"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ANSWERS.is_dir(), reason="needs ../shared/flee-answers"),
]
CASES = sorted(path.name for path in ANSWERS.glob("*") if path.is_dir())
ANSWERED = [name for name in CASES if any(ANSWERS.joinpath(name).glob("flee*.csv"))]
STOPPED = [name for name in CASES if name not in ANSWERED]
OLD_NAME = "flood_spawning_key"
"""Written as before July 2025, which today's Flee does not read; other cases of the folder are
written like this and answered as if it did."""
MEMBERS = 60


def load(name: str, *, strict: bool = False) -> FleeImport:
    case = ANSWERS / name
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
def test_our_members_agree_with_what_flee_printed(name: str) -> None:
    found = load(name)
    scenario = make_scenario(name, found.scenario_settings, found.rules, found.tables)
    runs = [read_flee_output(path) for path in sorted(ANSWERS.joinpath(name).glob("flee*.csv"))]
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
def test_where_flee_stops_the_case_is_refused(name: str) -> None:
    with pytest.raises(ScenarioError, match="stop"):
        load(name)


def test_an_old_name_is_read_with_a_warning_and_refused_if_strict() -> None:
    assert any("flood_driven_spawn_mode" in note for note in load(OLD_NAME).notes)
    with pytest.raises(ScenarioError, match="today's Flee stops"):
        load(OLD_NAME, strict=True)
