"""The drawing program is bundled once for a machine, and never run from where others may write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from safepassage.report import drawing
from safepassage.report.drawing import drawing_program


@pytest.fixture(autouse=True)
def bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """Names of the programs that were bundled; an own cache folder."""
    made: list[str] = []
    monkeypatch.setattr(drawing, "user_cache", lambda: tmp_path)

    def bundle() -> str:
        made.append("program")
        return "draw()"

    monkeypatch.setattr(drawing, "_bundled", bundle)
    drawing_program.cache_clear()
    yield made
    drawing_program.cache_clear()


def again() -> str:
    drawing_program.cache_clear()
    return drawing_program()


def test_a_second_process_reads_what_the_first_kept(bundled: list[str]) -> None:
    assert drawing_program() == again()
    assert bundled == ["program"]


def test_a_program_that_was_cut_off_is_made_anew(bundled: list[str], tmp_path: Path) -> None:
    whole = drawing_program()
    (file,) = (tmp_path / "safepassage").iterdir()
    file.write_text(file.read_text()[:-5])
    assert again() == whole
    assert len(bundled) == 2


def test_another_version_has_its_own(bundled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    drawing_program()
    monkeypatch.setattr(drawing.metadata, "version", lambda name: "0.0.0")
    again()
    assert len(bundled) == 2


def test_a_folder_that_others_may_write_is_not_used(bundled: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "safepassage"
    folder.mkdir()
    folder.chmod(0o777)
    assert drawing_program() == "draw()"
    assert not list(folder.iterdir())
