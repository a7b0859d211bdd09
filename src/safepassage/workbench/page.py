"""The page: seven tabs in the order of the work."""

from __future__ import annotations

from typing import Any

import panel as pn

from safepassage.workbench.desk import Desk
from safepassage.workbench.views.compare import CompareTab
from safepassage.workbench.views.export import ExportTab
from safepassage.workbench.views.open import open_tab
from safepassage.workbench.views.plan import PlanTab
from safepassage.workbench.views.run import RunTab
from safepassage.workbench.views.tables import TablesTab
from safepassage.workbench.views.what_if import WhatIfTab

_REFRESH_MS = 500
_CSS = ":host{font-size:14px}.bk-input,.bk-btn{font-size:14px}"


def page(desk: Desk) -> Any:
    """The page of one browser tab; what lies on the desk is the same in all of them."""
    pn.extension("tabulator", notifications=False, raw_css=[_CSS])
    tables, what_if = TablesTab(desk), WhatIfTab(desk)
    run, compare, plan, export = RunTab(desk), CompareTab(desk), PlanTab(desk), ExportTab(desk)
    views = (tables, what_if, run, compare, plan, export)
    tabs = pn.Tabs(open_tab(desk), *(view.panel() for view in views), dynamic=False)
    seen = [desk.version, tabs.active]

    def refresh() -> None:
        for jobs in (run.jobs, plan.jobs, export.jobs):
            jobs.refresh()
        now = [desk.version, tabs.active]
        if now == seen:
            return
        seen[:] = now
        for view in views[1:]:
            view.show()
        if tabs.active == 1:
            tables.refresh()

    tabs.param.watch(lambda _: refresh(), "active")
    pn.state.add_periodic_callback(refresh, period=_REFRESH_MS)
    title = pn.pane.HTML(
        "<h1 style='margin:0;font-size:22px'>safepassage</h1>"
        "<div>What may happen to people, and a plan for those who chose to leave. Counts only; "
        "nothing here leaves this machine unless you export it.</div>"
    )
    return pn.Column(title, tabs, sizing_mode="stretch_width", styles={"max-width": "1600px"})
