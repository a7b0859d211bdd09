"""A copy of the tiny Flee case that a test may change."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.flee import FleeImport, import_flee

TINY = Path(__file__).parent / "tiny"


class FleeFolder:
    def __init__(self, path: Path) -> None:
        self.path = path / "tiny"
        shutil.copytree(TINY, self.path)
        self.input = self.path / "input_csv"
        self.data = self.path / "source_data"

    def write(self, file: str, *lines: str, encoding: str = "utf-8") -> None:
        """Replace a file: of the input folder unless a folder is given."""
        path = self.path / file if "/" in file or file.endswith(".yml") else self.input / file
        path.write_text("\n".join(lines) + "\n", encoding=encoding)

    def settings(self, section: str, **keys: object) -> None:
        lines = [f"  {key}: {value}" for key, value in keys.items()]
        self.write("simsetting.yml", f"{section}:", *lines)

    def flood(self, rules: str, spawning: str = "{displaced_per_flood_day: [0, 0, 0, 0]}") -> None:
        """Settings of flood mode with rules of floods, as YAML."""
        self.write(
            "simsetting.yml",
            "spawn_rules:",
            "  flood_zone_spawning_only: True",
            "  conflict_zone_spawning_only: False",
            "  take_from_population: True",
            f"  flood_driven_spawn_mode: {spawning}",
            f"move_rules: {{flood_rules: {rules}}}",
        )

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.input / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def load(self, *, lenient: bool = False, strict: bool = False, **changes: Any) -> FleeImport:
        arguments = {"input_dir": self.input, "data_dir": self.data} | changes
        return import_flee(**arguments, name="tiny", lenient=lenient, strict=strict)

    def problems(self, *, lenient: bool = False, strict: bool = False, **changes: Any) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            self.load(lenient=lenient, strict=strict, **changes)
        return [str(problem) for problem in caught.value.problems]


def rows(found: FleeImport, table: str, **wanted: object) -> list[dict[str, object]]:
    """Rows of a table whose cells are as wanted."""
    return [
        row
        for row in found.tables[table]
        if all(row.get(key) == value for key, value in wanted.items())
    ]


def events(found: FleeImport, kind: str, attribute: str) -> list[tuple[int, object, object]]:
    """(day of the simulation, target, value) of the events of one sort."""
    start: Any = found.scenario_settings["start"]
    chosen: Any = rows(found, "events", kind=kind, attribute=attribute)
    return [((row["date"] - start).days, row["target"], row["value"]) for row in chosen]
