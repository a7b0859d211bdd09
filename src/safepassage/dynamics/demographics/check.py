"""Rules on demographic groups: nothing declared may be without effect."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.dictionary import dictionary, file_of
from safepassage.scenario.facts import Facts, Rule

_RULES = "scenario.toml [rules]"
_BY_ETHNICITY = ("match_camp_ethnicity", "match_conflict_ethnicity", "match_town_ethnicity")
_BY_RELIGION = ("match_camp_religion",)
_APPEARING = ("series", "conflict", "flood")


def groups_and_matches_go_together(facts: Facts) -> Iterator[Problem]:
    """A rule that matches groups needs classes with groups, and groups need such a rule."""
    for column, rules in (("ethnicity", _BY_ETHNICITY), ("religion", _BY_RELIGION)):
        on = [name for name in rules if facts.scenario.rules[name]]
        rows = [row for row, group in enumerate(facts.texts("classes", column)) if group]
        if not rows:
            for name in on:
                message = f"has no effect without the column {column} in classes.csv"
                yield Problem(message, _RULES, None, name, "fill it, or leave the rule at false")
        elif not on:
            remedy = "set one of " + ", ".join(rules)
            yield facts.at("classes", rows[0], column, f"no rule looks at {column}", remedy)


def religion_fraction_acts(facts: Facts) -> Iterator[Problem]:
    """The average fraction of a religion acts with its rule only."""
    rules, name = facts.scenario.rules, "average_religion_fraction"
    usual = float(dictionary()["rules"][name].default)
    if rules[name] != usual and not rules.match_camp_religion:
        message = "has no effect without match_camp_religion"
        yield Problem(message, _RULES, None, name, "remove it")


def connections_act(facts: Facts) -> Iterator[Problem]:
    """The mean number of ties acts with decisions by two systems only."""
    rules, name = facts.scenario.rules, "average_connections"
    usual = float(dictionary()["rules"][name].default)
    if rules[name] != usual and not rules.two_systems:
        yield Problem("has no effect without two_systems", _RULES, None, name, "remove it")


def shares_have_somebody_to_divide(facts: Facts) -> Iterator[Problem]:
    """Shares of the classes divide people who appear; residents who flee have their classes."""
    displacement = facts.scenario.rules.displacement
    if len(facts["class_shares"]) and displacement not in _APPEARING:
        message = f"has no effect with displacement = {displacement!r}"
        remedy = "delete it; populations.csv says who lives where"
        yield Problem(message, file_of("class_shares"), remedy=remedy)


def shares_stand_once(facts: Facts) -> Iterator[Problem]:
    """One weight of a class at a place, be it named itself or by an area."""
    seen: set[tuple[str, str]] = set()
    names = zip(
        facts.texts("class_shares", "place"), facts.texts("class_shares", "class"), strict=True
    )
    for row, (place, class_) in enumerate(names):
        for one in facts.places_of(place) if place else [""]:
            if (one, class_) in seen:
                where = one or "every other place"
                message = f"the weight of {class_} at {where} stands there twice"
                yield facts.at("class_shares", row, "place", message, "keep one")
                break
            seen.add((one, class_))


def shares_weigh_something(facts: Facts) -> Iterator[Problem]:
    """There are weights for all places, and no place has weights of zero only."""
    if not len(facts["class_shares"]):
        return
    weights: dict[str, float] = {}
    first: dict[str, int] = {}
    rows = zip(
        facts.texts("class_shares", "place"), facts.texts("class_shares", "weight"), strict=True
    )
    for row, (place, weight) in enumerate(rows):
        for one in facts.places_of(place) if place else [""]:
            weights[one] = weights.get(one, 0.0) + weight
            first.setdefault(one, row)
    if "" not in weights:
        remedy = "add rows with a blank place"
        message = "has no weights for the places without rows of their own"
        yield Problem(message, file_of("class_shares"), column="place", remedy=remedy)
    for one, weight in weights.items():
        if weight <= 0.0:
            message = f"the weights of {one or 'every other place'} are all zero"
            yield facts.at("class_shares", first[one], "weight", message, "give one of them more")


RULES: tuple[Rule, ...] = (
    groups_and_matches_go_together,
    religion_fraction_acts,
    connections_act,
    shares_have_somebody_to_divide,
    shares_stand_once,
    shares_weigh_something,
)
