"""Every command in the documentation exists, runs, and prints what the page shows."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from benchmarks.__main__ import parser as benchmarks_parser
from safepassage import cli
from safepassage.cli.app import app
from tests.docs.by_hand import BEFORE, NOT_RUN
from tests.docs.pages import PAGES, ROOT, Command, commands, inline_codes, tokens, words_of

FILLED = {"N": "20", "FORMAT": "hxl"}
"""What placeholders stand for where not any word will do."""
OTHERS = {"make", "pip", "python", "python3", ".venv/bin/python", "tar", ".", "git"}
"""Other programs that the pages use."""
OURS = [(page, command) for page in PAGES for command in commands(page) if command.ours]
SESSIONS = [
    page
    for page in PAGES
    if any(c.ours and not c.has_placeholders and c.ours[0] not in NOT_RUN for c in commands(page))
]


def parsed(words: tuple[str, ...]) -> dict[str, Any]:
    """Values of a command's parameters, as the command line reads them."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("safepassage", list(words))
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        context = command.make_context(name, rest, parent=context)
    return dict(context.params)


def found(words: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    """The command or group that words begin with, and the other words."""
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        if words[0] not in command.commands:
            break
        command, words = command.commands[words[0]], words[1:]
    return command, words


def options_of(command: Any) -> set[str]:
    own = {option for parameter in command.params for option in parameter.opts}
    below = [options_of(other) for other in getattr(command, "commands", {}).values()]
    return own.union({"--help"}, *below)


def test_there_are_commands() -> None:
    assert len(OURS) > 20
    assert len(SESSIONS) > 4


@pytest.mark.parametrize(
    ("page", "command"), OURS, ids=lambda part: part.name if isinstance(part, Path) else str(part)
)
def test_command_and_its_options_exist(page: Path, command: Command) -> None:
    assert command.ours
    parsed(tuple(FILLED.get(word, word) for word in command.ours))


def test_parsing_fails_where_a_command_or_option_does_not_exist() -> None:
    for words in (("walk", "tiny"), ("run", "tiny", "--nothing"), ("plan", "walk", "tiny")):
        with pytest.raises(Exception, match="No such"):
            parsed(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_in_sentences_exist(page: Path) -> None:
    """Inline code: `safepassage run --x` of that command, a lone `--x` of any."""
    for code in inline_codes(page):
        words = words_of(code)
        if words[:3] == ("python", "-m", "benchmarks"):
            benchmarks_parser().parse_args(words[3:])
        elif words[:1] in {("make",), ("pip",), ("python",)} or not words:
            continue
        elif words[0] == "safepassage" or words[0].startswith("--") or "--" in code:
            command, rest = found(words[1:] if words[0] == "safepassage" else words)
            if words[0] == "safepassage" and rest:
                assert command.name != "safepassage", f"{page.name}: {code}: no such command"
            options = {word.partition("=")[0] for word in rest if word.startswith("--")}
            assert options <= options_of(command), f"{page.name}: {code}"


def test_commands_in_the_table_of_questions_exist() -> None:
    rows = _cells(ROOT / "README.md", "command")
    assert len(rows) > 5
    for code in rows:
        command, rest = found(words_of(code))
        assert not rest, code
        assert not hasattr(command, "commands"), code


def _cells(page: Path, column: str) -> list[str]:
    """Inline code in a column of the tables that have it."""
    codes, header, number = [], [], 0
    for before, token in zip(tokens(page), tokens(page)[1:], strict=False):
        if before.type == "tr_open":
            number = 0
        if before.type == "thead_open":
            header = []
        if before.type == "th_open":
            header.append(token.content)
        if before.type == "td_open":
            if header[number] == column:
                codes += [c.content for c in token.children or [] if c.type == "code_inline"]
            number += 1
    return codes


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_other_programs_are_known_and_their_targets_exist(page: Path) -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = set(facts["project"]["optional-dependencies"])
    inline = [Command(words_of(code), ()) for code in inline_codes(page) if words_of(code)]
    for command in commands(page):
        if command.ours is None:
            assert command.words[0] in OTHERS, f"{page.name}: {command}"
    for command in [*commands(page), *inline]:
        if command.words[0] == "make" and len(command.words) > 1:
            assert command.words[1] in targets, f"{page.name}: {command}"
        for extra in re.findall(r"safepassage\[([a-z0-9,]+)\]", str(command)):
            assert set(extra.split(",")) <= extras, f"{page.name}: {command}"


@pytest.mark.slow
@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_commands_run_and_print_what_the_page_shows(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    times: Counter[str] = Counter()
    for command in _to_run(page):
        steps = BEFORE.get((page.name, str(command)), [])
        if times[str(command)] < len(steps):
            steps[times[str(command)]](tmp_path)
        times[str(command)] += 1
        status = _status(command, monkeypatch)
        seen = capfd.readouterr()
        refused = any(line.startswith("error:") for line in command.shown)
        assert status == (2 if refused else 0), f"{command}\n{seen.out}{seen.err}"
        printed = _plain(seen.out + seen.err)
        for line in command.shown:
            assert _plain(line) in printed, f"{command}: {line!r} is not in\n{seen.out}{seen.err}"


def _to_run(page: Path) -> Iterator[Command]:
    for command in commands(page):
        if command.ours and not command.has_placeholders and command.ours[0] not in NOT_RUN:
            yield command


def _status(command: Command, monkeypatch: pytest.MonkeyPatch) -> int:
    assert command.ours
    words = [
        name
        for word in command.ours
        for name in ("*" in word and sorted(map(str, Path().glob(word)))) or [word]
    ]
    monkeypatch.setattr("sys.argv", ["safepassage", *words])
    try:
        cli.main()
    except SystemExit as ending:
        return int(ending.code or 0)
    return 0


def _plain(text: str) -> str:
    """Without differences in white space."""
    return " ".join(text.split())


def test_steps_by_hand_belong_to_commands_of_their_pages() -> None:
    known = {(page.name, str(command)) for page in PAGES for command in commands(page)}
    assert set(BEFORE) <= known
    assert {command.ours[0] for _, command in OURS if command.ours} >= set(NOT_RUN)
