"""Pages of the documentation, taken apart into blocks of code, commands and inline code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")],
    key=lambda page: page.name,
)
PLACEHOLDER = re.compile(r"[A-Z][A-Z_]*")
"""A word that stands for something of the reader's: RUN, INPUT_DIR."""


@dataclass(frozen=True)
class Block:
    """A block of code: its language, where it says one, and its text."""

    language: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command as a reader types it, and the lines that the page shows below it."""

    words: tuple[str, ...]
    shown: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def ours(self) -> tuple[str, ...] | None:
        """Arguments of safepassage, or None if it is another program."""
        if self.words[0] == "safepassage":
            return self.words[1:]
        if self.words[1:3] == ("-m", "safepassage"):
            return self.words[3:]
        return None

    @property
    def has_placeholders(self) -> bool:
        return any(PLACEHOLDER.fullmatch(word) for word in self.words)


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks(page: Path) -> list[Block]:
    return [
        Block(token.info.strip(), token.content)
        for token in tokens(page)
        if token.type in {"fence", "code_block"}
    ]


def inline_codes(page: Path) -> list[str]:
    return [
        child.content
        for token in tokens(page)
        for child in token.children or []
        if child.type == "code_inline"
    ]


def commands(page: Path) -> list[Command]:
    """Every command in the blocks of a page, in its order."""
    return [command for block in blocks(page) for command in _commands(block)]


def _commands(block: Block) -> Iterator[Command]:
    lines = block.text.replace("\\\n", " ").splitlines()
    if any(line.startswith("$ ") for line in lines):
        starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
            shown = tuple(line.strip() for line in lines[start + 1 : stop] if line.strip())
            yield Command(words_of(lines[start][2:]), shown)
    elif lines and re.match(r"(safepassage|make) ", lines[0]):
        whole = block.text.replace("\n  ", " ").splitlines()  # an indented line goes on
        yield from (Command(words_of(line), ()) for line in whole if line.strip())


def words_of(line: str) -> tuple[str, ...]:
    """Words of a command: comments out, options in brackets taken, the first of a choice.

    >>> words_of("export RUN [--format csv|xlsx] FILE...  # tables")
    ('export', 'RUN', '--format', 'csv', 'FILE')
    """
    words = shlex.split(
        line.replace("[--", "--").replace("] ", " ").removesuffix("]"), comments=True
    )
    return tuple(word.partition("|")[0].removesuffix("...").removesuffix("]") for word in words)
