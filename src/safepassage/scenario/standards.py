"""Standards that needs are measured against: the scenario's own, or the Sphere figures."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import Flags
from safepassage.dynamics.aid.check import UNITS
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.files import read_csv
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table

_COLD_NORTH = frozenset({11, 12, 1, 2, 3})
_COLD_SOUTH = frozenset({5, 6, 7, 8, 9})
_TROPIC = 23.44


@dataclass(frozen=True)
class Standard:
    """One standard.

    Attributes:
        name: ``floor_area``, ``water``, ``toilets``, …
        value: Planning value in ``unit``.
        survival: Bare value for the first days, or None.
        winter: Value in the cold months, or None if it is the same.
        unit: Unit in words, such as ``people/toilet``.
        usd: Low, best and high cost of one unit of supply; NaN where not given.
        source: Who sets the value.
        cost_source: Where the cost comes from.
    """

    name: str
    value: float
    survival: float | None
    winter: float | None
    unit: str
    usd: tuple[float, float, float]
    source: str
    cost_source: str

    @property
    def per_person(self) -> float:
        """Units of supply for one person."""
        return self._supply(self.value)

    def needed(self, cold: bool) -> float:  # noqa: FBT001
        """Units of supply for one person, in the cold months or not."""
        return self._supply(self.winter if cold and self.winter is not None else self.value)

    def _supply(self, value: float) -> float:
        if self.unit.startswith("people/"):
            return 1.0 / value
        return value / 10000.0 if "/10000" in self.unit else value

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        low, best, high = (None if math.isnan(usd) else usd for usd in self.usd)
        return {
            "value": self.value,
            "survival": self.survival,
            "winter": self.winter,
            "unit": self.unit,
            "usd": {"low": low, "best": best, "high": high},
            "source": self.source,
            "cost_source": self.cost_source,
        }


Standards = Mapping[str, Standard]


@cache
def default_standards() -> Standards:
    """The Sphere figures that come with the package, each with its source."""
    file = resources.files("safepassage.scenario").joinpath("sphere_standards.csv")
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return _from_table(Table.from_rows("standards", rows))


def standards_of(scenario: Scenario, given: Standards | str | Path | None = None) -> Standards:
    """Standards to use: those given, else the scenario's own, else the Sphere figures.

    Args:
        scenario: Whose table ``standards`` is asked.
        given: Standards by name, or a CSV file with the columns of that table.

    Raises:
        ScenarioError: If the file has problems, or holds no standard.
    """
    found: Standards
    if isinstance(given, Mapping):
        found = MappingProxyType(dict(given))
    elif given is not None:
        found = _from_file(Path(given))
    elif len(scenario["standards"]):
        found = MappingProxyType(dict(_from_table(scenario["standards"])))
    else:
        return default_standards()
    if not found:
        remedy = "give none to use the Sphere figures"
        raise ScenarioError(
            [Problem("there are no standards", file_of("standards"), remedy=remedy)]
        )
    return found


def standard(standards: Standards, name: str) -> Standard:
    """One standard by name.

    Raises:
        ScenarioError: If it is missing.
    """
    if name not in standards:
        remedy = f"add a row {name!r}; known: {', '.join(standards)}"
        problem = Problem(f"the standard {name!r} is missing", file_of("standards"), remedy=remedy)
        raise ScenarioError([problem])
    return standards[name]


def cold_days(scenario: Scenario) -> Flags:
    """Whether each day falls in the cold months of the scenario's latitude, shape (D,)."""
    latitudes = scenario["places"]["lat"]
    mean = float(np.nanmean(latitudes)) if np.isfinite(latitudes).any() else 0.0
    if abs(mean) <= _TROPIC:
        return np.zeros(scenario.days, dtype=bool)
    cold = sorted(_COLD_NORTH if mean > 0 else _COLD_SOUTH)
    months = scenario.dates().astype("M8[M]").astype("i8") % 12 + 1
    return np.isin(months, cold)


def _from_file(path: Path) -> Standards:
    problems: list[Problem] = []
    rows = parse_rows("standards", read_csv(path, "standards", problems), path.name, problems)
    if problems:
        raise ScenarioError(problems)
    for number, row in enumerate(rows, start=2):
        if row["unit"] != UNITS[str(row["standard"])]:
            remedy = f"allowed: {UNITS[str(row['standard'])]}"
            problems.append(Problem("is not its unit", path.name, number, "unit", remedy))
    if problems:
        raise ScenarioError(problems)
    return _from_table(Table.from_values("standards", rows))


def _from_table(table: Table) -> Standards:
    found = {}
    for row in table.rows():
        found[row["standard"]] = Standard(
            name=row["standard"],
            value=row["value"],
            survival=None if math.isnan(row["survival"]) else row["survival"],
            winter=None if math.isnan(row["winter"]) else row["winter"],
            unit=row["unit"],
            usd=(row["usd_low"], row["usd"], row["usd_high"]),
            source=row["source"],
            cost_source=row["cost_source"],
        )
    return MappingProxyType(found)
