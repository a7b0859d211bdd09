"""Tables on the terminal keep names whole."""

from __future__ import annotations

import pytest

from safepassage.cli.tables import print_rows

HEADER = ("what", "day", "source", "reported", "foreseen", "inside")
NAMES = ("People in Pocket until the December exit", "Departures: al-Amiriyah - Ramouseh, wounded")


def printed(names: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> list[str]:
    rows = [
        (name, "15 Dec 2016", source, "26,500 to 30,000", "95,000 (43,000 to 213,000)", "yes")
        for name in names
        for source in ("OCHA", "UN Special Envoy for Syria and his adviser")
    ]
    print_rows("Foreseen", HEADER, rows)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    return lines


def test_long_names_stand_once_above_their_rows(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(NAMES, capsys)
    assert [line.strip() for line in lines if line.strip() in NAMES] == list(NAMES)
    assert "what" not in lines[2]
    assert sum("15 Dec 2016" in line for line in lines) == 4


def test_short_names_stay_in_their_column(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(("Jibreen", "Mahalej"), capsys)
    assert lines[2].split()[0] == "what"
    assert sum(line.split()[0] == "Jibreen" for line in lines if line.strip()) == 2
