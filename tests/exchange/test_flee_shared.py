"""Flee's published cases, where they are at hand: every series against Flee's own output."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.arrays import I8
from safepassage.exchange.flee import FleeImport, FleeRun, import_flee, read_flee_output
from safepassage.exchange.flee.case import Series
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.read_series import read_corrections, read_series
from tests.exchange.data.flee.folder import events, rows

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases"),
]
NAMES = ("burundi", "car", "mali2012", "ssudan", "syria2013")
RUNS = sorted(path.relative_to(CASES) for path in CASES.glob("*/flee_run_hasten*.csv"))


def load(name: str) -> FleeImport:
    return import_flee(CASES / name / "input_csv", CASES / name / "source_data", name=name)


def lines(name: str, file: str) -> list[list[str]]:
    with (CASES / name / file).open(encoding="utf-8", newline="") as source:
        return [row for row in csv.reader(source) if row and not row[0].startswith("#")]


def daily(found: FleeImport, quantity: str, divisor: int) -> I8:
    """A series on each day of the scenario, divided and cut as Flee does; shape (D,)."""
    series: Any = rows(found, "series", quantity=quantity)
    start = np.datetime64(str(found.scenario_settings["start"]))
    last = {row["date"]: row["value"] for row in series}
    dates = np.array(list(last), "M8[D]") - start
    values = np.array(list(last.values())) / divisor
    days: Any = found.scenario_settings["days"]
    line: npt.NDArray[np.float64] = np.interp(np.arange(days), dates.astype(int), values)
    return np.trunc(line).astype(np.int64)


@pytest.mark.parametrize("name", [*NAMES, "netherlands_network"])
def test_counts(name: str) -> None:
    found = load(name)
    locations, routes = lines(name, "input_csv/locations.csv"), lines(name, "input_csv/routes.csv")
    camps = [row for row in locations if row[5] == "camp"]
    doubled = sum(row[3:4] == ["1"] for row in routes)
    loops = sum(row[0] == row[1] for row in routes)
    alone = 1 if name == "car" else 0  # Bossobolo
    assert len(found.tables["places"]) == len(locations) + alone
    assert len(found.tables["routes"]) == len(routes) + doubled - loops
    assert len(found.tables["sites"]) == len(camps)
    ids = [row.get("route", f"{row['from']}--{row['to']}") for row in found.tables["routes"]]
    assert len(set(ids)) == len(ids)
    period = dict(lines(name, "input_csv/sim_period.csv"))
    assert found.scenario_settings["days"] == int(period["Length"])


@pytest.mark.parametrize("name", NAMES)
def test_conflicts_switch_on_once(name: str) -> None:
    found = load(name)
    header, *table = csv.reader(
        (CASES / name / "input_csv/conflicts.csv").read_text(encoding="utf-8").splitlines()
    )
    values = np.array([[float(cell) for cell in row[1 : len(table[0])]] for row in table])
    days: Any = found.scenario_settings["days"]
    onset = [int(np.argmax(column > 0)) for column in values.T if column[:days].any()]
    assert sorted(day for day, _, _ in events(found, "hazard", "intensity")) == sorted(onset)
    assert len(header) >= values.shape[1]


def run_of(path: Path) -> tuple[FleeImport, FleeRun, int]:
    divisor = int(path.stem.removeprefix("flee_run_hasten"))
    return load(path.parent.name), read_flee_output(CASES / path), divisor


@pytest.mark.parametrize("path", RUNS, ids=str)
def test_registrations_are_those_that_flee_prints(path: Path) -> None:
    found, run, divisor = run_of(path)
    start = np.datetime64(str(found.scenario_settings["start"]))
    places = {str(row["name"]): row["place"] for row in found.tables["places"]}
    np.testing.assert_array_equal(run.dates, start + np.arange(run.days.size))
    data = np.array([daily(found, f"present:{places[name]}", divisor) for name in run.names]).T
    # Flee divides before it adds and scales, so the last bit before cutting can differ.
    assert np.abs(data - run.data).max() <= 1
    assert np.mean(data != run.data) < 0.001
    assert np.abs(data.sum(axis=1) - run.observed).max() <= 1
    assert [row["place"] for row in found.tables["sites"]] == [places[name] for name in run.names]


@pytest.mark.parametrize("path", RUNS, ids=str)
def test_the_raw_count_holds_every_series(path: Path) -> None:
    """On day 0 Flee adds all series, the total too; then the changes of all but the total."""
    found, run, divisor = run_of(path)
    quantities = list(dict.fromkeys(str(row["quantity"]) for row in found.tables["series"]))
    all_days = np.array([daily(found, quantity, divisor) for quantity in quantities])
    change = np.diff(all_days[1:].sum(axis=0), prepend=0)
    change[0] = all_days[:, 0].sum()
    assert np.abs(np.cumsum(change) - run.raw).max() <= len(quantities)


def test_sites_closed_at_the_start() -> None:
    assert events(load("burundi"), "site", "kind") == [
        (0, "nduta", "settlement"),
        (0, "lusenda", "settlement"),
        (90, "lusenda", "site"),
        (101, "nduta", "site"),
    ]


def test_borders_of_mali() -> None:
    opened = [event for event in events(load("mali2012"), "route", "open") if event[2] == "1"]
    assert {day for day, _, _ in opened} == {22, 33}
    assert (22, "mopti--mentao", "1") in opened
    assert (33, "menaka--abala", "1") in opened


def test_flees_own_test_case() -> None:
    folder = CASES / "flee_test_data" / "test_input_csv"
    found = import_flee(folder, folder / "refugee_data", name="test")
    assert [row["kind"] for row in found.tables["places"]] == ["settlement"] * 4 + ["site"] * 3
    assert [row["place"] for row in found.tables["sites"]] == ["d", "e", "f"]
    assert len(found.tables["routes"]) == 9
    assert {day for day, _, _ in events(found, "route", "open")} == {5, 8}
    notes = "\n".join(found.notes)
    for file in ("agents.csv", "major_routes.csv", "region_attributes_IPC.csv", "flare-out.csv"):
        assert file in notes


def test_flees_table_of_registrations(tmp_path: Path) -> None:
    """Values of Flee's own test: counts on days 0, 300, 700 from 2010-06-01; L1 halves them."""
    start = dt.date(2010, 6, 1)
    findings = Findings()
    series, files = read_series(CASES / "flee_test_data", findings)
    assert files == {"data_layout.csv", "total.csv", "camp1.csv"}
    assert [int(on(item, start, day)) for item in series for day in (0, 300, 700)] == [
        *(2775, 21079, 311338),
        *(2775, 21079, 311338),
    ]
    assert max(series[1].counts.values()) == 800000
    corrections = tmp_path / "registration_corrections.csv"
    corrections.write_text("camp1,2014-01-01\n", encoding="utf-8")
    halved = read_corrections(corrections, series, start, findings)[1]
    assert tuple(halved.counts.values()) == (250.0, 3000.0, 35000.0, 400000.0, 400000.0)
    assert findings.problems == []


def on(item: Series, start: dt.date, day: int) -> float:
    ordinals = [date.toordinal() for date in item.counts]
    return float(np.interp(start.toordinal() + day, ordinals, list(item.counts.values())))
