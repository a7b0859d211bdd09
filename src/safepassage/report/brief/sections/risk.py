"""Risks, where an analysis of them gives sentences."""

from __future__ import annotations

from safepassage.disclosure.findings import Findings
from safepassage.report.brief.document import Section
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import names_of


def risk(findings: Findings, language: Language) -> Section | None:
    """The section, or None without sentences."""
    if not findings.risks:
        return None
    called = names_of(findings.about)
    return Section(
        key="risk",
        heading=language("risk.heading"),
        lead=(language("risk.lead"),),
        bullets=tuple(language.say(text, called) for text in findings.risks),
    )
