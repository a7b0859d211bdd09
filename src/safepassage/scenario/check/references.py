"""Rule about references: what is named exists. The dictionary says what each column names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from safepassage.errors import Problem
from safepassage.scenario.dictionary import SETTINGS, Attribute, dictionary, file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint

MOST_PER_COLUMN = 10
"""Most unknown names listed for one column."""
_LISTS = {"slugs": "classes", "path": "places"}
"""Table that the parts of a list name."""


def references_resolve(facts: Facts) -> Iterator[Problem]:
    """Every place, area, class, corridor and source that a column names is in its table."""
    for table, attributes in dictionary().items():
        if table in SETTINGS or not len(facts[table]):
            continue
        for attribute in attributes.values():
            if attribute.kind == "ref":
                yield from _resolve(facts, attribute, attribute.choices)
            elif attribute.kind in _LISTS:
                yield from _resolve(facts, attribute, (_LISTS[attribute.kind],))


def _resolve(facts: Facts, attribute: Attribute, tables: tuple[str, ...]) -> Iterator[Problem]:
    if tables == ("classes",) and not facts.names["classes"] and attribute.table == "populations":
        return  # one problem about the whole table instead
    known = frozenset[str]().union(*(facts.names[table] for table in tables))
    listed = attribute.kind in _LISTS
    cells = facts.texts(attribute.table, attribute.name)
    parts: list[tuple[str, ...]] = cells if listed else [(cell,) for cell in cells]
    unknown = {name for cell in parts for name in cell} - known - {""}
    if not unknown:
        return
    rows: dict[str, list[int]] = {}  # each unknown name is reported once, where it first stands
    for index, cell in enumerate(parts):
        for name in unknown.intersection(cell):
            rows.setdefault(name, []).append(index)
    for name, found in islice(rows.items(), MOST_PER_COLUMN):
        message = f"{name[:60]!r} is not in {' or '.join(file_of(table) for table in tables)}"
        if len(found) > 1:
            message += f" ({len(found)} rows)"
        remedy = hint(name, sorted(known))
        yield facts.at(attribute.table, found[0], attribute.name, message, remedy)
    if len(rows) > MOST_PER_COLUMN:
        message = f"names {len(rows) - MOST_PER_COLUMN} more that are unknown"
        yield Problem(message, file_of(attribute.table), column=attribute.name)


RULES: tuple[Rule, ...] = (references_resolve,)
