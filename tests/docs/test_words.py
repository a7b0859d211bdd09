"""Plain words: what the glossary says in a field's term is said in no private dialect.

Read are the sentences of the pages, the docstrings that a user meets, the help of every command and
every text in the code (messages, sentences of plans and reports).
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from safepassage.cli.app import app
from tests.docs.pages import PAGES, ROOT, tokens

SOURCE = ROOT / "src" / "safepassage"
BANNED = {
    r"\b(?:told|tells?|telling)\b": "shown, reported, published, says, distinguishes",
    r"\bluck\b": "random numbers, draws, random stream",
    r"\bso many\b": "a number, that number, as many as",
    r"\b(?:each|all) alike\b|\balike likely\b": "equally likely, each with the same weight",
    r"\b(?:somebody|someone|anybody) (?:who|that)\b|\bwhoever\b": "people who, a person who",
    r"(?:^|[.;] )Who(?:se)?\b(?![^.]*\?)|; who(?:ever)?\b": "people who, those who, which people",
    r"\bFind them\b": "say what is computed",
    r"\b[Oo]f several the\b": "if several apply, the last one",
    r"\bmade small\b": "minimised",
}
"""Dialect → plain words, those of docs/glossary.md."""


def faults(text: str) -> list[str]:
    """Banned phrases in a text, each with the words to use."""
    plain = " ".join(text.split())
    return [
        f"{match[0]!r} (rather: {words})"
        for pattern, words in BANNED.items()
        for match in re.finditer(pattern, plain)
    ]


def test_no_text_names_a_command_of_an_installer() -> None:
    """Managers read messages; those who install read the pages."""
    found = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".toml", ".csv", ".j2"}
        for text in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bpip3? install|safepassage\[", text)
    ]
    assert found == []


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Public docstrings of a module: its name for messages, and the text."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    yield "module", ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or ""


def texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Texts with blanks in them that are no docstrings: messages, help and sentences."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and " " in node.value and id(node) not in bare:
            yield f"line {node.lineno}", node.value


def helps(command: click.Command, path: str = "safepassage") -> Iterator[tuple[str, str]]:
    """Help of a command, of its options and of the commands below it."""
    yield path, command.help or ""
    for option in command.params:
        yield f"{path} {option.name}", getattr(option, "help", None) or ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from helps(inner, f"{path} {name}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_use_plain_words(page: Path) -> None:
    lines = tokens(page)
    for before, token in itertools.pairwise(lines):
        if token.type == "inline" and before.type != "heading_open":
            parts = token.children or []
            text = "".join(" " if part.type == "softbreak" else part.content for part in parts)
            assert not faults(text), (page.name, token.map)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_docstrings_and_messages_use_plain_words(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    for where, text in [*docstrings(tree), *texts(tree)]:
        assert not faults(text), f"{path.relative_to(SOURCE)}, {where}"


def test_help_uses_plain_words() -> None:
    entries = dict(helps(typer.main.get_command(app)))
    assert len(entries) > 100
    assert {name: faults(text) for name, text in entries.items() if faults(text)} == {}


def test_tables_use_plain_words() -> None:
    for name in ("dictionary.csv", "tables.csv"):
        for number, line in enumerate((SOURCE / "scenario" / name).read_text().splitlines(), 1):
            assert not faults(line), f"{name}:{number}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The day is told by place.", True),
        ("Two runs with the same luck.", True),
        ("Who flees today sets out.", True),
        ("Beds are given out; who gets none waits.", True),
        ("A place, each alike likely.", True),
        ("Who leaves when, by which corridor?", False),
        ("People who flee today set out.", False),
        ("It belongs to WHO, and to its owner.", False),
    ],
)
def test_the_rule_itself(text: str, fault: bool) -> None:
    assert bool(faults(text)) is fault


def test_files_named_for_changes_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Where would I change")[2].partition("## The ground floor")[0]
    named = [
        name for name in re.findall(r"`([a-z_/]+(?:\.\w+|/))`", table) if "es.toml" not in name
    ]
    assert len(named) > 25
    missing = [name for name in named if not any((base / name).exists() for base in (SOURCE, ROOT))]
    assert missing == []
