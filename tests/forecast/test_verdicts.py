"""Contradicted by another claim, missed by the model, or neither."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np

from safepassage.evidence.claims import Claim, Source
from safepassage.evidence.errors import build_error_model
from safepassage.forecast.verdicts import p_if_right, verdicts

SOURCES = {
    "agency": Source("agency", "Agency", "B"),
    "register": Source("register", "Register", "B", None, "un"),
    "bulletin": Source("bulletin", "Bulletin", "B", None, "un"),
    "radio": Source("radio", "Radio", "D"),
}
START, DAY = dt.date(2020, 1, 1), dt.date(2020, 1, 10)
OUT, IN = 0.001, 0.5


def claim(name: str, value: float, source: str = "agency", **changes: object) -> Claim:
    usual = Claim(
        name, "present:x", value, value, "people", DAY, None, DAY, source, "", "observation", 2, 2
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def verdict(*claims: Claim, inside: tuple[bool, ...]) -> tuple[str, tuple[str, ...]]:
    """Verdict on the first claim."""
    model = build_error_model(claims, SOURCES)
    return verdicts(model, np.where(inside, IN, OUT), START)[0]


def test_only_another_claim_contradicts() -> None:
    wild = claim("wild", 9001, "radio", status="claim", credibility=4)
    assert verdict(wild, inside=(False,)) == ("unconfirmed", ())
    found = verdict(wild, claim("count", 1502), inside=(False, True))
    assert found == ("contradicted", ("count",))


def test_a_good_observation_alone_shows_a_fault_of_the_model() -> None:
    assert verdict(claim("count", 1502), inside=(False,)) == ("missed", ())
    weak = claim("count", 1502, credibility=5)
    assert verdict(weak, inside=(False,))[0] == "unconfirmed"
    assert verdict(claim("count", 1502, status="claim"), inside=(False,))[0] == "unconfirmed"


def test_a_weaker_claim_cannot_contradict_a_better_one() -> None:
    rumour = claim("rumour", 9001, "radio", credibility=4)
    assert verdict(claim("count", 1502), rumour, inside=(False, True)) == ("missed", ())


def test_a_claim_outside_the_estimate_contradicts_nobody() -> None:
    pair = claim("one", 1502), claim("two", 9001, "register")
    assert verdict(*pair, inside=(False, False)) == ("missed", ())
    assert verdict(*pair, inside=(False, True)) == ("contradicted", ("two",))


def test_one_organisation_does_not_contradict_itself() -> None:
    pair = claim("one", 1502, "bulletin"), claim("two", 9001, "register")
    assert verdict(*pair, inside=(False, True))[0] == "missed"
    copy = claim("copy", 9001, "agency", origin="one")
    assert verdict(claim("one", 1502, "register"), copy, inside=(False, True))[0] == "missed"


def test_another_day_place_or_a_like_value_is_no_contradiction() -> None:
    one = claim("one", 1502, "radio")
    for other in (
        claim("two", 9001, date=DAY + dt.timedelta(days=4)),
        claim("two", 9001, quantity="present:y"),
        claim("two", 2101),
    ):
        assert verdict(one, other, inside=(False, True))[0] != "contradicted"


def p_value(one: Claim, other: Claim) -> float:
    return p_if_right(build_error_model([one, other], SOURCES), 0, 1, START)


def test_flows_over_other_periods_bound_each_other() -> None:
    flow = {"quantity": "displaced_from:x"}
    days = claim("days", 5003, date_start=dt.date(2020, 1, 7), **flow)
    whole = claim("whole", 1502, "radio", **flow)
    assert p_value(days, whole) < 0.01  # fewer in all than in some of the days
    assert p_value(whole, days) < 0.01
    assert p_value(replace(days, low=101, high=101), whole) == 1
    assert p_value(replace(whole, low=90_001, high=90_001), days) == 1
    later = replace(whole, date=DAY + dt.timedelta(days=20))
    assert p_value(days, later) < 0.01
    assert p_value(later, days) < 0.01
    before = replace(whole, date=DAY - dt.timedelta(days=5))
    assert p_value(days, before) == 1


def test_open_ends_contradict_on_one_side_only() -> None:
    least = claim("least", 5003, "radio", high=math.nan)
    assert p_value(claim("one", 1502), least) < 0.01
    assert p_value(claim("one", 90_001), least) == 1


def test_declared_coverage_excuses_a_register() -> None:
    part = {**SOURCES, "register": Source("register", "Register", "B", (0.3, 0.6))}
    pair = [claim("one", 1502, "register"), claim("two", 3602)]
    plain = p_if_right(build_error_model(pair, SOURCES), 0, 1, START)
    covered = p_if_right(build_error_model(pair, part), 0, 1, START)
    assert plain < 0.05 < covered
