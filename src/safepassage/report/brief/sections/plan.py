"""The exit plan and what binds it; never when a convoy leaves."""

from __future__ import annotations

from safepassage.planning.exit.plan import Beside, ExitPlan
from safepassage.planning.exit.shadow_prices import Binding
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.figures import about, ratio
from safepassage.report.brief.findings import Findings
from safepassage.report.brief.language import Language


def plan(findings: Findings, language: Language) -> Section | None:
    """The section, or None where the scenario has nothing to plan with."""
    made = findings.plan
    notices = (language("plan.coercion"), language("plan.return"))
    if made is None:
        if not findings.no_plan:
            return None
        words = language("plan.impossible", reason=findings.no_plan)
        return Section("plan", language("plan.heading"), (words, *notices))
    return Section(
        key="plan",
        heading=language("plan.heading"),
        lead=(language("plan.lead"),),
        bullets=notices,
        sheets=(_plan_sheet(findings, language, made), _binding_sheet(findings, language, made)),
    )


def binding_name(language: Language, findings: Findings, row: Binding) -> str:
    """What binds, in words."""
    kind, _, name = row.constraint.partition(":")
    names = {**findings.targets.names, **findings.targets.corridors}
    return language(f"plan.{kind}", name=names.get(name, name))


def _plan_sheet(findings: Findings, language: Language, made: ExitPlan) -> Sheet:
    policy = findings.policy
    staying = sum(made.staying.values())
    behind = made.instance.people - made.people
    rows = [
        ("people", about(language, made.people, policy)),
        ("staying", about(language, staying, policy)),
        ("hours", ratio(language, made.makespan_hours)),
        ("bound", ratio(language, made.lower_bound_hours)),
        ("naive", ratio(language, made.naive.makespan_hours)),
        ("unlinked", _unlinked(language, made.unlinked)),
        ("behind", about(language, max(behind, 0), policy)),
    ]
    cells = [(language(f"plan.{key}"), str(text)) for key, text in rows]
    return Sheet(
        caption=language("plan.table"),
        head=(language("plan.what"), language("plan.value")),
        rows=tuple(cells),
        numeric=frozenset({1}),
    )


def _unlinked(language: Language, beside: Beside | None) -> str:
    if beside is None:
        return language("plan.linked_none")
    return ratio(language, beside.makespan_hours)


def _binding_sheet(findings: Findings, language: Language, made: ExitPlan) -> Sheet:
    rows = []
    for row in made.binding:
        kind = row.constraint.partition(":")[0]
        rows.append(
            (
                binding_name(language, findings, row),
                language.number(row.hours),
                ratio(language, row.saves_hours_per_unit),
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
