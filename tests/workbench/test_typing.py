"""What somebody types, presses or has open outlives what the page draws anew meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.workbench import steps as do

DRAW = """import("/static/js/store.js")
  .then(({ emit }) => emit("scenario", "side", "run", "words"))"""
"""What an answer of the server does to the page, at any moment."""


@pytest.fixture
def tiny(kept_page: Any) -> Iterator[Any]:
    do.open_scenario(kept_page, "bundled: tiny")
    yield kept_page
    kept_page.unroute_all()


def store(page: Any, what: str) -> Any:
    return page.evaluate(f"import('/static/js/store.js').then(({{ store }}) => {what})")


def until(page: Any, what: str, value: object = True) -> None:
    """Wait for something that the page knows."""
    for _ in range(400):
        if store(page, what) == value:
            return
        page.wait_for_timeout(25)
    assert store(page, what) == value


def test_a_text_is_typed_while_the_page_is_drawn(tiny: Any) -> None:
    tiny.locator("#list-places").click()
    for where in ("#c-places-0-name", "#f-places-name", "#run-name"):
        if where == "#f-places-name":
            tiny.get_by_role("button", name="Show row 1", exact=True).click()
        if where == "#run-name":
            do.step(tiny, "run")
        field = tiny.locator(where)
        field.press("End")
        field.press_sequentially("ab")
        field.press("ArrowLeft")
        tiny.evaluate(DRAW)
        field.press_sequentially("c")
        assert field.input_value().endswith("acb")
        field.press("Tab")
    until(tiny, "document.querySelector('#c-places-0-name').value.endsWith('acbacb')")


def test_cells_that_are_typed_faster_than_they_are_kept(tiny: Any) -> None:
    """Each is of the version that the one before it left; none is refused or lost."""
    tiny.locator("#list-places").click()
    tiny.locator("#c-places-0-name").focus()
    for number in range(3):
        tiny.keyboard.press("Control+A")
        tiny.keyboard.type(f"Place {number}")
        tiny.keyboard.press("ArrowDown")
    tiny.locator("#view-map").click()
    until(tiny, "store.scenario.undo", 3)
    assert tiny.locator(".notice.bad").count() == 0
    names = store(tiny, "store.scenario.tables.places.rows.slice(0, 3).flat()")
    assert {f"Place {number}" for number in range(3)} <= set(names)


def test_a_date_that_is_typed_is_one_change(tiny: Any) -> None:
    tiny.locator("#list-events").click()
    tiny.get_by_role("button", name="Show row 1", exact=True).click()
    before = store(tiny, "store.scenario.undo")
    field = tiny.locator(".chosen-card input[type=datetime-local]").first
    field.focus()
    field.press_sequentially("01022031")
    tiny.evaluate(DRAW)
    assert tiny.evaluate("document.activeElement.type") == "datetime-local"
    tiny.locator("#view-map").focus()
    until(tiny, "store.scenario.undo > 0")
    assert "2031" in tiny.locator(".chosen-card input[type=datetime-local]").first.input_value()
    tiny.wait_for_timeout(200)
    assert store(tiny, "store.scenario.undo") == before + 1


def test_a_list_stays_open_and_what_is_pressed_stays(tiny: Any) -> None:
    tiny.locator("#view-tables").click()
    choice = tiny.locator("#table-choice").element_handle()
    choice.click()
    assert choice.evaluate("one => one.matches(':open')")
    tiny.evaluate(DRAW)
    assert choice.evaluate("one => one.isConnected")
    tiny.keyboard.press("Escape")
    tiny.wait_for_timeout(400)
    assert not choice.evaluate("one => one.isConnected")
    box = tiny.locator("#find-place summary").bounding_box()
    tiny.mouse.move(box["x"] + 9, box["y"] + 9)
    tiny.mouse.down()
    tiny.evaluate(DRAW)
    tiny.mouse.up()
    tiny.locator("#find-place[open]").wait_for()
    tiny.locator("#find").fill("camp")
    tiny.evaluate(DRAW)
    tiny.locator("#view-map").focus()
    tiny.wait_for_timeout(400)
    assert tiny.locator("#find").input_value() == "camp"


def test_a_double_click_makes_one_thing(tiny: Any) -> None:
    tiny.locator("#open-other").click()
    tiny.locator("#new-title").fill("Pressed twice")
    tiny.locator("#new-start").fill("2030-01-01")
    tiny.locator("#new-go").dblclick()
    tiny.locator("dialog").wait_for(state="detached")
    tiny.locator("#add-sources").click()
    dialog = tiny.locator("dialog")
    dialog.locator("input").first.fill("Census")
    dialog.get_by_role("button", name="Save", exact=True).dblclick()
    dialog.wait_for(state="detached")
    tiny.wait_for_timeout(300)
    assert store(tiny, "store.scenario.tables.sources.rows.length") == 1
    assert "pressed-twice-2" not in json.dumps(store(tiny, "store.state.choices"))
    assert tiny.locator(".notice.bad").count() == 0


def test_a_late_answer_about_another_scenario_is_not_shown(tiny: Any) -> None:
    kept: list[Any] = []
    tiny.route("**/api/run-shown*", lambda route: kept.append(route))  # noqa: PLW0108 a builtin takes no marks
    tiny.evaluate("import('/static/js/results.js').then(({ showRun }) => void showRun('x'))")
    do.open_scenario(tiny, "bundled: aleppo-2016")
    answer: dict[str, Any] = {
        "name": "x",
        "scenario": "tiny",
        "charts": [],
        "map": None,
        "members": 1,
    }
    kept[0].fulfill(json=answer | {"days": 1, "label": {}})
    tiny.wait_for_timeout(200)
    assert store(tiny, "[store.run, store.results, store.view]") == [None, None, "map"]


def test_what_another_page_changed_is_not_written_over(tiny: Any) -> None:
    """Somebody types a row's name while another page deletes the row above it."""
    tiny.locator("#list-places").click()
    field = tiny.locator("#c-places-1-name")
    before = field.input_value()
    field.press_sequentially("!")
    version = store(tiny, "store.state.version")
    body = {"version": version, "table": "places", "rows": [0]}
    tiny.evaluate("body => import('/static/js/api.js').then(({ post }) => post('delete', body))",
                  body)  # fmt: skip
    tiny.evaluate("import('/static/js/jobs.js').then(({ poll }) => poll())")
    field.press_sequentially("!")
    field.press("Tab")
    tiny.get_by_text("changed in another page").first.wait_for()
    until(tiny, "document.querySelector('#c-places-0-name').value", before)


def test_a_run_waits_for_the_change_before_it_and_falls_with_it(tiny: Any) -> None:
    """Run is pressed right out of a cell: the run has what was typed, or there is none."""
    tiny.locator("#list-places").click()
    do.step(tiny, "run")
    kept: list[Any] = []
    asked: list[str] = []
    tiny.route("**/api/change", lambda route: kept.append(route))  # noqa: PLW0108 a builtin takes no marks
    tiny.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    for name, is_refused in (("Late", False), ("Refused", True)):
        tiny.get_by_label("Name of the run").fill(name)
        tiny.get_by_label("Number of simulations").fill("2")
        tiny.locator("#c-places-0-name").press_sequentially(name)
        tiny.locator("#run-go").click()
        tiny.wait_for_timeout(100)
        assert "run" not in asked[-2:]
        if is_refused:
            kept.pop().fulfill(status=422, json={"message": "It is refused.", "problems": []})
            tiny.get_by_text("It is refused.").first.wait_for()
            tiny.wait_for_timeout(300)
        else:
            kept.pop().continue_()
            do.finished(tiny, "Run", name)
    assert asked.count("run") == 1
