"""Functions in a process with limits: what they give and raise, and what ends them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from safepassage.errors import Problem, SafepassageError, ScenarioError
from safepassage.limited import LimitError, call_limited

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no such limits")


def double(value: int) -> int:
    return 2 * value


def refuse(file: str) -> None:
    raise ScenarioError([Problem("is wrong", file, 3)])


def grow() -> bytes:
    return bytes(2**31)


def spin() -> None:
    while True:
        pass


def leave() -> None:
    raise SystemExit(3)


def call(name: str, *arguments: object, seconds: int = 20) -> object:
    return call_limited(f"{__name__}:{name}", *arguments, memory=2**30, seconds=seconds)


def test_it_gives_what_the_function_gives() -> None:
    assert call("double", 21) == 42


def test_it_raises_what_the_function_raises() -> None:
    with pytest.raises(ScenarioError) as raised:
        call("refuse", "places.csv")
    assert raised.value.problems == (Problem("is wrong", "places.csv", 3),)


@LINUX
def test_too_much_memory_ends_the_other_process_only() -> None:
    with pytest.raises(LimitError, match="1 GB of memory"):
        call("grow")


@LINUX
def test_too_much_time_does() -> None:
    with pytest.raises(LimitError, match="1 s to read"):
        call("spin", seconds=1)


def test_a_function_that_ends_its_process_is_an_error() -> None:
    with pytest.raises((LimitError, ValueError)):
        call("leave")


def test_workbooks_of_others_are_read_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios above a size, tables to import and manifests: all through one function."""
    import xlsxwriter

    from safepassage.exchange.imported import Imported
    from safepassage.exchange.sheet import opening
    from safepassage.planning.exit import manifest_read
    from safepassage.scenario.workbook import foreign, read

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("manifest").write(0, 0, "text")
    called = []

    def record(function: str, *_: object) -> object:
        called.append(function.rpartition(":")[0])
        raise LimitError("takes more than it may")

    monkeypatch.setattr(foreign, "call_limited", record)
    monkeypatch.setattr(read, "call_limited", record)
    monkeypatch.setattr(read, "SMALL_BYTES", 10)
    found = Imported()
    assert opening.read_sheet(path, found) is None
    with pytest.raises(SafepassageError, match="takes more than it may"):
        manifest_read.read_manifest(path, [])
    with pytest.raises(ScenarioError, match="takes more than it may"):
        read.read_workbook(path)
    assert called == [foreign.__name__, foreign.__name__, read.__name__]
    assert "takes more than it may" in str(found.problems)
