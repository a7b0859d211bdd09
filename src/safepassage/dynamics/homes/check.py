"""Rules about houses and return."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule, repeats


def knowledge_is_dated(facts: Facts) -> Iterator[Problem]:
    """Of rows about the same place or team, one is published last."""
    for table, column in (
        ("contamination", "place"),
        ("clearance_teams", "team"),
        ("housing", "place"),
    ):
        keys = list(zip(facts.texts(table, column), facts.texts(table, "published"), strict=True))
        for index, before in repeats(keys):
            message = f"{keys[index][0][:60]!r} stands twice"
            row = facts[table].row_number(before)
            remedy = f"first in row {row}; delete one, or say in published which was known later"
            yield facts.at(table, index, column, message, remedy)


def homes_are_declared_once(facts: Facts) -> Iterator[Problem]:
    """A place and class has one row of homes, areas and blank classes counted."""
    every = facts.texts("classes", "class")
    first: dict[tuple[str, str], int] = {}
    pairs = zip(facts.texts("homes", "place"), facts.texts("homes", "class"), strict=True)
    for index, (name, class_) in enumerate(pairs):
        for key in [(p, c) for p in facts.places_of(name) for c in ([class_] if class_ else every)]:
            before = first.setdefault(key, index)
            if before != index:
                row = facts["homes"].row_number(before)
                message = f"{key[0][:60]!r} is declared twice for {key[1][:60]!r}"
                yield facts.at("homes", index, "place", message, f"see row {row}; delete one")
                break


def batches_are_of_a_place(facts: Facts) -> Iterator[Problem]:
    """All rows about a place say alike in which batches people go home."""
    table = facts["homes"]
    first: dict[str, int] = {}
    for index, name in enumerate(facts.texts("homes", "place")):
        for place in facts.places_of(name):
            before = first.setdefault(place, index)
            for column in ("batch_days", "batch_people"):
                if repr(table[column][index]) != repr(table[column][before]):
                    message = f"of {place[:60]!r} is another in row {table.row_number(before)}"
                    yield facts.at("homes", index, column, message, "give both rows the same")


def people_live_at_homes(facts: Facts) -> Iterator[Problem]:
    """Homes, houses and contamination are at places where people can live."""
    for table in ("homes", "housing"):
        for index, name in enumerate(facts.texts(table, "place")):
            for place in facts.places_of(name):
                row = facts.places.get(place)
                if row is not None and facts.kinds[row] != "settlement":
                    message = f"{place!r} is a {facts.kinds[row]}, where nobody has a home"
                    yield facts.at(table, index, "place", message, "make it a settlement")
                    break


def homes_of_the_displaced_are_declared(facts: Facts) -> Iterator[Problem]:
    """The home of people displaced at the start is one to which somebody may return."""
    known = {place for name in facts.texts("homes", "place") for place in facts.places_of(name)}
    pairs = zip(
        facts.texts("populations", "home"), facts.texts("populations", "status"), strict=True
    )
    for index, (home, status) in enumerate(pairs):
        if home and status != "displaced":
            message = f"{home[:60]!r} is given for people who live at home"
            yield facts.at("populations", index, "home", message, "only with status displaced")
        elif home and home in facts.places and home not in known:
            message = f"nobody may return to {home[:60]!r}"
            remedy = f"add it to {file_of('homes')}, or leave it blank"
            yield facts.at("populations", index, "home", message, remedy)


def held_houses_stand(facts: Facts) -> Iterator[Problem]:
    """No more houses are held by others than there are."""
    table = facts["housing"]
    for index in np.flatnonzero(table["held_by_others"] > table["units"]):
        message = f"{table['held_by_others'][index]} are held, of {table['units'][index]} in all"
        yield facts.at("housing", index, "held_by_others", message, "at most units")


RULES: tuple[Rule, ...] = (
    knowledge_is_dated,
    homes_are_declared_once,
    batches_are_of_a_place,
    people_live_at_homes,
    homes_of_the_displaced_are_declared,
    held_houses_stand,
)
