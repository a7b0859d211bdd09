"""Tab: the tables, with what is wrong beside each row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import panel as pn

from safepassage.errors import Problem
from safepassage.scenario.dictionary import Attribute, dictionary, file_of, first_row
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.scenario.workbook.layout import id_column
from safepassage.workbench.desk import Desk
from safepassage.workbench.draft import Draft
from safepassage.workbench.varied import EVENTS, WHY_NOT, may_vary, tables_in_order
from safepassage.workbench.views.parts import Notice, grid, heading, words

CHECK = "check"
_ROW = "row"
_CONVOYS = "departures"
_RED = (
    f'.tabulator-cell[tabulator-field="{CHECK}"]{{color:#a30b0b;font-weight:600;'
    "white-space:normal}"
)


class TablesTab:
    """The tab; it is built again when another scenario is opened."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notice = Notice()
        self.problems = Notice()
        self.choice = pn.widgets.Select(name="Table", options=self._names(), width=320)
        self.area = pn.Column(sizing_mode="stretch_width")
        self.grid: Any = None
        self.numbers: list[int] = []
        self.version = desk.version
        self.choice.param.watch(lambda _: self.show(), "value")
        self.show()

    def panel(self) -> Any:
        """What is shown."""
        return pn.Column(
            heading("Tables"),
            self.choice,
            self.notice.pane,
            self.area,
            self.problems.pane,
            name="2 Tables",
            sizing_mode="stretch_width",
        )

    def refresh(self) -> None:
        """Show the table again if the scenario was changed elsewhere."""
        if self.version != self.desk.version:
            self.show()

    def show(self) -> None:
        """Show the chosen table of the open scenario."""
        self.version = self.desk.version
        draft, table = self.desk.draft, str(self.choice.value).partition(" ")[0]
        if draft is None:
            self.area[:] = [words("Open a scenario first.")]
            return
        attributes = dictionary()[table]
        parts: list[Any] = []
        if may_vary(table):
            self.numbers = draft.varied_rows(table)
            self.grid = self._editable(draft, table, attributes)
            if table == _CONVOYS:
                parts.append(words("Times of convoys are of High sensitivity: share them on need."))
            parts += [self._buttons(table), self.grid]
        else:
            parts.append(words(WHY_NOT))
        fixed = self._fixed(draft, table)
        if table == EVENTS and len(fixed):
            parts += [heading("Control, hazard and access: shown only", 3), words(WHY_NOT)]
        if table == EVENTS or not may_vary(table):
            parts.append(grid(fixed, header_tooltips=_tips(attributes)))
        self.area[:] = parts
        self.check()

    def check(self) -> None:
        """Say beside each row what is wrong with it, and everything below."""
        draft = self.desk.draft
        if draft is None:
            return
        table = str(self.choice.value).partition(" ")[0]
        found = draft.problems()
        if found:
            self.problems.say([str(problem) for problem in found], "bad")
        else:
            self.problems.say("Checked: no problems.")
        if may_vary(table) and self.grid is not None:
            beside = _beside(found, table, self.numbers)
            frame = self.grid.value
            patch = [(n, text) for n, text in enumerate(beside) if frame[CHECK].iloc[n] != text]
            if patch:
                self.grid.patch({CHECK: patch}, as_index=False)

    def _names(self) -> list[str]:
        return [name if may_vary(name) else f"{name} (shown only)" for name in tables_in_order()]

    def _editable(self, draft: Draft, table: str, attributes: dict[str, Attribute]) -> Any:
        rows = draft.rows(table)
        frame = pd.DataFrame(
            [{_ROW: str(n + first_row(table)), CHECK: "", **rows[n]} for n in self.numbers],
            columns=[_ROW, CHECK, *attributes],
            dtype=object,
        )
        editors: dict[str, Any] = {_ROW: None, CHECK: None}
        editors |= {name: _editor(draft, attribute) for name, attribute in attributes.items()}
        made = grid(
            frame,
            disabled=False,
            sortable=False,
            editors=editors,
            frozen_columns=[_ROW],
            selectable="checkbox",
            header_tooltips=_tips(attributes),
            stylesheets=[_RED],
            widths={CHECK: 260},
        )
        made.on_edit(lambda event: self._edited(table, event))
        return made

    def _edited(self, table: str, event: Any) -> None:
        draft = self.desk.draft
        if draft is None or event.column in {_ROW, CHECK}:
            return
        if self._stale():
            return
        number, text = self.numbers[event.row], "" if event.value is None else str(event.value)
        before = draft.rows(table)[number][event.column]
        self.notice.say("")
        self.notice.attempt(lambda: draft.set_cell(table, number, event.column, text))
        if draft.rows(table)[number][event.column] != text:
            self.grid.patch({event.column: [(event.row, before)]}, as_index=False)
        self._mark_changed()
        self.check()

    def _stale(self) -> bool:
        """Whether another page changed the scenario, so that rows may have moved."""
        if self.version == self.desk.version:
            return False
        self.show()
        self.notice.say("Changed on another page: shown anew, please repeat.", "bad")
        return True

    def _mark_changed(self) -> None:
        self.desk.changed()
        self.version = self.desk.version

    def _buttons(self, table: str) -> Any:
        add = pn.widgets.Button(name="Add a row")
        delete = pn.widgets.Button(name="Delete ticked rows")

        def on_add(_: object) -> None:
            if (draft := self.desk.draft) is not None and not self._stale():
                self.notice.attempt(lambda: draft.add_row(table))
                self.desk.changed()
                self.show()

        def on_delete(_: object) -> None:
            rows = [self.numbers[n] for n in self.grid.selection]
            if (draft := self.desk.draft) is not None and rows and not self._stale():
                self.notice.attempt(lambda: draft.delete_rows(table, rows))
                self.desk.changed()
                self.show()

        add.on_click(on_add)
        delete.on_click(on_delete)
        return pn.Row(add, delete)

    def _fixed(self, draft: Draft, table: str) -> pd.DataFrame:
        varied = set(draft.varied_rows(table)) if may_vary(table) else set()
        rows = [
            {_ROW: str(n + first_row(table)), **row}
            for n, row in enumerate(draft.rows(table))
            if n not in varied
        ]
        return pd.DataFrame(rows, columns=[_ROW, *dictionary()[table]], dtype=object)


def _editor(draft: Draft, attribute: Attribute) -> Any:
    """Editor of a column; lists hold identifiers and words of ours only, never free texts."""
    if attribute.table == EVENTS and attribute.name == "kind":
        return {"type": "list", "values": list(PLAN_KINDS)}
    if attribute.kind == "enum":
        return {"type": "list", "values": list(attribute.choices)}
    if attribute.kind == "boolean":
        return {"type": "list", "values": ["true", "false"]}
    if attribute.kind == "ref":
        names = dict.fromkeys(
            str(name) for table in attribute.choices for name in draft.base[table][id_column(table)]
        )
        return {"type": "list", "values": list(names), "autocomplete": True, "freetext": True}
    return {"type": "input"}


def _tips(attributes: dict[str, Attribute]) -> dict[str, str]:
    return {
        name: f"{attribute.description}. Holds {attribute.allowed}."
        for name, attribute in attributes.items()
    }


def _beside(problems: list[Problem], table: str, numbers: list[int]) -> list[str]:
    """What is wrong with each shown row."""
    lines: dict[int, list[str]] = {}
    for problem in problems:
        if problem.file == file_of(table) and problem.row is not None:
            text = f"{problem.column}: {problem.message}" if problem.column else problem.message
            lines.setdefault(problem.row - first_row(table), []).append(text)
    return ["; ".join(lines.get(number, [])) for number in numbers]
