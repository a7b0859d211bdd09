"""The figure: valid, complete, inert, and in one file without the network."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.open_days import open_days
from safepassage.report.chart import chart
from safepassage.report.chart_data import ticks
from safepassage.report.figure import figure, save_page, save_picture
from safepassage.report.panels import panels
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario

NASTY = '</script><script>alert(1)</script><img src=x onerror=alert(2)> & "quotes" \''


def nasty() -> Scenario:
    tiny = read_scenario("tiny")
    named = {
        table: [{**row, "name": NASTY} for row in tiny[table].rows()]
        for table in ("places", "areas", "sources", "classes")
    }
    claims = [{**row, "note": NASTY} for row in tiny["claims"].rows()]
    return tiny.replace(title=NASTY, claims=claims, **named)


@pytest.fixture(scope="module")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016"), members=3)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    result, folder = run(nasty(), members=3), tmp_path_factory.mktemp("figure")
    save_page(result, folder)
    save_picture(result, folder)
    return {path.name: path for path in folder.iterdir()}


class Page(HTMLParser):
    """Elements with their attributes, and the texts of headings and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.texts.setdefault(self.elements[-1][0], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("vconcat", "concat", "layer"):
        for part in spec.get(key, ()):
            yield part
            yield from layers(part)


def test_specification_fits_the_schema(aleppo: Result) -> None:
    import altair as alt

    wanted = {"displaced_from:east-aleppo", "present:jibreen"}
    some = [panel for panel in panels(aleppo) if panel.quantity in wanted]
    spec = chart(some, open_days(aleppo.scenario), "Title", ["line"], dt.date(2016, 12, 5))
    alt.VConcatChart.from_dict(spec)


def test_every_named_dataset_is_there_and_used(aleppo: Result) -> None:
    spec = figure(aleppo)
    used = {part["data"]["name"] for part in layers(spec) if "data" in part}
    assert used == set(spec["datasets"])


def test_every_report_of_a_panel_is_drawn(aleppo: Result) -> None:
    spec = figure(aleppo)
    for number, panel in enumerate(panels(aleppo)):
        rows = [
            row
            for name, found in spec["datasets"].items()
            if name.startswith(f"panel{number}-")
            for row in found
        ]
        assert len(rows) == len(panel.reports)


def test_corridor_days(aleppo: Result) -> None:
    days = [(first.day, last.day) for first, last in open_days(aleppo.scenario)]
    assert days == [(15, 16), (18, 22)]


def test_panels_are_areas_and_reception_only(aleppo: Result) -> None:
    quarters = set(aleppo.scenario["populations"]["place"].tolist())
    assert not quarters & {panel.quantity.split(":")[1] for panel in panels(aleppo)}


def test_as_of_is_said_and_drawn() -> None:
    spec = figure(run(read_scenario("aleppo-2016", as_of="2016-12-05"), members=2))
    assert any("published by 5 Dec 2016" in line for line in spec["title"]["subtitle"])
    assert len(spec["datasets"]["known"]) == 1


def test_picture(written: dict[str, Path]) -> None:
    data = written["people.png"].read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") > 1000


def test_page_is_inert_whatever_the_names_hold(written: dict[str, Path]) -> None:
    text = written["people.html"].read_text(encoding="utf-8")
    page = Page(text)
    assert len(page.all("script")) == 2
    assert not page.all("img")
    assert all(not name.startswith("on") for _, found in page.elements for name in found)
    assert "alert(1)" in "".join(page.texts["h1"])
    assert "<script>alert" not in text
    spec = re.search(r'vegaEmbed\("#figure", (\{.*\}), \{renderer', text)
    assert spec is not None
    assert json.loads(spec[1])["datasets"]


def test_page_asks_no_network(written: dict[str, Path]) -> None:
    page = Page(written["people.html"].read_text(encoding="utf-8"))
    for _, attributes in page.elements:
        assert not {"src", "href", "action"} & set(attributes)
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy is not None
    assert "default-src 'none'" in policy


def test_page_is_accessible_and_small(written: dict[str, Path]) -> None:
    page = Page(written["people.html"].read_text(encoding="utf-8"))
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("title")) == len(page.all("figcaption")) == 1
    assert page.all("th")
    assert written["people.html"].stat().st_size < 2_000_000


@pytest.mark.parametrize("days", [1, 2, 7, 40, 78, 120, 300, 820, 1095, 4000, 20000])
def test_a_few_labels_on_the_axis(days: int) -> None:
    first = dt.date(2012, 1, 1)
    values, style = ticks(first, first + dt.timedelta(days=days - 1))
    assert 1 <= len(values) <= 15
    assert values == sorted(set(values))
    assert style.startswith("%")


def test_long_periods_are_thinned() -> None:
    result = run(read_scenario("tiny").replace(days=1000), members=2)
    panel = panels(result)[0]
    assert len(panel.dates) <= 300
    assert panel.dates[-1] == result.scenario.end
