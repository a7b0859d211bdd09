"""The tiny case as a whole: every file, and what becomes of it."""

import datetime as dt
from pathlib import Path

import pytest

from safepassage.exchange.flee import import_flee
from safepassage.exchange.names import identifier, identifiers
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.scenario import make_scenario
from tests.exchange.data.flee.folder import TINY, FleeFolder, events, rows


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def test_period_begins_on_the_date_of_flees_first_row(folder: FleeFolder) -> None:
    settings = folder.load().scenario_settings
    assert settings["title"] == "tiny"
    assert (settings["start"], settings["days"]) == (dt.date(2020, 1, 2), 10)


def test_kinds_and_columns_of_places(folder: FleeFolder) -> None:
    places = {str(row["place"]): row for row in folder.load().tables["places"]}
    kinds = {place: row["kind"] for place, row in places.items()}
    assert kinds == {
        "alpha": "settlement",
        "beta": "settlement",
        "gamma": "settlement",
        "hub": "crossing",
        "fork": "waypoint",
        "camp-a": "site",
        "camp-b": "site",
        "inner": "site",
        "gone": "site",
    }
    assert places["beta"]["name"] == "Béta"
    assert (places["beta"]["lat"], places["beta"]["lon"]) == (1.1, 30.1)
    assert places["beta"]["population"] == 500
    assert "population" not in places["camp-a"]
    assert places["inner"]["move_chance"] == 0.1
    assert "move_chance" not in places["camp-a"]
    assert places["camp-a"]["country"] == "Away"
    assert places["camp-a"]["note"] == "region: West"


def test_capacity_below_one_is_no_limit(folder: FleeFolder) -> None:
    found = folder.load()
    assert found.tables["sites"] == [
        {"place": "camp-a", "capacity": 300.0, "capacity_per_day": 10.0},
        {"place": "camp-b"},
        {"place": "inner", "kind": "idp_camp", "capacity": 200.0},
    ]
    assert found.tables["populations"] == [
        {"place": "camp-a", "class": "people", "best": 25.0, "status": "displaced"}
    ]


def test_a_capacity_that_grows_from_zero_is_kept(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "camp,,0", "camp,,0,5")
    assert rows(folder.load(), "sites", place="camp-b") == [
        {"place": "camp-b", "capacity": 0.0, "capacity_per_day": 5.0}
    ]


def test_routes(folder: FleeFolder) -> None:
    found = folder.load()
    assert len(found.tables["routes"]) == 9
    assert rows(found, "routes", to="hub") == [
        {"from": "beta", "to": "hub", "length_km": 60.0, "max_speed": 100.0, "walk_share": 0.5}
    ]
    # forced_redirection 1 makes the link a second time, and so two routes; 2 does nothing.
    assert [row.get("route") for row in rows(found, "routes", to="camp-a")] == [
        None,
        "hub--camp-a-2",
    ]
    assert len(rows(found, "routes", to="camp-b")) == 1
    assert any("forced_redirection 1" in text for text in found.inert)


def test_conflicts_act_at_onset_and_end_only(folder: FleeFolder) -> None:
    found = folder.load()
    assert events(found, "hazard", "intensity") == [
        (0, "alpha", "1"),
        (4, "alpha", "0"),
        (5, "gamma", "0.25"),
        (7, "alpha", "1"),
    ]
    assert events(found, "hazard", "documented_intensity") == [(2, "alpha", "0.5")]
    assert any("positive intensities" in text for text in found.inert)


def test_a_border_closes_every_route_across_it(folder: FleeFolder) -> None:
    routes = ["hub--camp-a", "hub--camp-a-2", "hub--camp-b"]
    assert events(folder.load(), "route", "open") == [
        *((2, route, "0") for route in routes),
        *((5, route, "1") for route in routes),
    ]


def test_series_are_a_day_later_than_in_the_files(folder: FleeFolder) -> None:
    found = folder.load()
    first = found.tables["series"][0]
    assert first["quantity"] == "displaced_from:all"
    assert (first["date"], first["value"]) == (dt.date(2020, 1, 2), 100.0)
    inner = rows(found, "series", quantity="present:inner")
    assert [row["date"] for row in inner] == [
        dt.date(2020, 1, 6),
        dt.date(2020, 1, 11),
        dt.date(2020, 1, 21),
    ]


def test_what_is_ignored_is_noted(folder: FleeFolder) -> None:
    folder.write("demographics_age.csv", "age,Default", "1,1")
    folder.write("region_attributes_IPC.csv", "#Day,North", "0,1")
    folder.write("flood_level.csv", "#Day,Alpha", "0,1")
    folder.write("major_routes.csv", "Alpha,Béta,Hub")
    folder.write("flare-out.csv", "x")
    notes = "\n".join(folder.load().notes)
    for text in (
        "IPC",
        "surface",
        "[log_levels]: agent = ",
        "hasten = 10 is ignored",
        "demographics_age.csv is ignored",
        "region_attributes_IPC.csv is ignored",
        "flood_level.csv is ignored",
        "major_routes.csv is not read",
        "tiny/simsetting.yml",
        "not read: flare-out.csv",
        "not read: religion.csv",
        "all zero, are left out: Nowhere",
        "Gone: no such location",
        "one day later",
    ):
        assert text in notes, text


def test_without_registrations(folder: FleeFolder) -> None:
    for data_dir in (None, folder.path / "absent"):
        found = folder.load(data_dir=data_dir)
        assert found.rules["displacement"] == "none"
        assert found.tables["series"] == []
        assert any("registration_corrections.csv is not read" in note for note in found.notes)
        assert any("nobody is displaced" in note for note in found.notes)
    assert any("absent does not exist" in note for note in found.notes)


def test_without_optional_files(folder: FleeFolder) -> None:
    (folder.input / "closures.csv").write_bytes(b"")
    (folder.input / "registration_corrections.csv").unlink()
    (folder.path / "simsetting.yml").unlink()
    found = folder.load()
    assert events(found, "route", "open") == []
    assert "no simsetting.yml: every setting is Flee's default" in found.notes
    assert found.rules["max_move_speed"] == 360.0


def test_every_cell_belongs_to_the_dictionary(folder: FleeFolder) -> None:
    found = folder.load()
    known = dictionary()
    assert set(found.rules) == set(known["rules"])
    assert set(found.scenario_settings) <= set(known["scenario"])
    for table, content in found.tables.items():
        for row in content:
            assert set(row) <= set(known[table]), table


def test_the_import_is_a_scenario(folder: FleeFolder) -> None:
    found = folder.load()
    scenario = make_scenario("tiny", found.scenario_settings, found.rules, found.tables)
    assert scenario.days == 10
    assert len(scenario["places"]) == 9


def test_bytes_do_not_matter(folder: FleeFolder) -> None:
    plain = folder.load()
    for file in ("locations.csv", "routes.csv", "conflicts.csv"):
        text = (folder.input / file).read_text(encoding="utf-8")
        folder.write(file, *text.splitlines(), encoding="utf-8-sig")
    marked = folder.load()
    for file in ("locations.csv", "routes.csv", "conflicts.csv"):
        text = (folder.input / file).read_text(encoding="utf-8-sig").replace("\n", "\r\n")
        (folder.input / file).write_bytes(text.encode("latin-1"))
    latin = folder.load()
    assert plain.tables == marked.tables == latin.tables
    assert "locations.csv is not UTF-8; read as Latin-1" in latin.notes


def test_the_folder_is_left_alone() -> None:
    before = {path: path.stat().st_mtime_ns for path in TINY.rglob("*")}
    import_flee(TINY / "input_csv", TINY / "source_data", name="tiny")
    assert before == {path: path.stat().st_mtime_ns for path in TINY.rglob("*")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Fassala-Mbera", "fassala-mbera"),
        ("Commune_of_Mabanda", "commune-of-mabanda"),
        ("Dar'a", "dara"),
        ("Béta", "beta"),
        ("618911", "618911"),
        ("A--B", "a-b"),
        ("حلب", "hlb"),
    ],
)
def test_identifiers(name: str, expected: str) -> None:
    assert identifier(name) == expected


def test_identifiers_are_unique() -> None:
    names = ["A b", "A-b", "a_b", "حلب", "حمص", "—", "…"]
    made = ["a-b", "a-b-2", "a-b-3", "hlb", "hms", "place", "place-2"]
    assert list(identifiers(names).values()) == made
