"""A folder of Flee's cases becomes scenarios and one table of scores."""

import csv
import shutil
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.flee.batch import case_folders, score_cases, write_scores
from safepassage.exchange.flee.convert import import_flee
from safepassage.scenario.read import read_scenario
from tests.exchange.data.flee.folder import TINY


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A case that runs, one that is refused, one that fails, and a folder that is none."""
    for name in ("good", "broken", "failing"):  # registrations rise while nobody has to flee
        shutil.copytree(TINY, tmp_path / "cases" / name)
    conflicts = tmp_path / "cases" / "good" / "input_csv" / "conflicts.csv"
    text = conflicts.read_text(encoding="utf-8")
    conflicts.write_text(text.replace("4,0,0,0,0", "4,0.5,0,0,0"), encoding="utf-8")
    (tmp_path / "cases" / "papers").mkdir()
    (tmp_path / "cases" / "broken" / "input_csv" / "routes.csv").write_text(
        "#name1,name2,distance\nAlpha,Nowhere,5\nBéta,Nowhere,5\n", encoding="utf-8"
    )
    return tmp_path / "cases"


def test_every_case_has_a_row(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = list(score_cases(case_folders(cases), out, members=2, seed=1))
    statuses = [("broken", "refused"), ("failing", "failed"), ("good", "ok")]
    assert [(row.case, row.status) for row in found] == statuses
    refused, failed, good = found
    assert "no place to come from" in failed.problem
    assert "unknown location 'Nowhere'" in refused.problem
    assert refused.problem.endswith("; and 1 more")
    assert refused.ard is None
    assert (good.days, good.members) == (10, 2)
    scores = (good.ard, good.ard_rescaled, good.ard_flee, good.shares_first)
    assert all(score is not None and 0 < score < 2 for score in scores)
    assert read_scenario(out / "good").days == 10
    assert not (out / "broken").exists()
    table = write_scores(found, out)
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["case"] for row in rows] == ["broken", "failing", "good"]
    assert float(rows[2]["ard"]) == good.ard


def test_a_folder_without_cases(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="holds no case of Flee"):
        case_folders(tmp_path)


def test_the_folder_of_a_case_is_read_as_its_parts_are() -> None:
    parts = import_flee(TINY / "input_csv", TINY / "source_data", name="tiny")
    assert import_flee(TINY, name="tiny").scenario("tiny") == parts.scenario("tiny")
