"""What commands print with ``--json`` is what docs/json.schema.json says, key for key."""

from __future__ import annotations

import json
import re
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


@pytest.mark.slow
def test_every_command_prints_what_the_schema_says(tmp_path: Path) -> None:
    wrong = [
        f"{command}: {error.json_path}: {error.message[:300]}"
        for name, command, found in answers(tmp_path)
        for error in validator(name).iter_errors(found)
    ]
    assert wrong == []


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
