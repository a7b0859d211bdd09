"""What an import left out, printed so that it cannot be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.cli.output import note

if TYPE_CHECKING:
    from safepassage.exchange.losses import Losses


def tell_losses(losses: Losses) -> None:
    """Print rows and people left out by reason, then the alarm."""
    for line in losses.lines():
        note(f"left out: {line}")
    if losses.alarm:
        rule = "!" * 78
        note(f"{rule}\n{losses.alarm}\n{rule}")
