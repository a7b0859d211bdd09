"""Names never lead out of the chosen folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.template import new_scenario
from safepassage.scenario.write import write
from safepassage.workbench.desk import Desk
from safepassage.workbench.files import MAX_UPLOAD_BYTES, TEMPLATE, Files
from tests.scenario.world import EXAMPLE

BAD = [
    "", " ", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "C:x", "x\x00", "a.b", "-x", "é",
    "x" * 61, "<script>", "%2e%2e", "a\n",
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in BAD if name != "a\n"])
def test_names_that_are_no_names_are_refused(tmp_path: Path, name: str) -> None:
    files = Files(tmp_path)
    for make in (files.new_run, files.new_workbook):
        with pytest.raises(ScenarioError, match="is not a name"):
            make(name)


def test_new_names_lie_in_the_folder_and_are_not_taken(tmp_path: Path) -> None:
    files = Files(tmp_path)
    assert files.new_run(" first ") == tmp_path.resolve() / "runs" / "first"
    files.new_run("first").mkdir(parents=True)
    (tmp_path / "s.xlsx").touch()
    with pytest.raises(ScenarioError, match="there already"):
        files.new_run("first")
    with pytest.raises(ScenarioError, match="exists"):
        files.new_workbook("s")


def test_links_that_lead_out_are_not_listed(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    write(EXAMPLE, elsewhere)
    write(EXAMPLE, root / "mine")
    write_workbook(EXAMPLE, root / "book.xlsx")
    (root / "theirs").symlink_to(elsewhere)
    choices = Files(root).choices()
    assert {"mine", "book.xlsx", TEMPLATE} <= set(choices)
    assert "theirs" not in choices


def test_only_what_is_listed_is_opened(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        for label in ("../../etc", "tiny", "/etc/passwd", ""):
            with pytest.raises(ScenarioError, match="not listed"):
                desk.open(label)
        assert desk.open("bundled: tiny").name == "tiny"
        template = desk.open(TEMPLATE).base
        assert template == new_scenario(template.name)
    finally:
        desk.jobs.close()


def test_links_out_of_the_folder_are_not_shown(tmp_path: Path) -> None:
    """Cells of a table are on the page, so that a table elsewhere would be."""
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    write(EXAMPLE, elsewhere)
    write(EXAMPLE, root / "mine")
    (root / "mine" / "places.csv").unlink()
    (root / "mine" / "places.csv").symlink_to(elsewhere / "places.csv")
    (root / "round").symlink_to("round")
    desk = Desk(root)
    try:
        assert "round" not in desk.files.choices()
        with pytest.raises(ScenarioError, match=r"places\.csv is a link"):
            desk.open("mine")
    finally:
        desk.jobs.close()


@pytest.mark.parametrize(
    "content",
    ["", "[", "[]", "{}", '{"name": 1}', "[" * 100_000, '{"scenario": [], "rules": 3}', "9"],
)
def test_drafts_that_cannot_be_read_are_refused(content: str, tmp_path: Path) -> None:
    for name in ("opened.json", "changes.json", "last.json"):
        desk = made(tmp_path / name)
        try:
            draft = desk.open("bundled: tiny").name
        finally:
            desk.jobs.close()
        kept = desk.files.root / ".workbench"
        (kept / name if name == "last.json" else kept / draft / name).write_text(content)
        again = Desk(desk.files.root)  # it begins, with that draft or without
        try:
            with suppress(ScenarioError):
                again.open(f"draft: {draft}")
            assert again.open("bundled: tiny").name == draft
        finally:
            again.jobs.close()


def made(folder: Path) -> Desk:
    folder.mkdir()
    return Desk(folder)


def test_drafts_behind_links_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("{}")
    for name in ("opened.json", "changes.json"):
        desk = made(tmp_path / name)
        try:
            draft = desk.open("bundled: tiny").name
            path = desk.files.root / ".workbench" / draft / name
            path.unlink(missing_ok=True)
            path.symlink_to(tmp_path / "secret")
            with pytest.raises(ScenarioError, match=r"cannot be read|not listed"):
                desk.open(f"draft: {draft}")
        finally:
            desk.jobs.close()


def test_uploads_are_bounded_and_read_as_workbooks_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        content = write_workbook(EXAMPLE, tmp_path / "x.xlsx").read_bytes()
        assert desk.upload("My book v1.2.xlsx", content).base == EXAMPLE
        for name in ("../x.xlsx", "a/b.xlsx", ".xlsx", "<b>.xlsx"):
            with pytest.raises(ScenarioError, match="is not a name"):
                desk.upload(name, content)
        with pytest.raises(ScenarioError, match="larger than 20 MB"):
            desk.upload("x.xlsx", bytes(MAX_UPLOAD_BYTES + 1))
        with pytest.raises(ScenarioError, match="not an Excel workbook"):
            desk.upload("x.xlsx", b"<html>")
    finally:
        desk.jobs.close()
