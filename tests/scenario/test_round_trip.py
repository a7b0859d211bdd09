"""What is written reads back equal; so does what crosses a process border."""

from __future__ import annotations

import datetime as dt
import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.errors import ScenarioError
from safepassage.scenario.dictionary import Attribute, dictionary
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.values import CellError, parse, unparse
from safepassage.scenario.write import write
from tests.scenario.world import EXAMPLE

START = dt.date(2020, 2, 1)
text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda value: not value.strip().startswith("=")
)
lines = st.lists(text, max_size=3).map("\n".join).filter(lambda v: not v.strip().startswith("="))
share = st.floats(0, 1)
day = st.integers(0, 49).map(lambda offset: START + dt.timedelta(days=offset))
minute = st.builds(
    dt.datetime.combine, day, st.times().map(lambda t: t.replace(second=0, microsecond=0))
)


def trio(low: float, high: float) -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(low, high), min_size=3, max_size=3).map(sorted)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Chains of places with people, events, claims, series and uncertain inputs."""
    places = [f"p{number}" for number in range(draw(st.integers(2, 5)))]
    kinds = ["settlement", *(draw(st.sampled_from(["settlement", "site"])) for _ in places[1:])]
    tables: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": place, "kind": kind, "name": draw(text), "note": draw(lines)}
            | {"lat": draw(st.floats(-90, 90)), "lon": draw(st.floats(-180, 180))}
            | {"attraction": draw(st.floats(0, 1e6)), "country": draw(st.sampled_from(["A", "B"]))}
            for place, kind in zip(places, kinds, strict=True)
        ],
        "routes": [
            {"from": one, "to": other, "length_km": draw(st.floats(0.001, 5e4))}
            | {"oneway": draw(st.booleans()), "classes": draw(st.sampled_from([(), ("c",)]))}
            for one, other in pairwise(places)
        ],
        "classes": [{"class": "c", "name": draw(text), "party_size": draw(st.integers(1, 100))}],
        "sources": [{"source_id": "s", "name": draw(text.filter(str.strip))}],
    }
    tables["populations"] = [
        dict(zip(("low", "best", "high"), draw(trio(0, 1e9)), strict=True))
        | {"place": place, "class": "c", "source_id": "s"}
        for place in places
    ]
    tables["populations"][0] |= {"best": 1e9, "high": 1e9}
    moments = draw(st.lists(minute, unique=True, max_size=6))
    tables["events"] = [
        {"date": moment, "kind": "hazard", "target": draw(st.sampled_from(places))}
        | {"attribute": "intensity", "value": unparse(draw(share)), "note": draw(lines)}
        | {"published": draw(st.one_of(st.none(), day))}
        for moment in moments
    ]
    tables["series"] = [
        {"quantity": "present:p1", "date": date, "value": draw(st.floats(0, 1e11))}
        for date in draw(st.lists(day, unique=True, max_size=4))
    ]
    tables["claims"] = [
        {"claim": f"c{number}", "quantity": "prices:bread", "low": draw(st.floats(0, 1e12))}
        | {"date": date, "published": date, "source_id": "s", "reference": draw(text)}
        for number, date in enumerate(draw(st.lists(day, max_size=4)))
    ]
    prior = dict(zip(("low", "best", "high"), draw(trio(1e-9, 1.0)), strict=True))
    tables["uncertain"] = [prior | {"name": "u", "input": "rules.flight_rate", "note": draw(lines)}]
    rules = {"flight_rate": draw(st.floats(0, 100)), "site_sinks": draw(st.booleans())}
    rules |= {"spawn_decay": draw(st.lists(share, max_size=3))}
    title = draw(text.filter(str.strip))
    return make_scenario("random", {"title": title, "start": START, "days": 50}, rules, tables)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(scenario=scenarios())
def test_write_and_read_give_the_same_scenario(
    tmp_path_factory: pytest.TempPathFactory, scenario: Scenario
) -> None:
    folder = tmp_path_factory.getbasetemp() / "round-trip"
    back = read_scenario(write(scenario, folder, overwrite=True))
    assert back == scenario
    assert back.digest() == scenario.digest()
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_the_example_survives_writing_and_pickling(tmp_path: Path) -> None:
    back = read_scenario(write(EXAMPLE, tmp_path / "copy"))
    again = pickle.loads(pickle.dumps(back))
    assert EXAMPLE == back == again
    assert EXAMPLE.digest() == back.digest() == again.digest()
    assert again["places"].row_number(0) == 2
    with pytest.raises(ValueError, match="read-only"):
        again["places"]["lat"][0] = 1.0


def test_a_table_that_became_empty_leaves_no_file(tmp_path: Path) -> None:
    folder = write(EXAMPLE, tmp_path / "copy")
    fewer = EXAMPLE.replace(claims=[])
    assert read_scenario(write(fewer, folder, overwrite=True)) == fewer
    assert not (folder / "claims.csv").exists()


def test_an_existing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="--overwrite"):
        write(EXAMPLE, tmp_path)


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 3000, "a\x00b"])
def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ScenarioError, match="cannot be written"):
        write(EXAMPLE, tmp_path / name, overwrite=True)


NUMBERS = Attribute("t", "a", "number", "", "", False, None, None, "", "", "")


@settings(derandomize=True, deadline=None)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_every_bit(value: float) -> None:
    assert parse(unparse(value), NUMBERS) == value


@settings(derandomize=True, deadline=None, max_examples=300)
@given(cell=st.text(max_size=30), data=st.data())
def test_parse_gives_a_value_that_unparse_gives_back(cell: str, data: st.DataObject) -> None:
    known = [attribute for table in dictionary().values() for attribute in table.values()]
    attribute = data.draw(st.sampled_from(known))
    try:
        value = parse(cell, attribute)
    except CellError:
        return
    if attribute.kind != "path":
        assert parse(unparse(value), attribute) == value
