"""Tab: run the open scenario and look at the runs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import panel as pn

from safepassage.report.figure import PICTURE
from safepassage.report.texts import report_text
from safepassage.result.headline import headline
from safepassage.result.reports import amount
from safepassage.result.result import Result
from safepassage.result.store import load
from safepassage.workbench.desk import Desk
from safepassage.workbench.jobs import Job
from safepassage.workbench.views.jobs import JobList
from safepassage.workbench.views.parts import Notice, grid, heading, words

MAX_MEMBERS = 5_000


class RunTab:
    """The tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.name = pn.widgets.TextInput(name="Name of the run", value="first", width=220)
        self.members = pn.widgets.IntInput(
            name="Members", value=100, start=1, end=MAX_MEMBERS, width=110
        )
        self.seed = pn.widgets.IntInput(name="Seed (random numbers)", value=1, start=0, width=110)
        self.button = pn.widgets.Button(name="Run", button_type="primary")
        self.state = pn.pane.HTML("")
        self.chosen = pn.widgets.Select(name="Show a run", width=320)
        self.shown = pn.Column(sizing_mode="stretch_width")
        self.jobs = JobList(desk, ("run",), self._ended)
        self.button.on_click(lambda _: self.notice.attempt(self._run))
        self.chosen.param.watch(lambda _: self._show_run(), "value")
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        return pn.Column(
            heading("Run"),
            words("Runs with the same seed and members can be compared."),
            self.state,
            pn.Row(
                self.name, self.members, self.seed, pn.Column(pn.Spacer(height=15), self.button)
            ),
            self.notice.pane,
            self.jobs.column,
            self.chosen,
            self.shown,
            name="4 Run",
            sizing_mode="stretch_width",
        )

    def show(self) -> None:
        """Say what would run, and offer the runs that are there."""
        draft = self.desk.draft
        if draft is None:
            self.state.object = "Nothing is open."
        else:
            changed = ", ".join(draft.changed_tables) or "nothing"
            self.state.object = f"Changed since it was opened: {changed}."
        names = ["", *self.desk.files.runs()]
        if names != self.chosen.options:
            self.chosen.options = names

    def _run(self) -> None:
        draft = self.desk.draft
        if draft is None:
            self.notice.say("Open a scenario first.", "bad")
            return
        scenario = draft.scenario()
        folder = self.desk.files.new_run(self.name.value)
        waiting = {job.title for job in self.desk.jobs.all() if not job.ended}
        title = f"Run {folder.name}"
        if title in waiting:
            self.notice.say("A run of that name is under way.", "bad")
            return
        members = min(max(int(self.members.value or 1), 1), MAX_MEMBERS)
        seed = max(int(self.seed.value or 0), 0)
        self.desk.jobs.add(
            "run", title, scenario=scenario, folder=folder, members=members, seed=seed
        )
        self.notice.say("It goes on if you close or reload this page.")
        self.jobs.refresh()

    def _ended(self, job: Job) -> None:
        self.show()
        if job.state == "done":
            self.chosen.value = job.value

    def _show_run(self) -> None:
        folder = self.desk.files.runs().get(str(self.chosen.value))
        if folder is None:
            self.shown[:] = []
            return
        result = self.notice.attempt(lambda: load(folder))
        if result is None:
            return
        self.shown[:] = [
            heading(result.scenario.title, 3),
            words(
                f"{result.members.size} members, seed {result.seed}. Internal, sensitivity "
                f"{result.scenario.settings['sensitivity']}: pass on exports only."
            ),
            grid(headline_frame(result)),
            picture(folder / PICTURE, f"People by place over time: {folder.name}"),
        ]


def headline_frame(result: Result) -> pd.DataFrame:
    """Headline quantities as texts."""
    rows = [
        {
            "what": row.label,
            "date": row.date.isoformat(),
            "5 %": amount(row.p05, row.unit),
            "median": amount(row.p50, row.unit),
            "95 %": amount(row.p95, row.unit),
            "reported": "; ".join(report_text(report, row) for report in row.reports),
        }
        for row in headline(result)
    ]
    return pd.DataFrame(rows, columns=["what", "date", "5 %", "median", "95 %", "reported"])


def picture(path: Any, description: str) -> Any:
    """A figure of a run; ``description`` is its text for those who do not see it."""
    if not path.is_file():
        return words("This run has no figure.")
    return pn.pane.PNG(str(path), alt_text=description, sizing_mode="scale_width", max_width=1100)
