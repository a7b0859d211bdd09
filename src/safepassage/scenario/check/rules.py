"""Rules about the settings: name, period, rules, and whether anybody can ever be present."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule, number_of

_MAX_NAME = 120


def name_is_safe(facts: Facts) -> Iterator[Problem]:
    """The name becomes part of file names, so it can hold no path."""
    yield from unsafe_name(facts.scenario.name)


def unsafe_name(name: str) -> Iterator[Problem]:
    """The problem of a scenario's name that cannot be a file name."""
    unfit = any(unicodedata.category(letter).startswith("C") for letter in name)
    if not name.strip(". ") or len(name) > _MAX_NAME or unfit or set(name) & set('/\\:*?"<>|'):
        remedy = f'1 to {_MAX_NAME} letters, digits, hyphens; no / \\ : * ? " < > |'
        yield Problem(f"the scenario's name {name[:60]!r} cannot be a file name", remedy=remedy)


def period_is_possible(facts: Facts) -> Iterator[Problem]:
    """The period ends before the calendar does."""
    if facts.end is None:
        message = f"{facts.scenario.days} days from {facts.scenario.start} end after the year 9999"
        yield Problem(message, file_of("scenario"), column="days", remedy="shorten the period")


def coordinates_suffice(facts: Facts) -> Iterator[Problem]:
    """The distance from the present place needs coordinates."""
    if not facts.scenario.rules.stay_close_to_home:
        return
    for index in np.flatnonzero(np.isnan(facts["places"]["lat"])):
        remedy = "rules.stay_close_to_home needs lat and lon of every place"
        yield facts.at("places", index, "lat", "is blank", remedy)


def somebody_is_present(facts: Facts) -> Iterator[Problem]:
    """There are people at the start, or a rule that brings people in."""
    displacement = facts.scenario.rules.displacement
    if displacement != "hazard":  # none: people come with a plan, or the user adds them
        return
    populations = facts["populations"]
    most = np.fmax(populations["best"], populations["high"])
    if not np.any(most > 0):
        file = file_of("populations")
        remedy = "add people, or set rules.displacement to series or conflict"
        yield Problem("nobody can ever be present: there are no people", file, remedy=remedy)


def somebody_can_flee(facts: Facts) -> Iterator[Problem]:
    """Displacement by series or conflict draws from places with hazard."""
    displacement = facts.scenario.rules.displacement
    if displacement not in {"series", "conflict"} or facts.partial:
        return
    pairs = zip(facts.texts("events", "kind"), facts.texts("events", "value"), strict=True)
    if not any(kind == "hazard" and (number_of(value) or 0.0) > 0 for kind, value in pairs):
        remedy = "add a hazard event with a value above 0"
        message = f"no place ever has hazard, so nobody flees by rules.displacement={displacement}"
        yield Problem(message, file_of("events"), remedy=remedy)


RULES: tuple[Rule, ...] = (
    name_is_safe,
    period_is_possible,
    coordinates_suffice,
    somebody_is_present,
    somebody_can_flee,
)
