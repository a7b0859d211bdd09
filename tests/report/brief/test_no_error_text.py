"""The text of an error is never a finding: a report says in its own words what is left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import NoReturn

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.findings import find
from safepassage.errors import Problem, ScenarioError
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.language import LANGUAGES, language

INNER = "it needs a package (pip install something)"
PARTS = (
    "safepassage.planning.risk.assess.risk",
    "safepassage.planning.exit.planner.plan_exit",
    "safepassage.forecast.weighing.weigh",
)


def fail(*_: object, **__: object) -> NoReturn:
    raise ScenarioError([Problem(INNER)])


def test_whatever_fails_is_left_out_in_the_readers_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in PARTS:
        monkeypatch.setattr(part, fail)
    found = find(run(read_scenario("aleppo-2016", as_of="2016-12-05"), members=2))
    assert found.no_plan
    assert found.not_judged
    for code in LANGUAGES:
        words = language(code)
        text = json.dumps(asdict(assemble(found, words)), ensure_ascii=False, default=list)
        assert INNER not in text
        assert "pip" not in text
        for key in ("risk.none", "plan.impossible", "claims.not_judged"):
            assert words(key) in text
