"""What may happen: fan charts with what was reported."""

from __future__ import annotations

import numpy as np

from safepassage.disclosure.fans import Fan, near
from safepassage.disclosure.findings import Findings
from safepassage.report import marks
from safepassage.report.brief.document import Figure, Section, Sheet
from safepassage.report.brief.fan_chart import fan_chart
from safepassage.report.brief.figures import about
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import quantity_name, report_value

_ROWS = 8


def future(findings: Findings, language: Language) -> Section:
    """The section."""
    windows, as_of = findings.about.windows, findings.about.as_of
    figures = []
    for number, fan in enumerate(findings.fans):
        words = summary(findings, language, fan)
        figures.append(
            Figure(
                key=f"fan-{number}",
                title=quantity_name(language, findings.about, fan.quantity),
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
        screen=(language("future.screen"),),
        figures=tuple(figures),
        key_marks=tuple((kind, language(text)) for kind, text in key),
    )


def summary(findings: Findings, language: Language, fan: Fan) -> str:
    """A fan in sentences."""
    policy = findings.policy
    low, middle, high = (about(language, value, policy) for value in fan.on(fan.last))
    what = Ready(quantity_name(language, findings.about, fan.quantity))
    date = findings.about.date(fan.last)
    texts = [language("future.summary", what=what, date=date, low=low, middle=middle, high=high)]
    middle_of = fan.known[1]
    top = int(np.argmax(middle_of))
    if middle_of[top] > 1.05 * middle_of[fan.last]:
        peak = about(language, fan.on(top)[1], policy)
        date = findings.about.date(top)
        texts.append(language("future.peak", date=date, number=peak))
    if fan.reports:
        texts.append(language("future.reports", count=len(fan.reports)))
    return " ".join(texts)


def _sheet(findings: Findings, language: Language, fan: Fan) -> Sheet:
    days = np.unique(np.linspace(0, fan.counts.shape[1] - 1, _ROWS).round().astype(int))
    rows = []
    for day in days.tolist():
        date = findings.about.date(day)
        values = [about(language, value, findings.policy) for value in fan.on(day)]
        said = [
            f"{report_value(language, report)} ({language.name(report.source_short)})"
            for report in near(fan.reports, date)
        ]
        rows.append((language.date(date), *values, "; ".join(said) or language("figure.none")))
    what = Ready(quantity_name(language, findings.about, fan.quantity))
    return Sheet(
        caption=language("future.table", what=what),
        head=tuple(
            language(f"future.{key}") for key in ("date", "low", "middle", "high", "reported")
        ),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3}),
        folded=True,
    )
