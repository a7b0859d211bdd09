"""What was reported of quantities, and what belongs beside those in few words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from safepassage.said import Reported, Said, said
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.scenario.scenario import Scenario


def movements(quantities: Iterable[str]) -> tuple[Said, ...]:
    """That arrivals and departures may count a person more than once, where there are some."""
    some = any(text.startswith(("arrived:", "left_by:")) for text in quantities)
    return (said("answer.movements"),) if some else ()


def reported(scenario: Scenario) -> Mapping[str, Reported]:
    """Claim → what it reports."""
    return {
        row["claim"]: Reported(_end(row["low"]), _end(row["high"]), _unit(row["quantity"]))
        for row in scenario["claims"].rows()
    }


def _end(value: float) -> float | None:
    return None if math.isnan(value) else value


def _unit(quantity: str) -> str:
    return UNITS.get(parse_quantity(quantity).word, "people")
