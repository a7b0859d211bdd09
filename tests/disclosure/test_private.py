"""What is its owner's alone is so whatever wrote it, and says so inside."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.export import export
from safepassage.disclosure.write import WRITERS
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.exchange.xlsx import write_workbook
from safepassage.report.figure import save_page, save_picture
from safepassage.result.result import Result
from safepassage.result.store import save
from safepassage.result.tidy import write_tidy
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.write import write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """What new files are like by default decides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


@pytest.fixture(scope="module")
def planned(tiny: Scenario) -> Scenario:
    corridor = {"corridor": "out", "gathers": "home", "places": "home>town"}
    leg = {"from": "home", "to": "town", "length_km": 20}
    window = {"corridor": "out", "start": f"{tiny.start}T00:00", "end": f"{tiny.end}T00:00"}
    row = {"time": f"{tiny.start}T06:00", "corridor": "out", "seats": 40}
    return tiny.replace(
        corridors=[{**corridor, "persons_per_hour": 100}],
        legs=[leg],
        windows=[window],
        departures=[row],
    )


def modes(path: Path) -> set[str]:
    every = [path, *path.rglob("*")] if path.is_dir() else [path]
    return {
        f"{'folder' if one.is_dir() else 'file'} {stat.S_IMODE(one.stat().st_mode):o}"
        for one in every
    }


def test_a_run_folder_with_all_its_tables_and_pictures(tiny: Scenario, tmp_path: Path) -> None:
    extras = (write_tidy, save_page, save_picture)
    folder = save(run(tiny, members=2), tmp_path / "run", extras=extras)
    assert (folder / "counts.csv").exists()
    assert modes(folder) == {"folder 700", "file 600"}


def test_a_scenario_with_departures_or_of_severe_sensitivity(
    tiny: Scenario, planned: Scenario, tmp_path: Path
) -> None:
    for number, scenario in enumerate((planned, tiny.replace(sensitivity="severe"))):
        taken = write(tiny, tmp_path / f"s{number}")
        assert "file 666" in modes(taken)
        folder = write(scenario, taken, overwrite=True)
        assert modes(folder) == {"folder 700", "file 600"}
        assert read_scenario(folder).digest() == scenario.digest()
        first = (folder / "scenario.toml").read_text(encoding="utf-8").splitlines()[0]
        assert "owner alone" in first
        assert modes(write_workbook(scenario, tmp_path / f"{number}.xlsx")) == {"file 600"}


@pytest.mark.parametrize("form", [*WRITERS, *EXPORT_FORMATS])
def test_an_export_of_severe_sensitivity(tiny: Scenario, form: str, tmp_path: Path) -> None:
    severe: Result = run(tiny.replace(sensitivity="severe"), members=2)
    folder = save(severe, tmp_path / "run")
    export(
        severe,
        tmp_path / "out",
        form=form,
        run_folder=folder,
        writers={**WRITERS, **EXPORT_FORMATS},
    )
    assert modes(tmp_path / "out") == {"folder 700", "file 600"}
    assert modes(folder) == {"folder 700", "file 600"}  # with the log of the export
