"""The page in Chromium with the network cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")

CONTRAST = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = rgb => { const [r, g, b] = rgb.map(v => { v /= 255;
    return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const under = node => { for (; node; node = node.parentElement) {
    const rgb = parts(getComputedStyle(node).backgroundColor);
    if (rgb.length === 3 || rgb[3] > .99) return rgb.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const node of document.querySelectorAll('body *')) {
    if (!node.offsetParent || node.closest('svg, script')) continue;
    const own = [...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own) continue;
    const one = light(parts(getComputedStyle(node).color).slice(0, 3)), two = light(under(node));
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    if (ratio < 4.5) found.push([node.tagName, node.textContent.slice(0, 30), ratio]);
  }
  return found; }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any, page: Callable[[str], Path]) -> Iterator[Callable[..., Any]]:
    contexts = []

    def open_(name: str, width: int = 1200) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.set_offline(True)
        tab = context.new_page()
        tab.wrong = []
        tab.on("request", lambda request: tab.wrong.append(request.url)
               if request.url.startswith(("http", "ws")) else None)  # fmt: skip
        tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
        tab.on("dialog", lambda dialog: tab.wrong.append(dialog.message))
        tab.goto(page(name).as_uri())
        tab.wait_for_selector("html[data-drawn=yes]", timeout=30_000)
        return tab

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["en", "ar", "nasty"])
def test_charts_are_drawn_without_the_network(
    visit: Callable[..., Any], name: str, tmp_path: Path
) -> None:
    tab = visit(name)
    charts, drawn = tab.locator(".chart").count(), tab.locator(".chart svg").count()
    assert charts == drawn > 0
    assert tab.wrong == []
    assert tab.evaluate(CONTRAST) == []
    tab.screenshot(path=str(tmp_path / f"{name}.png"), full_page=True)
    assert (tmp_path / f"{name}.png").stat().st_size > 50_000


def test_the_slider_and_the_views_work_by_keyboard(visit: Callable[..., Any]) -> None:
    tab = visit("en")
    before = tab.locator("#map-chart").inner_html()
    tab.locator("#day").focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    shown = tab.locator("#shown").inner_text()
    assert shown == tab.locator("#day").get_attribute("aria-valuetext") != "5 December 2016"
    tab.wait_for_function(
        "before => document.getElementById('map-chart').innerHTML !== before", arg=before
    )
    near = tab.locator("#map-chart").inner_html()
    tab.locator("#zoom").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#zoom").inner_text() == "Closer view"
    tab.wait_for_function(
        "near => document.getElementById('map-chart').innerHTML !== near", arg=near
    )
    tab.locator("#play").press("Enter")
    assert tab.locator("#play").inner_text() == "Stop"
    assert tab.wrong == []


@pytest.mark.parametrize("name", ["en", "ar"])
def test_a_phone_scrolls_one_way_only(visit: Callable[..., Any], name: str) -> None:
    tab = visit(name, width=360)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    cell = tab.locator(".wide td[data-head]").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "grid"  # heading and value


def test_arabic_runs_from_the_right(visit: Callable[..., Any]) -> None:
    tab = visit("ar")
    box = tab.locator("#h-future").bounding_box()
    assert tab.evaluate("getComputedStyle(document.getElementById('h-future')).direction") == "rtl"
    assert box["x"] + box["width"] > 600
    labels = tab.locator("#fan-0-chart svg text").all_text_contents()
    assert any("\u0660" in label for label in labels), labels
