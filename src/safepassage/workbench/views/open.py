"""Tab: open a bundled scenario, one under the chosen folder, or a workbook from elsewhere."""

from __future__ import annotations

from typing import Any

import panel as pn

from safepassage.scenario.explain import explain_text
from safepassage.workbench.desk import Desk
from safepassage.workbench.files import MAX_UPLOAD_BYTES
from safepassage.workbench.views.parts import Notice, heading, words

_MOST_LINES = 60


def open_tab(desk: Desk) -> Any:
    """Build the tab."""
    notice = Notice("Nothing is open yet." if desk.draft is None else f"Open: {desk.draft.name}")
    choice = pn.widgets.Select(name="Scenario", options=list(desk.files.choices()), width=420)
    button = pn.widgets.Button(name="Open", button_type="primary")
    upload = pn.widgets.FileInput(accept=".xlsx", multiple=False)
    story = pn.Column()

    def show() -> None:
        if desk.draft is None:
            return
        lines = explain_text(desk.draft.base).splitlines()
        rest = [f"… and {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else []
        story[:] = [heading("What it says", 3), words([*lines[:_MOST_LINES], *rest])]

    def opened(draft: Any) -> None:
        if draft is not None:
            sensitivity = draft.base.settings["sensitivity"]
            notice.say(f"Open: {draft.name}: {draft.base.title} (sensitivity: {sensitivity})")
            show()

    def on_open(_: object) -> None:
        opened(notice.attempt(lambda: desk.open(str(choice.value))))

    def on_upload(event: Any) -> None:
        if event.new:
            content, name = bytes(event.new), str(upload.filename or "")
            opened(notice.attempt(lambda: desk.upload(name, content)))

    button.on_click(on_open)
    upload.param.watch(on_upload, "value")
    show()
    limit = MAX_UPLOAD_BYTES >> 20
    return pn.Column(
        heading("Open a scenario"),
        words("Changes that were not saved are lost when another scenario is opened."),
        pn.Row(choice, pn.Column(pn.Spacer(height=15), button)),
        words(f"Or upload a workbook (.xlsx, at most {limit} MB); it is read and not kept:"),
        upload,
        notice.pane,
        story,
        name="1 Open",
    )
