"""As of a date nothing that was published later can be seen, whatever it is."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.scenario.as_of import known_by, last_published
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.explain import explain, explain_text
from safepassage.scenario.read import read_scenario
from safepassage.scenario.table import Table
from safepassage.scenario.tables import table_kinds
from safepassage.scenario.template import template_folder
from tests.scenario.world import EXAMPLE

OWN = {
    "events": "date",
    "windows": "start",
    "road_hours": "start",
    "series": "date",
    "claims": "date",
    "site_services": "start",
    "stocks": "date",
    "pipeline": "ordered",
    "actors": "",
    "sieges": "siege_start",
    "relations": "",
    "clashes": "date",
    "conditions": "date",
    "deliveries": "date",
    "contamination": "",
    "clearance_teams": "",
    "housing": "",
}


def known_on(row: dict[str, Any], own: str) -> dt.date:
    """A blank is the row's own date; without one, known from the start."""
    day = row["published"] or (row[own] if own else dt.date.min)
    return day.date() if isinstance(day, dt.datetime) else day


@settings(derandomize=True, deadline=None, max_examples=60)
@given(offset=st.integers(-5, 40))
def test_exactly_what_was_published_by_then_is_kept(offset: int) -> None:
    day = EXAMPLE.start + dt.timedelta(days=offset)
    view = known_by(EXAMPLE, day)
    assert view.as_of == day
    for table in EXAMPLE.tables:
        kept, whole = list(view[table].rows()), list(EXAMPLE[table].rows())
        if table in OWN:
            whole = [row for row in whole if known_on(row, OWN[table]) <= day]
        assert str(kept) == str(whole)


def test_every_table_with_a_published_column_is_cut() -> None:
    assert set(OWN) == {
        name for name, table in EXAMPLE.tables.items() if "published" in table.columns
    }


def test_the_day_that_stands_in_for_a_blank_publication_is_always_there() -> None:
    """That a table is dated, or undated by declaration, `test_tables` asks of every table."""
    own = {name: kind.own_date for name, kind in table_kinds().items() if kind.own_date}
    assert own
    assert all(dictionary()[name][column].required for name, column in own.items())


def test_of_a_registration_the_last_publication_counts() -> None:
    rows = [
        {"quantity": "present:a", "date": "2030-03-02", "value": 5, "published": "2030-03-09"},
        {"quantity": "present:a", "date": "2030-03-02", "value": 7},
        {"quantity": "present:b", "date": "2030-03-02", "value": 7},
        {"quantity": "present:a", "date": "2030-03-04", "value": 8},
        {"quantity": "present:a", "date": "2030-03-02", "value": 6, "published": "2030-03-05"},
    ]
    last = last_published(Table.from_rows("series", rows))
    assert last.tolist() == [True, False, True, True, False]
    assert last_published(Table.from_rows("series", [])).tolist() == []


def test_an_event_is_hidden_until_published_though_it_has_happened() -> None:
    day = np.datetime64("2030-03-06", "m")
    assert day not in on("2030-03-06")["events"]["date"]
    assert day in on("2030-03-07")["events"]["date"]


def on(day: str) -> Any:
    return read_scenario(template_folder(), as_of=day)


def test_a_view_cannot_be_widened_again() -> None:
    early = known_by(EXAMPLE, dt.date(2030, 3, 5))
    again = known_by(early, dt.date(2030, 3, 25))
    assert again == early
    assert again.as_of == dt.date(2030, 3, 5)


def test_the_view_is_told_and_nothing_later_is() -> None:
    view = on("2030-03-12")
    told = explain_text(view)
    assert "As known by 2030-03-12" in told
    assert "river-authority" not in told
    starts = [period.start for period in explain(view)]
    announced = [dt.date(2030, 3, 25), dt.date(2030, 3, 29)]  # a season, published on the 4th
    assert starts[-3:] == [dt.date(2030, 3, 12), *announced]


def test_a_view_can_be_changed_though_its_windows_are_still_unknown() -> None:
    view = on("2030-03-02")
    assert len(view["windows"]) == 0
    assert view.replace(days=20).as_of == view.as_of


def test_a_view_differs_from_the_whole() -> None:
    view = known_by(EXAMPLE, dt.date(2031, 1, 1))
    assert view != EXAMPLE
    assert view.digest() != EXAMPLE.digest()
    assert pickle.loads(pickle.dumps(view)) == view


def test_row_numbers_stay_those_of_the_file() -> None:
    view = known_by(EXAMPLE, dt.date(2030, 3, 12))
    kept = view["claims"]["claim"].tolist()
    assert kept == ["survey-oldtown", "radio-fled"]
    whole = EXAMPLE["events"]["target"].tolist()
    for index, target in enumerate(view["events"]["target"]):
        assert whole[view["events"].row_number(index) - 2] == target


@pytest.mark.parametrize(
    "day", [dt.datetime.fromisoformat("2030-03-12T09:00"), "2030-03-12", dt.date(2030, 3, 12)]
)
def test_the_date_may_be_given_in_several_ways(day: Any) -> None:
    assert on(day).as_of == dt.date(2030, 3, 12)


def test_the_whole_is_untouched() -> None:
    before = EXAMPLE.digest()
    known_by(EXAMPLE, dt.date(2030, 3, 1))
    assert EXAMPLE.digest() == before
    assert not np.any([len(EXAMPLE[name]) == 0 for name in OWN])
