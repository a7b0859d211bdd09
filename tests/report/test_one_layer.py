"""Sentences for a reader are made in one place: the files of a language."""

from __future__ import annotations

from pathlib import Path

import pytest

import safepassage
from tests.report.sentence_scan import sentences_in

SOURCE = Path(safepassage.__file__).parent
ROOMS = ("streams", "evidence", "compiled", "engine", "result", "forecast", "planning")
"""Rooms that find something: they give keys with values (``safepassage.said``)."""
ABOVE = ("report/answers", "workbench")
"""Rooms that show it: they ask a language."""
LEFT_OUT = {
    "planning/exit/manifest.py": "the label of a file, in the language of its columns",
    "workbench/varied.py": "the message of an error",
}
FILES = sorted(
    path.relative_to(SOURCE).as_posix()
    for room in (*ROOMS, *ABOVE)
    for path in (SOURCE / room).rglob("*.py")
)


@pytest.mark.parametrize("name", [name for name in FILES if name not in LEFT_OUT])
def test_no_room_but_the_languages_holds_sentences(name: str) -> None:
    assert list(sentences_in((SOURCE / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        'x = f"{n} people leave by {road}."',
        'def f():\n    return "No plan could be faster."',
        'said = "About " + who + f" of {n} places are full; none is left."',
        'NOTE = "Everybody keeps the right to return. Nobody is moved."',
    ],
)
def test_a_sentence_is_found(text: str) -> None:
    assert list(sentences_in(text))


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring of a module says this."""',
        'raise ScenarioError([Problem("is no date such as 2016-12-05.")])',
        'key = "exit.no_faster"',
        'found = said("needs.worst", where=place, thing="water")',
    ],
)
def test_keys_and_errors_are_none(text: str) -> None:
    assert list(sentences_in(text)) == []
