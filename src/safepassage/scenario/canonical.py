"""A scenario with the rows of every table in one order, whatever the order in the file.

Places, routes, members of areas … are numbered by this order wherever they become arrays, and sums
and ties follow it: a scenario whose rows are permuted gives equal numbers, name by name.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from safepassage.scenario.row_order import in_order
from safepassage.scenario.scenario import Scenario


def canonical(scenario: Scenario) -> Scenario:
    """The scenario with the rows of each table as ``row_order.in_order`` puts them."""
    tables = {name: in_order(table) for name, table in scenario.tables.items()}
    if all(tables[name] is table for name, table in scenario.tables.items()):
        return scenario
    return replace(scenario, tables=MappingProxyType(tables))
