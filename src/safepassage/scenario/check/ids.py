"""Rules about identifiers: each names one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule, repeats
from safepassage.scenario.quantity import RESERVED
from safepassage.scenario.tables import table_kinds

MAX_CLASSES = 62
"""Most classes: who may use a route is a set of bits of one integer."""


def there_are_places(facts: Facts) -> Iterator[Problem]:
    """A scenario has at least one place."""
    if not len(facts["places"]):
        yield Problem("has no rows", file_of("places"), remedy="add at least one place")


def rows_are_unique(facts: Facts) -> Iterator[Problem]:
    """No key stands twice."""
    for table, kind in table_kinds().items():
        columns = kind.key
        if not columns:
            continue
        lists = [facts.texts(table, column) for column in columns]
        keys: list[Any] = lists[0] if len(lists) == 1 else list(zip(*lists, strict=True))
        if len(set(keys)) == len(keys):
            continue
        for index, before in repeats(keys):
            shown = " ".join(str(values[index]) for values in lists if values[index] != "")
            message = f"{shown!r} stands twice"
            remedy = f"first in row {facts[table].row_number(before)}; delete or rename one"
            yield facts.at(table, index, columns[0], message, remedy)


def routes_are_unique(facts: Facts) -> Iterator[Problem]:
    """No route identifier stands twice; a blank one is from--to."""
    if len(facts.route_set) == len(facts.routes):
        return
    for index, before in repeats(facts.routes):
        message = f"the route {facts.routes[index]!r} stands twice"
        row = facts["routes"].row_number(before)
        remedy = f"first in row {row}; delete one or give it another identifier"
        yield facts.at("routes", index, "route", message, remedy)


def names_are_unambiguous(facts: Facts) -> Iterator[Problem]:
    """Where an event may name things of several tables, a name means one thing."""
    places, areas = facts.names["places"], facts.names["areas"]
    for table, column, names, taken, what in (
        ("areas", "area", facts.texts("areas", "area"), places, "a place"),
        ("routes", "route", facts.routes, places | areas, "a place or area"),
        ("corridors", "corridor", facts.texts("corridors", "corridor"), facts.route_set, "a route"),
    ):
        if taken.isdisjoint(names):
            continue
        for index, name in enumerate(names):
            if name in taken:
                message = f"{name!r} is also {what}"
                yield facts.at(table, index, column, message, "rename one of them")


def names_are_not_reserved(facts: Facts) -> Iterator[Problem]:
    """What names a sum in questions and exports names no place, area or class of its own."""
    for table, column in (("places", "place"), ("areas", "area"), ("classes", "class")):
        names = facts.texts(table, column)
        for name in sorted(RESERVED.keys() & set(names)):
            message = f"{name!r} already means {RESERVED[name]}"
            yield facts.at(table, names.index(name), column, message, "choose another identifier")


def classes_are_few(facts: Facts) -> Iterator[Problem]:
    """There are no more classes than a route can distinguish."""
    count = len(facts["classes"])
    if count > MAX_CLASSES:
        message = f"has {count} classes"
        yield Problem(message, file_of("classes"), remedy=f"at most {MAX_CLASSES} are possible")


RULES: tuple[Rule, ...] = (
    there_are_places,
    rows_are_unique,
    routes_are_unique,
    names_are_unambiguous,
    names_are_not_reserved,
    classes_are_few,
)
