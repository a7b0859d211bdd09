"""What can be asked about a run of a scenario: its quantities, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from safepassage.arguments import checked
from safepassage.result.headline_names import label_of, run_names
from safepassage.result.reports import reports_by_quantity
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class QuantityRow:
    """One quantity.

    Attributes:
        quantity: Its name, such as ``present:camp-a``.
        words: In words.
        reports: Claims and registrations about it.
    """

    quantity: str
    words: str
    reports: int


@checked
def quantities(scenario: Scenario | str | Path) -> list[QuantityRow]:
    """Every quantity that a run of a scenario produces, and how often it was reported.

    Args:
        scenario: A scenario, or the name or folder of one.

    Raises:
        ScenarioError: If it is no scenario.

    Examples:
        >>> import safepassage
        >>> rows = safepassage.quantities("tiny")
        >>> "present:camp-a" in [row.quantity for row in rows]
        True
    """
    scenario = as_scenario(scenario)
    reports = reports_by_quantity(scenario)
    return [
        QuantityRow(name, label_of(scenario, name), len(reports.get(name, ())))
        for name in run_names(scenario)
    ]
