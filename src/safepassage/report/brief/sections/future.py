"""What may happen: fan charts with what was reported."""

from __future__ import annotations

import numpy as np

from safepassage.report import marks
from safepassage.report.brief.document import Figure, Section, Sheet
from safepassage.report.brief.fan_chart import fan_chart
from safepassage.report.brief.fan_data import Fan
from safepassage.report.brief.figures import about
from safepassage.report.brief.findings import Findings
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import quantity_name, report_value
from safepassage.report.panels import open_days
from safepassage.result.reports import near

_ROWS = 8


def future(findings: Findings, language: Language) -> Section:
    """The section."""
    windows = () if findings.planned else open_days(findings.result)
    as_of = findings.result.scenario.as_of
    figures = []
    for number, fan in enumerate(findings.fans):
        words = summary(findings, language, fan)
        figures.append(
            Figure(
                key=f"fan-{number}",
                title=quantity_name(language, findings.targets, fan.quantity),
                summary=words,
                spec=fan_chart(language, fan, windows, as_of, words),
                sheet=_sheet(findings, language, fan),
            )
        )
    key = [("band", "future.band"), ("line", "future.median")]
    if any(fan.room is not None for fan in findings.fans):
        key.append(("room", "future.capacity"))
    if windows:
        key.append(("open", "future.open"))
    if as_of is not None:
        key.append(("known", "future.known"))
    shown = [report for fan in findings.fans for report in fan.reports]
    texts = ("reliable", "fair", "doubtful")
    for trust, text in zip(marks.TRUSTS, texts, strict=True):
        if any(marks.trust_of(one) == trust for one in shown if not one.is_registration):
            key.append((text, f"future.{text}"))
    kinds = {marks.kind_of(report) for report in shown}
    for kind, text in ((marks.AT_LEAST, "at_least"), (marks.UP_TO, "up_to"),
                       (marks.RANGE, "range"), (marks.REGISTRATION, "registration")):  # fmt: skip
        if kind in kinds:
            key.append((text, f"future.{text}"))
    return Section(
        key="future",
        heading=language("future.heading"),
        lead=(language("future.lead"),),
        figures=tuple(figures),
        key_marks=tuple((kind, language(text)) for kind, text in key),
    )


def summary(findings: Findings, language: Language, fan: Fan) -> str:
    """A fan in sentences."""
    policy = findings.policy
    low, middle, high = (about(language, value, policy) for value in fan.exact[:, -1])
    what = Ready(quantity_name(language, findings.targets, fan.quantity))
    texts = [
        language("future.summary", what=what, date=fan.dates[-1], low=low, middle=middle, high=high)
    ]
    top = int(np.argmax(fan.exact[1]))
    if fan.exact[1, top] > 1.05 * fan.exact[1, -1]:
        peak = about(language, fan.exact[1, top], policy)
        date = findings.result.dates[top].item()
        texts.append(language("future.peak", date=date, number=peak))
    if fan.reports:
        texts.append(language("future.reports", count=len(fan.reports)))
    return " ".join(texts)


def _sheet(findings: Findings, language: Language, fan: Fan) -> Sheet:
    days = np.unique(np.linspace(0, fan.exact.shape[1] - 1, _ROWS).round().astype(int))
    rows = []
    for day in days.tolist():
        date = findings.result.dates[day].item()
        values = [about(language, value, findings.policy) for value in fan.exact[:, day]]
        said = [
            f"{report_value(language, report)} ({language.name(report.source_short)})"
            for report in near(fan.reports, date)
        ]
        rows.append((language.date(date), *values, "; ".join(said) or language("figure.none")))
    what = Ready(quantity_name(language, findings.targets, fan.quantity))
    return Sheet(
        caption=language("future.table", what=what),
        head=tuple(
            language(f"future.{key}") for key in ("date", "low", "middle", "high", "reported")
        ),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3}),
        folded=True,
    )
