"""What a person does on the page: by its labels, with mouse and keyboard alone."""

from __future__ import annotations

from typing import Any


def begin(page: Any, title: str, start: str, days: int) -> None:
    """Begin a crisis from the empty workbench."""
    page.locator("#new-title").fill(title)
    page.locator("#new-start").fill(start)
    page.locator("#new-days").fill(str(days))
    page.get_by_role("button", name="Begin this crisis").click()
    page.locator("#list-places").wait_for()


def open_scenario(page: Any, label: str) -> None:
    """Open a listed scenario, from wherever the page is."""
    page.wait_for_selector("html[data-ready]")
    if page.locator("#open-other").count():
        page.locator("#open-other").click()
    page.locator("#open-choice").select_option(label)
    page.locator("#open-go").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("#list-places, #jobs").first.wait_for()
    step(page, "situation")


def step(page: Any, name: str) -> None:
    """Go to a step."""
    page.locator(f"#step-{name}").click()
    page.locator(f"#step-{name}[aria-current]").wait_for()


def add(page: Any, table: str, fields: dict[str, str]) -> None:
    """Add a row by the button beside the table."""
    page.locator(f"#add-{table}").click()
    save(page, fields)


def save(page: Any, fields: dict[str, str]) -> None:
    """Fill the open dialog and save it."""
    dialog = page.locator("dialog").last
    dialog.wait_for()
    for label, text in fields.items():
        control = dialog.locator(
            ".field", has=page.locator("label, legend", has_text=label)
        ).first.locator("select, input, textarea")
        control = control.nth(1) if label == "About what" else control.first
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(label=text)
        else:
            control.fill(text)
            control.dispatch_event("change")
    dialog.get_by_role("button", name="Save", exact=True).click()
    dialog.wait_for(state="detached")


def spot(page: Any, x: float, y: float) -> None:
    """Click on the map, at shares of its width and height."""
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def finished(page: Any, kind: str, title: str = "") -> None:
    """Wait until the newest job of a kind is done."""
    line = page.locator("#jobs li", has_text=f"{kind}{f' · {title}' if title else ''}").first
    line.filter(has_text="after").wait_for()


def answered(page: Any, heading: str) -> None:
    """Wait until the middle shows an answer; a job that failed is told with what it said."""
    shown = page.locator("#page-view h2", has_text=heading).first
    failed = page.locator("#jobs li:first-child.failed, #banner .bad").first
    shown.or_(failed).first.wait_for()
    assert not failed.count(), failed.inner_text()
    shown.wait_for()


def run(page: Any, name: str, members: int = 20) -> None:
    """Run what is open, and wait."""
    step(page, "run")
    page.get_by_label("Name of the run").fill(name)
    page.get_by_label("Number of simulations").fill(str(members))
    page.locator("#run-go").click()
    finished(page, "Run", name)
