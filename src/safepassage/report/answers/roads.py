"""The answer of ``plan roads``."""

from __future__ import annotations

from safepassage.planning.exit.plan import PROTECTION
from safepassage.planning.roads.plan import RoadsPlan
from safepassage.report.answers.answer import Answer, Table
from safepassage.said import Fixed, Place, said

_SHOWN = 10


def roads_answer(plan: RoadsPlan) -> Answer:
    """How long all need by road, whether it could be less, and which roads are full."""
    return Answer(
        opening=plan.opening(),
        tables=(
            Table(
                said("roads.binding"),
                ("from", "to", "hours_full", "hours_saved"),
                [
                    (Place(start), Place(end), round(held.hours), Fixed(held.saves))
                    for _, start, end, held in plan.binding()[:_SHOWN]
                ],
            ),
            Table(
                said("roads.by_destination"),
                ("destination", "people"),
                [(Place(place), count) for place, count in plan.destinations()],
            ),
        ),
        remarks=(*plan.remarks(), *PROTECTION),
    )
