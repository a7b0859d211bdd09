"""Figures kept from version to version."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from benchmarks import history
from benchmarks.__main__ import main
from safepassage import __version__


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        assert tuple(reader.fieldnames or ()) == history.COLUMNS
        return list(reader)


def test_the_kept_file_is_whole() -> None:
    rows = read(history.FILE)
    assert rows
    dates = [dt.date.fromisoformat(row["date"]) for row in rows]
    assert dates == sorted(dates)  # rows are added at the end
    for row in rows:
        assert None not in row
        assert all(row[name] for name in ("version", "processor", "cores", "python", "metric"))
        assert float(row["value"]) > 0 or row["metric"].endswith("overhead")
        assert row["unit"] == history.unit(row["metric"])


def test_numbers_have_dotted_names_and_units() -> None:
    found = {
        "flee": [{"case": "mali2012", "ours_ms": 5.5, "ratio": 2.0}],
        "scale": {"members": {"100": {"member_us": 7.0, "start_s": 0.1}}, "case": "tiny"},
        "gap_known": True,
        "levels": [1, 2],
    }
    assert dict(history.numbers(found)) == {
        "flee.mali2012.ours_ms": 5.5,
        "flee.mali2012.ratio": 2.0,
        "scale.members.100.member_us": 7.0,
        "scale.members.100.start_s": 0.1,
    }
    names = ("a.ours_ms", "help_s", "peak_gb", "x.member_us", "exit.aleppo.seconds", "ratio")
    assert [history.unit(name) for name in names] == ["ms", "s", "GB", "us", "s", "1"]


def test_record_adds_rows(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    history.record({"help_s": 0.123456, "text": "no number"}, file)
    history.record({"help_s": 2}, file)
    first, second = read(file)
    assert (first["metric"], first["value"], first["unit"]) == ("help_s", "0.1235", "s")
    assert second["value"] == "2"
    assert first["version"] == __version__
    assert first["processor"]


def test_an_unknown_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "--only", "flee,speed"])
    with pytest.raises(SystemExit, match="speed"):
        main()
