"""The exit plan and what binds it; never when a convoy leaves."""

from __future__ import annotations

from safepassage.disclosure.findings import Findings
from safepassage.disclosure.publishable_plans import PublishablePlan
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.figures import about, ratio
from safepassage.report.brief.language import Language


def plan(findings: Findings, language: Language) -> Section | None:
    """The section, or None where the scenario has nothing to plan with."""
    made = findings.plan
    notices = (language("plan.coercion"), language("plan.return"))
    if made is None:
        if not findings.no_plan:
            return None
        words = language("plan.impossible")
        return Section("plan", language("plan.heading"), (words, *notices))
    lead = [language("plan.lead")]
    if round(made.naive, 1) <= round(made.hours, 1):
        lead.append(language("plan.no_better"))
    return Section(
        key="plan",
        heading=language("plan.heading"),
        lead=tuple(lead),
        bullets=notices,
        sheets=(_plan_sheet(findings, language, made), _binding_sheet(findings, language, made)),
    )


def binding_name(language: Language, findings: Findings, constraint: str) -> str:
    """What binds, in words."""
    kind, _, name = constraint.partition(":")
    names = {**findings.about.names, **findings.about.corridors}
    return language(f"plan.{kind}", name=names.get(name, name))


def _plan_sheet(findings: Findings, language: Language, made: PublishablePlan) -> Sheet:
    policy = findings.policy
    rows = [
        ("people", about(language, made.people, policy)),
        ("staying", about(language, made.staying, policy)),
        ("hours", ratio(language, made.hours)),
        ("bound", ratio(language, made.bound)),
        ("naive", ratio(language, made.naive)),
        ("unlinked", _unlinked(language, made)),
        ("behind", about(language, made.behind, policy)),
    ]
    cells = [(language(f"plan.{key}"), str(text)) for key, text in rows]
    return Sheet(
        caption=language("plan.table"),
        head=(language("plan.what"), language("plan.value")),
        rows=tuple(cells),
        numeric=frozenset({1}),
    )


def _unlinked(language: Language, made: PublishablePlan) -> str:
    if made.unlinked is None:
        return language("plan.linked_none")
    return ratio(language, made.unlinked)


def _binding_sheet(findings: Findings, language: Language, made: PublishablePlan) -> Sheet:
    rows = []
    for constraint, hours, saves in made.binding:
        kind = constraint.partition(":")[0]
        rows.append(
            (
                binding_name(language, findings, constraint),
                language.number(hours),
                ratio(language, saves),
                language(f"plan.unit_{kind}"),
            )
        )
    blank = ((language("plan.nothing_binds"), "–", "–", "–"),)
    head = ("constraint", "hours_bound", "saves", "by_more")
    return Sheet(
        caption=language("plan.binds"),
        head=tuple(language(f"plan.{key}") for key in head),
        rows=tuple(rows) or blank,
        numeric=frozenset({1, 2}),
    )
