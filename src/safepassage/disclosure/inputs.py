"""What may be published of the uncertain inputs that members drew: nothing that counts people."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.arrays import F8
from safepassage.compiled.compile import compile_scenario
from safepassage.result.result import Result
from safepassage.scenario.inputs import kind_of
from safepassage.spread import weighted_quantiles


@dataclass(frozen=True, eq=False)
class PublishableInputs:
    """Uncertain inputs that may leave.

    Attributes:
        names: Name of each, N of them.
        inputs: What each acts on, such as ``attraction:CAMP``.
        values: 5, 50 and 95 % of what was drawn, shape (3, N).
        left_out: How many inputs count people and are not published.
    """

    names: tuple[str, ...]
    inputs: tuple[str, ...]
    values: F8
    left_out: int


def publishable_inputs(result: Result) -> PublishableInputs:
    """The drawn inputs of a run that may stand in a page or an export."""
    priors = compile_scenario(result.scenario).inputs.priors
    kept = {prior.name: prior.input for prior in priors if not kind_of(prior.input).counts_people}
    chosen = [number for number, name in enumerate(result.input_names) if name in kept]
    values = weighted_quantiles(result.inputs[:, chosen], result.weight)
    names = tuple(result.input_names[number] for number in chosen)
    acting = tuple(kept[name] for name in names)
    return PublishableInputs(names, acting, values, len(result.input_names) - len(chosen))
