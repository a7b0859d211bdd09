"""Files that cannot be: everything wrong is named at once, with file and row."""

from pathlib import Path

import pytest

from tests.exchange.data.flee.folder import FleeFolder, events, rows

CLOSURES = "#closure_type,name1,name2,closure_start,closure_end"


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def test_everything_at_once(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "town,,500", "village,,500")
    folder.replace("routes.csv", "Alpha,Béta,50", "Alpha,Beta,50")
    folder.write("closures.csv", CLOSURES, "links,Hub,Camp A,1,2")
    folder.replace("conflicts.csv", "0,1,0,0,0", "0,1,0,-7,0")
    folder.replace("sim_period.csv", "Length", "Lenght")
    folder.write("source_data/camp-b.csv", "2020-01-03,many")
    folder.settings("move_rules", camp_wait=2)
    problems = "\n".join(folder.problems())
    for text in (
        "locations.csv, row 3, column location_type: unknown location type 'village'",
        "routes.csv, row 2, column name2: unknown location 'Beta' (did you mean 'Béta'?)",
        "closures.csv, row 2, column closure_type: unknown closure type 'links'",
        "conflicts.csv, row 2, column Gamma: '-7' is not an intensity from 0 to 1",
        "sim_period.csv, row 2: unknown key 'Lenght' (did you mean 'Length'?)",
        "sim_period.csv: Length is missing",
        "source_data/camp-b.csv, row 1, column count: 'many' is not a whole count",
        "simsetting.yml [move_rules]: unknown key 'camp_wait' (did you mean 'camp_weight'?)",
    ):
        assert text in problems, text


@pytest.mark.parametrize(
    "file", ["locations.csv", "routes.csv", "closures.csv", "conflicts.csv", "sim_period.csv"]
)
def test_files_that_must_be_there(folder: FleeFolder, file: str) -> None:
    (folder.input / file).unlink()
    assert any(text.startswith(f"{file}: is missing") for text in folder.problems())


def test_a_folder_that_is_none(folder: FleeFolder) -> None:
    assert "is not a folder" in folder.problems(input_dir=folder.path / "absent")[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("locations.csv", "#name", "name", "row 1: the header does not begin with #"),
        ("locations.csv", "conflict_zone,5", "conflict_zone,", "conflict_date: a conflict needs"),
        ("locations.csv", "town,,500", "town,,500.5", "'500.5' is not a whole number of people"),
        ("locations.csv", "town,,500", "town,,-5", "not a whole number of people"),
        ("locations.csv", "Béta,North", ",North", "row 3: has no name"),
        ("locations.csv", "1.1,30.1", "north,30.1", "not a number of degrees"),
        ("locations.csv", ",town,,500", "", "at least 8 are needed"),
        ("locations.csv", "1000,,,3", "1000,,,3,extra", "more cells than the header"),
        ("locations.csv", "300,10,25", "300,1.5,25", "column capacity_per_day: '1.5'"),
        ("locations.csv", "300,10,25", "300,10,-25", "column initial_idps: '-25'"),
        ("routes.csv", "#name1", "name1", "row 1: the header does not begin with #"),
        ("routes.csv", "Alpha,Béta,50,0", "Alpha,Béta,far,0", "'far' is not a length in km"),
        ("routes.csv", "Alpha,Béta,50,0", "Alpha,Béta,-1,0", "'-1' is not a length in km"),
        ("routes.csv", "Alpha,Béta,50,0", "Alpha,Béta,5e9,0", "'5e9' is not a length in km"),
        ("routes.csv", "Alpha,Béta,50,0", "Alpha,Béta", "two names and a distance"),
        ("routes.csv", "Alpha,Béta,50,0", "Alpha,Béta,50,3", "'3' is not 0, 1 or 2"),
        ("routes.csv", "100,0.5,gravel", "100,1.5,gravel", "walk_probability: '1.5'"),
        ("routes.csv", "100,0.5,gravel", "0,0.5,gravel", "max_move_speed: '0'"),
        ("routes.csv", "0.5,gravel", "0.5,gravel,x", "more cells than the header"),
        ("conflicts.csv", "0,1,0,0,0", "0,1,0,0", "row 2: has 4 cells, the header 6"),
        ("conflicts.csv", "0,1,0,0,0", "0,1,0,0,0,0,0", "has 7 cells"),
        ("conflicts.csv", "0,1,0,0,0", "0,1,0,x,0", "'x' is not an intensity"),
        ("conflicts.csv", "Nowhere,", "Alpha,", "'Alpha' stands there twice"),
        ("sim_period.csv", "2020-01-01", "01.01.2020", "is not a date"),
        ("sim_period.csv", "Length,10", "Length,0", "not a number of days"),
        ("sim_period.csv", "Length,10", "Length,ten", "not a number of days"),
        ("closures.csv", "Home,Away,2,5", "Home,Away,2", "has 4 cells, 5 are needed"),
        ("closures.csv", "Home,Away,2,5", "Home,Away,2,soon", "'soon' is not a whole day"),
    ],
)
def test_cells(folder: FleeFolder, file: str, old: str, new: str, said: str) -> None:
    folder.replace(file, old, new)
    assert any(text.startswith(file) and said in text for text in folder.problems())


@pytest.mark.parametrize("kind", ["location", "camp", "idpcamp", "link"])
def test_closures_of_unknown_places(folder: FleeFolder, kind: str) -> None:
    folder.write("closures.csv", CLOSURES, f"{kind},Camp Z,Hub,1,2")
    assert "unknown location 'Camp Z'" in folder.problems(strict=True)[0]
    assert any("unknown location 'Camp Z'" in note for note in folder.load().notes)
    assert events(folder.load(), "route", "open") == []


def test_location_changes(folder: FleeFolder) -> None:
    folder.write("location_changes.csv", "Alpha,town,soon", "Alpha,castle,1", "Omega,town,2")
    problems = folder.problems()
    assert len(problems) == 3
    assert [text.partition(":")[0] for text in problems] == [
        "location_changes.csv, row 1",
        "location_changes.csv, row 2, column location_type",
        "location_changes.csv, row 3, column name",
    ]


def test_lenient_warns_of_what_is_unknown(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "town,,500", "village,,500")
    folder.replace("conflicts.csv", "0,1,0,0,0", "0,1,0,0,1")
    folder.write("closures.csv", CLOSURES, "links,Hub,Camp A,1,2", "country,Home,Awy,1,2")
    folder.settings("move_rules", unheard_of=2)
    assert len(folder.problems()) == 3  # what Flee passes over is a note
    assert len(folder.problems(strict=True)) == 5
    found = folder.load(lenient=True)
    warnings = [note for note in found.notes if note.startswith("warning: ")]
    assert len(warnings) == 5
    # Flee gives a location of unknown type a move chance of 1.
    assert rows(found, "places", place="beta")[0]["kind"] == "crossing"
    assert events(found, "route", "open") == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Alpha,Betta,Hub", "unknown location 'Betta' (did you mean 'Béta'?)"),
        ("Alpha", "needs two names that differ"),
        ("Alpha,Béta,Alpha", "needs two names that differ"),
        ("Alpha,Hub,Béta", "no route joins 'Alpha' and 'Hub' (Flee stops)"),
        ("Alpha,Béta,Fork", "'Fork' is a marker and no destination"),
    ],
)
def test_major_routes_that_lead_nowhere(folder: FleeFolder, line: str, said: str) -> None:
    folder.write("major_routes.csv", "Alpha,Béta,Hub", line)
    folder.settings("move_rules", fixed_routes=True)
    (text,) = folder.problems()
    assert text.startswith("major_routes.csv, row 2")
    assert said in text


@pytest.mark.parametrize("file", ["locations.csv", "routes.csv", "conflicts.csv", "closures.csv"])
@pytest.mark.parametrize(
    "garbage",
    [b"\x00\x01\x02", b"PK\x03\x04\x14\x00\x06\x00", bytes(range(256)), b"\xff\xfe#\xd8", b'"'],
)
def test_garbage_is_a_typed_error(folder: FleeFolder, file: str, garbage: bytes) -> None:
    (folder.input / file).write_bytes(garbage * 50)
    assert any(text.startswith(file) for text in folder.problems())


def test_an_unreadable_file(folder: FleeFolder) -> None:
    (folder.input / "routes.csv").unlink()
    (folder.input / "routes.csv").mkdir()
    assert any(text.startswith("routes.csv: cannot be read") for text in folder.problems())


def test_many_problems_of_one_sort_are_cut(folder: FleeFolder) -> None:
    lines = [f"Alpha,Omega{number},5,0" for number in range(100)]
    folder.write("routes.csv", "#name1,name2,distance,forced_redirection", *lines)
    problems = folder.problems()
    assert len(problems) == 21
    assert "80 more problems like this" in problems[-1]
