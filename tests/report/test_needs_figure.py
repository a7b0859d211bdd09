"""Figures of needs, aid and sites: enclosed places left out, files only where asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.needs.by_site import needs
from safepassage.planning.siting.plan import plan_sites
from safepassage.report.needs_figure import needs_figure, sites_figure
from safepassage.report.save_figure import save_figure
from safepassage.result.run import run
from safepassage.scenario.template import new_scenario

RESULT = run(new_scenario("example"), members=4, seed=1, workers=1)


def test_a_figure_of_needs_shows_each_site_and_where_need_is_met(tmp_path: Path) -> None:
    found = needs(RESULT)
    text = json.dumps(needs_figure(found))
    assert all(name in text for name in found.names)
    assert '{"datum": 1}' in text
    path = tmp_path / "needs.png"
    save_figure(needs_figure(found), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ScenarioError, match="exists"):
        save_figure(needs_figure(found), path)


def test_a_figure_of_sites_is_one_page(tmp_path: Path) -> None:
    path = tmp_path / "sites.html"
    save_figure(sites_figure(plan_sites(RESULT)), path)
    text = path.read_text(encoding="utf-8")
    assert "people without a place" in text
    assert 'src="http' not in text


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"\.png or \.html"):
        save_figure({}, tmp_path / "needs.pdf")


def test_without_an_ending_both_files_are_written(tmp_path: Path) -> None:
    """As `plan exit --figure NAME` does."""
    spec = sites_figure(plan_sites(RESULT))
    save_figure(spec, tmp_path / "sites")
    assert {path.name for path in tmp_path.iterdir()} == {"sites.png", "sites.html"}
    with pytest.raises(ScenarioError, match="exists"):
        save_figure(spec, tmp_path / "sites")
