"""Where people are: the map, its slider, and the same as a table."""

from __future__ import annotations

import numpy as np

from safepassage.disclosure.figures import Count
from safepassage.disclosure.findings import Findings
from safepassage.disclosure.map_data import MapData
from safepassage.report.brief.document import Figure, Map, Section, Sheet
from safepassage.report.brief.figures import spread
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.map_borders import borders
from safepassage.report.brief.map_chart import holder_look, map_chart
from safepassage.report.brief.map_scales import records

_COLUMNS = 5
_ROWS = 16


def where(findings: Findings, language: Language) -> Section | None:
    """The section, or None where places may not be published."""
    data = findings.map
    if data is None:
        return None
    dates = [findings.about.date(day) for day in data.days.tolist()]
    start = _start(findings, data)
    summary = language("map.summary", count=len(data.places), start=dates[0], end=dates[-1])
    figure = Figure(
        key="map",
        title=language("map.heading"),
        summary=summary,
        spec=map_chart(language, data, start, summary),
        sheet=_sheet(findings, language, data),
        size=(660, 426),
    )
    key = [("people", language("map.people"))]
    if data.people["room"].notna().any():
        key += [("over", language("map.full")), ("ring", language("map.room"))]
    if data.people["shut"].any():
        key.append(("shut", language("map.enclosed")))
    if len(data.flows):
        key.append(("flow", language("map.flow")))
    key.append(("route", language("map.route")))
    if borders(data):
        key.append(("border", language("map.border")))
    for number, who in enumerate(data.holders[:5]):
        shape, _ = holder_look(number)
        key.append((f"held-{shape}", language("map.held", who=Ready(language.word("holder", who)))))
    return Section(
        key="map",
        heading=language("map.heading"),
        lead=(language("map.lead"), language("map.schematic")),
        screen=(language("map.screen"),),
        key_marks=tuple(key),
        map=Map(figure, tuple(language.date(date) for date in dates), start, data.near is not None),
    )


def _start(findings: Findings, data: MapData) -> int:
    """The as-of date, else the frame in which sites hold most people, else the last."""
    as_of = findings.about.as_of
    if as_of is not None:
        day = (np.datetime64(as_of, "D") - findings.about.dates[0]).astype(int)
        return int(
            np.clip(np.searchsorted(data.days, day, side="right") - 1, 0, len(data.days) - 1)
        )
    sites = data.people[data.people["room"].notna()]
    if not len(sites):
        return len(data.days) - 1
    return int(sites.groupby("f")["n"].sum().astype(float).idxmax())


def _sheet(findings: Findings, language: Language, data: MapData) -> Sheet:
    frames = np.unique(np.linspace(0, len(data.days) - 1, _COLUMNS).round().astype(int)).tolist()
    cells = {
        (row["f"], row["i"]): spread(
            language, (Count(row["low"]), Count(row["n"]), Count(row["high"])), findings.policy
        )
        for row in records(data.people)
    }
    names = dict(zip(data.places["i"], data.places["name"], strict=True))
    peak = data.people.groupby("i")["n"].max().astype(float)
    order = peak.sort_values(ascending=False, kind="stable").index[:_ROWS].tolist()
    shut = set(data.people.loc[data.people["shut"] == 1, "i"].tolist())
    rows = [
        (
            language("map.enclosed") if unit in shut else language.name(str(names.get(unit, unit))),
            *(str(cells.get((frame, unit), language("figure.none"))) for frame in frames),
        )
        for unit in order
    ]
    heads = [language.date(findings.about.date(int(data.days[frame]))) for frame in frames]
    return Sheet(
        caption=language("map.table"),
        head=(language("map.where"), *heads),
        rows=tuple(rows),
        numeric=frozenset(range(1, len(frames) + 1)),
        folded=True,
    )
