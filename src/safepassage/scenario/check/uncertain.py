"""Rules about uncertain inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.facts import Facts, Rule, repeats
from safepassage.scenario.inputs import (
    INPUT_KINDS,
    OF_RULES,
    declared_kinds,
    split_input,
    uncertain_rules,
)
from safepassage.scenario.nearest import hint

_POSITIVE = {"lognormal", "loguniform"}
_WITHOUT_RANGE = {"quantiles", "exit_date"}
"""Distributions that need neither low nor high."""
_SYNTAX = "allowed: rules.NAME, " + ", ".join(
    f"{kind.name}:{kind.word_of_target}" for kind in declared_kinds()
)


def inputs_are_known(facts: Facts) -> Iterator[Problem]:
    """The input exists and is a number."""
    for index, text in enumerate(facts.texts("uncertain", "input")):
        wrong = _wrong_rule(text[6:]) if text.startswith("rules.") else _wrong_target(facts, text)
        if wrong is not None:
            yield facts.at("uncertain", index, "input", *wrong)


def _wrong_rule(name: str) -> tuple[str, str] | None:
    allowed = uncertain_rules()
    if name in allowed:
        return None
    if name in dictionary()["rules"]:
        return f"the rule {name!r} cannot be uncertain", f"allowed: {', '.join(allowed)}"
    return f"unknown rule {name[:60]!r}", hint(name, allowed)


def _wrong_target(facts: Facts, text: str) -> tuple[str, str] | None:
    word, colon, target = text.partition(":")
    kinds = {kind.name: kind for kind in declared_kinds()}
    if word not in kinds or not colon:
        guess = hint(word, kinds)
        remedy = f"{guess} {_SYNTAX}" if guess.startswith("did") else _SYNTAX
        return f"unknown input {text[:60]!r}", remedy
    names = frozenset[str]().union(*(facts.names[table] for table in kinds[word].targets))
    if target in names:
        return None
    what = " or ".join(kinds[word].targets)
    return f"{target[:60]!r} is not in {what}", hint(target, sorted(names))


def inputs_are_unique(facts: Facts) -> Iterator[Problem]:
    """An input has one prior."""
    for index, before in repeats(facts.texts("uncertain", "input")):
        message = f"{facts.texts('uncertain', 'input')[index][:60]!r} stands twice"
        remedy = f"first in entry {facts['uncertain'].row_number(before)}; delete one"
        yield facts.at("uncertain", index, "input", message, remedy)


def priors_stay_in_range(facts: Facts) -> Iterator[Problem]:
    """The prior's values are allowed values of the input."""
    rules = dictionary()["rules"]
    for index, text in enumerate(facts.texts("uncertain", "input")):
        word, target = split_input(text)
        rule, kind = rules.get(target) if word == OF_RULES else None, INPUT_KINDS.get(word)
        least, most = (rule.minimum, rule.maximum) if rule else (0.0, kind.high if kind else None)
        for column in ("low", "best", "high"):
            value = facts["uncertain"][column][index]
            if least is not None and value < least:
                message = f"{value:g} is below {least:g}, the least {text[:60]} can be"
                yield facts.at("uncertain", index, column, message, "narrow the range")
            if most is not None and value > most:
                message = f"{value:g} is above {most:g}, the most {text[:60]} can be"
                yield facts.at("uncertain", index, column, message, "narrow the range")
        for value in facts.texts("uncertain", "values")[index]:
            if (least is not None and value < least) or (most is not None and value > most):
                message = f"{value:g} is no value that {text[:60]} can have"
                yield facts.at("uncertain", index, "values", message, "narrow the range")
                break


def ranges_are_given(facts: Facts) -> Iterator[Problem]:
    """A low and a high value, but for distributions that have values or draw their own."""
    table = facts["uncertain"]
    for index, name in enumerate(facts.texts("uncertain", "distribution")):
        for column in ("low", "high"):
            if name not in _WITHOUT_RANGE and np.isnan(table[column][index]):
                remedy = f"a number, or a distribution other than {name}"
                yield facts.at("uncertain", index, column, "must be filled", remedy)


def quantiles_are_in_order(facts: Facts) -> Iterator[Problem]:
    """Quantiles have at least two values that do not fall; other distributions have none."""
    names = facts.texts("uncertain", "distribution")
    for index, values in enumerate(facts.texts("uncertain", "values")):
        if names[index] != "quantiles":
            if values:
                remedy = "set distribution = 'quantiles', or delete the values"
                message = f"does not act with {names[index]}"
                yield facts.at("uncertain", index, "values", message, remedy)
        elif len(values) < 2:
            remedy = "values at the middles of equal shares, separated by |"
            yield facts.at("uncertain", index, "values", "needs at least two", remedy)
        elif list(values) != sorted(values):
            yield facts.at("uncertain", index, "values", "falls", "put them in rising order")


def exit_dates_name_a_siege(facts: Facts) -> Iterator[Problem]:
    """The date of an exit is drawn for a siege, and opens a corridor."""
    pockets = facts.texts("sieges", "pocket")
    rows = zip(
        facts.texts("uncertain", "distribution"),
        facts.texts("uncertain", "input"),
        facts.texts("uncertain", "siege"),
        facts.texts("uncertain", "drawn"),
        strict=True,
    )
    for index, (name, text, siege, drawn) in enumerate(rows):
        wanted = name == "exit_date" or drawn is not None
        if wanted and not text.startswith("opening:"):
            remedy = "it is for opening:CORRIDOR"
            yield facts.at("uncertain", index, "distribution", f"does not fit {text[:60]}", remedy)
        if not wanted and siege:
            remedy = "set distribution = 'exit_date', or delete the siege"
            yield facts.at("uncertain", index, "siege", f"does not act with {name}", remedy)
        if wanted and siege not in pockets and not facts.partial:
            message = f"{siege[:60]!r} has no row in sieges.csv"
            yield facts.at("uncertain", index, "siege", message, hint(siege, pockets))


def distributions_are_possible(facts: Facts) -> Iterator[Problem]:
    """Log distributions are of positive numbers, and a triangle has a base."""
    table = facts["uncertain"]
    for index, name in enumerate(facts.texts("uncertain", "distribution")):
        if name in _POSITIVE:
            for column in ("low", "best", "high"):
                if table[column][index] <= 0:
                    message = f"{table[column][index]:g} is not above 0, as {name} needs"
                    remedy = "use uniform or normal, or a value above 0"
                    yield facts.at("uncertain", index, column, message, remedy)
        if name == "triangular" and table["low"][index] == table["high"][index]:
            remedy = "give a higher value, or delete the entry"
            yield facts.at("uncertain", index, "high", "equals low", remedy)


def correlations_have_a_partner(facts: Facts) -> Iterator[Problem]:
    """A correlation names another entry, and how strong it is; partners do not go in circles."""
    table = facts["uncertain"]
    names = facts.texts("uncertain", "name")
    partner_of = dict(zip(names, facts.texts("uncertain", "correlated_with"), strict=True))
    for index, partner in enumerate(facts.texts("uncertain", "correlated_with")):
        if not partner:
            if not np.isnan(table["correlation"][index]):
                remedy = "fill correlated_with, or leave correlation out"
                yield facts.at("uncertain", index, "correlation", "has no partner", remedy)
        elif partner not in partner_of:
            remedy = hint(partner, sorted(partner_of))
            message = f"{partner[:60]!r} is no entry"
            yield facts.at("uncertain", index, "correlated_with", message, remedy)
        elif _is_circle(partner_of, names[index]):
            remedy = "leave it out in one of them"
            message = f"{partner[:60]!r} is correlated with this entry already"
            yield facts.at("uncertain", index, "correlated_with", message, remedy)
        elif np.isnan(table["correlation"][index]):
            message = "is blank beside correlated_with"
            yield facts.at("uncertain", index, "correlation", message, "a number, -0.99 to 0.99")


def _is_circle(partner_of: Mapping[str, str], name: str) -> bool:
    """Whether partner after partner leads back to an entry."""
    seen = {name}
    while partner_of.get(name):
        name = partner_of[name]
        if name in seen:
            return True
        seen.add(name)
    return False


RULES: tuple[Rule, ...] = (
    inputs_are_known,
    inputs_are_unique,
    ranges_are_given,
    priors_stay_in_range,
    quantiles_are_in_order,
    exit_dates_name_a_siege,
    distributions_are_possible,
    correlations_have_a_partner,
)
