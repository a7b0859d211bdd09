"""What commands print with ``--json`` is what docs/json.schema.json says, key for key."""

from __future__ import annotations

import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator, ValidationError

from safepassage.cli.app import app
from tests.cli.json_calls import CALLS, ROOT, SCHEMA, answer, answers

WHOLE: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
OTHERS = {"demo": "run", "import": "import"}
"""Commands that print as another one does."""


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": WHOLE["$defs"]})


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The folder in which every command was called, and what each of them printed."""
    folder = tmp_path_factory.mktemp("called")
    return folder, list(answers(folder))


@pytest.mark.slow
def test_every_command_prints_what_the_schema_says(called: tuple[Path, list[Any]]) -> None:
    wrong = [
        f"{command}: {error.json_path}: {error.message[:300]}"
        for name, command, found in called[1]
        for error in validator(name).iter_errors(found)
    ]
    assert wrong == []


OWNERS = {
    "runs": "internal", "exact": "RAW", "exact.xlsx": "RAW", "crate.zip": "Exact counts",
    "needs.html": "Internal", "risk.html": "Internal", "aid.html": "Internal",
    "sites.html": "Internal", "ahead.html": "Internal", "exit.html": "High", "plan.csv": "High",
    "moves.csv": "High", "planned": "High", "moved": "High",
}  # fmt: skip
"""What holds exact numbers or times of convoys → a word of its label."""
OTHERS_READ = {"out", "orders.xlsx", "tiny.html"}
"""What leaves, under a label of its own."""
DECLARED = {
    "tiny.xlsx", "fitted", "cleared", "unhcr", "flee", "cases", "started", "example", "registered",
    "two-sites", "small", "counts.csv",
}  # fmt: skip
"""Scenarios and tables of moderate sensitivity without departures: as private as their folder."""
WRITES = {"--out", "--figure", "--manifest", "--scenario-out", "--orders", "--save-mapping"}
NOT_CALLED = {
    ("demo", "--out"): "calls run", ("new", "--out"): "an invented or a blank scenario",
    ("import table", "--save-mapping"): "names of columns",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_what_commands_write_is_their_owners_or_passed_the_gate(
    called: tuple[Path, list[Any]],
) -> None:
    folder, _ = called
    names = {path.name for path in folder.iterdir()}
    assert names == {*OWNERS, *OTHERS_READ, *DECLARED}, "say who may read what is new"
    for name, label in OWNERS.items():
        every = [folder / name, *(folder / name).rglob("*")]
        every = every[1:] if name == "runs" else every  # each run is a folder of its own
        open_ones = [one for one in every if stat.S_IMODE(one.stat().st_mode) & 0o077]
        assert open_ones == []
        assert label in texts(folder / name), f"{name} does not say what it is"
    for name in OTHERS_READ:
        assert "ensitivity" in texts(folder / name), f"{name} has no label"


def texts(path: Path) -> str:
    """All that can be read in a file, an archive or a folder."""
    if path.is_dir():
        return "".join(texts(one) for one in sorted(path.iterdir()) if one.name != "c")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "".join(
                archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()
            )
    return path.read_bytes().decode("utf-8", "ignore")


def test_every_option_that_writes_is_called() -> None:
    known = {
        (" ".join(words), option) for _, words in CALLS for option in words if option in WRITES
    }
    for words, command in commands(typer.main.get_command(app)):
        takes = [one for one in command.params if not getattr(one, "is_flag", False)]
        for option in {name for one in takes for name in one.opts} & WRITES:
            name = " ".join(words)
            found = any(one.startswith(f"{name} ") and at == option for one, at in known)
            assert found or (name, option) in NOT_CALLED or words[0] == "import", (name, option)


def test_failures_are_json_with_their_status(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for words, status in (
        (("run", "tiny", "--members", "0"), 2),
        (("run", "tiny", "--membres", "4"), 2),
        (("replay", "nowhere"), 2),
        (("run", "tiny", "--out", "-"), 2),
    ):
        found = answer(*words)
        validator("failure").validate(found)
        assert found["status"] == status
        assert found["error"]
    assert list(tmp_path.iterdir()) == []


def test_a_renamed_key_breaks_the_schema() -> None:
    found = answer("phases")
    validator("phases").validate(found)
    for rename in ("phases", "does"):
        renamed = json.loads(json.dumps(found).replace(f'"{rename}":', f'"{rename}_":'))
        with pytest.raises(ValidationError):
            validator("phases").validate(renamed)


def test_the_schema_is_one_and_closed() -> None:
    Draft202012Validator.check_schema(WHOLE)
    for place, part in objects(WHOLE["$defs"]):
        if "properties" in part:
            assert part["additionalProperties"] is False, place
    for name, part in WHOLE["$defs"].items():
        if "title" in part:  # what several have in common is described where it is used
            for key, value in part["properties"].items():
                assert value.get("description"), f"{name}: {key}"


def test_every_command_with_json_is_called() -> None:
    called = {words[:2] for _, words in CALLS} | {words[:1] for _, words in CALLS}
    missing = [
        words
        for words, command in commands(typer.main.get_command(app))
        if any("--json" in option.opts for option in command.params)
        and words not in called
        and words[0] not in OTHERS
    ]
    assert missing == []


def test_the_page_names_every_answer() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z-]+)`", page))
    assert {name for name, part in WHOLE["$defs"].items() if "title" in part} <= named


def commands(command: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    if not hasattr(command, "commands"):
        yield before, command
        return
    for name, part in command.commands.items():
        yield from commands(part, (*before, name))


def objects(part: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object in a schema."""
    if isinstance(part, dict):
        yield place, part
        for key, value in part.items():
            yield from objects(value, f"{place}/{key}")
