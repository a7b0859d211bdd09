"""What it rests on: every claim about people, those contradicted marked."""

from __future__ import annotations

from typing import Any

from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.findings import Findings
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import quantity_name, value_text
from safepassage.scenario.quantity import PRODUCED, parse_quantity

_LONG = 30
"""Rows from which on the table opens on demand."""


def contradicted(findings: Findings) -> int:
    """How many of the shown claims the other sources do not support."""
    shown = {row["claim"] for row in _rows(findings)[0]}
    return sum(not claim.supported for name, claim in findings.judged.items() if name in shown)


def claims(findings: Findings, language: Language) -> Section | None:
    """The section, or None without claims."""
    rows, hidden = _rows(findings)
    if not rows and not hidden:
        return None
    sources = {row["source_id"]: row for row in findings.result.scenario["sources"].rows()}
    lead = [language("claims.lead"), language("claims.grades")]
    if findings.judged:
        members = min(max(findings.result.members.size, 20), 100)
        lead.append(language("claims.judged", members=members))
    elif findings.not_judged:
        lead.append(language("claims.not_judged", reason=findings.not_judged))
    if hidden:
        lead.append(language("claims.left_out", count=hidden))
    cells, marked = [], set()
    for number, row in enumerate(rows):
        judged = findings.judged.get(row["claim"])
        mark = "unjudged" if judged is None else "supported"
        if judged is not None and not judged.supported:
            mark = "contradicted"
            marked.add(number)
        source = sources.get(row["source_id"], {})
        low, high = (None if row[key] != row[key] else row[key] for key in ("low", "high"))
        cells.append(
            (
                quantity_name(language, findings.targets, row["quantity"]),
                language.table_date(row["date"]),
                value_text(language, low, high, row["unit"]),
                language.name(source.get("name") or row["source_id"]),
                str(source.get("reliability", "F")),
                language.table_date(row["published"]),
                language.word("status", row["status"]),
                language(f"claims.{mark}"),
            )
        )
    head = ("about", "date", "value", "source", "grade", "published", "status", "mark")
    heads = tuple(language(f"claims.{key}") for key in head)
    whole = Sheet(
        language("claims.table"), heads, tuple(cells), frozenset({2}), frozenset(marked),
        folded=len(cells) > _LONG,
    )  # fmt: skip
    sheets = [whole]
    if whole.folded and marked:
        few = tuple(cells[number] for number in sorted(marked))
        every = frozenset(range(len(few)))
        caption = language("claims.table_contradicted")
        sheets.insert(0, Sheet(caption, heads, few, frozenset({2}), every))
    return Section("claims", language("claims.heading"), tuple(lead), sheets=tuple(sheets))


def _rows(findings: Findings) -> tuple[list[dict[str, Any]], int]:
    """Claims that a run can be compared with, by day; and how many are not published."""
    found, hidden = [], 0
    for row in findings.result.scenario["claims"].rows():
        if parse_quantity(row["quantity"]).word not in PRODUCED:
            continue
        if findings.targets.hidden(row["quantity"]):
            hidden += 1
            continue
        found.append(row)
    return sorted(found, key=lambda row: (row["quantity"], row["date"])), hidden
