"""Large scenarios are read and checked in time that grows with their size only."""

from __future__ import annotations

import time
from pathlib import Path

from safepassage.scenario.check import problems
from safepassage.scenario.read import read_folder

PLACES = 20_000


def write_large(folder: Path) -> None:
    folder.mkdir()
    (folder / "scenario.toml").write_text('title = "x"\nstart = "2020-01-01"\ndays = 30\n')
    write = {
        "places": ("place,kind", (f"p{n},settlement" for n in range(PLACES))),
        "classes": ("class", ["a"]),
        "populations": ("place,class,best", (f"p{n},a,{n}" for n in range(PLACES))),
        "routes": (
            "from,to,length_km",
            (
                f"p{n},p{(n * factor + 1) % PLACES},{1 + n % 90}"
                for factor in (1, 7, 31, 101, 331)
                for n in range(PLACES)
                if (n * factor + 1) % PLACES != n
            ),
        ),
        "events": (
            "date,kind,target,attribute,value",
            (f"2020-01-02,hazard,p{n},intensity,0.{n % 10}" for n in range(PLACES)),
        ),
    }
    for name, (header, lines) in write.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *dict.fromkeys(lines)]) + "\n")


def test_a_hundred_thousand_routes_are_read_and_checked_in_seconds(tmp_path: Path) -> None:
    write_large(tmp_path / "large")
    begun = time.perf_counter()
    scenario = read_folder(tmp_path / "large")
    read = time.perf_counter()
    found = [problem for problem in problems(scenario) if "stands twice" not in problem.message]
    checked = time.perf_counter()
    assert found == []
    assert len(scenario["routes"]) > 90_000
    assert read - begun < 10
    assert checked - read < 5


def test_a_large_scenario_with_an_error_everywhere_is_refused_in_seconds(tmp_path: Path) -> None:
    write_large(tmp_path / "large")
    path = tmp_path / "large" / "routes.csv"
    path.write_text(path.read_text().replace(",p", ",q"))
    scenario = read_folder(tmp_path / "large")
    begun = time.perf_counter()
    assert 0 < len(problems(scenario)) < 50
    assert time.perf_counter() - begun < 5
