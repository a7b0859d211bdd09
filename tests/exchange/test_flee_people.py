"""Registrations, agents, coordinates and numbers of places (flee-model §1.9 and §1.14)."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from safepassage.exchange.flee.publications import Report
from safepassage.exchange.flee.read_series import add_tables
from safepassage.result.headline_names import headline_names
from safepassage.scenario.explain import explain_text
from tests.exchange.data.flee.folder import FleeFolder, rows


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def series(folder: FleeFolder, place: str) -> list[tuple[str, float]]:
    """The series, once all is published, as (date in Flee's file without the year, value)."""
    found: Any = rows(folder.load(), "series", quantity=f"present:{place}")
    day = dt.timedelta(days=1)
    return list({f"{row['date'] - day:%m-%d}": row["value"] for row in found}.items())


def test_two_tables_add_as_in_flee(folder: FleeFolder) -> None:
    (folder.input / "registration_corrections.csv").unlink()
    # 01-04 is in the second table only: Flee adds the next value of the first (30, not 40).
    # The second table ends later than the first: nothing is added after 01-11.
    assert series(folder, "camp-a") == [
        ("01-01", 60.0),
        ("01-04", 56.0),
        ("01-06", 56.0),
        ("01-11", 110.0),
    ]


def days(**counts: int) -> list[tuple[dt.date, float]]:
    return [(dt.date(2020, 1, int(day[1:])), float(count)) for day, count in counts.items()]


def reports(**counts: int) -> list[Report]:
    return [Report(day, count, published=day) for day, count in days(**counts)]


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        # The second is carried forward, and is 0 before it begins.
        ({"d1": 10, "d3": 30}, {"d2": 5, "d9": 5}, {"d1": 10, "d2": 35, "d3": 35}),
        # Rows of the first after the second's last date are dropped.
        ({"d1": 10, "d3": 30, "d5": 50}, {"d1": 1, "d3": 2}, {"d1": 11, "d3": 32}),
        ({"d5": 50}, {"d1": 1, "d3": 2}, {"d1": 51, "d3": 52}),
        ({"d1": 10}, {}, {"d1": 10}),
    ],
)
def test_adding_tables(
    first: dict[str, int], second: dict[str, int], total: dict[str, int]
) -> None:
    added = add_tables(reports(**first), reports(**second))
    assert [(report.date, report.people) for report in added] == days(**total)


def test_a_sum_is_published_with_the_later_of_its_counts() -> None:
    added = add_tables(reports(d1=10, d5=30), reports(d2=5, d9=5))
    assert [report.published.day for report in added] == [1, 5, 5]


def test_level_1_corrections_scale_what_came_before(folder: FleeFolder) -> None:
    assert series(folder, "camp-a")[:2] == [("01-01", 56.0), ("01-04", 56.0)]
    folder.write("registration_corrections.csv", "Inner,2020-01-20")
    assert series(folder, "inner") == [("01-05", 0.0), ("01-10", 60.0), ("01-20", 60.0)]


def test_corrections_act_one_after_the_other(folder: FleeFolder) -> None:
    folder.write("registration_corrections.csv", "Camp A,2020-01-04", "Camp A,2020-01-11")
    assert series(folder, "camp-a") == [
        ("01-01", 110.0),
        ("01-04", 110.0),
        ("01-06", 110.0),
        ("01-11", 110.0),
    ]


def test_a_correction_before_the_start_is_ignored(folder: FleeFolder) -> None:
    folder.write("registration_corrections.csv", "Camp-B,2019-12-01")
    found = folder.load()
    assert any("before the start" in note for note in found.notes)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Camp-B,2020-01-05", "Camp-B has no count on 2020-01-05"),
        ("Camp-B,2020-01-01", "with an earlier one before it"),
        ("Inner,2020-01-10", "is 0 and cannot be scaled"),
        ("Camp-C,2020-01-11", "did you mean 'Camp-B'?"),
        ("Camp-B,11/01/2020", "needs a name and a date"),
        ("Camp-B", "needs a name and a date"),
    ],
)
def test_corrections_that_flee_stops_on(folder: FleeFolder, line: str, said: str) -> None:
    folder.write("registration_corrections.csv", "# comment", line)
    problems = folder.problems()
    assert len(problems) == 1
    assert problems[0].startswith("registration_corrections.csv, row 2")
    assert said in problems[0]


def test_empty_counts_and_comments_are_skipped(folder: FleeFolder) -> None:
    folder.write("source_data/camp-b.csv", "DateTime,x", "#", "2020-01-02,", "2020-01-03, 4 ,5")
    assert series(folder, "camp-b") == [("01-03", 4.0)]


def test_the_same_count_twice_on_a_day_is_one(folder: FleeFolder) -> None:
    folder.write("source_data/camp-b.csv", "2020-01-03,4", "2020-01-03,4")
    assert series(folder, "camp-b") == [("01-03", 4.0)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["3/1/2020,4"], "not a date"),
        (["2020-02-30,4"], "not a date"),
        (["9999-12-31,4"], "not a date"),
        (["2020-01-03,4.5"], "not a whole count"),
        (["2020-01-03,-4"], "not a whole count"),
        (["Date,x"], "holds no count"),
        ([""], "holds no count"),
    ],
)
def test_series_that_cannot_be(folder: FleeFolder, lines: list[str], said: str) -> None:
    folder.write("source_data/inner.csv", *lines)
    folder.write("registration_corrections.csv", "")
    problems = folder.problems()
    assert any(text.startswith("source_data/inner.csv") and said in text for text in problems)


def test_a_camp_needs_registrations(folder: FleeFolder) -> None:
    folder.write("source_data/data_layout.csv", "total,total.csv", "Camp A,camp-a.csv")
    folder.write("registration_corrections.csv", "")
    problems = folder.problems()
    assert [text.split("'")[1] for text in problems] == ["Camp-B", "Inner"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["total,total.csv", "Camp A,absent.csv"], "file 'absent.csv' is missing"),
        (["total,total.csv", "Camp A,../simsetting.yml"], "lies outside the folder"),
        (["total,total.csv", f"Camp A,{'a' * 9000}.csv"], f"file '{'a' * 60}' is missing"),
        (["total,total.csv", "Camp A,camp-a.csv", "Camp A,camp-b.csv"], "stands there twice"),
        (["#total,total.csv"], "names no series"),
    ],
)
def test_layouts_that_cannot_be(folder: FleeFolder, lines: list[str], said: str) -> None:
    folder.write("source_data/data_layout.csv", *lines)
    assert any(said in text for text in folder.problems())


def test_a_data_folder_without_layout(folder: FleeFolder) -> None:
    (folder.data / "data_layout.csv").unlink()
    assert folder.problems() == [
        "source_data/data_layout.csv: is missing (first row: total,<file of the total>)"
    ]


def test_agents(folder: FleeFolder) -> None:
    agents = ("location,age", "Alpha,3", "Camp A,40", "# no", "Alpha,5", "Atlantis,9")
    folder.write("agents.csv", *agents)
    found = folder.load()
    assert any("read_from_agents_csv_file is off" in note for note in found.notes)
    folder.settings("spawn_rules", read_from_agents_csv_file=True)
    found = folder.load()
    people = {row["place"]: row["best"] for row in found.tables["populations"]}
    assert people == {"alpha": 2.0, "camp-a": 26.0}  # 25 initial IDPs and one agent
    assert any("1 people at unknown places" in note for note in found.notes)
    (folder.input / "agents.csv").unlink()
    assert any("agents.csv: is missing" in text for text in folder.problems())


def test_header_of_agents(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", read_from_agents_csv_file=True)
    folder.write("agents.csv", "#location,age", "Alpha,3")
    assert any("agents.csv, row 1" in text for text in folder.problems())


@pytest.mark.parametrize(
    ("header", "lat", "lon"),
    [("lat,lon", 1.0, 30.0), ("longitude,latitude", 30.0, 1.0), ("gps_x,gps_y", 1.0, 30.0)],
)
def test_coordinates_follow_the_header(
    folder: FleeFolder, header: str, lat: float, lon: float
) -> None:
    folder.replace("locations.csv", "lat,lon", header)
    found = folder.load()
    alpha = rows(found, "places", place="alpha")[0]
    assert (alpha["lat"], alpha["lon"]) == (lat, lon)
    assert any("names no latitude" in note for note in found.notes) is ("gps" in header)


def test_coordinates_as_executed(folder: FleeFolder) -> None:
    folder.settings("move_rules", stay_close_to_home=True)
    folder.replace("locations.csv", "1.1,30.1", ",30.1")
    found = folder.load()
    alpha, beta = found.tables["places"][:2]
    assert (alpha["lat"], alpha["lon"]) == (30.0, 1.0)
    assert (beta["lat"], beta["lon"]) == (30.1, 0.0)
    assert any("taken for the longitude" in note for note in found.notes)


def test_coordinates_off_the_earth(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "1.0,30.0", "1.0,300.0")
    folder.replace("locations.csv", "1.1,30.1", ",")
    found = folder.load()
    assert "lat" not in found.tables["places"][0]
    assert "lat" not in found.tables["places"][1]
    assert any("off the Earth are left blank: Alpha" in note for note in found.notes)
    folder.settings("move_rules", stay_close_to_home=True)
    assert any("Alpha" in text for text in folder.problems())


def test_numbers_of_places(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "initial_idps,IPC", "trade_volume,hdi,deactivation_probability")
    folder.replace("locations.csv", "camp,,300,10,25", "camp,,300,10,7,0.5,0.1")
    camp = rows(folder.load(), "places", place="camp-a")[0]
    assert (camp["trade_volume"], camp["hdi"], camp["deactivation"]) == (7.0, 0.5, 0.1)
    folder.replace("locations.csv", "7,0.5,0.1", "7,50,10")
    found = folder.load()
    assert "hdi" not in rows(found, "places", place="camp-a")[0]
    assert any("hdi outside 0 to 1" in note for note in found.notes)
    folder.settings("move_rules", use_economic_pull=True)
    problems = "\n".join(folder.problems())
    assert "column hdi: 50 is not a number from 0 to 1" in problems
    assert "column trade_volume: 'Camp-B' needs it" in problems
    assert "Inner" not in problems  # not foreign


def test_idp_camps_are_a_kind_of_site_and_an_area(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "Inner,", "IDP camps,,Home,1,30,town,,9\nInner,")
    folder.replace("routes.csv", "Béta,Gamma,30", "Béta,Gamma,30\nBéta,IDP camps,60")
    found = folder.load()
    kinds = {row["place"]: row.get("kind", "camp") for row in found.tables["sites"]}
    assert kinds == {"camp-a": "camp", "camp-b": "camp", "inner": "idp_camp"}
    # The chance to move on from an IDP camp; the area gives way to a location of its name.
    chances = {row["place"]: row.get("move_chance") for row in found.tables["places"]}
    assert (chances["inner"], chances["camp-a"]) == (0.1, None)
    assert [(row["area"], row["place"]) for row in found.tables["areas"]] == [
        ("idp-camps-2", "inner")
    ]
    scenario = found.scenario("tiny")
    assert "present:idp-camps-2" in headline_names(scenario)
    assert "1 site for people displaced within" in explain_text(scenario)
    folder.replace("locations.csv", "idpcamp", "camp")
    assert not folder.load().tables["areas"]


def test_blank_country_and_zero_length(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "Béta,North,Home", "Béta,North,")
    folder.replace("routes.csv", "Béta,Gamma,30", "Béta,Gamma,0")
    found = folder.load()
    assert rows(found, "places", place="beta")[0]["country"] == "unknown"
    assert rows(found, "routes", to="gamma")[0]["length_km"] == 0.001


def test_a_route_to_itself_is_left_out(folder: FleeFolder) -> None:
    folder.replace("routes.csv", "Béta,Gamma,30", "Béta,Gamma,30\nBéta,Béta,3")
    found = folder.load()
    assert rows(found, "routes", to="beta", **{"from": "beta"}) == []
    assert "routes.csv: 1 routes from a place to itself are left out" in found.notes


def test_parallel_routes_get_identifiers(folder: FleeFolder) -> None:
    folder.replace("routes.csv", "Béta,Gamma,30", "Béta,Gamma,30\nGamma,Béta,31\nBéta,Gamma,32")
    found = folder.load()
    ids = [row.get("route") for row in found.tables["routes"] if "gamma" in row.values()]
    assert ids == [None, None, "beta--gamma-2", None]
