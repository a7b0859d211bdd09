"""Executed rules on conflicts, closures and changes of type (flee-model §1.8 and §1.10)."""

from pathlib import Path

import pytest

from tests.exchange.data.flee.folder import FleeFolder, events, rows

CLOSURES = "#closure_type,name1,name2,closure_start,closure_end"


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    found = FleeFolder(tmp_path)
    found.write("closures.csv", CLOSURES)
    return found


def conflicts(folder: FleeFolder, **columns: str) -> None:
    """Write intensities, one character a day: `.` is 0, `#` is 1, a digit is tenths."""
    values = {".": "0", "#": "1"} | {str(digit): str(digit / 10) for digit in range(1, 10)}
    days = [[values[letter] for letter in column] for column in columns.values()]
    lines = [",".join([str(day), *cells]) for day, cells in enumerate(zip(*days, strict=True))]
    folder.write("conflicts.csv", ",".join(["#Day", *columns]), *lines)


def test_a_zone_by_type_stays_one_though_the_file_says_zero(folder: FleeFolder) -> None:
    conflicts(folder, Alpha="..........", Gamma="..........")
    found = folder.load()
    assert events(found, "hazard", "standing_intensity") == [(0, "alpha", "1")]
    assert events(found, "hazard", "intensity") == []
    assert rows(found, "events", kind="hazard")[0]["note"] == "by type"


def test_a_zone_by_type_has_the_intensity_of_its_column(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "initial_idps,IPC", "initial_idps,conflict_intensity")
    folder.replace("locations.csv", "1000,,,3", "1000,,,0.4")
    conflicts(folder, Gamma="..........")
    assert events(folder.load(), "hazard", "standing_intensity") == [(0, "alpha", "0.4")]


def test_a_zone_by_type_ends_when_its_column_falls_to_zero(folder: FleeFolder) -> None:
    conflicts(folder, Alpha="...5......")
    found = folder.load()
    assert events(found, "hazard", "standing_intensity") == [(0, "alpha", "1")]
    assert events(found, "hazard", "intensity") == [(3, "alpha", "0.5"), (4, "alpha", "0")]


def test_a_conflict_dated_later_starts_as_a_town(folder: FleeFolder) -> None:
    conflicts(folder, Alpha="##########")
    assert {target for _, target, _ in events(folder.load(), "hazard", "intensity")} == {"alpha"}
    folder.replace("locations.csv", "conflict_zone,5", "conflict_zone,0")
    assert events(folder.load(), "hazard", "standing_intensity") == [(0, "gamma", "1")]


def test_days_are_counted_by_row(folder: FleeFolder) -> None:
    folder.write("conflicts.csv", "#Day,Béta", "5,0", "6,0", "7,1")
    found = folder.load()
    assert events(found, "hazard", "intensity") == [(2, "beta", "1")]
    assert any("counted by row" in note for note in found.notes)
    assert any("covers 3 of 10 days" in note for note in found.notes)


def test_conflicts_after_the_period_do_not_matter(folder: FleeFolder) -> None:
    conflicts(folder, Alpha="#..........#")
    assert events(folder.load(), "hazard", "intensity") == [(0, "alpha", "1"), (1, "alpha", "0")]


def test_a_camp_in_conflict_stays_a_camp_with_a_towns_chance(folder: FleeFolder) -> None:
    conflicts(folder, **{"Camp-B": ".##......."})
    found = folder.load()
    assert events(found, "hazard", "intensity") == [(1, "camp-b", "1"), (3, "camp-b", "0")]
    # The end of hazard gives the default chance by itself, in flee3 for a camp too.
    assert events(found, "site", "kind") == events(found, "site", "move_chance") == []


def test_a_hub_after_conflict_is_a_town(folder: FleeFolder) -> None:
    conflicts(folder, Hub="#.........")
    assert events(folder.load(), "site", "kind") == [(1, "hub", "settlement")]


def test_a_location_closes_all_its_routes(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "location,Hub,anything,0,3")
    routes = ["beta--hub", "hub--camp-a", "hub--camp-a-2", "hub--camp-b"]
    assert events(folder.load(), "route", "open") == [
        *((0, route, "0") for route in routes),
        *((3, route, "1") for route in routes),
    ]


@pytest.mark.parametrize("end", [0, -1, 10, 99])
def test_closures_that_never_end(folder: FleeFolder, end: int) -> None:
    folder.write("closures.csv", CLOSURES, f"country,Home,Away,1,{end}")
    assert [value for _, _, value in events(folder.load(), "route", "open")] == ["0"] * 3


@pytest.mark.parametrize("start", [-1, 10])
def test_closures_that_never_begin(folder: FleeFolder, start: int) -> None:
    folder.write("closures.csv", CLOSURES, f"country,Away,Home,{start},0")
    assert events(folder.load(), "route", "open") == []


def test_reopening_a_border_opens_what_others_closed(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "location,Camp-B,,1,0", "country,Home,Away,2,4")
    assert events(folder.load(), "route", "open") == [
        (1, "hub--camp-b", "0"),
        (2, "hub--camp-a", "0"),
        (2, "hub--camp-a-2", "0"),
        (4, "hub--camp-a", "1"),
        (4, "hub--camp-a-2", "1"),
        (4, "hub--camp-b", "1"),
    ]


def test_closures_of_one_day_act_in_file_order(folder: FleeFolder) -> None:
    border, place = "country,Home,Away,1,4", "location,Camp-B,,4,0"
    folder.write("closures.csv", CLOSURES, border, place)
    assert (4, "hub--camp-b", "1") not in events(folder.load(), "route", "open")
    folder.write("closures.csv", CLOSURES, place, border)
    assert (4, "hub--camp-b", "1") in events(folder.load(), "route", "open")


def test_a_border_inside_a_country_closes_its_inner_routes(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "country,Home,Home,1,0")
    assert len(events(folder.load(), "route", "open")) == 6


def test_a_closed_camp_is_a_town_and_becomes_a_camp_again(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "camp,Camp A,,0,6")
    found = folder.load()
    assert events(found, "site", "kind") == [(0, "camp-a", "settlement"), (6, "camp-a", "site")]
    assert events(found, "site", "move_chance") == []


def test_an_idp_camp_has_a_towns_chance_while_closed(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "idpcamp,Inner,,1,3")
    found = folder.load()
    assert events(found, "site", "kind") == [(1, "inner", "settlement"), (3, "inner", "site")]
    assert events(found, "site", "move_chance") == [(1, "inner", "0.3")]


def test_an_idp_camp_opened_as_a_camp_has_a_camps_chance(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "camp,Inner,,1,3")
    assert events(folder.load(), "site", "move_chance") == [
        (1, "inner", "0.3"),
        (3, "inner", "0.001"),
    ]


def test_a_closed_link_never_acts_and_is_one_way_in_the_documents(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "link,Hub,Camp-B,2,5", "link,Alpha,Inner,1,0")
    found = folder.load()
    assert events(found, "route", "open") == []
    assert events(found, "route", "documented_open") == [
        (2, "camp-b>hub", "0"),
        (5, "camp-b>hub", "1"),
    ]
    assert "row 2: closing the link Camp-B to Hub (acts with flee_documented)" in found.inert[-1]
    assert any("row 3: there is no route" in note for note in found.notes)


def test_removing_forced_redirection_has_no_effect(folder: FleeFolder) -> None:
    folder.write("closures.csv", CLOSURES, "remove_forced_redirection,Hub,Camp A,3,0")
    found = folder.load()
    assert events(found, "route", "open") == []
    assert any("remove_forced_redirection" in text for text in found.inert)


def test_changes_of_type(folder: FleeFolder) -> None:
    conflicts(folder, Gamma="..........")
    folder.write(
        "location_changes.csv",
        "#location name, new location type, date",
        "Béta,idpcamp,2",
        "Alpha,town,3",
        "Gamma,conflict_zone,4",
        "Camp A,forwarding_hub,5",
        "Camp-B,town,500",
    )
    found = folder.load()
    assert events(found, "site", "kind") == [(2, "beta", "site"), (5, "camp-a", "crossing")]
    assert events(found, "hazard", "intensity") == [(3, "alpha", "0"), (4, "gamma", "1")]
    assert events(found, "site", "move_chance") == [(2, "beta", "0.1"), (5, "camp-a", "1")]
    assert any("working directory" in note for note in found.notes)


def test_the_default_intensity_is_cut_to_an_integer(folder: FleeFolder) -> None:
    conflicts(folder, Gamma="..........")
    folder.write("simsetting.yml", "default_conflict_intensity: 0.9")
    folder.write("location_changes.csv", "Gamma,conflict_zone,4")
    found = folder.load()
    assert events(found, "hazard", "intensity") == []
    assert events(found, "site", "move_chance") == [(4, "gamma", "1")]


def test_changes_in_the_folder_above_are_read(folder: FleeFolder) -> None:
    (folder.path / "location_changes.csv").write_text("Béta,camp,2\n", encoding="utf-8")
    assert events(folder.load(), "site", "kind") == [(2, "beta", "site")]


def test_markers_come_and_go(folder: FleeFolder) -> None:
    folder.write("location_changes.csv", "Fork,town,2", "Béta,marker,3", "Béta,camp,5")
    found = folder.load()
    assert events(found, "site", "kind") == [
        (2, "fork", "settlement"),
        (3, "beta", "waypoint"),
        (5, "beta", "site"),
    ]
    chances = events(found, "site", "move_chance")
    assert chances[:2] == [(2, "fork", "0.3"), (3, "beta", "1")]


def test_markers_cannot_change_with_major_routes(folder: FleeFolder) -> None:
    folder.write("location_changes.csv", "Fork,town,2", "Béta,marker,3")
    folder.write("major_routes.csv", "Alpha,Béta,Hub")
    folder.settings("move_rules", fixed_routes=True)
    assert len([text for text in folder.problems() if "marker" in text]) == 2


def test_a_low_move_chance_makes_camps_of_towns(folder: FleeFolder) -> None:
    folder.settings("move_rules", default_movechance=0.004)
    conflicts(folder, Alpha="##########")
    found = folder.load(data_dir=None)
    kinds = {row["place"]: row["kind"] for row in found.tables["places"]}
    assert kinds["beta"] == kinds["gamma"] == "site"
    assert kinds["alpha"] == "settlement"
    assert rows(found, "places", place="beta")[0]["move_chance"] == 0.004
    assert rows(found, "places", place="beta")[0]["population"] == 500
    assert rows(found, "sites", place="beta") == [{"place": "beta"}]
    assert any("makes camps of Béta, Gamma" in note for note in found.notes)
