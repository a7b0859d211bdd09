"""Whatever stands in a file: it is read, or refused with the reason, and nothing else happens."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from safepassage import run
from safepassage.exchange.flee import import_flee
from safepassage.exchange.formats import FORMATS, read_files
from safepassage.exchange.merge import write_tables
from safepassage.exchange.xlsx import write_workbook
from safepassage.planning.exit.checker import check_lines
from safepassage.planning.exit.from_scenario import instance_of
from safepassage.planning.exit.manifest import write_manifest
from safepassage.planning.exit.manifest_read import read_manifest
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.planner import plan_exit
from safepassage.result.result import Result
from safepassage.result.store import load, save
from safepassage.scenario.explain import explain_text
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.template import new_scenario, template_folder
from safepassage.scenario.write import write
from tests.fuzz.lane import drive, refusals
from tests.planning.worlds import scenario as exit_world
from tests.result.damage import reseal

pytestmark = pytest.mark.slow
DATA = Path(__file__).parents[1] / "exchange" / "data"
MOST_DAYS = 120
"""Longer scenarios are read and checked, and not run."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextlib.contextmanager
def put(path: Path, content: bytes, sound: bytes) -> Iterator[None]:
    """A file with other contents for a while."""
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(sound)


def read_or_none(source: Path) -> Scenario | None:
    with refusals():
        return read_scenario(source)
    return None


def holds(scenario: Scenario, folder: Path) -> None:
    """What was accepted can be explained, written, read again and run."""
    assert explain_text(scenario)
    assert read_scenario(write(scenario, folder / "copy", overwrite=True)) == scenario
    if scenario.days <= MOST_DAYS:
        found = run(scenario, members=1)
        assert all((counts >= 0).all() for counts in found.arrays.values())


def test_folders(home: Path, tmp_path: Path) -> None:
    files = contents(template_folder())
    for name, content in files.items():
        (home / name).write_bytes(content)

    def check(name: str, content: bytes) -> None:
        with put(home / name, content, files[name]):
            scenario = read_or_none(home)
            if scenario is not None:
                holds(scenario, tmp_path)

    drive("folder", files, check, 60)


def test_workbooks(home: Path, tmp_path: Path) -> None:
    path = write_workbook(new_scenario("example"), home / "book.xlsx")

    def check(name: str, content: bytes) -> None:
        (home / name).write_bytes(content)
        scenario = read_or_none(home / name)
        if scenario is not None:
            holds(scenario, tmp_path)

    drive("workbook", {path.name: path.read_bytes()}, check, 20)


def test_importers(home: Path) -> None:
    files = {}
    for name in FORMATS:
        folder = DATA / name.replace("-", "_")
        if folder.is_dir():
            files |= {f"{name}/{path}": content for path, content in contents(folder).items()}

    def check(name: str, content: bytes) -> None:
        form, _, file = name.partition("/")
        path = home / Path(file).name
        path.write_bytes(content)
        with refusals():
            for lenient in (False, True):
                found = read_files(form, [path], lenient=lenient)
                write_tables(found, home / "tables", overwrite=True)

    drive("importer", files, check, 120)


def test_flee_cases(home: Path, tmp_path: Path) -> None:
    shutil.copytree(DATA / "flee" / "tiny", home / "case")
    files = contents(home / "case")

    def check(name: str, content: bytes) -> None:
        with put(home / "case" / name, content, files[name]), refusals():
            found = import_flee(
                home / "case" / "input_csv",
                home / "case" / "source_data",
                home / "case" / "simsetting.yml",
                name="case",
            )
            scenario = make_scenario("case", found.scenario_settings, found.rules, found.tables)
            if scenario.days <= MOST_DAYS:
                run(scenario, members=1)

    drive("flee", files, check, 60)


def test_manifests(home: Path) -> None:
    scenario = exit_world()
    plan, instance = plan_exit(scenario), instance_of(scenario, ExitOptions())
    files = {
        name: write_manifest(plan, home / name).read_bytes() for name in ("plan.csv", "plan.xlsx")
    }

    def check(name: str, content: bytes) -> None:
        (home / name).write_bytes(content)
        with refusals():
            problems = []
            lines = read_manifest(home / name, problems)
            problems += check_lines(instance, lines, name)
            assert all(str(problem).strip() for problem in problems)

    drive("manifest", files, check, 80)


def same(one: Result, other: Result) -> bool:
    return one.digest == other.digest and one.scenario == other.scenario


def test_run_folders(home: Path) -> None:
    """A changed run is refused, or the change was of nothing: it loads as the same run."""
    pytest.importorskip("safepassage.result.seal", reason="runs are not sealed yet")
    folder = save(run(new_scenario("example"), members=2), home / "run")
    sound, files = load(folder), contents(folder)

    def check(name: str, content: bytes) -> None:
        if content == files[name]:
            return
        with put(folder / name, content, files[name]), refusals():
            assert same(load(folder), sound)

    drive("run", files, check, 60)


def test_run_folders_sealed_anew(home: Path) -> None:
    """A seal is no signature: what somebody changed and sealed is read, or refused in words."""
    folder = save(run(new_scenario("example"), members=2), home / "run")
    files = contents(folder)
    seal = {name: files[name] for name in ("provenance.json", "checksums.csv")}
    inner = {name: content for name, content in files.items() if name not in seal}

    def check(name: str, content: bytes) -> None:
        with put(folder / name, content, files[name]):
            reseal(folder)
            with refusals():
                found = load(folder)
                assert found.weight.sum() == pytest.approx(1)
        for own, sound in seal.items():
            (folder / own).write_bytes(sound)

    drive("sealed", inner, check, 40)
