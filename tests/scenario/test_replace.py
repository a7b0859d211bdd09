"""A changed copy is checked; the original stays as it is."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import _plain, _plain_text, parse_rows
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import make_scenario
from safepassage.scenario.table import Table
from safepassage.scenario.timeline.timeline import timeline
from tests.scenario.world import EXAMPLE, changed, rows


def test_settings_rules_and_tables_can_be_changed_at_once() -> None:
    before = EXAMPLE.digest()
    copy = EXAMPLE.replace(
        name="other", days=31, note=None, rules={"flight_rate": 0.5}, claims=rows("claims")[:1]
    )
    assert (copy.name, copy.days, copy.end) == ("other", 31, dt.date(2030, 3, 31))
    assert copy.settings["note"] is None
    assert copy.rules["flight_rate"] == 0.5
    assert len(copy["claims"]) == 1
    assert EXAMPLE.digest() == before != copy.digest()
    assert EXAMPLE.days == 30


def test_the_name_is_no_part_of_the_digest() -> None:
    copy = EXAMPLE.replace(name="other")
    assert copy == EXAMPLE
    assert copy.digest() == EXAMPLE.digest()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"dayz": 3}, "did you mean 'days'?"),
        ({"days": "many"}, "column days: 'many' is not a number"),
        ({"days": 3, "start": "never"}, "column start"),
        ({"days": 3}, "lies outside the period"),
        ({"rules": {"flight_rat": 1}}, "did you mean 'flight_rate'?"),
        ({"rules": {"flight_rate": float("nan")}}, "is not a number"),
        ({"rules": 5}, "must be a mapping"),
        ({"places": 5}, "must be a list of rows"),
        ({"places": "places.csv"}, "must be a list of rows"),
        ({"places": [5]}, "is not a mapping"),
        ({"places": [{"place": "a", "knd": "site"}]}, "did you mean 'kind'?"),
        ({"places": [{"place": "a", "kind": {}}]}, "column kind"),
        ({"places": [{"place": "a", "kind": "site", "lat": 10**5000}]}, "column lat"),
        ({"places": EXAMPLE["routes"]}, "is the table 'routes'"),
        ({"places": []}, "has no rows"),
        ({"name": "../other"}, "cannot be a file name"),
        (changed("routes", 0, to="nowhere"), "routes.csv, row 2, column to"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        EXAMPLE.replace(**changes)
    assert text in str(caught.value)


def test_the_scenario_is_frozen() -> None:
    with pytest.raises(AttributeError):
        EXAMPLE.name = "x"
    with pytest.raises(TypeError):
        EXAMPLE.rules["flight_rate"] = 1
    with pytest.raises(TypeError):
        EXAMPLE["places"].columns["lat"] = np.zeros(6)
    with pytest.raises(ValueError, match="read-only"):
        EXAMPLE["places"]["lat"][0] = 1.0


def test_a_table_takes_the_values_of_numpy_and_pandas() -> None:
    frame = pd.DataFrame(
        {
            "place": ["a", "b"],
            "kind": ["site", "settlement"],
            "lat": np.array([1.5, np.nan]),
            "population": [np.int64(5), np.int64(6)],
        }
    )
    table = Table.from_rows("places", frame.to_dict("records"))
    assert table["population"].tolist() == [5.0, 6.0]
    assert np.isnan(table["lat"][1])
    dates = [pd.Timestamp("2020-01-02"), np.datetime64("2020-01-03"), pd.NaT]
    cells = {"claim": "a", "quantity": "x:y", "date": "2020-01-02", "source_id": "s"}
    claims = Table.from_rows(
        "claims", [cells | {"date_start": date, "published": "2020-02-02"} for date in dates]
    )
    assert claims["date_start"].tolist() == [dt.date(2020, 1, 2), dt.date(2020, 1, 3), None]
    flags = Table.from_rows(
        "routes", [{"from": "a", "to": "b", "length_km": 1, "open": np.bool_(0)}]
    )
    assert not flags["open"][0]


def test_rows_of_a_table_make_the_same_table() -> None:
    for name, table in EXAMPLE.tables.items():
        assert Table.from_rows(name, table.rows()) == table


def test_make_scenario_says_everything_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        make_scenario(
            "bad",
            {"title": "x", "days": 0},
            {"set": "flee2"},
            {"place": [], "routes": [{"from": "a"}], "uncertain": [{"name": "A"}]},
        )
    told = str(caught.value)
    for part in (
        "unknown table 'place' (did you mean 'places'?)",
        "scenario.toml, column start: an empty cell must be filled",
        "scenario.toml, column days: '0' is below 1",
        "scenario.toml [rules], column set: 'flee2' is not allowed",
        "routes.csv, row 2, column to: an empty cell must be filled",
        "scenario.toml [[uncertain]], row 1, column name: 'A' is not an identifier",
    ):
        assert part in told


_moment = dt.datetime.fromisoformat
VALUES: dict[str, tuple[object, ...]] = {
    "number": (3, 2.5, -0.0, 1e300, 2**60, -1.5, True, np.float64(0.25), np.int64(2), "0.5"),
    "share": (0, 1, 0.25, 1.1, -0.1, float("nan"), float("inf"), False),
    "integer": (3, 3.0, 2.5, 2**60, -1, True, np.int64(4)),
    "numbers": ((1, 2.5), [3.0], (), (1.0, float("nan")), (1.0,) * 1001, ("1", "2")),
    "boolean": (True, False, 1, 0, 2, np.True_),
    "date": (
        dt.date(2030, 3, 4), _moment("2030-03-04"), _moment("2030-03-04T05:00"),
        pd.Timestamp("2030-03-04"), pd.NaT, np.datetime64("2030-03-04"), np.datetime64("NaT"),
    ),
    "datetime": (
        dt.date(2030, 3, 4), _moment("2030-03-04T05:06"), _moment("2030-03-04T05:06:07"),
        dt.datetime(2030, 3, 4, tzinfo=dt.UTC), pd.Timestamp("2030-03-04T05:06"), pd.NaT,
    ),
    "slugs": (("a", "b"), ["a"], (), ("A",), ("a", 3), ("a|b",), ("a",) * 1001),
    "path": (("a", "b"), ["a", "b", "c"], ("a",), ("a", "B")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in VALUES.items() for value in values]
)
def test_a_value_is_read_as_its_text_would_be(kind: str, value: object) -> None:
    """Values of the right type are taken as they are; nothing else may differ from their text."""
    table, attribute = next(
        (table, attribute)
        for table, attributes in dictionary().items()
        for attribute in attributes.values()
        if attribute.kind == kind
    )
    text = _plain_text(attribute, _plain(value))

    def read(cell: object) -> str:
        problems: list[Problem] = []
        typed = parse_rows(table, [(2, {attribute.name: cell})], "file", problems)
        return f"{typed} {problems}"

    assert read(value) == read(text)


def test_values_of_the_right_type_are_not_turned_into_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(value: object) -> str:
        raise AssertionError(f"{value!r} became a text")

    rows_of = {name: list(EXAMPLE[name].rows()) for name in ("routes", "events", "windows")}
    given = {
        name: [{key: cell for key, cell in row.items() if not _is_blank(cell)} for row in rows]
        for name, rows in rows_of.items()
    }
    monkeypatch.setattr("safepassage.scenario.cells.unparse", refuse)
    assert EXAMPLE.replace(**given) == EXAMPLE


def _is_blank(cell: object) -> bool:
    return bool(pd.isna(cell)) if not isinstance(cell, tuple) else False


def test_frames_and_columns_are_read_as_rows_are() -> None:
    for scenario in (EXAMPLE, read_scenario("aleppo-2016"), read_scenario("tiny")):
        frames = {name: table.to_frame() for name, table in scenario.tables.items() if len(table)}
        columns = {name: frame.to_dict("list") for name, frame in frames.items()}
        for given in (frames, columns):
            built = make_scenario("other", scenario.settings, scenario.rules, given)
            assert built == scenario
    indexed = EXAMPLE["places"].to_frame().set_index("place")
    assert EXAMPLE.replace(places=indexed) == EXAMPLE


def test_a_frame_is_edited_and_put_back() -> None:
    routes = EXAMPLE["routes"].to_frame()
    routes.loc[0, "length_km"] = 17.5
    changed = EXAMPLE.replace(routes=routes)
    assert changed["routes"]["length_km"][0] == 17.5
    assert EXAMPLE["routes"]["length_km"][0] != 17.5


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"place": ["a"], "kind": ["site", "site"]}, "different lengths (place 1, kind 2)"),
        ({"place": "a"}, "column 'place' is str, not a list of values (give a DataFrame"),
        (pd.DataFrame({"place": ["a"], "knd": ["site"]}), "did you mean 'kind'?"),
    ],
)
def test_what_is_no_table_is_refused(given: object, text: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(text)):
        EXAMPLE.replace(places=given)


def test_a_part_of_the_period_has_the_state_of_the_whole() -> None:
    whole = read_scenario("aleppo-2016")
    part = whole.between("2016-11-28", dt.date(2016, 12, 10))
    assert (part.start, part.end) == (dt.date(2016, 11, 28), dt.date(2016, 12, 10))
    days = slice((part.start - whole.start).days, (part.end - whole.start).days + 1)
    for name in ("control", "hazard"):
        expected = getattr(timeline(whole), name).by_day()[days]
        np.testing.assert_array_equal(getattr(timeline(part), name).by_day(), expected)
    assert len(part["windows"]) <= len(whole["windows"])
    assert whole.between(whole.start, whole.end).digest() == whole.digest()


@pytest.mark.parametrize(("start", "end"), [("2000-01-01", "2030-03-05"), ("x", "2030-03-05")])
def test_what_is_no_part_of_the_period_is_refused(start: str, end: str) -> None:
    with pytest.raises(ScenarioError, match=r"no part of it|is not a date"):
        EXAMPLE.between(start, end)


def test_values_are_shown_in_a_line() -> None:
    scenario = read_scenario("aleppo-2016")
    for value in (scenario, scenario["places"], scenario["stocks"], EXAMPLE):
        assert len(repr(value)) < 400
        assert "\n" not in repr(value)
        assert len(value._repr_html_()) < 4000
    with pytest.raises(KeyError, match="did you mean 'routes'"):
        scenario["route"]
