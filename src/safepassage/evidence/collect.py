"""Which claims can weigh members, and what is wrong with those that cannot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.claims import Claim, Source, read_claims, read_sources
from safepassage.scenario.check.claims import wrong_quantity
from safepassage.scenario.facts import Facts
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.quantity import PRODUCED, parse_quantity
from safepassage.scenario.scenario import Scenario

NOT_EVIDENCE = frozenset({"forecast", "standard"})
"""Statements that say nothing about what was the case."""


def check_quantity(scenario: Scenario, text: str) -> None:
    """Refuse a quantity that no run of the scenario produces.

    Raises:
        ScenarioError: With the nearest name that would do.
    """
    quantity = parse_quantity(text)
    if quantity.word not in PRODUCED:
        raise ScenarioError([unknown_problem("quantity", quantity.word, PRODUCED, "")])
    problems = [
        Problem(message, column="quantity", remedy=remedy)
        for message, remedy in wrong_quantity(Facts(scenario), quantity)
    ]
    if problems:
        raise ScenarioError(problems)


@dataclass(frozen=True)
class Evidence:
    """Claims that can weigh members, and the others with the reason.

    Attributes:
        claims: Usable claims, in the order of the table.
        unused: (claim, why it does not weigh).
        sources: Sources by identifier.
    """

    claims: tuple[Claim, ...]
    unused: tuple[tuple[Claim, str], ...]
    sources: dict[str, Source]


def collect_evidence(scenario: Scenario) -> Evidence:
    """Claims that were published by the scenario's as-of date and that a run can be held against.

    Raises:
        ScenarioError: If a claim is repeated, contradicts itself, says nothing, has a source
            that is not declared, or if no claim is left.
    """
    sources, claims = read_sources(scenario), read_claims(scenario)
    problems = _problems(scenario, claims, sources)
    if problems:
        raise ScenarioError(problems)
    usable, unused = [], []
    for claim in claims:
        reason = _why_not(scenario, claim)
        if reason:
            unused.append((claim, reason))
        else:
            usable.append(claim)
    if not usable:
        by = f" published by {scenario.as_of}" if scenario.as_of is not None else ""
        message = f"no claim{by} is about something that a run of {scenario.name!r} produces"
        remedy = "give a later as-of date, or add claims such as displaced_from:AREA"
        raise ScenarioError([Problem(message, "claims.csv", remedy=remedy)])
    return Evidence(tuple(usable), tuple(unused), sources)


def _why_not(scenario: Scenario, claim: Claim) -> str:
    if parse_quantity(claim.quantity).word not in PRODUCED:
        return "no run produces this quantity"
    if claim.status in NOT_EVIDENCE:
        return f"a {claim.status} says nothing about what was the case"
    if not scenario.start <= claim.date <= scenario.end:
        return "its date is outside the period"
    if claim.date_start is not None and claim.date_start < scenario.start:
        return "its period begins before the scenario"
    return ""


def _problems(
    scenario: Scenario, claims: tuple[Claim, ...], sources: dict[str, Source]
) -> list[Problem]:
    problems = []
    seen: dict[tuple[Any, ...], Claim] = {}
    for claim in claims:
        if claim.source_id not in sources:
            text = f"the source {claim.source_id!r} of {claim.claim!r} is not declared"
            problems.append(_at(claim, "source_id", text, "add it to sources.csv"))
        if claim.low > claim.high:
            text = f"{claim.claim!r} contradicts itself: low {claim.low:g} > high {claim.high:g}"
            problems.append(_at(claim, "low", text, "exchange the two"))
        if claim.low < 0 or claim.high < 0:
            text = f"{claim.claim!r} is negative"
            problems.append(_at(claim, "low", text, "a number of people or a share is 0 or more"))
        if claim.low == 0 and math.isnan(claim.high):
            text = f"{claim.claim!r} says at least 0, which says nothing"
            problems.append(_at(claim, "low", text, "fill high too, or delete the claim"))
        if scenario.as_of is not None and claim.published > scenario.as_of:
            text = f"{claim.claim!r} is published after the as-of date {scenario.as_of}"
            problems.append(_at(claim, "published", text, "hide it by reading as of that date"))
        key = (*_about(claim), claim.published, claim.status)
        first = seen.setdefault(key, claim)
        if first is not claim and (first.text == claim.text or _disjoint(first, claim)):
            problems.append(_twice(first, claim))
    return problems


def _about(claim: Claim) -> tuple[Any, ...]:
    return claim.source_id, claim.quantity, claim.date, claim.date_start


def _disjoint(one: Claim, other: Claim) -> bool:
    """Whether no value would do for both claims (an end that is not given is open)."""
    return one.low > other.high or other.low > one.high


def _twice(first: Claim, claim: Claim) -> Problem:
    what = f"the same source about the same quantity, day and publication (row {first.row})"
    if first.text == claim.text:
        text = f"{claim.claim!r} repeats {first.claim!r}: {what}"
        return _at(claim, "claim", text, "delete one: a repetition is no new evidence")
    text = f"{claim.claim!r} contradicts {first.claim!r}: {what}"
    remedy = "write one claim with low and high, or correct a date of publication"
    return _at(claim, "claim", text, remedy)


def _at(claim: Claim, column: str, message: str, remedy: str) -> Problem:
    return Problem(message, "claims.csv", claim.row, column, remedy)
