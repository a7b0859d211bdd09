"""What to know before the ranges of a fit are used."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.compiled.implied import implied_priors
from safepassage.said import Every, Said, Unknown, said
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts
from safepassage.scenario.inputs import INPUT_KINDS, split_input
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.warnings.world import flight_without_ranges

_BEHAVIOUR = frozenset({"rules", "attraction", "hazard", "populations", "staying"})
_FEW = 30.0
"""Members; fewer say little."""


def fit_warnings(
    scenario: Scenario, *, acting: Sequence[str], little: Sequence[str], ess: float
) -> tuple[Said, ...]:
    """What the fit could not change, the data do not say, or rests on.

    Args:
        scenario: As known at the day of the fit.
        acting: What each declared input acts on.
        little: What inputs act on of which the data say little.
        ess: Effective sample size after the fit.
    """
    found = []
    if not any(split_input(one)[0] in _BEHAVIOUR for one in acting):
        found.append(said("fit.nothing_to_fit"))
    pace, hazard = flight_without_ranges(scenario, Facts(scenario))
    if pace:
        found.append(said("fit.pace", what=Unknown(pace)))
    if hazard:
        found.append(said("fit.hazard"))
    rows = _ranges_in_rows(scenario)
    if rows:
        found.append(said("fit.rows", tables=Every(rows)))
    if little:
        found.append(said("fit.little", unknowns=Every(tuple(map(Unknown, little)))))
    if ess < _FEW:
        found.append(said("fit.few", count=round(ess)))
    return tuple(found)


def _ranges_in_rows(scenario: Scenario) -> tuple[str, ...]:
    """How many rows of which tables give a range that no declared input replaces."""
    declared = frozenset(str(text) for text in scenario["uncertain"]["input"].tolist())
    counts: dict[str, int] = {}
    for kind in INPUT_KINDS.values():
        if kind.implied is not None:
            number = sum(1 for _ in implied_priors(scenario, kind, declared))
            counts[kind.implied.table] = counts.get(kind.implied.table, 0) + number
    return tuple(f"{file_of(table)} ({number})" for table, number in counts.items() if number)
