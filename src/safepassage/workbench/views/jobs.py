"""The list of jobs with progress and cancel, kept up to date while the page is open."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from safepassage.workbench.desk import Desk
from safepassage.workbench.jobs import Job
from safepassage.workbench.views.parts import Notice

_MOST_SHOWN = 6
_TONES = {"done": "good", "failed": "bad"}


class JobList:
    """Rows of jobs of some kinds.

    Attributes:
        column: What is shown.
    """

    def __init__(
        self, desk: Desk, kinds: tuple[str, ...], on_end: Callable[[Job], None] | None = None
    ) -> None:
        self.desk, self.kinds, self._on_end = desk, kinds, on_end
        self.column = pn.Column(sizing_mode="stretch_width")
        self._rows: dict[int, _Row] = {}
        self._told = {job.number for job in self._mine() if job.ended}
        self.refresh()

    def refresh(self) -> None:
        """Show the present state; report once each job that ended."""
        jobs = self._mine()[:_MOST_SHOWN]
        for job in jobs:
            self._rows.setdefault(job.number, _Row(self.desk, job)).show()
        shown = [self._rows[job.number].row for job in jobs]
        if list(self.column) != shown:
            self.column[:] = shown
        for job in self._mine():
            if job.ended and job.number not in self._told:
                self._told.add(job.number)
                if self._on_end is not None:
                    self._on_end(job)

    def _mine(self) -> list[Job]:
        return [job for job in self.desk.jobs.all() if job.kind in self.kinds]


class _Row:
    """One job: its bar, what is said of it, and a button to cancel it."""

    def __init__(self, desk: Desk, job: Job) -> None:
        self.job = job
        self.notice = Notice()
        self.bar = pn.indicators.Progress(value=-1, max=100, width=220)
        self.cancel = pn.widgets.Button(name="Cancel", button_type="danger", width=90)
        self.cancel.on_click(lambda _: desk.jobs.cancel(job.number))
        self.row = pn.Row(self.bar, self.cancel, self.notice.pane)
        self._shown: tuple[object, ...] = ()

    def show(self) -> None:
        """Bring the row up to date, if anything changed."""
        job = self.job
        state = (job.state, job.done, job.total, job.message)
        if state == self._shown:
            return
        self._shown = state
        if job.total:
            self.bar.value = 100 * job.done // job.total
        self.bar.visible = self.cancel.visible = not job.ended
        self.notice.say(_told(job), _TONES.get(job.state, "quiet"))


def _told(job: Job) -> list[str]:
    if job.state == "running" and not job.total:
        return [f"{job.title}: preparing (the first run compiles for a while)"]
    if job.state == "running":
        return [f"{job.title}: {job.done} of {job.total}"]
    after = f" after {job.seconds:.0f} s" if job.state == "done" else ""
    return [f"{job.title}: {job.state}{after}", *job.message.splitlines()]
