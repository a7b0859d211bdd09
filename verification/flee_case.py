"""Cases in Flee's format, written anew in a few lines, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.exchange.flee import FleeImport, import_flee
from safepassage.result.run import run
from safepassage.scenario.check import check
from safepassage.scenario.scenario import Scenario, make_scenario

Lines = Iterable[str]
FAST = "max_move_speed: 1000, max_walk_speed: 1000"
"""The highest speeds that our rules take (Flee's tests write 5000)."""


class FleeCase:
    """A folder of inputs, and the scenario that is made of it.

    Attributes:
        folder: The case's folder.
        found: What the importer made of it.
        scenario: The checked scenario.
    """

    def __init__(self, folder: Path, *, documented: bool = False, **rules: object) -> None:
        self.folder = folder
        data = folder / "source_data"
        self.found: FleeImport = import_flee(
            folder / "input_csv", data if data.is_dir() else None, name="case"
        )
        rules = {**self.found.rules, "flee_documented": documented, **rules}
        settings = self.found.scenario_settings
        self.scenario: Scenario = make_scenario("case", settings, rules, self.found.tables)
        check(self.scenario)
        self.places = dict(
            zip(
                self.scenario["places"]["name"].tolist(),
                range(len(self.scenario["places"])),
                strict=True,
            )
        )

    def compiled(self) -> Compiled:
        """The scenario as arrays."""
        return compile_scenario(self.scenario)

    def counts(self, members: int = 1) -> Counts:
        """Run it."""
        return Counts(self, run(self.scenario, members=members, seed=1).arrays)


class Counts:
    """What members of a case counted."""

    def __init__(self, case: FleeCase, arrays: Mapping[str, Any]) -> None:
        self.case, self.arrays = case, arrays

    def at(self, place: str, day: int = -1) -> int:
        """Displaced people of all members at a place at the end of a day."""
        displaced = self.arrays["displaced"]
        return int(np.asarray(displaced)[:, day, self.case.places[place]].sum())

    def everybody(self) -> I8:
        """Displaced people at places and between them, shape (M, D)."""
        there = np.asarray(self.arrays["displaced"]).sum(axis=(2, 3))
        between = np.asarray(self.arrays["moving"]).sum(axis=2)
        total: I8 = there + between
        return total

    def set_out(self, start: str, end: str, day: int = 0) -> int:
        """People of all members who set out from a place to the next on a day."""
        links = self.case.compiled().world.links
        ends = (links["start"] == self.case.places[start]) & (links["end"] == self.case.places[end])
        return int(np.asarray(self.arrays["flow"])[:, day, ends].sum())


def write_case(
    folder: Path,
    locations: Lines,
    routes: Lines,
    *,
    days: int = 10,
    move: str = "",
    spawn: str = "",
    conflicts: Mapping[str, Sequence[float]] | None = None,
    agents: Mapping[str, int] | Sequence[str] | None = None,
    series: Mapping[str, Lines] | None = None,
    start: str = "2010-01-01",
    **files: Lines,
) -> Path:
    """Write a case.

    Args:
        folder: Where; a folder is made in it.
        locations: ``name,country,type,people`` and perhaps more cells, named in the first line
            after a ``#``.
        routes: ``name1,name2,km``.
        days: Length.
        move: Keys and values of move_rules, as between the braces of YAML.
        spawn: Those of spawn_rules.
        conflicts: Location → intensity by day; the last value stays.
        agents: Location → people of agents.csv, or its lines.
        series: Lines ``date,count`` by name; the first is the total.
        start: StartDate.
        **files: Lines of more files, by name without ``.csv``.
    """
    inputs = folder / "case" / "input_csv"
    inputs.mkdir(parents=True)
    files["locations"] = _locations(list(locations))
    files["routes"] = ["#name1,name2,distance,forced_redirection", *(f"{r},0" for r in routes)]
    files.setdefault("closures", ())
    files["sim_period"] = [f"StartDate,{start}", f"Length,{days}"]
    files["conflicts"] = _by_day(conflicts or {}, days)
    if agents is not None:
        files["agents"] = _agents(agents) if isinstance(agents, Mapping) else agents
        spawn = ", ".join(filter(None, (spawn, "read_from_agents_csv_file: True")))
    for name, lines in files.items():
        _write(inputs / f"{name}.csv", lines)
    if series is not None:
        data = folder / "case" / "source_data"
        data.mkdir()
        _write(data / "data_layout.csv", [f"{name},{name}.csv" for name in series])
        for name, lines in series.items():
            _write(data / f"{name}.csv", ["#Date,count", *lines])
    text = f"move_rules: {{{move}}}\nspawn_rules: {{{spawn}}}\n"
    (folder / "case" / "simsetting.yml").write_text(text, encoding="utf-8")
    return folder / "case"


def _write(path: Path, lines: Lines) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _locations(lines: list[str]) -> list[str]:
    """The columns that Flee wants, region and coordinates included unless a line has eight."""
    more = lines.pop(0)[1:] if lines[0].startswith("#") else ""
    header = "#name,region,country,lat,lon,location_type,conflict_date,population"
    rows = []
    for number, line in enumerate(lines):
        cells = line.split(",")
        if "" in cells[:3] or len(cells) < 4:
            raise ValueError(f"{line} needs name, country, type and people")
        name, country, type_, people, *rest = cells
        where = f"{0.1 * number:g},{0.1 * number:g}"
        rows.append(",".join([name, name, country, where, type_, "0", people, *rest]))
    return [f"{header},{more}" if more else header, *rows]


def _by_day(conflicts: Mapping[str, Sequence[float]], days: int) -> list[str]:
    rows = [["#Day", *conflicts]]
    for day in range(days):
        values = [given[min(day, len(given) - 1)] for given in conflicts.values()]
        rows.append([str(day), *(f"{value:g}" for value in values)])
    return [",".join(row) for row in rows]


def _agents(agents: Mapping[str, int]) -> list[str]:
    return ["location", *(name for name, people in agents.items() for _ in range(people))]
