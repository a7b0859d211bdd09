"""What imports share: what they may know, and what they say; losses cannot be missed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.cli.output import note, print_json, say

if TYPE_CHECKING:
    from safepassage.exchange.context import Context
    from safepassage.exchange.imported import Imported
    from safepassage.exchange.losses import Losses


def tell_losses(losses: Losses) -> None:
    """Print rows and people left out by reason, then the alarm."""
    for line in losses.lines():
        note(f"left out: {line}")
    if losses.alarm:
        rule = "!" * 78
        note(f"{rule}\n{losses.alarm}\n{rule}")


def context_of(
    scenario: Any,
    published: str | None,
    quantity: str | None,
    hold: int | None,
    lag: int | None,
    *,
    suburbs: bool = False,
) -> Context:
    """What the readers may know beside their files."""
    from safepassage.exchange.context import Context, Gazetteer
    from safepassage.exchange.merge import gazetteer_of
    from safepassage.scenario.dates import as_date

    return Context(
        gazetteer=gazetteer_of(scenario) if scenario is not None else Gazetteer(),
        published=as_date(published) if published else None,
        word=quantity,
        lag=lag,
        hold=7 if hold is None else hold,
        suburbs=suburbs,
    )


def tell(found: Imported, out: Path, *, as_json: bool) -> None:
    """Say what was taken, assumed and left out."""
    counts = {table: len(rows) for table, rows in found.tables.items() if rows}
    losses = found.losses
    if as_json:
        answer = {"rows": counts, "notes": found.notes, "losses": losses.as_dict()}
        print_json({"folder": str(out), **answer})
        return
    for text in found.notes:
        note(f"note: {text}")
    tell_losses(losses)
    listed = ", ".join(f"{rows} rows of {table}" for table, rows in counts.items())
    say(f"{out}: {listed}")
