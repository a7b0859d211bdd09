"""Risks, where an analysis of them gives sentences."""

from __future__ import annotations

from safepassage.disclosure.findings import Findings
from safepassage.report.brief.document import Section
from safepassage.report.brief.language import Language


def risk(findings: Findings, language: Language) -> Section | None:
    """The section, or None without sentences."""
    if not findings.risks:
        return None
    return Section(
        key="risk",
        heading=language("risk.heading"),
        lead=(language("risk.lead"),),
        bullets=tuple(language.name(text) for text in findings.risks),
    )
