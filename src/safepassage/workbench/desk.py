"""What lies on the desk of one server: the open draft, the jobs, the files."""

from __future__ import annotations

from pathlib import Path

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario
from safepassage.scenario.workbook.layout import SUFFIX
from safepassage.whole import scratch
from safepassage.workbench.draft import Draft
from safepassage.workbench.files import MAX_UPLOAD_BYTES, Files, safe_name
from safepassage.workbench.jobs import Jobs


class Desk:
    """State of the workbench, shared by every page that the server shows.

    Attributes:
        files: The chosen folder.
        jobs: What is computed or was.
        draft: The open scenario, or None.
        version: Grows whenever another scenario is opened or a cell changes.
    """

    def __init__(self, root: Path) -> None:
        self.files = Files(root)
        self.jobs = Jobs()
        self.draft: Draft | None = None
        self.version = 0

    def open(self, label: str) -> Draft:
        """Open one of the listed scenarios.

        Raises:
            ScenarioError: If it is not listed, or everything that is wrong with it.
        """
        choices = self.files.choices()
        if label not in choices:
            raise ScenarioError([Problem("is not listed", label[:60], remedy="choose again")])
        source = choices[label]
        return self.put(new_scenario("template") if source is None else read_scenario(source))

    def upload(self, name: str, content: bytes) -> Draft:
        """Open an uploaded workbook; it is read and not kept.

        Raises:
            ScenarioError: If it is too large or not a sound workbook.
        """
        if len(content) > MAX_UPLOAD_BYTES:
            message = f"is larger than {MAX_UPLOAD_BYTES >> 20} MB"
            raise ScenarioError([Problem(message, name[:60])])
        stem = safe_name(name.removesuffix(SUFFIX).replace(" ", "-").replace(".", "-"))
        with scratch() as folder:
            path = folder / f"{stem}{SUFFIX}"
            path.write_bytes(content)
            return self.put(read_scenario(path))

    def put(self, scenario: Scenario) -> Draft:
        """Lay a scenario on the desk."""
        self.draft = Draft(scenario)
        self.changed()
        return self.draft

    def changed(self) -> None:
        """Notify the pages that the draft is another."""
        self.version += 1
