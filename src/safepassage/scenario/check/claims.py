"""Rules about claims."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint, nearest
from safepassage.scenario.quantity import (
    EVERYWHERE,
    PRODUCED,
    SHARES,
    UNITS,
    Quantity,
    parse_quantity,
)

_AHEAD = {"forecast", "standard"}
"""Statements that may be published before the day that they are about."""


def claims_hold_a_value(facts: Facts) -> Iterator[Problem]:
    """At least one of low and high is given."""
    table = facts["claims"]
    for index in np.flatnonzero(np.isnan(table["low"]) & np.isnan(table["high"])):
        remedy = "fill low, high or both (both alike for a single value)"
        yield facts.at("claims", index, "low", "low and high are blank", remedy)


def claims_are_published_after(facts: Facts) -> Iterator[Problem]:
    """Only a forecast or a standard is published before its date."""
    table = facts["claims"]
    status = facts.texts("claims", "status")
    for index in np.flatnonzero(table["published"] < table["date"]):
        if status[index] not in _AHEAD:
            message = f"{table['published'][index]} is before its date {table['date'][index]}"
            remedy = "correct a date, or give it the status forecast (or standard)"
            yield facts.at("claims", index, "published", message, remedy)


def periods_start_before_they_end(facts: Facts) -> Iterator[Problem]:
    """A period's first day is not after its last."""
    table = facts["claims"]
    for index in np.flatnonzero(table["date_start"] > table["date"]):
        message = f"{table['date_start'][index]} is after date {table['date'][index]}"
        yield facts.at("claims", index, "date_start", message, "date_start <= date")


def quantities_are_known(facts: Facts) -> Iterator[Problem]:
    """A quantity that a run produces names things that exist; other words are free."""
    seen = set()
    for index, text in enumerate(facts.texts("claims", "quantity")):
        if text in seen:
            continue
        seen.add(text)
        for message, remedy in wrong_quantity(facts, parse_quantity(text)):
            yield facts.at("claims", index, "quantity", message, remedy)


def wrong_quantity(facts: Facts, quantity: Quantity) -> Iterator[tuple[str, str]]:
    """(message, remedy) for each part that names nothing."""
    known = PRODUCED.get(quantity.word)
    if known is None:
        guess = nearest(quantity.word, PRODUCED, cutoff=0.85)
        if guess:
            remedy = f"did you mean {guess!r}? other words must differ more"
            yield f"unknown quantity {quantity.word[:60]!r}", remedy
        return
    if len(known) != len(quantity.parts):
        yield f"{quantity.word!r} needs {len(known)} part(s) after it", f"write {quantity.pattern}"
        return
    for sort, name in zip(known, quantity.parts, strict=True):
        if sort == "actor" or (name == EVERYWHERE and sort != "corridor"):
            continue
        tables = ("corridors",) if sort == "corridor" else ("places", "areas")
        names = frozenset[str]().union(*(facts.names[table] for table in tables))
        if name not in names:
            what = "corridor" if sort == "corridor" else "place or area"
            yield f"unknown {what} {name[:60]!r}", hint(name, sorted(names))
    if quantity.class_ and quantity.class_ not in facts.names["classes"]:
        remedy = hint(quantity.class_, sorted(facts.names["classes"]))
        yield f"unknown class {quantity.class_[:60]!r}", remedy


def values_fit_quantities(facts: Facts) -> Iterator[Problem]:
    """Produced shares are fractions, and other produced quantities count people."""
    table = facts["claims"]
    units = facts.texts("claims", "unit")
    highest = np.fmax(table["low"], table["high"])
    for index, text in enumerate(facts.texts("claims", "quantity")):
        word = text.partition(":")[0]
        if word in SHARES:
            if highest[index] > 1:
                message = f"{highest[index]:g} is not a share"
                yield facts.at("claims", index, "high", message, "a fraction from 0 to 1")
            if units[index] not in {"share", "people"}:
                message = f"{word} is not measured in {units[index][:60]!r}"
                yield facts.at("claims", index, "unit", message, "allowed: share")
        elif word in PRODUCED and units[index] != UNITS.get(word, "people"):
            message = f"{word} is not measured in {units[index][:60]!r}"
            unit = UNITS.get(word, "people")
            remedy = f"allowed: {unit}; convert the value, or use another word for the quantity"
            yield facts.at("claims", index, "unit", message, remedy)


RULES: tuple[Rule, ...] = (
    claims_hold_a_value,
    claims_are_published_after,
    periods_start_before_they_end,
    quantities_are_known,
    values_fit_quantities,
)
