"""Files that are not what they should be: each is refused with file, row, column and remedy."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario import files
from safepassage.scenario.bundled import bundled_names
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.read import read_folder, read_scenario
from tests.scenario.world import EXAMPLE

TABLES = sorted(set(EXAMPLE.tables) - {"uncertain"})


def refused(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(folder)
    assert caught.value.problems
    return caught.value.problems


def only(folder: Path) -> Problem:
    problems = refused(folder)
    assert len(problems) == 1, problems
    return problems[0]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_example_reads(folder: Path) -> None:
    assert read_scenario(folder) == EXAMPLE


@pytest.mark.parametrize("name", ["scenario.toml", "places.csv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    problem = only(folder)
    assert (problem.file, problem.message, problem.remedy) == (
        name,
        "the file is missing",
        "add it",
    )


def test_a_folder_that_holds_no_scenario_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "locations.csv").write_text("name\n", encoding="utf-8")
    problem = only(tmp_path)
    assert problem.message == "holds no scenario: neither scenario.toml nor places.csv is there"
    assert "import flee" in problem.remedy


def test_problems_of_all_files_come_at_once(folder: Path) -> None:
    (folder / "scenario.toml").unlink()
    edit(folder, "places.csv", "settlement", "town")
    edit(folder, "routes.csv", "15", "long")
    assert [problem.file for problem in refused(folder)] == [
        "scenario.toml",
        "places.csv",
        "routes.csv",
    ]


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_column_is_named_with_the_nearest(folder: Path, table: str) -> None:
    path = folder / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{lines[0]},Notes", *(f"{line},x" for line in lines[1:])]
    if "note" not in lines[0].split(","):  # series
        lines[0] = lines[0].replace("Notes", "Value2")
    path.write_text("\n".join(lines), encoding="utf-8")
    problem = only(folder)
    assert (problem.file, problem.row) == (path.name, 1)
    assert "unknown column" in problem.message
    assert "did you mean" in problem.remedy


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_column_is_named(folder: Path, table: str) -> None:
    required = [key for key, attribute in dictionary()[table].items() if attribute.required]
    path = folder / f"{table}.csv"
    header, *rest = path.read_text(encoding="utf-8").splitlines()
    columns = header.split(",")
    kept = "note" if "note" in columns else "source_id"
    path.write_text("\n".join([kept, *("x" for _ in rest)]), encoding="utf-8")
    problems = refused(folder)
    assert [problem.column for problem in problems] == required
    assert all(problem.message == "the column is missing" for problem in problems)


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_file_is_refused_and_a_lone_header_is_an_empty_table(
    folder: Path, table: str
) -> None:
    path = folder / f"{table}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text("", encoding="utf-8")
    problem = only(folder)
    assert problem.message == "is empty"
    assert problem.remedy.startswith("first row: ")
    path.write_text(header + "\n", encoding="utf-8")
    if table == "places":
        assert any(problem.message == "has no rows" for problem in refused(folder))
    else:
        assert len(read_folder(folder)[table]) == 0


@pytest.mark.parametrize("table", TABLES)
def test_a_byte_order_mark_and_windows_lines_are_accepted(folder: Path, table: str) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_scenario(folder) == EXAMPLE


@pytest.mark.parametrize("table", TABLES)
def test_latin_1_is_refused_with_its_row(folder: Path, table: str) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n") + "é\n".encode("latin-1"))
    problem = only(folder)
    assert problem.message == "is not UTF-8 text"
    assert problem.row == len(EXAMPLE[table]) + 1
    assert "CSV UTF-8" in problem.remedy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(folder: Path, encoding: str) -> None:
    path = folder / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert "CSV UTF-8" in only(folder).remedy


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(folder: Path, separator: str, word: str) -> None:
    path = folder / "routes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    problem = only(folder)
    assert (problem.row, problem.remedy) == (1, f"separate columns with commas, not {word}")


@pytest.mark.parametrize("line", ["oldtown,harbour", "oldtown,harbour,5,foot,,,,,,,,,,,"])
def test_ragged_rows_are_named(folder: Path, line: str) -> None:
    with (folder / "routes.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    problem = only(folder)
    assert problem.row == 8
    assert "the header has 9" in problem.message


def test_blank_rows_are_passed_over_and_still_counted(folder: Path) -> None:
    edit(folder, "places.csv", "harbour,", "\n,,,,,\nharbour,")
    assert read_scenario(folder) == EXAMPLE
    edit(folder, "places.csv", "gate,East Gate,crossing", "oldtown,East Gate,crossing")
    twice = next(problem for problem in refused(folder) if "twice" in problem.message)
    assert (twice.row, twice.remedy.partition(";")[0]) == (7, "first in row 2")


def test_a_line_break_within_quotes_does_not_shift_the_rows(folder: Path) -> None:
    edit(folder, "places.csv", '"EXAMPLE, invented"', '"two\r\nlines"')
    assert read_folder(folder)["places"]["note"][0] == "two\nlines"
    edit(folder, "places.csv", "Harbour,settlement", "Harbour,town")
    assert only(folder).row == 3


def test_an_open_quote_is_refused(folder: Path) -> None:
    edit(folder, "places.csv", "Harbour", '"Harbour')
    assert any("is not CSV" in problem.message for problem in refused(folder))


def test_columns_may_stand_in_any_order_but_once(folder: Path) -> None:
    path = folder / "areas.csv"
    path.write_text("place,area,place\noldtown,pocket,harbour\n", encoding="utf-8")
    assert any(problem.message == "stands twice" for problem in refused(folder))
    path.write_text("place,name,area\noldtown,The pocket,pocket\n", encoding="utf-8")
    assert len(read_scenario(folder)["areas"]) == 1
    path.write_text("place,,area\noldtown,The pocket,pocket\n", encoding="utf-8")
    assert "column 2 has no name" in only(folder).message


def test_a_misspelt_file_name_is_noticed(folder: Path) -> None:
    (folder / "corridors.csv").rename(folder / "Corridor.csv")
    problem = refused(folder)[0]
    assert problem.remedy == "did you mean 'corridors.csv'?"


def test_a_directory_in_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / "scenario.toml").unlink()
    (folder / "scenario.toml").mkdir()
    assert only(folder).file == "scenario.toml"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(folder: Path) -> None:
    (folder / "routes.csv").chmod(0)
    assert "cannot be read" in only(folder).message


def test_too_large_files_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_TOML_BYTES", 10)
    assert any("is larger than" in problem.message for problem in refused(folder))


def garbage(seed: int, size: int = 10_000_000) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.mark.parametrize("name", ["scenario.toml", "places.csv"])
@pytest.mark.parametrize("sort", ["binary", "letters", "one line", "commas", "quotes", "lines"])
def test_ten_megabytes_of_garbage_are_refused_quickly(folder: Path, name: str, sort: str) -> None:
    content = {
        "binary": lambda: garbage(1),
        "letters": lambda: garbage(2, 5_000_000).hex().encode(),
        "one line": lambda: b"x" * 10_000_000,
        "commas": lambda: b"," * 10_000_000,
        "quotes": lambda: b'"' * 10_000_000,
        "lines": lambda: b"a,b\n" * 2_500_000,
    }[sort]()
    (folder / name).write_bytes(content)
    begun = time.process_time()
    assert any(problem.file == name for problem in refused(folder))
    assert time.process_time() - begun < 60  # seconds of work: a guard against hanging


@pytest.mark.parametrize("line", ["oldtown,harbour,x", "x" * 40, "oldtown,harbour"])
def test_ten_megabytes_of_bad_rows_are_refused_quickly(folder: Path, line: str) -> None:
    text = "from,to,length_km\n" + (line + "\n") * (10_000_000 // len(line))
    (folder / "routes.csv").write_text(text, encoding="utf-8")
    begun = time.process_time()
    assert len(refused(folder)) < 300
    assert time.process_time() - begun < 60  # seconds of work: a guard against hanging


@pytest.mark.parametrize(
    "text",
    [
        "a." * 5000 + "b = 1",
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "{b=" * 3000 + "1" + "}" * 3000,
        "days = " + "9" * 10_000,
        "days = 0x" + "f" * 10_000,
        "\n".join(f"key{number} = 1" for number in range(60_000)),
        "\n".join(f"[[uncertain]]\nkey{number} = 1" for number in range(20_000)),
        "start = 2030-03-01T00:00:00+03:00",
        "start = 07:32:00",
        "rules = 5",
        "uncertain = 5",
        "uncertain = [5]",
        "[uncertain]\nname = 'x'",
        "[[rules]]\nset = 'flee3'",
        "[scenario]\ntitle = 'x'",
        "title = ['a', ['b']]",
        "title = inf",
        "note = {a = 1}",
    ],
    ids=lambda text: text[:24],
)
def test_odd_toml_is_refused_quickly(folder: Path, text: str) -> None:
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    begun = time.process_time()
    assert all(problem.file.startswith("scenario.toml") for problem in refused(folder))
    assert time.process_time() - begun < 60  # seconds of work: a guard against hanging


@pytest.mark.parametrize(
    ("old", "new", "file", "column"),
    [
        ("flight_rate", "flight_rat", "scenario.toml [rules]", ""),
        ("flight_rate = 0.25", "flight_rate = '1,234'", "scenario.toml [rules]", "flight_rate"),
        ("flight_rate = 0.25", "flight_rate = -1", "scenario.toml [rules]", "flight_rate"),
        ("flight_rate = 0.25", "flight_rate = nan", "scenario.toml [rules]", "flight_rate"),
        ("flight_rate = 0.25", "flight_rate = inf", "scenario.toml [rules]", "flight_rate"),
        ("flight_rate = 0.25", "flight_rate = true", "scenario.toml [rules]", "flight_rate"),
        ("flight_rate = 0.25", "set = 'flee2'", "scenario.toml [rules]", "set"),
        ("flight_rate = 0.25", "awareness_level = 1.5", "scenario.toml [rules]", "awareness_level"),
        ("flight_rate = 0.25", "site_sinks = 2", "scenario.toml [rules]", "site_sinks"),
        ("days = 30", "days = 0", "scenario.toml", "days"),
        ("days = 30", "days = 99999", "scenario.toml", "days"),
        ("days = 30", "", "scenario.toml", "days"),
        ("days = 30", "dayz = 30\ndays = 30", "scenario.toml", ""),
        ('start = "2030-03-01"', 'start = "1/3/2030"', "scenario.toml", "start"),
        ('start = "2030-03-01"', 'start = "2030-02-30"', "scenario.toml", "start"),
        ('name = "flight-rate"', "name = 'flight rate'", "scenario.toml [[uncertain]]", "name"),
        ("low = 0.1", "low = '-'", "scenario.toml [[uncertain]]", "low"),
        ("low = 0.1", "lowest = 0.1", "scenario.toml [[uncertain]]", ""),
    ],
)
def test_wrong_keys_and_values_of_toml_are_named(
    folder: Path, old: str, new: str, file: str, column: str
) -> None:
    edit(folder, "scenario.toml", old, new)
    problem = refused(folder)[0]
    assert (problem.file, problem.column) == (file, column)
    assert problem.remedy


def test_lists_may_stand_in_toml(folder: Path) -> None:
    edit(folder, "scenario.toml", "[rules]", "[rules]\nspawn_decay = [1.0, 0.5]")
    assert read_scenario(folder).rules["spawn_decay"] == (1.0, 0.5)


@pytest.mark.parametrize(
    "name",
    ["", " ", "no-such-scenario", "../aleppo-2016", "a\x00b", "x" * 5000, "/", "~", "cases/.."],
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(ScenarioError):
        read_scenario(name)


def test_a_file_is_not_a_folder(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="is not a folder"):
        read_scenario(folder / "places.csv")


def test_bundled_names_hold_no_path() -> None:
    assert all("/" not in name and "." not in name for name in bundled_names())


@pytest.mark.parametrize("as_of", ["yesterday", "2030-13-01", "", "\uff12\uff10\uff13\uff10-03-01"])
def test_an_odd_as_of_date_is_refused(folder: Path, as_of: str) -> None:
    with pytest.raises(ScenarioError, match="as-of"):
        read_scenario(folder, as_of=as_of)


def test_a_run_folder_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "result.zarr").mkdir()
    (tmp_path / "counts.csv").write_text("date,place\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is a run folder, not a scenario"):
        read_scenario(tmp_path)
