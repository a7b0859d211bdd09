"""What to know before the ranges of a fit are used."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.compiled.implied import implied_priors
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts
from safepassage.scenario.inputs import INPUT_KINDS, split_input
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.warnings.world import flight_has_ranges

_BEHAVIOUR = frozenset({"rules", "attraction", "hazard", "populations", "staying"})
_FEW = 30.0
"""Members; fewer say little."""


def fit_warnings(
    scenario: Scenario, *, acting: Sequence[str], little: Sequence[str], ess: float
) -> tuple[str, ...]:
    """Sentences on what the fit could not change, the data do not say, or rests on.

    Args:
        scenario: As known at the day of the fit.
        acting: What each declared input acts on.
        little: Names of inputs of which the data say little.
        ess: Effective sample size after the fit.
    """
    found = []
    if not any(split_input(one)[0] in _BEHAVIOUR for one in acting):
        found.append(
            "No rule, hazard, pull of a place or number of people has a range: everything that "
            "matters is one number, and the fit cannot change it."
        )
    for one in flight_has_ranges(scenario, Facts(scenario)):
        subject = f"rules.{one.column} " if one.file == file_of("rules") else ""
        found += [f"The fit cannot change this: {subject}{one.message} ({one.remedy})."]
    rows = _ranges_in_rows(scenario)
    if rows:
        found.append(
            f"Ranges that stand in rows took part and stay as they are in the copy: {rows}. "
            "Inputs of [[uncertain]] in their place, such as populations:AREA or staying:CLASS, "
            "are narrowed."
        )
    if little:
        found.append(f"The data say little about: {', '.join(little)}.")
    if ess < _FEW:
        found.append(
            f"Only {ess:.0f} members are left: use more members, or wider ranges if the claims lie "
            "outside of what the members reach."
        )
    return tuple(found)


def _ranges_in_rows(scenario: Scenario) -> str:
    """How many rows of which tables give a range that no declared input replaces."""
    declared = frozenset(str(text) for text in scenario["uncertain"]["input"].tolist())
    counts: dict[str, int] = {}
    for kind in INPUT_KINDS.values():
        if kind.implied is not None:
            number = sum(1 for _ in implied_priors(scenario, kind, declared))
            counts[kind.implied.table] = counts.get(kind.implied.table, 0) + number
    return ", ".join(f"{number} of {file_of(table)}" for table, number in counts.items() if number)
