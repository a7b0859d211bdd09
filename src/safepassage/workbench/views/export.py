"""Tab: take the scenario and what may leave of a run along."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import panel as pn

from safepassage.exchange.xlsx import write_workbook
from safepassage.workbench.desk import Desk
from safepassage.workbench.jobs import Job
from safepassage.workbench.tasks import available
from safepassage.workbench.views.jobs import JobList
from safepassage.workbench.views.parts import Notice, heading, words

_LANGUAGES = {"English": "en", "français": "fr", "العربية": "ar"}
_OUT = "exports"
_CONVOYS = "It holds departures. Times of convoys are of High sensitivity: share them on need only."


class ExportTab:
    """The tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.download = pn.widgets.FileDownload(
            callback=self._workbook, filename="scenario.xlsx", label="Download as Excel workbook"
        )
        self.convoys = Notice()
        self.name = pn.widgets.TextInput(name="Name in the folder", width=220)
        self.save = pn.widgets.Button(name="Save in the folder")
        self.run = pn.widgets.Select(name="Run", width=300)
        self.language = pn.widgets.Select(name="Language", options=_LANGUAGES, width=140)
        self.report = pn.widgets.Button(name="Write the report", button_type="primary")
        self.export = pn.widgets.Button(name="Write tables for others", button_type="primary")
        self.files = pn.Column()
        self.jobs = JobList(desk, ("report", "export"), self._ended)
        self.save.on_click(lambda _: self.notice.attempt(self._save))
        self.report.on_click(lambda _: self.notice.attempt(self._report))
        self.export.on_click(lambda _: self.notice.attempt(self._export))
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        parts: list[Any] = [
            heading("Export"),
            self.notice.pane,
            heading("The open scenario", 3),
            words("The workbook holds everything; edit facts in it and open it again."),
            self.convoys.pane,
            self.download,
            pn.Row(self.name, pn.Column(pn.Spacer(height=15), self.save)),
            heading("A run", 3),
            words("Under disclosure control: small counts are suppressed, others rounded."),
        ]
        own = [self.run]
        own += [self.language, _low(self.report)] if available("report") else []
        own += [_low(self.export)] if available("export") else []
        parts += [pn.Row(*own), self.jobs.column, self.files]
        return pn.Column(*parts, name="7 Export", sizing_mode="stretch_width")

    def show(self) -> None:
        """Offer what is there."""
        draft = self.desk.draft
        self.download.disabled = self.save.disabled = draft is None
        if draft is not None:
            self.download.filename = f"{draft.name}.xlsx"
            planned = bool(draft.rows("departures"))
            self.convoys.say(_CONVOYS if planned else "", "bad")
        names = list(self.desk.files.runs())
        if names != self.run.options:
            self.run.options = names

    def _workbook(self) -> io.BytesIO:
        draft = self.desk.draft
        content = b""
        if draft is not None:
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / "scenario.xlsx"
                written = self.notice.attempt(lambda: write_workbook(draft.scenario(), target))
                content = b"" if written is None else target.read_bytes()
        return io.BytesIO(content)

    def _save(self) -> None:
        draft = self.desk.draft
        if draft is not None:
            path = write_workbook(draft.scenario(), self.desk.files.new_workbook(self.name.value))
            self.notice.say(f"{path.name} is in the folder.")

    def _report(self) -> None:
        folder = self.desk.files.runs().get(str(self.run.value))
        if folder is None:
            self.notice.say("Run a scenario first.", "bad")
            return
        code = str(self.language.value)
        target = self.desk.files.root / _OUT / f"{folder.name}-{code}.html"
        title = f"Report of {folder.name}"
        self.desk.jobs.add("report", title, folder=folder, target=target, language=code)
        self.jobs.refresh()

    def _export(self) -> None:
        folder = self.desk.files.runs().get(str(self.run.value))
        if folder is None:
            self.notice.say("Run a scenario first.", "bad")
            return
        target = self.desk.files.root / _OUT / folder.name
        self.desk.jobs.add("export", f"Tables of {folder.name}", folder=folder, target=target)
        self.jobs.refresh()

    def _ended(self, job: Job) -> None:
        if job.state != "done":
            return
        made = [job.value] if isinstance(job.value, str) else job.value
        for path in map(Path, made):
            if path.resolve().is_relative_to(self.desk.files.root) and path.is_file():
                label = f"Download {path.name}"
                self.files.append(
                    pn.widgets.FileDownload(str(path), filename=path.name, label=label)
                )


def _low(button: Any) -> Any:
    return pn.Column(pn.Spacer(height=15), button)
