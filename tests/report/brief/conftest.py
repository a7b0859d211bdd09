"""Reports of two runs: eastern Aleppo, and a tiny scenario whose every text is hostile."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.findings import Findings, find
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.document import Document
from safepassage.report.brief.html import html
from safepassage.report.brief.language import language
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table

NASTY = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} ${7*7} {0} "
    '\u2028\u2029 <!-- & "quotes" \' #{7*7} [[x]]'
)


def hostile() -> Scenario:
    tiny = read_scenario("tiny")
    tables = dict(tiny.tables)
    for name, table in tiny.tables.items():
        texts = [key for key in ("name", "note", "reference", "attribution", "unit") if key in
                 table.columns]  # fmt: skip
        rows = [{**row, **dict.fromkeys(texts, NASTY)} for row in table.rows()]
        tables[name] = Table.from_values(name, rows)
    return dataclasses.replace(
        tiny, settings={**tiny.settings, "title": NASTY, "note": NASTY}, tables=tables
    )


@pytest.fixture(scope="session")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016", as_of="2016-12-05"), members=20)


@pytest.fixture(scope="session")
def findings(aleppo: Result) -> Findings:
    return find(aleppo)


@pytest.fixture(scope="session")
def documents(findings: Findings) -> dict[str, Document]:
    return {code: assemble(findings, language(code)) for code in ("en", "fr", "ar")}


@pytest.fixture(scope="session")
def nasty_document() -> Document:
    return assemble(find(run(hostile(), members=3)), language("en"))


@pytest.fixture(scope="session")
def page(
    documents: dict[str, Document],
    nasty_document: Document,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("brief")
    every = {**documents, "nasty": nasty_document}

    def write(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(html(every[name]), encoding="utf-8")
        return path

    return write
