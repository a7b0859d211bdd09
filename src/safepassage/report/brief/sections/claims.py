"""What it rests on: every claim about people, those outside the estimate marked."""

from __future__ import annotations

from safepassage.disclosure.findings import Findings
from safepassage.evidence.verdict import CONTRADICTED, MISSED, SUPPORTED
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import quantity_name, value_text

_LONG = 30
"""Rows from which on the table opens on demand."""


def contradicted(findings: Findings) -> int:
    """How many of the shown claims another one contradicts."""
    return _count(findings, CONTRADICTED)


def missed(findings: Findings) -> int:
    """How many good observations among the shown claims the model misses."""
    return _count(findings, MISSED)


def _count(findings: Findings, verdict: str) -> int:
    return sum(judged == verdict for judged in findings.judged.values())


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
        lead.append(language("claims.not_judged"))
    if hidden:
        lead.append(language("claims.left_out", count=hidden))
    cells: list[tuple[str, ...]] = []
    marked: dict[int, str] = {}
    for number, row in enumerate(rows):
        mark = findings.judged.get(row["claim"], "unjudged")
        if mark not in {SUPPORTED, "unjudged"}:
            marked[number] = mark
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
