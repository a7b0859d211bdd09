"""Needs of the sites against standards; enclosed places have no numbers."""

from __future__ import annotations

import numpy as np

from safepassage.disclosure.findings import Findings
from safepassage.disclosure.publishable_plans import RATIOS, SiteNeeds
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.figures import ratio, spread
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import names_of

_MOST = 8


def needs(findings: Findings, language: Language) -> Section | None:
    """The section, or None where no standard is declared."""
    found = findings.needs
    if found is None:
        return None
    called = names_of(findings.about)
    certain = [entry for entry in found.exceeded if not entry.possible]
    exceeded = (certain or found.exceeded)[:_MOST]
    bullets = [language.say(entry.sentence, called) for entry in exceeded]
    rows = [_row(findings, language, site) for site in found.sites]
    head = ("site", "date", "people", *RATIOS)
    return Section(
        key="needs",
        heading=language("needs.heading"),
        lead=(language("needs.lead"),),
        bullets=tuple(bullets) or (language("needs.none"),),
        sheets=(
            Sheet(
                caption=language("needs.table"),
                head=tuple(language(f"needs.{key}") for key in head),
                rows=tuple(rows),
                numeric=frozenset(range(2, len(head))),
            ),
            _standards(findings, language),
        ),
    )


def _standards(findings: Findings, language: Language) -> Sheet:
    assert findings.needs is not None  # noqa: S101 (the caller looked)
    rows = []
    for name, entry in findings.needs.standards.items():
        cold = language("figure.none")
        if entry.winter is not None:
            cold = language.number(entry.winter, _digits(entry.winter))
        unit = language.word("unit", entry.unit)
        value = f"{language.number(entry.value, _digits(entry.value))} {unit}"
        rows.append((language.word("item", name), value, cold, language.name(entry.source)))
    head = ("standard", "value", "winter", "source")
    return Sheet(
        caption=language("needs.standards"),
        head=tuple(language(f"needs.{key}") for key in head),
        rows=tuple(rows),
        folded=True,
    )


def _digits(value: float) -> int:
    return 0 if value == int(value) else 2


def _row(findings: Findings, language: Language, site: SiteNeeds) -> tuple[str, ...]:
    """One site on its fullest day that may be published."""
    if site.people is None or site.date is None:
        blank = (language("needs.enclosed"), *["–"] * (len(RATIOS) + 1))
        return (language.name(site.name), *blank)
    values = [_ratio(language, site.ratios[key]) for key in RATIOS]
    whole = spread(language, site.people, findings.policy)
    return (language.name(site.name), language.table_date(site.date), whole, *values)


def _ratio(language: Language, values: tuple[float, float, float] | None) -> str:
    if values is None:
        return language("figure.none")
    low, middle, high = (
        ratio(language, value) if np.isfinite(value) else Ready(language("needs.none_there"))
        for value in values
    )
    if low == middle == high:
        return middle
    return language("figure.spread", low=low, middle=middle, high=high)
