"""Tab: move a date, open a corridor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn

from safepassage.errors import Problem
from safepassage.workbench.desk import Desk
from safepassage.workbench.draft import Draft
from safepassage.workbench.views.parts import Notice, heading, words

_DATES = {"windows": ("start", "end"), "events": ("date",)}


class WhatIfTab:
    """The tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.what = pn.widgets.Select(name="What to move", width=420)
        self.start = pn.widgets.TextInput(name="New date, or start of the window", width=240)
        self.end = pn.widgets.TextInput(name="End of the window", width=240)
        self.move = pn.widgets.Button(name="Move", button_type="primary")
        self.corridor = pn.widgets.Select(name="Corridor", width=420)
        self.opens = pn.widgets.TextInput(name="Opens", width=240)
        self.shuts = pn.widgets.TextInput(name="Shuts", width=240)
        self.open = pn.widgets.Button(name="Open the corridor", button_type="primary")
        self.what.param.watch(lambda _: self._fill(), "value")
        self.move.on_click(lambda _: self._move())
        self.open.on_click(lambda _: self._open())
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        return pn.Column(
            heading("What if …"),
            words("Dates are 2016-12-15, times 2016-12-15T14:00, local."),
            self.notice.pane,
            heading("Move a date", 3),
            self.what,
            pn.Row(self.start, self.end),
            self.move,
            heading("Open a corridor", 3),
            self.corridor,
            pn.Row(self.opens, self.shuts),
            self.open,
            words(
                "Control, violence and sieges cannot be moved here: they are facts with sources."
            ),
            name="3 What if",
        )

    def show(self) -> None:
        """Offer what the open scenario has."""
        draft = self.desk.draft
        chosen = self.what.value
        self.what.options = {} if draft is None else _movable(draft)
        if chosen in self.what.options.values():
            self.what.value = chosen
        names = [] if draft is None else [row["corridor"] for row in draft.rows("corridors")]
        self.corridor.options = names
        self._fill()

    def _fill(self) -> None:
        draft = self.desk.draft
        if draft is None or not self.what.value:
            return
        table, row = self.what.value
        cells = draft.rows(table)[row]
        self.start.value = cells[_DATES[table][0]]
        self.end.disabled = table != "windows"
        self.end.value = cells["end"] if table == "windows" else ""

    def _move(self) -> None:
        draft = self.desk.draft
        if draft is None or not self.what.value:
            self.notice.say("Open a scenario that has something to move.", "bad")
            return
        table, row = self.what.value
        texts, known = (self.start.value, self.end.value), set(draft.problems())
        before = draft.rows(table)[row]
        for column, text in zip(_DATES[table], texts, strict=False):
            draft.set_cell(table, row, column, text.strip())
        self._settle(draft, known, lambda: self._put_back(draft, table, row, before), "Moved.")

    def _put_back(self, draft: Draft, table: str, row: int, before: dict[str, str]) -> None:
        for column in _DATES[table]:
            draft.set_cell(table, row, column, before[column])

    def _open(self) -> None:
        draft = self.desk.draft
        if draft is None or not self.corridor.value:
            self.notice.say("Open a scenario that has corridors.", "bad")
            return
        known = set(draft.problems())
        cells = {"start": self.opens.value.strip(), "end": self.shuts.value.strip()}
        cells |= {"corridor": str(self.corridor.value), "note": "what if"}
        row = draft.add_row("windows", cells)
        self._settle(
            draft, known, lambda: draft.delete_rows("windows", [row]), "The corridor opens."
        )

    def _settle(
        self, draft: Draft, known: set[Problem], undo: Callable[[], None], done: str
    ) -> None:
        """Keep the change if it breaks nothing, else take it back and say why."""
        problems = [problem for problem in draft.problems() if problem not in known]
        if problems:
            undo()
            self.notice.say(["Not done:", *(str(problem) for problem in problems)], "bad")
        else:
            self.notice.say(f"{done} Run it to see what follows.")
        self.desk.changed()


def _movable(draft: Draft) -> dict[str, tuple[str, int]]:
    """Windows and events that may be varied, in words."""
    found: dict[str, tuple[str, int]] = {}
    for row in draft.varied_rows("windows"):
        cells = draft.rows("windows")[row]
        label = f"window of {cells['corridor']}: {cells['start']} to {cells['end']} (row {row + 2})"
        found[label] = ("windows", row)
    for row in draft.varied_rows("events"):
        cells = draft.rows("events")[row]
        change = f"{cells['kind']} {cells['attribute']} of {cells['target']} = {cells['value']}"
        found[f"event {cells['date']}: {change} (row {row + 2})"] = ("events", row)
    return found
