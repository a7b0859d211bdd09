"""What lies under the chosen folder: scenarios to open, runs; names that cannot lead out of it."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path

from safepassage.errors import Problem, ScenarioError, StoreError
from safepassage.private import private_folder
from safepassage.result.location import Location
from safepassage.result.provenance import FINISHED
from safepassage.scenario.bundled import bundled_names
from safepassage.scenario.workbook.layout import SUFFIX

RUNS, EXPORTS, PRIVATE = "runs", "exports", "private"
TEMPLATE = "template: invented example with a row in every table"
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
"""Largest workbook that is uploaded."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z")
_MOST_LISTED = 200


class Files:
    """The folder that the workbench may read and write.

    Attributes:
        root: Its resolved path.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def choices(self) -> dict[str, Path | str | None]:
        """What can be opened: label → path, bundled name, or None for the template."""
        found: dict[str, Path | str | None] = {TEMPLATE: None}
        found |= {f"bundled: {name}": name for name in bundled_names()}
        own = [path for path in self._listed(self.root) if _is_scenario(path)]
        return found | {path.name: path for path in own[:_MOST_LISTED]}

    def runs(self) -> dict[str, Path]:
        """Finished runs by name."""
        folders = self._listed(self.root / RUNS)
        named = [path for path in folders if not path.name.startswith(".")]
        return {path.name: path for path in named if (path / FINISHED).is_file()}

    def run_scenarios(self) -> dict[str, str]:
        """Finished runs by name, with the name of their scenario."""
        return {name: _scenario_of(path) for name, path in self.runs().items()}

    def new_run(self, name: str) -> Path:
        """Folder for a run that is not there yet.

        Raises:
            ScenarioError: If the name is no name or is taken.
        """
        path = self.root / RUNS / safe_name(name)
        if path.exists():
            message = f"a run named {name!r} is there already"
            raise ScenarioError([Problem(message, remedy="choose another name")])
        return path

    def run(self, name: str) -> Path:
        """Folder of a finished run.

        Raises:
            ScenarioError: If there is none of that name.
        """
        found = self.runs().get(name)
        if found is None:
            raise ScenarioError([Problem(f"there is no run {name[:60]!r}", remedy="run it first")])
        return found

    def export_folder(self) -> Path:
        """Folder of what is written for others; it may not be there yet."""
        return self.root / EXPORTS

    def private_folder(self) -> Path:
        """Folder of what is for the owner alone, such as manifests."""
        folder = self.root / PRIVATE
        private_folder(folder)
        return folder

    def exports(self) -> dict[str, Path]:
        """Files that were written for the user: name below the root → path."""
        found: dict[str, Path] = {}
        for folder in (self.root / EXPORTS, self.root / PRIVATE):
            for path in self._listed(folder):
                inside = self._listed(path) if path.is_dir() else [path]
                files = [each for each in inside if each.is_file() and each.name[0] != "."]
                found |= {each.relative_to(self.root).as_posix(): each for each in files}
        return dict(list(found.items())[:_MOST_LISTED])

    def new_workbook(self, name: str) -> Path:
        """Workbook that is not there yet.

        Raises:
            ScenarioError: If the name is no name or is taken.
        """
        path = self.root / f"{safe_name(name)}{SUFFIX}"
        if path.exists():
            raise ScenarioError([Problem(f"{path.name} exists", remedy="choose another name")])
        return path

    def refuse_links_out(self, source: Path) -> None:
        """Refuse a scenario whose tables are links out of the root: they would be shown.

        Raises:
            ScenarioError: With the first one.
        """
        inside = sorted(source.iterdir()) if source.is_dir() else [source]
        for path in inside:
            if not self._inside(path):
                message = f"{path.name} is a link that leads out of the folder of the workbench"
                raise ScenarioError([Problem(message, source.name, remedy="copy the file there")])

    def _listed(self, folder: Path) -> list[Path]:
        """Entries that really lie under the root: a link that leads out of it does not count."""
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            return []
        return [path for path in entries if self._inside(path)]

    def _inside(self, path: Path) -> bool:
        """Whether a path leads to something under the root; a link to itself leads nowhere."""
        return Path(os.path.realpath(path)).is_relative_to(self.root)


def safe_name(name: str) -> str:
    """A name that is a file name everywhere and holds no path.

    Raises:
        ScenarioError: If it is none.
    """
    text = name.strip()
    if not _NAME.match(text):
        remedy = "letters, digits, - and _, at most 60"
        raise ScenarioError([Problem(f"{text[:60]!r} is not a name", remedy=remedy)])
    return text


@lru_cache(maxsize=1000)
def _scenario_of(run: Path) -> str:
    """Name of the scenario of a run folder; a finished run never changes."""
    try:
        facts = json.loads(Location(str(run)).read_text(FINISHED))
        return str(facts["scenario"])
    except (OSError, StoreError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _is_scenario(path: Path) -> bool:
    if path.name.startswith((".", "~")):
        return False
    return (path / "scenario.toml").is_file() or (path.suffix.lower() == SUFFIX and path.is_file())
