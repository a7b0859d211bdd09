"""What was known of an imported case on a day: nothing published later changes it."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.compiled.registrations import interpolate
from safepassage.exchange.flee import FleeImport, import_flee
from safepassage.exchange.flee.publications import Report, publications
from safepassage.scenario.as_of import OWN_DATE, known_by
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.exchange.data.flee.folder import TINY, FleeFolder, rows

SHARED = Path(__file__).parents[3] / "shared" / "cases"
CASES = [
    "tiny",
    *(
        pytest.param(
            name,
            marks=[
                pytest.mark.shared,
                pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/cases"),
            ],
        )
        for name in ("burundi", "car", "mali2012", "ssudan", "syria2013")
    ),
]
DAY = dt.timedelta(days=1)


def folder_of(name: str) -> Path:
    return TINY if name == "tiny" else SHARED / name


def load(folder: Path) -> FleeImport:
    return import_flee(folder / "input_csv", folder / "source_data", name="case")


def scenario_of(folder: Path) -> Scenario:
    found = load(folder)
    return make_scenario("case", found.scenario_settings, found.rules, found.tables)


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))


def write(path: Path, content: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(content)


def day_in(cell: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(cell.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def forget(source: Path, target: Path, after: dt.date) -> Path:
    """A copy of a case whose files say something else of later days, or nothing."""
    for part in ("input_csv", "source_data"):
        (target / part).mkdir(parents=True)
        for path in (source / part).glob("*.csv"):
            write(target / part / path.name, _shortened(source, path, after))
    (target / "simsetting.yml").write_bytes((source / "simsetting.yml").read_bytes())
    return target


def _shortened(case: Path, path: Path, after: dt.date) -> list[list[str]]:
    content = lines(path)
    start = next(
        dt.date.fromisoformat(row[1])
        for row in lines(case / "input_csv" / "sim_period.csv")
        if row[0].lower() == "startdate"
    )
    today = (after - start).days
    if path.name == "conflicts.csv":
        for row in content[1:]:
            if int(row[0]) > today:
                row[1:] = ["0"] * len(row[1:])
    elif path.name == "closures.csv":
        content = [row for row in content if row and row[0].startswith("#")] + [
            [*row[:4], row[4] if int(row[4]) <= today else str(int(row[4]) + 3), *row[5:]]
            for row in content
            if row and not row[0].startswith("#") and int(row[3]) <= today
        ]
    elif path.name == "registration_corrections.csv":
        content = [row for row in content if len(row) > 1 and (day_in(row[1]) or after) <= after]
    elif path.parent.name == "source_data":
        dated = [row for row in content if len(row) > 1 and row[1] and day_in(row[0])]
        later = [row for row in dated if (day_in(row[0]) or after) > after]
        for row in later:
            row[1] = str(2 * int(row[1]) + 7)
        if len(later) > 1 and "camp-a" not in path.name:  # a sum ends with the shorter table
            content.remove(later[-1])
    return content


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("share", [0.3, 0.55, 0.8])
def test_a_forecast_sees_what_had_been_published(name: str, share: float, tmp_path: Path) -> None:
    """The files as they stood on a day give the same inputs as the files of today."""
    whole = scenario_of(folder_of(name))
    origin = whole.start + int(share * whole.days) * DAY
    # What is dated X in the files is published on X + 1 here.
    then = scenario_of(forget(folder_of(name), tmp_path / "then", origin - DAY))
    seen, was = known_by(whole, origin), known_by(then, origin)
    for table in seen.tables:
        assert seen[table] == was[table], table
    index = {place: number for number, place in enumerate(seen["places"]["place"].tolist())}
    ours, theirs = interpolate(seen, index), interpolate(was, index)
    np.testing.assert_array_equal(ours.sites, theirs.sites)
    np.testing.assert_array_equal(ours.total, theirs.total)
    assert whole["series"] != then["series"]


@pytest.mark.parametrize("name", CASES)
def test_every_row_that_could_come_later_says_when_it_was_published(name: str) -> None:
    found = load(folder_of(name))
    for table in found.tables:
        if table in OWN_DATE:
            assert not [row for row in found.tables[table] if not row.get("published")], table


def test_conditions_say_when_they_were_published(tmp_path: Path) -> None:
    folder = FleeFolder(tmp_path)
    folder.settings("spawn_rules", starvation_driven_spawning=True)
    folder.write("region_attributes_IPC.csv", "#Day,North,South,West", "0,10,20,30", "9,20,20,30")
    found = rows(folder.load(), "conditions")
    assert found
    assert all(row["published"] == row["date"] for row in found)


def test_a_correction_leaves_what_was_reported(tmp_path: Path) -> None:
    folder = FleeFolder(tmp_path)
    found: Any = rows(folder.load(), "series", quantity="present:camp-a")
    # The count on 4 January (56) over the one before it (60) scales the latter.
    assert [
        (f"{row['date'] - DAY:%d}", row["value"], f"{row['published'] - DAY:%d}") for row in found
    ] == [
        ("01", 60.0, "01"),
        ("01", 56.0, "06"),
        ("04", 56.0, "06"),  # the sum of two tables, known when the first one's next count is
        ("06", 56.0, "06"),
        ("11", 110.0, "11"),
    ]


def day(number: int) -> dt.date:
    return dt.date(2020, 1, 1) + number * DAY


def report(number: int, count: float) -> Report:
    return Report(day(number), count, day(number))


def test_corrections_are_published_one_after_the_other() -> None:
    counts = [report(0, 10), report(5, 20), report(10, 60), report(15, 30)]
    found = publications(counts, [day(15), day(5)])
    history = {
        number: [(one.people, (one.published - day(0)).days) for one in found if one.date == date]
        for number in (0, 5, 10, 15)
        for date in [day(number)]
    }
    assert history == {
        0: [(10, 0), (20, 5), (10, 15)],
        5: [(20, 5), (10, 15)],
        10: [(60, 10), (30, 15)],
        15: [(30, 15)],
    }


DATES = st.lists(st.integers(0, 25), min_size=1, max_size=8)


def flee_reads(counts: list[tuple[int, int]], on: int) -> float:
    """Flee's rule, row by row: the first later row and the line from the one before it."""
    if on < counts[0][0]:
        return float(counts[0][1])
    before = counts[0]
    for row in counts[1:]:
        if on < row[0]:
            return before[1] + (row[1] - before[1]) * (on - before[0]) / (row[0] - before[0])
        before = row
    return float(counts[-1][1])


@settings(derandomize=True, deadline=None)
@given(dates=DATES, data=st.data())
def test_dates_in_any_order_are_read_as_flee_reads_them(dates: list[int], data: Any) -> None:
    counts = [(date, data.draw(st.integers(0, 1000))) for date in dates]
    found = publications([report(date, count) for date, count in counts])
    final = {(one.date - day(0)).days: one.people for one in found}
    ours = np.interp(range(-2, 30), list(final), list(final.values()))
    theirs = [flee_reads(counts, on) for on in range(-2, 30)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    # Until the last date nobody knows more than was reported.
    before = {one.date: one.people for one in found if one.published < day(max(dates))}
    assert before == {day(date): count for date, count in counts if date < max(dates)}
