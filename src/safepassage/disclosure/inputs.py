"""What may be told of the uncertain inputs that members drew: nothing that counts people."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.arrays import F8
from safepassage.compiled.compile import compile_scenario
from safepassage.result.result import Result
from safepassage.spread import weighted_quantiles

TELLABLE = frozenset(
    {
        "rules", "staying", "throughput", "opening", "open_hours", "attraction", "hazard",
        "populations", "wish", "willing", "home_willing", "damage", "damaged", "contamination",
        "area_ha", "team_rate", "actors",
    }
)  # fmt: skip
"""Kinds of input that are rates, shares, factors, dates, hectares or groups: never people.

A kind that is not named here is left out, so a new one is safe until somebody decides. Counts of
people by place and class (``population``) are those of neighbourhoods, wounded and families.
"""


@dataclass(frozen=True, eq=False)
class ToldInputs:
    """Uncertain inputs that may leave.

    Attributes:
        names: Name of each, N of them.
        values: 5, 50 and 95 % of what was drawn, shape (3, N).
        left_out: How many inputs count people and are not told.
    """

    names: tuple[str, ...]
    values: F8
    left_out: int


def told_inputs(result: Result) -> ToldInputs:
    """The drawn inputs of a run that may stand in a page or an export."""
    priors = compile_scenario(result.scenario).inputs.priors
    kinds = [prior.input.replace(".", ":", 1).partition(":")[0] for prior in priors]
    chosen = [number for number, kind in enumerate(kinds) if kind in TELLABLE]
    values = weighted_quantiles(result.inputs[:, chosen], result.weight)
    names = tuple(result.input_names[number] for number in chosen)
    return ToldInputs(names, values, len(kinds) - len(chosen))
