"""The model card, filled in from the record of the run.

Its items follow the model card of OCHA's Peer Review Framework for Predictive Analytics in
Humanitarian Response.
"""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.disclosure.findings import Findings
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.sections.sure import met_all


def card(findings: Findings, language: Language) -> Section:
    """The section."""
    run = findings.about
    versions = run.software
    whole = met_all(findings)
    label = Ready(language(f"label.{findings.policy.sensitivity}"))
    short = {"digest": run.digest[:16], "scenario_digest": run.scenario_digest[:16]}
    known = language("lines.known", date=run.as_of) if run.as_of else language("lines.all_known")
    rows = [
        ("name", language("card.name_text", version=Ready(versions["safepassage"]))),
        ("purpose", language("card.purpose_text")),
        ("not_for", language("card.not_for_text")),
        ("inputs", language("card.inputs_text", **_rows(run.rows, language))),
        ("period", language("lines.period", start=run.start, end=run.end)),
        ("known", known),
        (
            "ensemble",
            language(
                "card.ensemble_text",
                runs=Ready(language("lines.members", members=run.members)),
                inputs=run.inputs,
            ),
        ),
        ("output", language("card.output_text")),
        ("evaluation", language("card.evaluation_text", inside=whole.inside, all=whole.all)),
        ("limits", language("card.limits_text")),
        (
            "ethics",
            language(
                "card.ethics_text", threshold=findings.policy.threshold, base=findings.policy.base
            ),
        ),
        ("label", label),
        ("review", language("card.review_text")),
        ("contact", language("card.contact_text", python=run.python, **short)),
        ("software", language.name(", ".join(f"{k} {v}" for k, v in versions.items()))),
    ]
    return Section(
        key="card",
        heading=language("card.heading"),
        lead=(language("card.lead"),),
        sheets=(
            Sheet(
                caption=language("card.table"),
                head=(language("card.item"), language("card.text")),
                rows=tuple((language(f"card.{key}"), str(text)) for key, text in rows),
            ),
        ),
    )


def _rows(rows: Mapping[str, int], language: Language) -> dict[str, Ready]:
    """How many places, routes, events, claims and sources."""
    return {key: Ready(language(f"card.{key}", count=count)) for key, count in rows.items()}
