"""The model card, filled in from the record of the run.

Its items follow the model card of OCHA's Peer Review Framework for Predictive Analytics in
Humanitarian Response.
"""

from __future__ import annotations

from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.findings import Findings
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.sections.sure import met_all
from safepassage.result.provenance import software
from safepassage.result.store import provenance


def card(findings: Findings, language: Language) -> Section:
    """The section."""
    result, scenario = findings.result, findings.result.scenario
    versions = software()
    record = provenance(result)
    whole = met_all(findings)
    counts = {
        key: len(scenario[key]) for key in ("places", "routes", "events", "claims", "sources")
    }
    label = Ready(language(f"label.{findings.policy.sensitivity}"))
    short = {"digest": record["digest"][:16], "scenario_digest": scenario.digest()[:16]}
    known = (
        language("lines.known", date=scenario.as_of)
        if scenario.as_of
        else language("lines.all_known")
    )
    rows = [
        ("name", language("card.name_text", version=Ready(versions["safepassage"]))),
        ("purpose", language("card.purpose_text")),
        ("not_for", language("card.not_for_text")),
        ("inputs", language("card.inputs_text", **counts)),
        ("period", language("lines.period", start=scenario.start, end=scenario.end)),
        ("known", known),
        (
            "ensemble",
            language(
                "card.ensemble_text",
                members=result.members.size,
                seed=Ready(language.digits(str(result.seed))),
                inputs=len(result.input_names),
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
        ("contact", language("card.contact_text", python=record["python"], **short)),
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
