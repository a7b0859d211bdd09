"""Designs: many variants of a scenario, compiled once where that is possible, as one dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled
from safepassage.engine.ensemble import Progress, draw_members, run_members
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened
from safepassage.result.design import Design, Part, design_of
from safepassage.result.headline_names import run_names
from safepassage.result.quantities import curves
from safepassage.result.result import Result, make_result
from safepassage.result.run import check_numbers
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Measure = Callable[[Result], F8]
"""A function of a result: one number or one row of numbers for each member, shape (M, …)."""
_BATCH = 256
"""Members that are simulated together, and then measured."""


@checked
def run_many(
    scenarios: Scenario | str | Path | Sequence[Scenario],
    parameters: pd.DataFrame | Mapping[str, Sequence[Any]] | None = None,
    *,
    members: int = 20,
    seed: int = 1,
    quantities: Sequence[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
    workers: Workers = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run many variants of a scenario with the same members of randomness each.

    Parameters that are numbers of the kernel (move chances, weights, …) are set member by member:
    the scenario is compiled once for all of them. Others (speeds, ``awareness_level``, switches)
    shape the network, which is compiled once for each combination of their values.

    Args:
        scenarios: One scenario to vary, or several that have the same quantities.
        parameters: With one scenario, a row for each variant and a column for each parameter:
            ``rules.NAME``, or an input such as ``attraction:PLACE`` or ``populations:AREA``, which
            are factors on what the scenario has. Sieges, violence and control are never parameters.
        members: Members of each variant.
        seed: Seed; member m has the same draws in all variants, as far as what they change
            leaves the same choices to be made.
        quantities: Such as ``present:camp-a``; by default all that a run reports by day.
        measures: Functions of a result of your own: name → function giving one number a member,
            shape (M,), or more, shape (M, …).
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (members done, members in all).

    Returns:
        ``headline`` (variant, member, day, quantity), each measure (variant, member, …), and a
        coordinate (variant) for each parameter, or ``scenario``.

    Raises:
        ScenarioError: If a parameter is unknown or about violence, a value does not fit, or a
            quantity is not produced.

    Examples:
        >>> import safepassage
        >>> chances = {"rules.default_movechance": [0.1, 0.5, 0.9]}
        >>> found = safepassage.run_many("tiny", chances, members=4, quantities=["present:camp-a"])
        >>> found.headline.dims
        ('variant', 'member', 'day', 'quantity')
        >>> found["rules.default_movechance"].values.tolist()
        [0.1, 0.5, 0.9]
    """
    check_numbers(members, seed, workers, 0)
    design = design_of(scenarios, parameters)
    names = tuple(
        run_names(design.parts[0].compiled.scenario) if quantities is None else quantities
    )
    found: dict[str, Any] = {}
    counts = _Counter(design.size * members, progress)
    with opened(workers) as executor:
        for rows, result in _results(design.parts, members, seed, executor, counts):
            held: dict[str, Any] = {}
            if names:
                held["headline"] = np.stack(list(curves(result, names).values()), axis=-1)
            held |= {name: np.asarray(each(result)) for name, each in (measures or {}).items()}
            for name, values in held.items():
                if name not in found:
                    shape = (design.size * members, *values.shape[1:])
                    found[name] = np.empty(shape, values.dtype)
                found[name][rows] = values
    return _dataset(design, found, members, names, seed)


class _Counter:
    """Progress over all variants."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def add(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


def _results(
    parts: Sequence[Part], members: int, seed: int, executor: Executor, counts: _Counter
) -> Iterator[tuple[I8, Result]]:
    """Batches of members of variants, with their rows (variant x members + member)."""
    numbers = np.arange(members, dtype=np.int64)
    for part in parts:
        drawn = draw_members(_without(part), numbers, seed)
        every = max(1, _BATCH // members)
        for start in range(0, part.variants.size, every):
            variants = part.variants[start : start + every]
            chosen = part.given[start : start + every]
            inputs = np.concatenate(
                [np.tile(drawn, (variants.size, 1)), np.repeat(chosen, members, axis=0)], axis=1
            )
            tiled = np.tile(numbers, variants.size)
            ensemble = run_members(part.compiled, tiled.tolist(), seed, executor, None, inputs)
            counts.add(tiled.size)
            rows = (variants[:, None] * members + numbers).ravel()
            yield rows, make_result(part.compiled, ensemble, seed, {})


def _without(part: Part) -> Compiled:
    """The world with the inputs that are drawn."""
    drawn = len(part.compiled.inputs.priors) - part.given.shape[1]
    inputs = replace(part.compiled.inputs, priors=part.compiled.inputs.priors[:drawn])
    return replace(part.compiled, inputs=inputs)


def _dataset(
    design: Design, found: Mapping[str, Any], members: int, names: Sequence[str], seed: int
) -> xr.Dataset:
    import xarray as xr  # slow to import

    scenario = design.parts[0].compiled.scenario
    coords: dict[str, Any] = {
        "variant": np.arange(design.size),
        "member": np.arange(members),
        "day": scenario.dates().astype("M8[ns]"),
        "quantity": np.array(names, dtype=object),
    }
    coords |= {name: ("variant", np.array(values)) for name, values in design.about.items()}
    variables: dict[str, Any] = {}
    for name, values in found.items():
        array = values.reshape(design.size, members, *values.shape[1:])
        rest = ("day", "quantity") if name == "headline" else _dims(name, array, scenario.days)
        variables[name] = (("variant", "member", *rest), array)
    return xr.Dataset(variables, coords, {"title": scenario.title, "seed": seed})


def _dims(name: str, array: Any, days: int) -> tuple[str, ...]:
    """Names of the further dimensions of a measure: days where there are as many, else numbers."""
    sizes = array.shape[2:]
    return tuple(
        "day" if axis == 0 and size == days else f"{name}_{axis}" for axis, size in enumerate(sizes)
    )
