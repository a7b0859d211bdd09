"""Large scenarios are read and checked in time that grows with their size only.

Times are ratios within one run: of a scenario eight times as large, in seconds of this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from safepassage.scenario.check import problems
from safepassage.scenario.read import read_folder

PLACES, TIMES = 2_500, 8
GROWTH = 2.5 * TIMES
"""In proportion to the size it is 8; with the square of the size, 64."""


def write_large(folder: Path, places: int) -> None:
    folder.mkdir()
    (folder / "scenario.toml").write_text('title = "x"\nstart = "2020-01-01"\ndays = 30\n')
    write = {
        "places": ("place,kind", (f"p{n},settlement" for n in range(places))),
        "classes": ("class", ["a"]),
        "populations": ("place,class,best", (f"p{n},a,{n}" for n in range(places))),
        "routes": (
            "from,to,length_km",
            (
                f"p{n},p{(n * factor + 1) % places},{1 + n % 90}"
                for factor in (1, 7, 31, 101, 331)
                for n in range(places)
                if (n * factor + 1) % places != n
            ),
        ),
        "events": (
            "date,kind,target,attribute,value",
            (f"2020-01-02,hazard,p{n},intensity,0.{n % 10}" for n in range(places)),
        ),
    }
    for name, (header, lines) in write.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *dict.fromkeys(lines)]) + "\n")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("scale")
    for name, places in (("small", PLACES), ("large", TIMES * PLACES)):
        write_large(base / name, places)
    return base / "small", base / "large"


def growth(*work: Callable[[], object]) -> float:
    """Time of the second by that of the first, each the least of three."""
    found: list[list[float]] = [[], []]
    for _ in range(3):
        for times, what in zip(found, work, strict=True):
            begun = time.process_time()
            what()
            times.append(time.process_time() - begun)
    return min(found[1]) / min(found[0])


def test_reading_a_hundred_thousand_routes_takes_its_share(folders: tuple[Path, Path]) -> None:
    small, large = folders
    assert len(read_folder(large)["routes"]) > 90_000
    assert growth(lambda: read_folder(small), lambda: read_folder(large)) < GROWTH


def test_checking_a_hundred_thousand_routes_takes_its_share(folders: tuple[Path, Path]) -> None:
    small, large = (read_folder(folder) for folder in folders)
    found = [problem for problem in problems(large) if "stands twice" not in problem.message]
    assert found == []
    assert growth(lambda: problems(small), lambda: problems(large)) < GROWTH


def test_an_error_everywhere_takes_no_longer_than_its_share(folders: tuple[Path, Path]) -> None:
    for folder in folders:
        path = folder / "routes.csv"
        path.write_text(path.read_text().replace(",p", ",q"))
    small, large = (read_folder(folder) for folder in folders)
    assert 0 < len(problems(large)) < 50
    assert growth(lambda: problems(small), lambda: problems(large)) < GROWTH
