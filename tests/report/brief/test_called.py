"""Names in the reader's language, where the scenario gives them."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.findings import Findings, find
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.document import Document
from safepassage.report.brief.language import language
from safepassage.scenario.scenario import Scenario

CAMP = "المخيم"
TITLE = "ملجأ"


def translated() -> Scenario:
    scenario = read_scenario("tiny")
    rows = list(scenario["places"].rows())
    places = [row | {"name_ar": CAMP if row["place"] == "camp-a" else ""} for row in rows]
    return scenario.replace(title_ar=TITLE, places=places)


@pytest.fixture(scope="module")
def findings() -> Findings:
    return find(run(translated(), members=3), judge=False)


def text(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False, default=list)


def test_an_arabic_report_has_arabic_names(findings: Findings) -> None:
    arabic = assemble(findings, language("ar"))
    assert arabic.title == f"\u2068{TITLE}\u2069"
    assert CAMP in text(arabic)


@pytest.mark.parametrize("code", ["en", "fr", "es"])
def test_other_reports_keep_the_names_as_they_are(findings: Findings, code: str) -> None:
    other = text(assemble(findings, language(code)))
    assert CAMP not in other
    assert assemble(findings, language(code)).title == read_scenario("tiny").title


def test_a_name_in_a_language_changes_no_number(findings: Findings) -> None:
    plain = run(read_scenario("tiny"), members=3)
    assert run(translated(), members=3).digest == plain.digest
    assert findings.about.scenario_digest != plain.scenario.digest()
