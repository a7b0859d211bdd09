"""What it rests on: every claim about people, those contradicted marked."""

from __future__ import annotations

from safepassage.disclosure.findings import Findings
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import quantity_name, value_text

_LONG = 30
"""Rows from which on the table opens on demand."""


def contradicted(findings: Findings) -> int:
    """How many of the shown claims the other sources do not support."""
    return sum(not supported for supported in findings.judged.values())


def claims(findings: Findings, language: Language) -> Section | None:
    """The section, or None without claims."""
    rows, hidden = findings.claims.rows, findings.claims.left_out
    if not rows and not hidden:
        return None
    lead = [language("claims.lead"), language("claims.grades")]
    if findings.judged:
        members = min(max(findings.about.members, 20), 100)
        lead.append(language("claims.judged", members=members))
    elif findings.not_judged:
        lead.append(language("claims.not_judged", reason=findings.not_judged))
    if hidden:
        lead.append(language("claims.left_out", count=hidden))
    cells, marked = [], set()
    for number, row in enumerate(rows):
        supported = findings.judged.get(row["claim"])
        mark = "unjudged" if supported is None else "supported"
        if supported is False:
            mark = "contradicted"
            marked.add(number)
        source = row["source"]
        low, high = (None if row[key] != row[key] else row[key] for key in ("low", "high"))
        cells.append(
            (
                quantity_name(language, findings.about, row["quantity"]),
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
