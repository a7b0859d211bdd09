"""Charts and cards of notebooks, and the notebooks themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from safepassage import plot, read_scenario, run
from safepassage.cards import card
from safepassage.errors import SafepassageError, ScenarioError
from safepassage.planning.exit.planner import plan_exit
from safepassage.result.result import Result

CASES = Path(__file__).parents[4] / "shared" / "cases"
OF_SHARED = {"flee-sensitivity", "calibration"}
MOST_LINES = 40
NOTEBOOKS = sorted((Path(__file__).parents[3] / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016", as_of="2016-12-05"), members=4)


def shown(chart: Any) -> dict[str, Any]:
    """What a notebook displays of a chart: an error there is an error here."""
    bundle = chart._repr_mimebundle_()
    assert bundle
    spec: dict[str, Any] = chart.to_dict()
    return spec


@pytest.mark.parametrize("suffix", ["html", "json"])
def test_charts_are_saved(aleppo: Result, tmp_path: Path, suffix: str) -> None:
    charts = plot(aleppo)
    for number, chart in enumerate((charts.fan("present:jibreen"), charts.people("2016-12-01"))):
        file = tmp_path / f"{number}.{suffix}"
        chart.save(file)
        assert "layer" in file.read_text(encoding="utf-8")


def test_fan(aleppo: Result) -> None:
    spec = shown(plot(aleppo).fan("present:jibreen"))
    assert spec["layer"]
    with pytest.raises(ScenarioError):
        plot(aleppo).fan("present:nowhere")
    with pytest.raises(SafepassageError, match="neighbourhood"):
        plot(aleppo).fan("present:as-sukkari")


def test_people_tells_a_pocket_together(aleppo: Result) -> None:
    chart = shown(plot(aleppo).people("2016-12-01"))
    text = json.dumps(chart)
    assert "enclosed places, together" in text
    assert "as-Sukkari" not in text


def test_map_begins_at_its_date(aleppo: Result) -> None:
    spec = shown(plot(aleppo).map("2016-11-20"))
    assert spec["params"][0]["value"] == 2
    assert spec["params"][0]["bind"]["max"] == 38
    with pytest.raises(ScenarioError, match="is no day of the run"):
        plot(aleppo).map("2020-01-01")


def test_cards_are_small_and_escaped(aleppo: Result) -> None:
    plan = plan_exit(aleppo.scenario)
    for value in (aleppo, aleppo.scenario, plan):
        text = value._repr_html_()
        assert text.startswith("<div>")
        assert len(text) < 3000
    assert "<script" not in card("<script>", [("<b>", "</td><script>x")])
    assert len(card("x", [("y", "z" * 10_000)])) < 500


MOST_BYTES = 2_000_000
"""Of the outputs of a notebook, charts with their data included."""


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path: Path, tmp_path: Path) -> None:
    """In a kernel of Jupyter, as a reader runs them: what it cannot show is an error."""
    if path.stem in OF_SHARED:
        if not CASES.is_dir():
            pytest.skip("needs ../shared")
        (tmp_path / "mali2012").symlink_to(CASES / "mali2012")
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        kinds = {one.output_type for one in cell.outputs}
        assert kinds & {"execute_result", "display_data"}, f"shows nothing: {cell.source}"
        for one in cell.outputs:
            text = json.dumps(one)
            assert "Traceback" not in text, text[:2000]
            assert one.output_type != "error"
            if "altair" in str(one.get("data", {}).get("text/plain", "")):
                assert any(kind.startswith("application/vnd.vegalite") for kind in one.data)
    assert len(json.dumps(book)) < MOST_BYTES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_short_public_and_kept_without_outputs(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] for cell in code)
    source = "".join("".join(cell["source"]) + "\n" for cell in code)
    assert len(source.splitlines()) <= MOST_LINES
    imports = re.findall(r"^(?:from|import) (safepassage\.\S+)", source, re.MULTILINE)
    assert set(imports) <= {"safepassage.streams"}, "not public"


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 12
