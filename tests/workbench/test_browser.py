"""The workbench as a person uses it, in a browser that reaches nothing but this machine."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.dictionary import dictionary, table_names
from safepassage.scenario.read import read_scenario
from safepassage.scenario.write import write
from safepassage.workbench.files import TEMPLATE
from tests.scenario.world import EXAMPLE
from tests.workbench import steps as do

EVIL = """"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}"""
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def picture(page: Any, name: str) -> None:
    """Keep a picture for those who want to look: ``SAFEPASSAGE_PICTURES=folder``."""
    if folder := os.environ.get("SAFEPASSAGE_PICTURES"):
        page.wait_for_timeout(150)
        page.screenshot(path=Path(folder) / f"{name}.png")


PLACES = [
    ("Northtown", "settlement", 0.30, 0.30), ("Oldbridge", "settlement", 0.42, 0.46),
    ("Riverside", "settlement", 0.30, 0.62), ("Crossroads", "waypoint", 0.55, 0.46),
    ("East gate", "crossing", 0.66, 0.40), ("Hill camp", "site (camp, centre)", 0.80, 0.30),
    ("Lake camp", "site (camp, centre)", 0.80, 0.58),
    ("School centre", "site (camp, centre)", 0.62, 0.70),
]  # fmt: skip
ROUTES = [(0, 1), (2, 1), (1, 3), (3, 4), (4, 5), (3, 7), (7, 6)]


def test_from_an_empty_workbench_to_a_plan_a_comparison_and_a_report(
    page: Any, root: Path, tmp_path: Path
) -> None:
    """A crisis of eight places by mouse and keyboard; the same again from its workbook."""
    do.begin(page, "Northtown, spring 2030", "2030-03-01", 20)
    picture(page, "1-empty")
    do.add(page, "sources", {"Name": "Field team", "Reliability": "B"})
    do.add(page, "classes", {"Name": "Residents", "Share who stay": "0.1"})
    page.locator("#go-to").select_option("Chad")
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.locator("#tool-place").click()
    for name, kind, x, y in PLACES[:-1]:
        do.spot(page, x, y)
        do.save(page, {"Name": name, "Kind": kind})
    page.locator("#map").focus()  # the last one by keyboard: move the cross there, press Enter
    box = page.locator("#map").bounding_box()
    name, kind, x, y = PLACES[-1]
    for key, far in (("ArrowRight", x - 0.5), ("ArrowDown", y - 0.5)):
        size = box["width"] if key == "ArrowRight" else box["height"]
        for _ in range(round(far * size / 10)):
            page.keyboard.press(f"Shift+{key}")
    page.keyboard.press("Enter")
    do.save(page, {"Name": name, "Kind": kind})
    for key, far in (("ArrowLeft", x - 0.5), ("ArrowUp", y - 0.5)):
        size = box["width"] if key == "ArrowLeft" else box["height"]
        for _ in range(round(far * size / 10)):
            page.keyboard.press(f"Shift+{key}")
    page.locator("#tool-route").click()
    for start, end in ROUTES:
        do.spot(page, *PLACES[start][2:])
        if (start, end) == (3, 4):
            do.spot(page, 0.60, 0.35)  # a bend
        do.spot(page, *PLACES[end][2:])
        do.save(page, {})
    page.locator("#tool-corridor").click()
    for number in (1, 3, 4, 5):
        do.spot(page, *PLACES[number][2:])
    page.locator("#tool-finish").click()
    do.save(page, {"Name": "East corridor", "People an hour": "400"})
    page.locator("#tool-select").click()
    for name, people in (("Northtown", "9000"), ("Oldbridge", "6000"), ("Riverside", "4000")):
        do.add(page, "populations", {"Place": name, "Best estimate": people})
    for name, room in (("Hill camp", "5000"), ("Lake camp", "3000"), ("School centre", "800")):
        do.add(page, "sites", {"Place": name, "Room": room})
    for name, day, value in (
        ("Northtown", "2030-03-02T00:00", "0.8"),
        ("Oldbridge", "2030-03-05T00:00", "0.5"),
    ):
        do.add(page, "events", {"Date": day, "Where": name, "Value": value})
    do.add(page, "windows", {"Start": "2030-03-10T07:00", "End": "2030-03-10T19:00"})
    do.step(page, "evidence")
    do.add(page, "claims", {
        "About what": "Hill camp", "Low": "1500", "High": "2500", "Date": "2030-03-08",
        "Published": "2030-03-09",
    })  # fmt: skip
    do.step(page, "situation")
    page.get_by_text("Checked: no problems.").first.wait_for()
    picture(page, "2-situation")
    do.step(page, "evidence")
    page.locator("#ranges").click()
    page.get_by_text("Checked: no problems.").first.wait_for()

    do.step(page, "run")
    page.get_by_label("Name of the run").fill("first")
    page.get_by_label("Number of simulations").fill("30")
    page.locator("#run-go").click()
    page.get_by_text("It goes on if you close or reload this page.").first.wait_for()
    page.reload()  # the run goes on
    page.locator("#step-run").click()
    do.finished(page, "Run", "first")
    page.locator("#jobs li", has_text="Run · first").get_by_role("button", name="Show").click()
    page.locator("figure.chart").first.wait_for()
    picture(page, "3-run")
    page.locator("#view-map").click()
    page.locator("#day").fill("12")
    picture(page, "4-map")

    do.step(page, "plans")
    do.add(page, "vehicles", {"Name": "Bus", "Seats": "50"})
    do.add(page, "fleets", {"Number": "6"})
    page.locator("#vary").click()
    page.get_by_text("You are in a what-if.").first.wait_for()
    page.locator("#exit-go").click()
    page.get_by_role("heading", name="Timetable", exact=True).wait_for()
    page.get_by_text("Everybody keeps the right to return.", exact=True).first.wait_for()
    assert page.locator("table.convoys tbody tr").count() > 0
    picture(page, "5-exit")
    with page.expect_download() as download:
        page.locator("#manifest-csv").click()
    download.value.save_as(tmp_path / "manifest.csv")
    rows = list(
        csv.reader((tmp_path / "manifest.csv").read_text(encoding="utf-8-sig").splitlines())
    )
    assert rows[0][0].startswith("# Sensitivity: High")
    assert len(rows) > 2
    page.locator("#adopt").click()
    page.get_by_text("is open as a what-if").first.wait_for()
    do.run(page, "planned", 30)
    do.step(page, "compare")
    page.get_by_label("First run").select_option("first")
    page.get_by_label("Second run").select_option("planned")
    page.locator("#compare-go").click()
    page.get_by_role("heading", name="first and planned").wait_for()
    assert page.locator("figure.chart svg").count() >= 2
    picture(page, "6-compare")

    do.step(page, "plans")
    page.locator("#back").click()
    do.step(page, "share")
    page.get_by_label("Language of the report").select_option("fr")
    page.locator("#share-run").select_option("first")
    page.locator("#report-go").click()
    do.finished(page, "Report")
    with page.expect_download() as download:
        page.get_by_role("link", name="exports/first-fr.html").click()
    download.value.save_as(tmp_path / "report.html")
    assert '<html lang="fr"' in (tmp_path / "report.html").read_text(encoding="utf-8")[:600]
    page.locator("#export-go").click()
    do.finished(page, "Tables for others")
    page.get_by_role("link", name=re.compile("exports.first.*xlsx")).first.wait_for()
    with page.expect_download() as download:
        page.locator("#workbook").click()
    book = tmp_path / "northtown.xlsx"
    download.value.save_as(book)
    picture(page, "7-share")

    mine = read_scenario(book)
    assert len(mine["places"]) == len(PLACES)
    assert set(mine["events"]["source_id"]) == {"field-team"}
    page.locator("#open-other").click()
    page.locator("#upload").set_input_files(book)
    page.get_by_text("Open: northtown", exact=False).first.wait_for()
    do.step(page, "situation")
    page.get_by_text("Checked: no problems.").first.wait_for()
    with page.expect_download() as download:
        do.step(page, "share")
        page.locator("#workbook").click()
    download.value.save_as(tmp_path / "again.xlsx")
    assert read_scenario(tmp_path / "again.xlsx") == mine


def test_a_table_from_excel_is_pasted_edited_and_taken_back(page: Any) -> None:
    page.locator("#open-other").click()
    do.begin(page, "Pasted", "2030-01-01", 10)
    do.add(page, "sources", {"Name": "Census", "Reliability": "A"})
    page.locator("#paste-places").click()
    page.get_by_label("Pasted cells").fill(
        'Name\tKind\tLatitude\tLongitude\nAlpha\tsettlement\t10.5\t20.1\n"Beta\nsouth"\tsite\t10.1\t20.4'
    )
    page.get_by_text("2 rows").first.wait_for()
    page.get_by_label("Source of these facts").select_option("census")
    page.get_by_role("button", name="Add these rows").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("#list-places").click()
    cell = page.locator("#c-places-1-name")
    assert cell.input_value().startswith("Beta")
    cell.fill("Beta")
    cell.press("Tab")
    lat = page.locator("#c-places-0-lat")
    lat.fill("north")
    lat.press("Tab")
    page.locator("td.bad #c-places-0-lat").wait_for()
    page.get_by_text("'north' is not a number").first.wait_for()
    page.locator("#undo").click()
    page.locator("td.bad").first.wait_for(state="detached")
    assert page.locator("#c-places-0-lat").input_value() == "10.5"
    page.locator("#c-places-0-name").focus()
    page.evaluate(
        """() => { const data = new DataTransfer();
        data.setData("text/plain", "Alpha 2\\tcrossing\\nBeta 2\\tsite\\nGamma\\twaypoint\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
          {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    page.locator("#c-places-2-name").wait_for()
    names = [page.locator(f"#c-places-{n}-name").input_value() for n in range(3)]
    assert names == ["Alpha 2", "Beta 2", "Gamma"]
    page.reload()
    page.locator("#list-places").click()
    assert page.locator("#c-places-2-name").input_value() == "Gamma"


def test_analyses_of_the_example_and_a_cancelled_run(kept_page: Any) -> None:
    page = kept_page
    do.open_scenario(page, TEMPLATE)
    do.run(page, "example", 20)
    do.step(page, "needs")
    for button, heading in (("#needs-go", "Needs"), ("#aid-go", "Food and vehicles")):
        page.locator(button).click()
        do.answered(page, heading)
        assert page.locator("#page-view .opening p").first.inner_text()
    page.get_by_label("Tonnes").fill("10")
    page.get_by_label("People", exact=True).fill("500")
    page.locator("#food-go").click()
    do.answered(page, "Food check")
    page.locator("#orders-go").click()
    do.finished(page, "Order list")
    do.step(page, "plans")
    page.locator("#roads-area").select_option("harbour")
    for button, heading in (
        ("#sites-go", "Sites to open"), ("#clearance-go", "Order of clearance"),
        ("#risk-go", "Risks"), ("#roads-go", "Out by road"),
    ):  # fmt: skip
        page.locator(button).dblclick()  # a double click begins one job
        do.answered(page, heading)
        assert page.locator("#jobs li", has_text=heading).count() == 1
    do.step(page, "evidence")
    for button, heading in (("#reconcile", "One estimate"), ("#fit", "Fit to the reports")):
        page.get_by_label("Number of simulations").fill("40")
        page.locator(button).click()
        do.answered(page, heading)
    page.locator("#changes-go").click()
    do.answered(page, "What changed")
    do.step(page, "run")
    page.locator("#as-of").fill("20")
    page.locator("#forecast").click()
    do.answered(page, "Forecast")
    page.get_by_label("Name of the run").fill("long")
    page.get_by_label("Number of simulations").fill("5000")
    page.locator("#run-go").click()
    line = page.locator("#jobs li", has_text="Run · long")
    # Pressed as slowly as people press: the line is drawn anew meanwhile, every second.
    line.get_by_role("button", name="Cancel").click(delay=3_000)
    line.filter(has_text="cancelled").wait_for()


def test_a_what_if_varies_no_violence_control_or_people(kept_page: Any) -> None:
    page = kept_page
    do.open_scenario(page, TEMPLATE)
    do.step(page, "plans")
    page.locator("#vary").click()
    page.get_by_text("You are in a what-if.").first.wait_for()
    do.step(page, "situation")
    assert page.locator("#add-populations").count() == 0
    assert page.locator("#tool-place").count() == 0
    page.locator("#list-events").click()
    row = page.locator("tr", has=page.locator("td select", has_text="violence")).first
    row.get_by_role("button", name="Show row").click()
    page.get_by_text("A fact with a source: a what-if does not change it.").first.wait_for()
    assert page.locator(".chosen-card :is(input, select, textarea):enabled").count() == 0
    value = page.locator("#c-events-0-value")
    value.fill("0.123")
    value.press("Tab")
    page.get_by_text("may be varied here").first.wait_for()
    do.step(page, "plans")
    page.locator("#back").click()


def test_a_script_in_every_text_is_shown_as_text(page: Any, root: Path) -> None:
    tables = {}
    for name in table_names():
        texts = [key for key, column in dictionary()[name].items() if column.kind == "text"]
        free = [key for key in texts if key in _FREE or key.startswith("name_")]
        tables[name] = [row | dict.fromkeys(free, EVIL) for row in EXAMPLE[name].rows()]
    titles = dict.fromkeys(("title", "title_fr", "title_ar", "title_es"), EVIL)
    evil = EXAMPLE.replace(note=EVIL, **titles, **tables)
    write(evil, root / "evil", overwrite=True)
    page.reload()
    do.open_scenario(page, "evil")
    page.get_by_text("window.hacked=1").first.wait_for()
    for table in ("places", "classes", "events", "sources", "claims", "corridors", "vehicles"):
        page.locator("#view-tables").click()
        page.locator("#table-choice").select_option(table)
        page.locator("table.grid").wait_for()
        page.get_by_role("button", name="Show row").first.click()
        page.locator(".chosen-card").wait_for()
    do.step(page, "situation")
    do.add(page, "sources", {"Name": EVIL})
    page.locator("#paste-places").click()
    page.get_by_label("Pasted cells").fill(f"{EVIL}\tsettlement\t1\t1")
    page.locator("dialog td", has_text="window.hacked=1").first.wait_for()
    page.get_by_label("Source of these facts").select_option(index=1)
    page.get_by_role("button", name="Add these rows").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("#view-map").click()
    odd = {"type": "Polygon", "coordinates": [[[1, 2], [None, "x"], EVIL, [1e9, -1e9], [3, 4]]]}
    borders = {"type": "Feature", "properties": {"name": EVIL}, "geometry": odd}
    page.locator("#map-tools input[type=file]").set_input_files(
        {"name": f"{EVIL}.json", "mimeType": "", "buffer": json.dumps(borders).encode()}
    )
    page.get_by_text("1 shape is shown").first.wait_for()
    do.spot(page, 0.5, 0.5)
    do.run(page, "evil")
    page.locator("#jobs li", has_text="Run · evil").get_by_role("button", name="Show").click()
    page.locator("figure.chart").first.wait_for()
    do.step(page, "share")
    page.get_by_label("Name in the folder").fill(EVIL)
    page.locator("#save-go").click()
    page.get_by_text("is not a name").first.wait_for()
    for code in ("ar", "fr", "es", "en"):
        page.locator("#language").select_option(code)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def test_workbooks_are_uploaded_and_harmful_files_refused(
    page: Any, tmp_path: Path, root: Path
) -> None:
    good = write_workbook(read_scenario("tiny"), tmp_path / "from home.xlsx")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04" + bytes(1000))
    large = tmp_path / "large.xlsx"
    large.write_bytes(bytes(20 * 1024 * 1024 + 1))
    shape = tmp_path / "shape.geojson"
    shape.write_text('{"type": "FeatureCollection", "features": [{"geometry": {"type": "Evil"}}]}')

    def upload(path: Path) -> None:
        if page.locator("#upload").count() == 0:
            page.locator("#open-other").click()
        page.locator("#upload").set_input_files(path)

    upload(good)
    page.get_by_text("Open: from-home").first.wait_for()
    upload(bad)
    page.get_by_text("is damaged").first.wait_for()
    upload(large)
    page.get_by_text("larger than 20 MB").first.wait_for()
    page.get_by_role("button", name="Close").last.click()
    page.locator("#map-tools input[type=file]").set_input_files(shape)
    page.get_by_text("This is no GeoJSON").first.wait_for()
    assert not list(root.rglob("from?home*.xlsx"))


COLOURS = ["color-contrast", "link-in-text-block"]
"""What a theme alone can break."""
LAYOUT = [*COLOURS, "target-size", "scrollable-region-focusable"]
"""What the width can break besides: nothing is shown on a narrow screen that a wide one hides."""
LOOKS = [
    (1280, "light", "no-preference"), (1280, "dark", "no-preference"), (1280, "light", "more"),
    (400, "light", "no-preference"), (400, "dark", "more"),
]  # fmt: skip


def test_every_view_can_be_used_by_everybody(kept_page: Any) -> None:
    """WCAG 2.2 AA as far as axe-core checks it; nothing wider than the screen.

    In every look where pictures are kept, else in the first two and the last. The whole page is
    checked once, and again from right to left; else what differs from one view to the next, in
    each look by the rules that it can break.
    """
    page = kept_page
    looks = LOOKS if os.environ.get("SAFEPASSAGE_PICTURES") else (*LOOKS[:2], LOOKS[-1])
    do.open_scenario(page, TEMPLATE)
    do.run(page, "seen")
    do.run(page, "again")
    page.locator("#page-view h2", has_text="again").wait_for()
    page.locator("#view-map").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))

    def check(where: str, *parts: str, looks: Sequence[Any] = looks) -> None:
        wrong = {}
        for width, scheme, contrast in looks:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, contrast=contrast)
            look = (width, scheme, contrast)
            whole = look == LOOKS[0] or (look == LOOKS[-1] and not parts)
            rules = LAYOUT if width == LOOKS[-1][0] else COLOURS
            found = page.evaluate(
                """([parts, only]) => axe.run(parts.length ? {include: parts} : document,
                    {runOnly: only, resultTypes: ["violations"], preload: false})""",
                [
                    [[part] for part in parts],
                    {"type": "tag", "values": RULES} if whole
                    else {"type": "rule", "values": rules},
                ],
            )  # fmt: skip
            faults = [
                f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}"
                for one in found["violations"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if faults or wide > width:
                wrong[f"{where} {width} {scheme} {contrast}"] = [*faults, wide]
            picture(page, f"{where}-{width}-{scheme}-{contrast}")
        page.set_viewport_size({"width": 1280, "height": 800})
        assert wrong == {}

    for name in ("situation", "evidence", "run", "needs", "plans", "compare", "share"):
        do.step(page, name)
        check(name, *(() if name == "situation" else ("#steps", "#side")))
    do.step(page, "run")
    page.locator("#jobs li", has_text="Run · seen").get_by_role("button", name="Show").click()
    page.locator("figure.chart").first.wait_for()
    check("result-run", "#page-view")
    for step, button, heading in (
        ("needs", "#needs-go", "Needs"), ("plans", "#exit-go", "Exit plan"),
        ("plans", "#risk-go", "Risks"), ("plans", "#roads-go", "Out by road"),
    ):  # fmt: skip
        do.step(page, step)
        if button == "#roads-go":
            page.locator("#roads-area").select_option("harbour")
        page.locator(button).click()
        do.answered(page, heading)
        check(f"result-{button[1:-3]}", "#page-view")
    do.step(page, "compare")
    for which, run in (("First run", "seen"), ("Second run", "again")):
        page.get_by_label(which).select_option(run)
    page.locator("#compare-go").click()
    page.get_by_role("heading", name="seen and again").wait_for()
    check("result-compare", "#page-view")
    do.step(page, "needs")
    page.locator("#jobs li", has_text="Needs").get_by_role("button", name="Show").first.click()
    for code, words in (("fr", "manque"), ("es", "falta"), ("ar", "ينقص")):
        page.locator("#language").select_option(code)
        page.locator("#page-view .opening", has_text=words).wait_for()
        whole_page = code == "ar"
        check(
            f"language-{code}", *(() if whole_page else ("#page-view",)),
            looks=looks if whole_page else (looks[0], looks[-1]),
        )  # fmt: skip
    page.locator("#language").select_option("en")
    do.step(page, "situation")
    page.locator("#list-places").click()
    page.locator("table.grid").wait_for()
    check("tables", "#page-view")
    page.locator("#add-events").click()
    check("dialog", "dialog")
    page.get_by_role("button", name="Cancel").click()
    page.emulate_media(forced_colors="active")
    page.locator("#view-map").click()
    picture(page, "forced-colours")
    page.emulate_media(forced_colors="none")
    for name in ("dark", "contrast", "light", "system"):
        page.locator("#theme").select_option(name)
        shown = page.evaluate("document.documentElement.dataset.theme ?? 'system'")
        assert shown == name


def test_the_keyboard_reaches_everything(page: Any) -> None:
    do.open_scenario(page, "bundled: tiny")
    page.locator("#view-map").click()
    seen = set()
    page.locator("body").press("Tab")
    for _ in range(140):
        seen.add(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert {
        "skip",
        "undo",
        "theme",
        "step-run",
        "view-tables",
        "tool-place",
        "map",
        "day",
        "as-of",
    } - seen <= {"undo"}
    page.locator("#map").focus()
    before = page.locator("#map").get_attribute("data-draw-ms")
    page.keyboard.press("0")
    for key in ("ArrowLeft", "+", "-", "Escape"):
        page.keyboard.press(key)
    page.locator("#said", has_text="Centre").wait_for(state="attached")
    assert before is not None
    page.locator("#find-place summary").press("Enter")
    page.locator("#find").press_sequentially("camp a")
    page.get_by_role("button", name="Camp A", exact=True).press("Enter")
    page.locator(".chosen-card", has_text="Camp A").wait_for()
    page.locator("#step-run").press("Enter")
    page.locator("#run-name").press("Control+A")
    page.locator("#run-name").press_sequentially("by-keyboard")
    page.locator("#run-go").press("Enter")
    do.finished(page, "Run", "by-keyboard")
    page.locator("#view-map").press("Enter")
    page.locator("#day").press("Home")
    first = page.locator("#day-text").inner_text()
    page.locator("#day").press("ArrowRight")
    assert page.locator("#day-text").inner_text() != first


_FREE = {
    "name", "note", "country", "attribution", "reference", "url", "source", "cost_source",
}  # fmt: skip
