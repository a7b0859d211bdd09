"""Runs of earlier versions stay readable: one of the last release, and what later ones may add."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import safepassage
from safepassage import StoreError, load, merge, read_scenario, replay, run, save
from safepassage.compiled.compile import compile_scenario
from safepassage.disclosure.export import export
from safepassage.report.brief.write import write_report
from safepassage.result import store
from safepassage.result.axes import declared_axes
from safepassage.result.formats import FORMAT, Kept, brought_over
from safepassage.result.result import labels_of
from safepassage.result.tidy import tidy
from safepassage.scenario.canonical import canonical
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.read import read_folder

DATA = Path(__file__).parent / "data"
PACKAGE = Path(safepassage.__file__).parent


@pytest.fixture(params=sorted(path.name for path in DATA.glob("format-*")))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A run of tiny, three members, made by an earlier version in each format that was kept."""
    return Path(shutil.copytree(DATA / request.param, tmp_path / "old"))


def test_a_run_of_the_last_release_has_the_numbers_of_the_last_release(old: Path) -> None:
    found = tidy(load(old)).astype({"date": str})
    expected = pd.read_csv(old / "counts.csv", encoding="utf-8-sig")
    keys = ["date", "place", "class", "quantity"]
    joined = expected.merge(found, on=keys, how="outer", suffixes=("", "_found"), indicator=True)
    assert set(joined["_merge"]) == {"both"}
    for column in ("p05", "p50", "p95", "mean"):
        np.testing.assert_allclose(joined[f"{column}_found"], joined[column], atol=5e-4)


def test_it_is_in_the_order_of_this_version(
    old: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = load(old)
    assert result.places == compile_scenario(result.scenario).places
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    on_disk = load(old)
    for name, counts in result.arrays.items():
        np.testing.assert_array_equal(np.asarray(on_disk.arrays[name]), counts)
        np.testing.assert_array_equal(on_disk.arrays[name][1:2], counts[1:2])
    again = load(save(on_disk, tmp_path / "again"))
    np.testing.assert_array_equal(again.arrays["displaced"], result.arrays["displaced"])


def test_it_is_exported_and_reported(old: Path, tmp_path: Path) -> None:
    result = load(old)
    export(result, tmp_path / "out")
    texts = [file.read_text("utf-8-sig") for file in (tmp_path / "out").glob("*.csv")]
    assert any("camp-a" in text for text in texts)
    write_report(result, tmp_path / "brief.html", judge=False)
    assert "Camp A" in (tmp_path / "brief.html").read_text("utf-8")


def test_it_is_compared_with_a_run_of_today(old: Path) -> None:
    rows = safepassage.compare(load(old), run("tiny", members=3), ["present:camp-a"])
    assert rows[0].quantity == "present:camp-a"


@pytest.mark.parametrize("old", ["format-3"], indirect=True)
def test_only_its_kernel_computes_with_it(old: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"not replayed: .* kernel .* safepassage 0\.1\.0"):
        replay(old)
    with pytest.raises(StoreError, match="not merged"):
        merge([old], tmp_path / "whole")


@pytest.mark.parametrize(
    ("number", "message"),
    [(FORMAT + 1, "a later version"), (2, "another version"), (None, "anoth")],
)
def test_other_formats_are_refused(old: Path, number: int | None, message: str) -> None:
    file = old / "provenance.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": number}))
    with pytest.raises(StoreError, match=message):
        load(old)


def test_another_scenario_under_old_counts_is_noticed(old: Path) -> None:
    for file in (old / "scenario").glob("*.csv"):
        file.write_text(file.read_text().replace("camp-b", "camp-c"))
    with pytest.raises(StoreError, match="was changed after the run"):
        load(old)


def test_format_3_stood_in_the_order_of_the_files() -> None:
    """Every axis of the example, whose rows are turned round first, and its inputs by name."""
    folder = PACKAGE / "scenario" / "example"
    declared = read_folder(folder)
    turned = {
        name: table.reordered(np.arange(len(table))[::-1])
        for name, table in declared.tables.items()
        if len(table)
    }
    plain = {name: table.take(np.ones(len(table), bool)) for name, table in turned.items()}
    scenario = declared.replace(**plain)
    now = labels_of(compile_scenario(scenario))
    labels = {
        "places": tuple(scenario["places"]["place"].tolist()),
        "classes": tuple(scenario["classes"]["class"].tolist()),
        "corridors": tuple(scenario["corridors"]["corridor"].tolist()),
        "links": now["links"],
        "inputs": tuple(name.replace(":", "-") for name in reversed(now["inputs"])),
    }
    kept = brought_over(Kept(scenario, labels), 3)
    assert dict(kept.labels) == now
    before = declared_axes(scenario) | {"place": labels["places"]}
    after = declared_axes(canonical(scenario)) | {"place": now["places"]}
    assert before != after
    for axis, names in before.items():
        assert tuple(names[index] for index in kept.order[axis]) == after[axis]
    assert kept.order["input"].tolist() == list(range(len(now["inputs"])))[::-1]


def test_format_3_had_its_home_country_and_ration_from_the_first_row(tmp_path: Path) -> None:
    texts = {
        "scenario.toml": 'title = "Old"\nstart = "2020-01-01"\ndays = 2\n',
        "places.csv": "place,name,kind,country\nz,Z,settlement,Here\na,A,settlement,There\n",
        "rations.csv": "ration,commodity,kg_per_person_day,kcal_per_kg\nlow,oil,1,9\nbig,oil,2,9\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    scenario = read_folder(tmp_path)
    labels = {"places": ("z", "a"), "classes": ("people",), "corridors": (), "links": ()}
    kept = brought_over(Kept(scenario, labels | {"inputs": ()}), 3)
    assert kept.scenario.settings["home_country"] == "Here"
    assert kept.scenario.settings["ration"] == "low"
    assert kept.labels["places"] == ("a", "z")


def test_no_default_of_the_last_release_has_changed() -> None:
    """A stored scenario leaves out what equals its default: a changed one would change old runs.

    Whoever changes a default, or takes a column away, makes a new format and gives old runs the
    default that they were made with in ``result/formats.py``.
    """
    with (DATA / "defaults-3.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            attribute = dictionary()[row["table"]][row["attribute"]]
            default = "required" if attribute.required else attribute.default
            assert default == row["default"], row


_READ = """
import sys
from pathlib import Path
from safepassage import load, read_scenario
from safepassage.disclosure.export import export
from safepassage.report.brief.write import write_report
from safepassage.scenario.dictionary import dictionary

assert "fake" in dictionary()["rules"] and "fake" in dictionary()["places"]
assert "fakes" in dictionary()
for folder in map(Path, sys.argv[1:]):
    result = load(folder)
    assert result.scenario.rules["fake"] == 0.001 and not len(result.scenario["fakes"])
    export(result, folder / "out")
    write_report(result, folder / "brief.html", judge=False)
print(read_scenario("tiny").digest())
"""


def test_a_later_rule_table_and_column_leave_runs_readable(tmp_path: Path) -> None:
    """A copy of the program that has one more of each reads runs of this one and of the last."""
    tiny = read_scenario("tiny")
    olds = [shutil.copytree(path, tmp_path / path.name) for path in DATA.glob("format-*")]
    assert len(olds) >= 2
    own = save(run(tiny, members=2), tmp_path / "own")
    copy = tmp_path / "src" / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    _insert(
        copy / "scenario" / "dictionary.csv",
        {
            "rules,": "rules,fake,number,,1e-3,0,1,A rule of later,,\n",
            "places,": "places,fake,enum(here|there),,here,,,A column of later,,\n",
            "routes,": "fakes,fake,slug,,required,,,A table of later,,\n",
        },
    )
    _insert(copy / "scenario" / "tables.csv", {"routes,": "fakes,,,known,,fact,Later,,Later.\n"})
    _insert(copy / "scenario" / "rules.py", {"    set: ": "    fake: float\n"})
    program = [sys.executable, "-c", _READ, str(own), *map(str, olds)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == tiny.digest()


def _insert(file: Path, lines: dict[str, str]) -> None:
    """Put a line before the first that begins so."""
    text = file.read_text("utf-8")
    for beginning, line in lines.items():
        place = text.index(f"\n{beginning}") + 1
        text = text[:place] + line + text[place:]
    file.write_text(text, "utf-8")
