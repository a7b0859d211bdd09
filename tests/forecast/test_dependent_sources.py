"""Copies of a report narrow nothing, whether said by others or by one organisation."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage.scenario.read import read_scenario
from tests.forecast.test_reconcile import WIDE, claim, estimate

OUTLETS = [
    {"source_id": f"outlet-{n}", "name": f"Outlet {n}", "reliability": "C"} for n in (1, 2, 3)
]


def ratio(*claims: dict[str, Any], organisation: str = "") -> float:
    """The 95 % value over the 5 % value of the estimate."""
    tiny = read_scenario("tiny")
    sources = [*tiny["sources"].rows(), *(row | {"organisation": organisation} for row in OUTLETS)]
    last = estimate(tiny.replace(uncertain=[WIDE], sources=sources, claims=list(claims))).last
    return last.p95 / last.p05


def outlets(count: int, **cells: Any) -> list[dict[str, Any]]:
    more = [{}, cells, cells]
    return [
        claim(f"c{n}", 1500, source_id=f"outlet-{n + 1}", credibility=3, **more[n])
        for n in range(count)
    ]


def test_three_copies_of_one_report_narrow_nothing() -> None:
    one = ratio(*outlets(1))
    assert ratio(*outlets(3, origin="c0")) == pytest.approx(one, rel=0.05)
    assert ratio(*outlets(3), organisation="press") == pytest.approx(one, rel=0.05)
    assert ratio(*outlets(3)) < 0.8 * one
