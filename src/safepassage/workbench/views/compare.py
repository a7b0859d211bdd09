"""Tab: two runs side by side, with the same random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn

from safepassage.report.figure import PICTURE
from safepassage.result.compare import compare, warnings
from safepassage.result.headline_names import label_of
from safepassage.result.result import Result
from safepassage.result.store import load
from safepassage.workbench.desk import Desk
from safepassage.workbench.views.parts import Notice, grid, heading, words
from safepassage.workbench.views.run import picture


class CompareTab:
    """The tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.first = pn.widgets.Select(name="First run", width=300)
        self.second = pn.widgets.Select(name="Second run", width=300)
        self.button = pn.widgets.Button(name="Compare", button_type="primary")
        self.shown = pn.Column(sizing_mode="stretch_width")
        self.button.on_click(lambda _: self.notice.attempt(self._compare))
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        return pn.Column(
            heading("Compare"),
            words(
                "Two runs may differ by corridors, vehicles, sites, stocks and teams only, and "
                "have the same seed and members: what differs is then the plan, not chance."
            ),
            pn.Row(self.first, self.second, pn.Column(pn.Spacer(height=15), self.button)),
            self.notice.pane,
            self.shown,
            name="5 Compare",
            sizing_mode="stretch_width",
        )

    def show(self) -> None:
        """Offer the runs that are there."""
        names = list(self.desk.files.runs())
        for widget in (self.first, self.second):
            if names != widget.options:
                widget.options = names

    def _compare(self) -> None:
        runs = self.desk.files.runs()
        folders = [runs.get(str(widget.value)) for widget in (self.first, self.second)]
        if folders[0] is None or folders[1] is None:
            self.notice.say("Run a scenario twice first.", "bad")
            return
        self.shown[:] = []
        one, other = load(folders[0]), load(folders[1])
        frame = difference_frame(one, other)
        said = ["Compared member by member, on the last day.", *warnings(one, other)]
        self.notice.say(" ".join(said))
        self.shown[:] = [grid(frame), pn.Row(_side(folders[0]), _side(folders[1]))]


def difference_frame(one: Result, other: Result) -> pd.DataFrame:
    """What differs on the last day: medians of both, and the change member by member."""
    rows = [
        {
            "what": label_of(one.scenario, row.quantity),
            "first": _shown(row.first[1]),
            "second": _shown(row.second[1]),
            "change 5 %": _shown(row.change[0]),
            "change": _shown(row.change[1]),
            "change 95 %": _shown(row.change[2]),
        }
        for row in compare(one, other)
    ]
    columns = ["what", "first", "second", "change 5 %", "change", "change 95 %"]
    return pd.DataFrame(rows, columns=columns)


def _side(folder: Path) -> Any:
    title = heading(folder.name, 3)
    return pn.Column(title, picture(folder / PICTURE, f"People by place over time: {folder.name}"))


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"
