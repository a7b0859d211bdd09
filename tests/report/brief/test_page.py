"""The page: inert whatever a scenario holds, offline, small, accessible, and discreet."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage import read_scenario, run
from safepassage.cli.app import app
from safepassage.disclosure.about_run import about_run
from safepassage.disclosure.findings import Findings, find
from safepassage.disclosure.map_data import map_data
from safepassage.disclosure.permits import Permits
from safepassage.errors import ScenarioError, StoreError
from safepassage.evidence.verdict import CONTRADICTED, MISSED, SUPPORTED
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.planner import plan_exit
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.document import Document
from safepassage.report.brief.language import LANGUAGES, language
from safepassage.report.brief.sections.sure import sure
from safepassage.report.brief.sections.where import where
from safepassage.report.brief.write import write_report
from safepassage.result.result import Result
from safepassage.result.store import save
from safepassage.said import Place, said
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

Page = Callable[[str], Path]


class Parsed(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(path: Path) -> Parsed:
    return Parsed(path.read_text(encoding="utf-8"))


def test_hostile_texts_are_inert(page: Page) -> None:
    text = page("nasty").read_text(encoding="utf-8")
    found = Parsed(text)
    assert len(found.all("script")) == 3
    assert not found.all("img")
    assert all(not name.startswith("on") for _, attrs in found.elements for name in attrs)
    assert "<script>alert" not in text
    assert "{{7*7}}" in text
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert "<" not in data[1]
    assert "\u2028" not in data[1]
    assert json.loads(data[1])["charts"]


@pytest.mark.parametrize("code", ["en", "fr", "ar"])
def test_page_asks_no_network_and_is_small(page: Page, code: str) -> None:
    for tag, attributes in parsed(page(code)).elements:
        links = {key: value for key, value in attributes.items() if key in {"src", "href"}}
        assert all(str(value).startswith("#") for value in links.values()), (tag, links)
    policy = next(m["content"] for m in parsed(page(code)).all("meta") if "http-equiv" in m)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert page(code).stat().st_size < 2_000_000


@pytest.mark.parametrize("code", ["en", "fr", "ar"])
def test_page_is_accessible(page: Page, code: str) -> None:
    found = parsed(page(code))
    assert found.all("html")[0]["lang"] == code
    assert found.all("html")[0]["dir"] == ("rtl" if code == "ar" else "ltr")
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert len(found.all(landmark)) == 1, landmark
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    charts = [attrs for attrs in found.all("div") if attrs.get("class") == "chart"]
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in charts)
    assert len(found.all("caption")) == len(found.all("table")) >= len(charts)
    assert {attrs["for"] for attrs in found.all("label")} == {"day"}
    assert all(attrs.get("scope") for attrs in found.all("th"))
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_sections(documents: dict[str, Document]) -> None:
    keys = [section.key for section in documents["en"].sections]
    assert keys == ["future", "map", "needs", "plan", "risk", "sure", "claims", "card"]
    assert len(documents["en"].short) >= 4
    for document in documents.values():
        assert [section.key for section in document.sections] == keys


def every_text(document: Document) -> str:
    return json.dumps(dataclasses.asdict(document), ensure_ascii=False, default=list)


@pytest.fixture(scope="module")
def plan(aleppo: Result) -> ExitPlan:
    return plan_exit(aleppo.scenario, seed=aleppo.seed, seconds=20.0)


def test_no_time_of_a_convoy_is_published(plan: ExitPlan, documents: dict[str, Document]) -> None:
    assert plan.departures
    for document in documents.values():
        text = every_text(document)
        for row in plan.departures:
            assert f"{row.time:%H:%M}" not in text
    assert not re.search(r"\b\d{1,2}:\d{2}\b", every_text(documents["en"]))


def test_a_plan_in_the_scenario_hides_who_leaves_when(aleppo: Result, plan: ExitPlan) -> None:
    planned = find(run(aleppo.scenario.with_plan(plan), members=2), judge=False)
    shown = [*planned.fans, *planned.reported]
    assert not any(fan.quantity.startswith("left_by") for fan in shown)
    assert not planned.about.windows
    assert planned.map is not None
    assert planned.map.flows.empty


def test_nothing_by_neighbourhood_of_a_pocket(aleppo: Result, findings: Findings) -> None:
    result = aleppo
    data = map_data(result, findings.policy)
    assert data is not None
    shut = timeline(result.scenario).enclosed
    shown = data.people[data.people["i"] < len(result.places)]
    for frame, unit in zip(shown["f"], shown["i"], strict=True):
        if data.places.set_index("i").loc[unit, "key"] in result.places:
            place = result.places.index(data.places.set_index("i").loc[unit, "key"])
            assert not shut[data.days[frame], place]
    small = data.people[["low", "n", "high"]].astype(int).to_numpy()
    assert not ((small > 0) & (small < findings.policy.threshold)).any()
    assert (data.flows["n"] >= findings.policy.threshold).all()


def test_map_of_high_sensitivity_has_no_places(aleppo: Result) -> None:
    scenario = aleppo.scenario.replace(sensitivity="severe")
    hidden = find(run(scenario, members=2), judge=False)
    assert where(hidden, language("en")) is None


def test_contradicted_claims_are_marked(findings: Findings, documents: dict[str, Document]) -> None:
    section = next(part for part in documents["en"].sections if part.key == "claims")
    sheet = section.sheets[-1]
    marked = {n for n, row in enumerate(sheet.rows) if row[-1] not in {"yes", "not judged"}}
    assert marked == sheet.marked
    assert marked
    judged = list(findings.judged.values())
    assert len(marked) == len(judged) - judged.count(SUPPORTED)
    against = sum("contradicted by another report" in row[-1] for row in sheet.rows)
    assert against == judged.count(CONTRADICTED)


@pytest.mark.parametrize("code", LANGUAGES)
def test_known_misses_of_the_model_are_listed(code: str, findings: Findings) -> None:
    name = "e09-fled-ocha-30-november"
    judged = {claim: MISSED if claim == name else SUPPORTED for claim in findings.judged}
    words = language(code)
    document = assemble(dataclasses.replace(findings, judged=judged), words)
    section = next(part for part in document.sections if part.key == "claims")
    (misses,) = [s for s in section.sheets if s.caption == words("claims.table_missed")]
    assert len(misses.rows) == 1
    assert misses.rows[0][-1] == words("claims.missed")
    assert not any(s.caption == words("claims.table_contradicted") for s in section.sheets)
    assert any(words("short_text.missed", count=1) in text for text in document.short)


def test_risks_appear_when_there_are_some(findings: Findings) -> None:
    shown = dataclasses.replace(
        findings, risks=(said("risk.groups", where=Place("<b>"), groups=2, spread=None),)
    )
    for code in LANGUAGES:
        document = assemble(shown, language(code))
        (section,) = (section for section in document.sections if section.key == "risk")
        (sentence,) = section.bullets
        assert "<b>" in sentence  # escaped by the page
        assert "{" not in sentence


def test_mechanisms_of_others_are_marked_as_not_verified(
    aleppo: Result, findings: Findings
) -> None:
    added = dataclasses.replace(aleppo, mechanisms=({"name": "packing", "observables": []},))
    about = about_run(added, Permits(added.scenario, findings.policy))
    for code in LANGUAGES:
        plain = assemble(findings, language(code)).lines
        marked = assemble(dataclasses.replace(findings, about=about), language(code)).lines
        assert len(marked) == len(plain) + 1
        assert "packing" in marked[-1]


def test_scores_stand_beside_simple_guesses() -> None:
    found = find(run(read_scenario("aleppo-2016"), members=2), judge=False)
    baselines = {"shares_first": {"ard": 0.2}, "shares_capacity": {"ard": None}}
    scored = dataclasses.replace(found, scores={"ard": 0.4, "baselines": baselines})
    section = sure(scored, language("en"))
    assert "A simple guess does better than the model here." in section.lead
    assert any(("this model", "0.400") in sheet.rows for sheet in section.sheets)


def test_start_of_the_map_is_the_as_of_date(documents: dict[str, Document]) -> None:
    map_ = next(part.map for part in documents["en"].sections if part.map)
    assert map_.days[map_.start] == "5 December 2016"


def test_specifications_fit_the_schema(documents: dict[str, Document]) -> None:
    import altair as alt

    kept = [f for f in documents["ar"].figures() if f.key == "fan-0"]
    for figure in kept:
        alt.LayerChart.from_dict({**figure.spec, "width": 300, "height": 200})


def test_command(aleppo: Result, tmp_path: Path) -> None:
    folder = save(aleppo, tmp_path / "run")
    out = tmp_path / "brief.html"
    answer = CliRunner().invoke(
        app, ["report", str(folder), "--out", str(out), "--language", "fr", "--json"]
    )
    assert answer.exit_code == 0, answer.output
    shown = json.loads(answer.stdout[answer.stdout.index("{") :])
    assert shown["language"] == "fr"
    assert shown["bytes"] == [out.stat().st_size]
    with pytest.raises(StoreError, match="exists"):
        write_report(aleppo, out)
    with pytest.raises(ScenarioError, match="html"):
        write_report(aleppo, tmp_path / "brief.docx")


def test_periods_of_one_day_and_of_years() -> None:
    tiny = read_scenario("tiny")
    for days in (1, 900):
        found = find(run(tiny.replace(days=days), members=2), judge=False)
        document = assemble(found, language("en"))
        assert document.sections
    assert found.about.dates[-1] > np.datetime64(dt.date(tiny.start.year + 1, 1, 1))


def canary(people: float) -> Scenario:
    """Aleppo with a number of its own in each row of people, nothing uncertain but their ranges."""
    scenario = read_scenario("aleppo-2016", as_of="2016-12-05")
    rows = [
        {**row, "low": people + 13 * n, "best": people + 13 * n + 5, "high": people + 13 * n + 11}
        for n, row in enumerate(scenario["populations"].rows())
    ]
    return scenario.replace(populations=rows, uncertain=[])


@pytest.mark.parametrize("sensitivity", ["low", "moderate", "severe"])
def test_no_drawn_count_of_people_is_published(sensitivity: str) -> None:
    scenario = canary(70_001.0).replace(sensitivity=sensitivity)
    result = run(scenario, members=3)
    names = [name for name in result.input_names if name.startswith("population:")]
    assert len(names) > 100  # neighbourhoods of the pocket, wounded, families of fighters
    numbers = [result.input_names.index(name) for name in names]
    drawn = {f"{value:,.{digits}f}" for value in result.inputs[:, numbers].ravel() for digits in
             (0, 2)}  # fmt: skip
    section = sure(find(result, judge=False), language("en"))
    for cell in (cell for sheet in section.sheets for row in sheet.rows for cell in row):
        assert not any(name.replace(mark, " ") == cell for name in names for mark in "-:")
        assert cell not in drawn
    assert any(line.startswith(f"{len(names)} uncertain inputs") for line in section.lead)
