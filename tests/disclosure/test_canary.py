"""The finished files of reports and exports hold no number that may not leave.

`SAFEPASSAGE_CANARIES=200` tries that number of random scenarios instead of a few.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from safepassage import run
from safepassage.disclosure import findings as gate
from safepassage.disclosure.export import export
from safepassage.disclosure.inputs import PublishableInputs
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import LABELS, level_of, policy_of
from safepassage.disclosure.write import WRITERS
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.html import html
from safepassage.report.brief.language import LANGUAGES, language
from safepassage.report.brief.pdf import pdf
from safepassage.report.plot.plot import plot
from safepassage.result.geography import Geography
from safepassage.result.result import Result
from safepassage.spread import weighted_quantiles
from tests.disclosure.canary import WAYS, leaks, scenario_of, small_counts

ALL = {**WRITERS, **EXPORT_FORMATS}
RUNS = int(os.environ.get("SAFEPASSAGE_CANARIES", "4"))


def report(result: Result, folder: Path, codes: tuple[str, ...] = tuple(LANGUAGES)) -> None:
    """Pages in some languages, of one computation, and the first of them as a PDF."""
    found = gate.find(result, judge=False)
    for code in codes:
        document = assemble(found, language(code))
        (folder / f"{code}.html").write_text(html(document), encoding="utf-8")
        if code == codes[0] and find_spec("typst") and shutil.which("pdftotext"):
            (folder / f"{code}.pdf").write_bytes(pdf(document))


def everything(result: Result, folder: Path) -> None:
    """Pages in every language and exports in every format, with options and without."""
    folder.mkdir()
    report(result, folder)
    scenario = result.scenario
    flows = policy_of(scenario).places == "place" and not len(scenario["departures"])
    for form in ALL:
        export(result, folder / form, form=form, flows=flows, writers=ALL)
    stricter = policy_of(result.scenario, threshold=100)
    export(result, folder / "stricter", policy=stricter, writers=ALL)
    coarser = policy_of(result.scenario, places="none")
    export(result, folder / "coarser", policy=coarser, writers=ALL)


def check(seed: int, level: str, folder: Path) -> None:
    result = run(scenario_of(seed, level), members=1 + seed % 3, seed=seed)
    everything(result, folder)
    assert leaks(folder, level) == {}
    assert small_counts(folder, level_of(result.scenario).threshold) == []


@pytest.mark.parametrize("seed", range(RUNS))
def test_nothing_hidden_leaves(seed: int, tmp_path: Path) -> None:
    check(seed, list(LABELS)[seed % len(LABELS)], tmp_path / "out")


@pytest.mark.parametrize("seed", range(len(WAYS)))
def test_each_way_encloses(seed: int) -> None:
    """Without a pocket there would be nothing to find."""
    enclosed = Geography(scenario_of(seed, "moderate")).enclosed
    assert {"inside-0", "inside-1"} <= enclosed
    assert not any(name.startswith("open") for name in enclosed)


@pytest.mark.parametrize("level", ["moderate", "severe"])
def test_charts_of_a_notebook(level: str, tmp_path: Path) -> None:
    result = run(scenario_of(3, level), members=2)
    spec = plot(result).people(str(result.dates[2])).to_dict(validate=False)
    (tmp_path / "people.json").write_text(json.dumps(spec), encoding="utf-8")
    assert leaks(tmp_path, level) == {}


def every_input(result: Result) -> PublishableInputs:
    """As the report of b6ef85a published them."""
    values = weighted_quantiles(result.inputs, result.weight)
    return PublishableInputs(result.input_names, result.input_names, values, 0)


def permit_all(_: Permits, __: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("level", "where", "name", "broken"),
    [
        ("moderate", gate, "publishable_inputs", every_input),
        ("severe", gate, "publishable_inputs", every_input),
        ("moderate", Permits, "quantity", permit_all),
        ("severe", Permits, "_coarse_enough", permit_all),
        ("moderate", Permits, "_reveals_one", lambda *_: False),
    ],
)
def test_the_search_finds_what_each_rule_keeps_back(
    level: str,
    where: Any,
    name: str,
    broken: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Without the rule, the files of the same scenario hold hidden numbers: the search can fail."""
    result = run(scenario_of(1, level), members=2)
    report(result, tmp_path, ("en",))
    assert leaks(tmp_path, level) == {}
    monkeypatch.setattr(where, name, broken)
    report(result, tmp_path, ("en",))
    assert leaks(tmp_path, level)


def test_the_search_finds_small_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run(scenario_of(1, "moderate"), members=1)
    report(result, tmp_path, ("en",))
    assert small_counts(tmp_path, 10) == []
    lax = dataclasses.replace(level_of(result.scenario), threshold=3, base=1)
    monkeypatch.setattr(gate, "policy_of", lambda _: lax)
    report(result, tmp_path, ("en",))
    assert small_counts(tmp_path, 10)
