"""The workbench as a person uses it, in a browser that reaches nothing but this machine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.dictionary import dictionary, table_names
from safepassage.scenario.read import read_scenario
from safepassage.scenario.write import write
from safepassage.workbench.files import TEMPLATE
from safepassage.workbench.tasks import available
from tests.scenario.world import EXAMPLE
from tests.workbench.served import browser, new_page, served

EVIL = """"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}"""
_EDITOR = ".tabulator-cell.tabulator-editing input"
TABS = ["1 Open", "2 Tables", "3 What if", "4 Run", "5 Compare", "6 Plan an exit", "7 Export"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with served(root) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    made = new_page(chromium, address)
    yield made
    assert made.wrong == []
    host = re.escape(urlsplit(address).netloc)
    elsewhere = [url for url in made.asked if not re.match(f"http://{host}/|data:|blob:", url)]
    assert elsewhere == []
    made.context.close()


def tab(page: Any, name: str) -> None:
    page.locator(".bk-tab", has_text=name).click()


def open_scenario(page: Any, label: str, says: str) -> None:
    tab(page, "1 Open")
    page.get_by_label("Scenario").select_option(label)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text(f"Open: {says}").first.wait_for()


def fill(page: Any, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).press("Tab")


def edit(page: Any, table: str, column: str, text: str, row: int = 0) -> None:
    tab(page, "2 Tables")
    page.get_by_label("Table").select_option(table)
    cell = page.locator(f".tabulator-cell[tabulator-field={column}]").nth(row)
    cell.wait_for()
    for _ in range(20):  # the table may just be drawn again, which ends what is being typed
        try:
            cell.click(timeout=5_000)
            page.locator(_EDITOR).wait_for(timeout=5_000)
            page.locator(_EDITOR).fill(text, timeout=5_000)
            page.locator(_EDITOR).press("Enter", timeout=5_000)
            page.locator(_EDITOR).wait_for(state="detached", timeout=5_000)
        except page.Late:
            continue
        if cell.inner_text() == text:
            return
    pytest.fail(f"{column} could not be edited")


def run(page: Any, name: str) -> None:
    tab(page, "4 Run")
    fill(page, "Name of the run", name)
    fill(page, "Members", "20")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("It goes on if you close or reload this page.").wait_for()


def picture(page: Any, name: str) -> None:
    """Keep a picture for those who want to look: ``SAFEPASSAGE_PICTURES=folder``."""
    if folder := os.environ.get("SAFEPASSAGE_PICTURES"):
        page.wait_for_timeout(700)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_from_nothing_to_a_comparison_and_an_export(page: Any, root: Path, tmp_path: Path) -> None:
    open_scenario(page, "bundled: tiny", "tiny")
    picture(page, "1-open")
    run(page, "first")
    page.reload()  # the run goes on
    tab(page, "4 Run")
    page.get_by_text("Run first: done").wait_for()
    page.get_by_label("Show a run").select_option("first")
    page.get_by_text("20 members, seed 1").wait_for()
    page.get_by_text("People in Camp A").first.wait_for()
    picture(page, "2-run")

    edit(page, "sites", "capacity", "12x")
    page.get_by_text("capacity: '12x' is not a number").first.wait_for()
    picture(page, "3-check")
    tab(page, "4 Run")
    fill(page, "Name of the run", "broken")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("sites.csv, row 2, column capacity").last.wait_for()
    edit(page, "sites", "capacity", "2000")
    page.get_by_text("Checked: no problems.").wait_for()
    edit(page, "sites", "note", "smaller")
    page.get_by_text("Checked: no problems.").wait_for()
    edit(page, "sites", "capacity", "700", row=1)
    page.get_by_text("Checked: no problems.").wait_for()
    run(page, "second")
    page.get_by_text("Run second: done").wait_for()

    tab(page, "5 Compare")
    page.get_by_label("First run").select_option("first")
    page.get_by_label("Second run").select_option("second")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_text("Compared member by member").wait_for()
    page.get_by_text("change 95 %").wait_for()
    picture(page, "4-compare")

    tab(page, "7 Export")
    with page.expect_download() as download:
        page.get_by_text("Download as Excel workbook").click()
    download.value.save_as(tmp_path / "mine.xlsx")
    mine = read_scenario(tmp_path / "mine.xlsx")
    assert mine["sites"]["note"][0] == "smaller"
    assert mine["sites"]["capacity"].tolist() == [2000, 700]
    fill(page, "Name in the folder", "../mine")
    page.get_by_role("button", name="Save in the folder").click()
    page.get_by_text("'../mine' is not a name").wait_for()
    fill(page, "Name in the folder", "mine")
    page.get_by_role("button", name="Save in the folder").click()
    page.get_by_text("mine.xlsx is in the folder").wait_for()
    assert read_scenario(root / "mine.xlsx") == mine
    for kind, button, says in (
        ("report", "Write the report", "Report of"),
        ("export", "Write tables for others", "Tables of"),
    ):
        if available(kind):
            page.get_by_role("button", name=button).click()
            page.get_by_text(re.compile(f"{says} [a-z]+: done")).wait_for()
    picture(page, "5-export")


def test_open_a_corridor_plan_an_exit_and_cancel(page: Any) -> None:
    open_scenario(page, TEMPLATE, "template")
    tab(page, "3 What if")
    fill(page, "Opens", "2030-03-20T08:00")
    fill(page, "Shuts", "2030-03-19")
    page.get_by_role("button", name="Open the corridor").click()
    page.get_by_text("is not after the start").wait_for()
    fill(page, "Shuts", "2030-03-20T18:00")
    page.get_by_role("button", name="Open the corridor").click()
    page.get_by_text("The corridor opens.").wait_for()
    picture(page, "6-what-if")
    tab(page, "6 Plan an exit")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_text("Plan for all corridors: done").wait_for()
    page.get_by_text("Everybody keeps the right to return.", exact=True).wait_for()
    picture(page, "7-plan")
    page.get_by_role("button", name="Open the scenario with this plan").click()
    page.get_by_text("The scenario with the plan is open").wait_for()
    tab(page, "4 Run")
    fill(page, "Name of the run", "long")
    fill(page, "Members", "5000")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Cancel").last.click()
    page.get_by_text("Run long: cancelled").wait_for()


def test_violence_and_control_are_shown_only(page: Any) -> None:
    open_scenario(page, TEMPLATE, "template")
    tab(page, "2 Tables")
    page.get_by_text("Control, hazard and access: shown only").wait_for()
    shown = page.locator(".tabulator").last.locator(".tabulator-cell[tabulator-field=value]").first
    shown.click()
    assert page.locator(_EDITOR).count() == 0
    page.get_by_label("Table").select_option("populations (shown only)")
    page.get_by_text("facts with sources").first.wait_for()
    page.locator(".tabulator-cell[tabulator-field=best]").first.click()
    assert page.locator(_EDITOR).count() == 0
    picture(page, "8-facts")


def test_a_script_in_every_text_is_shown_as_text(page: Any, root: Path) -> None:
    tables = {}
    for name in table_names():
        texts = [key for key, column in dictionary()[name].items() if column.kind == "text"]
        free = [key for key in texts if key in _FREE]
        tables[name] = [row | dict.fromkeys(free, EVIL) for row in EXAMPLE[name].rows()]
    evil = EXAMPLE.replace(title=EVIL, note=EVIL, **tables)
    write(evil, root / "evil", overwrite=True)
    page.reload()
    open_scenario(page, "evil", "evil")
    page.get_by_text("window.hacked=1").first.wait_for()
    tab(page, "2 Tables")
    select = page.get_by_label("Table")
    options = select.locator("option").all_inner_texts()
    for name in ("places", "classes", "events", "sources", "claims", "corridors", "uncertain"):
        select.select_option(next(text for text in options if text.partition(" ")[0] == name))
        page.locator(".tabulator-row, .tabulator-placeholder").first.wait_for()
    edit(page, "sites", "note", EVIL)
    edit(page, "sites", "capacity", EVIL)
    page.get_by_text("is not a number").first.wait_for()
    edit(page, "sites", "capacity", "5000")
    page.get_by_text("Checked: no problems.").wait_for()
    for label, name in (("Name of the run", "4 Run"), ("Name in the folder", "7 Export")):
        tab(page, name)
        fill(page, label, EVIL)
    page.get_by_role("button", name="Save in the folder").click()
    page.get_by_text("is not a name").last.wait_for()
    tab(page, "3 What if")
    fill(page, "Opens", EVIL)
    page.get_by_role("button", name="Open the corridor").click()
    page.get_by_text("Not done:").wait_for()
    run(page, "evil")
    page.get_by_text("Run evil: done").wait_for()
    page.get_by_label("Show a run").select_option("evil")
    page.get_by_text("20 members, seed 1").wait_for()
    for name in TABS:
        tab(page, name)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    page.get_by_label("Show a run")


def test_workbooks_are_uploaded_and_harmful_files_refused(
    page: Any, tmp_path: Path, root: Path
) -> None:
    good = write_workbook(read_scenario("tiny"), tmp_path / "from home.xlsx")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04" + bytes(1000))
    large = tmp_path / "large.xlsx"
    large.write_bytes(bytes(20 * 1024 * 1024 + 1))
    upload = page.locator("input[type=file]")
    upload.set_input_files(good)
    page.get_by_text("Open: from-home").first.wait_for()
    upload.set_input_files(bad)
    page.get_by_text("is damaged").wait_for()
    upload.set_input_files(large)
    page.get_by_text("is larger than 20 MB").wait_for()
    assert not list(root.rglob("from?home*"))


_FREE = {
    "name", "note", "country", "attribution", "reference", "url", "source", "cost_source",
}  # fmt: skip
