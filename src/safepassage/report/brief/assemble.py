"""Findings and a language → the document."""

from __future__ import annotations

from safepassage import __version__
from safepassage.disclosure.findings import Findings
from safepassage.report.brief.called import called
from safepassage.report.brief.document import Document, Section
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.sections.card import card
from safepassage.report.brief.sections.claims import claims
from safepassage.report.brief.sections.future import future
from safepassage.report.brief.sections.needs import needs
from safepassage.report.brief.sections.plan import plan
from safepassage.report.brief.sections.risk import risk
from safepassage.report.brief.sections.short import short, tiles
from safepassage.report.brief.sections.sure import sure
from safepassage.report.brief.sections.where import where

_SECTIONS = (future, where, needs, plan, risk, sure, claims, card)
"""In the order of the page."""


def assemble(findings: Findings, language: Language) -> Document:
    """The report in one language."""
    findings = called(findings, language.code)
    run = findings.about
    made: list[Section] = []
    for part in _SECTIONS:
        section = part(findings, language)
        if section is not None:
            made.append(section)
    known = (
        language("lines.known", date=run.as_of)
        if run.as_of is not None
        else language("lines.all_known")
    )
    others = []
    if run.not_verified:
        names = Ready(", ".join(run.not_verified))
        others.append(language("lines.not_verified", names=names))
    label = language(f"label.{findings.policy.sensitivity}")
    words = {key.removeprefix("page."): text for key, text in language.words.items()
             if key.startswith("page.")}  # fmt: skip
    words |= {key: language(f"map.{key}") for key in ("day", "play", "stop", "near", "far")}
    return Document(
        language=language.code,
        direction=language.direction,
        title=language.name(run.title),
        lines=(
            language("lines.period", start=run.start, end=run.end),
            language("lines.members", members=run.members),
            known,
            *others,
        ),
        label=language("page.label", label=Ready(label)),
        tiles=tiles(findings, language),
        short=short(findings, language),
        sections=tuple(made),
        footer=(
            language("footer.made", version=Ready(__version__), digest=Ready(run.digest[:16])),
            language("footer.counts"),
            language("footer.offline"),
        ),
        words=words,
    )
