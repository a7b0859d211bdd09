"""Tab: plan an exit for those who chose to leave."""

from __future__ import annotations

from typing import Any

import panel as pn

from safepassage.workbench.desk import Desk
from safepassage.workbench.jobs import Job
from safepassage.workbench.views.jobs import JobList
from safepassage.workbench.views.parts import Notice, heading, words

ALL = "all corridors"
_RIGHTS = (
    "Only people who chose to leave are planned for: the scenario must say who stays. Displacement "
    "under coercion is forbidden, and everybody keeps the right to return."
)


class PlanTab:
    """The tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.corridor = pn.widgets.Select(name="Corridor", options=[ALL], width=260)
        self.start = pn.widgets.TextInput(name="Begins (blank: as declared)", width=220)
        self.by = pn.widgets.TextInput(name="Deadline (blank: none)", width=220)
        self.button = pn.widgets.Button(name="Plan", button_type="primary")
        self.use = pn.widgets.Button(name="Open the scenario with this plan", visible=False)
        self.shown = pn.Column(sizing_mode="stretch_width")
        self._planned: Any = None
        self.jobs = JobList(desk, ("plan",), self._ended)
        self.button.on_click(lambda _: self.notice.attempt(self._plan))
        self.use.on_click(lambda _: self._use())
        ended = [job for job in desk.jobs.all() if job.kind == "plan" and job.state == "done"]
        if ended:
            self._ended(ended[0])
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        return pn.Column(
            heading("Plan an exit"),
            words(_RIGHTS),
            pn.Row(
                self.corridor, self.start, self.by, pn.Column(pn.Spacer(height=15), self.button)
            ),
            self.notice.pane,
            self.jobs.column,
            self.shown,
            self.use,
            name="6 Plan an exit",
            sizing_mode="stretch_width",
        )

    def show(self) -> None:
        """Offer the corridors of the open scenario."""
        draft = self.desk.draft
        names = [] if draft is None else [row["corridor"] for row in draft.rows("corridors")]
        if [ALL, *names] != self.corridor.options:
            self.corridor.options = [ALL, *names]

    def _plan(self) -> None:
        draft = self.desk.draft
        if draft is None:
            self.notice.say("Open a scenario first.", "bad")
            return
        scenario = draft.scenario()
        corridor = None if self.corridor.value == ALL else str(self.corridor.value)
        start, by = self.start.value.strip() or None, self.by.value.strip() or None
        title = f"Plan for {self.corridor.value}"
        self.desk.jobs.add("plan", title, scenario=scenario, corridor=corridor, start=start, by=by)
        self.notice.say("Planning; at most some minutes.")
        self.jobs.refresh()

    def _ended(self, job: Job) -> None:
        if job.state != "done":
            return
        self._planned = job.value["scenario"]
        self.use.visible = True
        summary = job.value["summary"]
        self.shown[:] = [
            heading(f"{job.title}: {summary['status']}", 3),
            words("High sensitivity: for those who carry it out. Not part of any export."),
            words(job.value["sentences"]),
        ]

    def _use(self) -> None:
        if self._planned is not None:
            self.desk.put(self._planned)
            self.notice.say("The scenario with the plan is open: run it with the same seed.")
