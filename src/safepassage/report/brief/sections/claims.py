"""What it rests on: every claim about people, those outside the estimate marked."""

from __future__ import annotations

from typing import Any

from safepassage.forecast.reconciliation import CONTRADICTED, MISSED, SUPPORTED
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.findings import Findings
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import quantity_name, value_text
from safepassage.scenario.quantity import PRODUCED, parse_quantity

_LONG = 30
"""Rows from which on the table opens on demand."""


def contradicted(findings: Findings) -> int:
    """How many of the shown claims another one contradicts."""
    return _count(findings, CONTRADICTED)


def missed(findings: Findings) -> int:
    """How many good observations among the shown claims the model misses."""
    return _count(findings, MISSED)


def _count(findings: Findings, verdict: str) -> int:
    shown = {row["claim"] for row in _rows(findings)[0]}
    judged = findings.judged.items()
    return sum(claim.verdict == verdict for name, claim in judged if name in shown)


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
    cells: list[tuple[str, ...]] = []
    marked: dict[int, str] = {}
    for number, row in enumerate(rows):
        judged = findings.judged.get(row["claim"])
        mark = "unjudged" if judged is None else judged.verdict
        if judged is not None and mark != SUPPORTED:
            marked[number] = mark
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
    shown = (MISSED, CONTRADICTED) if whole.folded else (MISSED,)
    sheets = [*_few(language, heads, cells, marked, shown), whole]
    return Section("claims", language("claims.heading"), tuple(lead), sheets=tuple(sheets))


def _few(
    language: Language,
    heads: tuple[str, ...],
    cells: list[tuple[str, ...]],
    marked: dict[int, str],
    shown: tuple[str, ...],
) -> list[Sheet]:
    """Known misses of the model, always; and what is contradicted, where the table is folded."""
    found = []
    for verdict in shown:
        rows = tuple(cells[number] for number in sorted(marked) if marked[number] == verdict)
        if rows:
            caption = language(f"claims.table_{verdict}")
            every = frozenset(range(len(rows)))
            found.append(Sheet(caption, heads, rows, frozenset({2}), every))
    return found


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
