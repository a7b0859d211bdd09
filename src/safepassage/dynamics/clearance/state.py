"""What is contaminated before the first day."""

from __future__ import annotations

from safepassage.compiled.world import Member
from safepassage.dynamics.clearance.arrays import ClearanceState
from safepassage.native import compiled


@compiled
def new_clearing(member: Member) -> ClearanceState:
    """As the member draws it."""
    draw = member.clearing
    return ClearanceState(draw.area, draw.area.copy(), draw.rate)
