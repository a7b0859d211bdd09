"""What had to be assumed: one list, as claims of the scenario, as a file and for the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.exchange.imported import Imported

SOURCE = "assumption"


@dataclass(frozen=True)
class Assumption:
    """One value that no file gave.

    Attributes:
        name: Identifier.
        low: Low value.
        high: High value.
        unit: Unit.
        why: What it is, why so, and where to change it.
        file: File and key in which it stands.
    """

    name: str
    low: float
    high: float
    unit: str
    why: str
    file: str


def add_prior(
    found: Imported, name: str, input_: str, distribution: str, values: tuple[float, float, float]
) -> None:
    """Add the range of an uncertain input that is assumed: low, best, high."""
    low, best, high = values
    row = {"name": name, "input": input_, "distribution": distribution, "source_id": SOURCE}
    found.add("uncertain", {**row, "low": low, "best": best, "high": high})


def add_claims(assumptions: Sequence[Assumption], found: Imported, start: dt.date) -> None:
    """Add each as a derived claim that nobody has confirmed, so that it is listed and checked."""
    note = "Judgement without a report behind it: check it"
    found.source(SOURCE, "Assumption of safepassage start", note)
    for item in assumptions:
        found.add(
            "claims",
            {
                "claim": f"assumed-{item.name}",
                "quantity": f"assumed:{item.name}",
                "low": item.low,
                "high": item.high,
                "unit": item.unit,
                "date": start,
                "published": start,
                "source_id": SOURCE,
                "status": "derived",
                "credibility": "6",
                "note": f"{item.why} ({item.file})",
            },
        )


def as_text(title: str, assumptions: Sequence[Assumption], notes: Sequence[str]) -> str:
    """Markdown page: what to check first, and what was read."""
    lines = [
        f"# Assumptions of {title}",
        "",
        "`safepassage start` had to assume the following. Each is a claim of the scenario with the",
        "source `assumption`. Check them from the top; change the value where it stands.",
        "",
        "| assumption | low | high | unit | stands in | why |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {item.name} | {item.low:g} | {item.high:g} | {item.unit} | {item.file} | {item.why} |"
        for item in assumptions
    ]
    lines += ["", "## What was read", ""]
    lines += [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"
