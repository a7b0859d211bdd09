"""Sums of areas inside a pocket, solved together, leave no neighbourhood by itself."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import policy_of
from safepassage.result.geography import Geography
from safepassage.scenario.scenario import Scenario
from verification.make import make


def pocket(**areas: str) -> Scenario:
    """Four enclosed places a to d and an open one, with areas such as "abe"."""
    return make(
        places=dict.fromkeys("abcde", "settlement"),
        routes=[(one, other, 5.0) for one, other in ("ab", "bc", "cd", "de")],
        residents=dict.fromkeys("abcde", 1_000),
        events=[(0, "access", place, "leave", 0) for place in "abcd"],
        areas=[
            {"area": area, "place": place} for area, places in areas.items() for place in places
        ],
    )


def published(scenario: Scenario, word: str) -> set[str]:
    permits = Permits(scenario, policy_of(scenario))
    return {area for area in permits.geography.areas if permits.quantity(f"{word}:{area}")}


@pytest.mark.parametrize("word", ["present", "displaced_from", "staying", "arrived"])
@pytest.mark.parametrize(
    "areas",
    [
        {"one": "ab", "two": "ac", "three": "bc"},
        {"one": "abe", "two": "ace", "three": "bce"},
        {"one": "abc", "two": "ab"},
        {"one": "ab", "two": "bc", "three": "abcd"},
        {"one": "a"},
        {"one": "ae", "two": "de"},
    ],
)
def test_no_enclosed_place_follows_from_published_sums(word: str, areas: dict[str, str]) -> None:
    """Each area is an equation; with that of the whole pocket, no unknown may be determined."""
    scenario = pocket(**areas)
    inside = sorted(Geography(scenario).enclosed)
    assert inside == list("abcd")
    chosen = published(scenario, word)
    rows = [[place in areas[area] for place in inside] for area in sorted(chosen)]
    sums = np.array([[True] * len(inside), *rows], dtype=float)
    known = np.linalg.pinv(sums) @ sums
    assert np.diag(known).max() < 0.999, chosen


def test_areas_that_give_nothing_away_are_published() -> None:
    assert published(pocket(north="ab", south="cd", whole="abcd", out="e"), "displaced_from") == {
        "north", "south", "whole", "out",
    }  # fmt: skip
