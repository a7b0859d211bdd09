"""A changed copy is checked; the original stays as it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.scenario import make_scenario
from safepassage.scenario.table import Table
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
