"""Any identifier that a scenario takes can leave in every format, whatever a system calls by it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.export import export
from safepassage.disclosure.write import WRITERS
from safepassage.errors import ScenarioError
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.exchange.names import identifier
from safepassage.exchange.xlsx import write_workbook
from safepassage.result.store import load, save
from safepassage.scenario.quantity import RESERVED
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.write import write
from verification.make import make

ODD = (
    "con", "nul", "aux", "prn", "com1", "lpt9",  # devices of Windows
    "history", "about", "readme", "settings", "lists",  # sheets
    "place", "date", "quantity", "total", "index", "p50", "nan", "null", "none", "true", "inf",
    "elsewhere-2", "raw", "scenario", "runs", "counts", "places", "x" * 80,
)  # fmt: skip


def world(names: tuple[str, ...], classes: tuple[str, ...] = ("con", "total")) -> Scenario:
    return make(
        places={name: "site" if name == "nul" else "settlement" for name in names},
        routes=[(a, b, 10.0) for a, b in pairwise(names)],
        classes=[{"class": name} for name in classes],
        populations=[
            {"place": name, "class": class_, "status": "resident", "best": 1000 + number}
            for number, name in enumerate(names)
            for class_ in classes
        ],
        capacities={},
        events=[(0, "hazard", names[0], "intensity", 1)],
        days=3,
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = run(world(ODD), members=2)
    return save(result, tmp_path_factory.mktemp("names") / "run")


@pytest.mark.parametrize("form", [*WRITERS, *EXPORT_FORMATS])
def test_every_format_takes_every_name(form: str, stored: Path, tmp_path: Path) -> None:
    writers = {**WRITERS, **EXPORT_FORMATS}
    written = export(load(stored), tmp_path / "out", form=form, writers=writers)
    assert all(path.stat().st_size for path in written.files)


def test_scenarios_keep_every_name(tmp_path: Path) -> None:
    scenario = world(ODD)
    assert read_scenario(write(scenario, tmp_path / "con")) == scenario
    back = read_scenario(write_workbook(scenario, tmp_path / "a.xlsx"))
    assert set(back["places"]["place"]) == set(ODD)


@pytest.mark.parametrize("name", RESERVED)
def test_a_name_of_a_sum_is_refused_by_check_and_made_by_no_importer(name: str) -> None:
    for names, classes in (((name, "a"), ("people",)), (("a", "b"), ("people", name))):
        with pytest.raises(ScenarioError, match="already means"):
            world(names, classes)
    for made in (identifier(name.title()), identifier(f" {name.upper()} ")):
        assert made not in RESERVED
        assert name in made
