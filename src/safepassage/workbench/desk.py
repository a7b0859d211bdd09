"""What lies on the desk of one server: the open draft, the jobs, the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.names import fold
from safepassage.scenario.behaviour import fitted
from safepassage.scenario.parts import section
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario, assemble
from safepassage.scenario.table import Table
from safepassage.scenario.template import new_scenario
from safepassage.scenario.warnings import warnings
from safepassage.scenario.workbook.layout import SUFFIX
from safepassage.whole import scratch
from safepassage.workbench.draft import Draft
from safepassage.workbench.files import MAX_UPLOAD_BYTES, Files, safe_name
from safepassage.workbench.jobs import Jobs
from safepassage.workbench.kept import Kept


class Desk:
    """State of the workbench, shared by every page that the server shows.

    Attributes:
        files: The chosen folder.
        jobs: What is computed or was.
        kept: Drafts on disk: each change is written at once.
        draft: The open scenario, or None.
        beneath: The scenario that a what-if varies, or None.
        version: Grows whenever another scenario is opened or a cell changes.
    """

    def __init__(self, root: Path) -> None:
        self.files = Files(root)
        self.jobs = Jobs()
        self.kept = Kept(self.files.root)
        self.beneath: Draft | None = None
        self.version = 0
        self.draft: Draft | None = self.kept.last()
        self._judged = Judged(self.draft)

    def new(self, title: str, start: str, days: str, country: str = "") -> Draft:
        """Begin a new crisis: nothing in it yet, people choose as in past conflicts.

        Raises:
            ScenarioError: If title, first day or number of days are none.
        """
        problems: list[Problem] = []
        given = {"title": title, "start": start, "days": days, "home_country": country}
        settings = section("scenario", given, problems)
        rules = section("rules", fitted().pooled.rules(), problems)
        if problems:
            raise ScenarioError(problems)
        name = self.kept.free(fold(title)[:50].strip("-") or "crisis")
        tables: Mapping[str, Table] = {
            "uncertain": Table.from_rows("uncertain", fitted().pooled.ranges(()))
        }
        return self.put(assemble(name, settings, rules, tables))

    def open(self, label: str) -> Draft:
        """Open one of the listed scenarios.

        Raises:
            ScenarioError: If it is not listed, or everything that is wrong with it.
        """
        choices = self.files.choices()
        drafts = self.kept.names()
        if label in drafts:
            self.draft, self.beneath = self.kept.read(drafts[label]), None
            self.kept.choose(self.draft.name)
            self._moved()
            return self.draft
        if label not in choices:
            raise ScenarioError([Problem("is not listed", label[:60], remedy="choose again")])
        source = choices[label]
        if isinstance(source, Path):
            self.files.refuse_links_out(source)
        return self.put(new_scenario("template") if source is None else read_scenario(source))

    def upload(self, name: str, content: bytes) -> Draft:
        """Open an uploaded workbook; it is read and not kept as a file.

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
        """Lay a scenario on the desk; facts may be entered."""
        self.draft, self.beneath = Draft(scenario, facts=True), None
        self.kept.opened(self.draft)
        self._moved()
        return self.draft

    def vary(self) -> Draft:
        """Begin a what-if of the open scenario: only what plans may vary.

        Raises:
            ScenarioError: If nothing is open, or everything that is wrong with it.
        """
        return self.put_what_if(self.current().scenario())

    def put_what_if(self, scenario: Scenario) -> Draft:
        """Lay a variation of the open scenario on top of it, such as one with a plan in it."""
        if self.beneath is None:
            self.beneath = self.draft
        self.draft = Draft(scenario)
        self._moved()
        return self.draft

    def back(self) -> None:
        """Leave the what-if; the scenario beneath lies open again."""
        if self.beneath is not None:
            self.draft, self.beneath = self.beneath, None
            self._moved()

    def current(self) -> Draft:
        """The open draft.

        Raises:
            ScenarioError: If nothing is open.
        """
        if self.draft is None:
            raise ScenarioError([Problem("nothing is open", remedy="open a scenario first")])
        return self.draft

    def changed(self) -> None:
        """Keep the draft as it is now, and notify the pages that it is another."""
        if self.draft is not None and self.draft.facts:
            self.kept.changed(self.draft)
        self._moved()

    @property
    def judged(self) -> Judged:
        """What the checks say about the open draft; worked out once for each of its states."""
        return self._judged

    def scenario(self, as_of: str = "") -> Scenario:
        """The open scenario, checked; as it was known by a day, if one is given.

        Raises:
            ScenarioError: If nothing is open, it is not sound, or the day is none.
        """
        from safepassage.scenario.as_of import known_by

        self.current()
        found = self.judged.sound()
        return known_by(found, day_of(as_of)) if as_of else found

    def _moved(self) -> None:
        self.version += 1
        self._judged = Judged(self.draft)


class Judged:
    """What the checks say about one state of a draft."""

    def __init__(self, draft: Draft | None) -> None:
        self._draft = draft

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that stops a run."""
        return [] if self._draft is None else self._draft.problems()

    @cached_property
    def warnings(self) -> list[Problem]:
        """What is likely a mistake."""
        return [] if self._draft is None or self.problems else warnings(self.sound())

    def sound(self) -> Scenario:
        """The scenario.

        Raises:
            ScenarioError: Everything that is wrong.
        """
        if self.problems:
            raise ScenarioError(self.problems)
        return self._scenario

    @cached_property
    def _scenario(self) -> Scenario:
        draft: Any = self._draft
        made: Scenario = draft.scenario()
        return made


def day_of(text: str) -> dt.date:
    """A day that the page sent.

    Raises:
        ScenarioError: If it is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problem = Problem(f"{text[:30]!r} is not a date", remedy="such as 2016-12-05")
        raise ScenarioError([problem]) from None
