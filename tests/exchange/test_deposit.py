"""A run as an RO-Crate: complete, replayed elsewhere, refused where it may not be handed on."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safepassage import deposit, new_scenario, read_scenario, replay, run_to
from safepassage.disclosure.releases import LOG
from safepassage.errors import SafepassageError, ScenarioError, StoreError
from safepassage.report.figure import save_page, save_picture
from safepassage.result.seal import seal_of
from safepassage.scenario.scenario import Scenario

APART = os.environ.get("ROCRATE_VALIDATOR")
"""A Python with roc-validator and rocrate, whose packages do not go together with ours."""
VALIDATE = Path(__file__).parents[2] / "verification" / "crate.py"
LICENCE = "CC-BY-4.0"


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    scenario = read_scenario("tiny")
    source = {"source_id": "registry", "name": "A registry", "licence": "CC BY 4.0"}
    source |= {"url": "https://example.org/registry"}
    sources = pd.concat([scenario["sources"].to_frame(), pd.DataFrame([source])])
    varied = scenario.replace(sources=sources)
    run_to(varied, tmp_path / "runs" / "tiny", members=4, extras=[save_page, save_picture])
    return tmp_path / "runs" / "tiny"


def graph(folder: Path) -> dict[str, dict[str, Any]]:
    text = (folder / "ro-crate-metadata.json").read_text(encoding="utf-8")
    whole = json.loads(text)
    assert whole["@context"] == "https://w3id.org/ro/crate/1.1/context"
    found = {one["@id"]: one for one in whole["@graph"]}
    assert len(found) == len(whole["@graph"]), "an identifier stands twice"
    return found


def references(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in references(one)]
    if isinstance(value, dict):
        own = [value["@id"]] if set(value) == {"@id"} else []
        return own + [name for one in value.values() for name in references(one)]
    return []


def test_a_crate_is_complete_and_replays_on_another_path(run_folder: Path, tmp_path: Path) -> None:
    found = deposit(run_folder, tmp_path / "crate.zip", licence=LICENCE, authors=["A. Person"])
    assert "invented" in found.without_licence
    assert "registry" not in found.without_licence
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    elsewhere = tmp_path / "another" / "path"
    with zipfile.ZipFile(found.path) as archive:
        archive.extractall(elsewhere)
    entities = graph(elsewhere)
    root, action = entities["./"], entities["#run"]
    for key in ("name", "description", "datePublished", "license"):
        assert root[key]
    known = {*entities, "https://w3id.org/ro/crate/1.1"}
    assert {name for one in entities.values() for name in references(one)} <= known
    files = {path.relative_to(elsewhere).as_posix() for path in elsewhere.rglob("*.*")}
    listed = {name for name in entities if (elsewhere / name).is_file()}
    within = {name for name in files if name.startswith("result.zarr")}
    assert listed == {name for name in files - within if (elsewhere / name).is_file()}
    assert {"people.png", "people.html", "provenance.json"} <= set(references(action["result"]))
    assert "scenario/places.csv" in references(action["object"])
    assert entities["https://example.org/registry"]["license"] == {
        "@id": "https://spdx.org/licenses/CC-BY-4.0"
    }
    assert replay(elsewhere).digest == found.digest


def test_what_names_a_person_stays_at_home(run_folder: Path, tmp_path: Path) -> None:
    facts = json.loads((run_folder / "provenance.json").read_text(encoding="utf-8"))
    facts["command"] = "safepassage run /home/somebody/secret"
    facts["seal"] = seal_of(facts)
    (run_folder / "provenance.json").write_text(json.dumps(facts), encoding="utf-8")
    deposit(run_folder, tmp_path / "one", licence=LICENCE)
    deposit(run_folder, tmp_path / "two", licence=LICENCE)
    log = (run_folder / LOG).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["raw"] for line in log] == [True, True]
    for path in (tmp_path / "two").rglob("*"):
        assert path.name != LOG
        assert not path.is_file() or b"somebody" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) in {0o600, 0o700}


def severe(scenario: Scenario) -> Scenario:
    return scenario.replace(sensitivity="severe", departures=[])


def planned(scenario: Scenario) -> Scenario:
    return scenario


def shut(scenario: Scenario) -> Scenario:
    """Its pocket is never opened."""
    return scenario.replace(departures=[])


@pytest.mark.parametrize(
    ("change", "why"),
    [(severe, "do not pass on"), (planned, "convoys"), (shut, "shut in on its last day")],
)
def test_what_may_not_be_handed_on_is_refused(change: Any, why: str, tmp_path: Path) -> None:
    scenario = change(new_scenario("example"))
    run_to(scenario, tmp_path / "run", members=2)
    with pytest.raises(SafepassageError, match=why):
        deposit(tmp_path / "run", tmp_path / "crate", licence=LICENCE)
    assert not (tmp_path / "crate").exists()
    assert not (tmp_path / "run" / LOG).exists()


def test_a_place_that_is_taken_stays(run_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="licence"):
        deposit(run_folder, tmp_path / "crate", licence=" ")
    other = tmp_path / "papers.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("paper.txt", "mine")
    for place, overwrite in ((other, False), (other, True), (tmp_path, True)):
        with pytest.raises(StoreError):
            deposit(run_folder, place, licence=LICENCE, overwrite=overwrite)
    deposit(run_folder, tmp_path / "crate.zip", licence=LICENCE)
    deposit(run_folder, tmp_path / "crate.zip", licence=LICENCE, overwrite=True)


@pytest.mark.skipif(APART is None, reason="ROCRATE_VALIDATOR names no Python with it")
def test_rocrate_validator_finds_nothing(run_folder: Path, tmp_path: Path) -> None:
    deposit(run_folder, tmp_path / "crate", licence=LICENCE, authors=["A. Person"])
    command = [str(APART), str(VALIDATE), str(tmp_path / "crate")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    metadata = tmp_path / "crate" / "ro-crate-metadata.json"
    metadata.write_text(metadata.read_text().replace('"datePublished"', '"published"'))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
