"""Registration series → who is newly displaced (flee-model §1.9)."""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.compiled.compile import Compiled
from verification.make import compiled, date

Series = dict[str, list[tuple[int, float]]]


def world(series: Series, days: int = 5, **rules: Any) -> Compiled:
    return compiled(
        places={"a": {"kind": "settlement", "population": 9}, "c": "site", "d": "site"},
        routes=[("a", "c", 1, {}), ("a", "d", 1, {})],
        capacities={"c": 1000, "d": 0},
        events=[(0, "hazard", "a", "intensity", 1)],
        series=[
            {"quantity": quantity, "date": date(day)[:10], "value": value}
            for quantity, points in series.items()
            for day, value in points
        ],
        days=days,
        rules={"set": "flee3", "displacement": "series", **rules},
    )


def test_straight_lines_cut_to_whole_people() -> None:
    found = world({"present:c": [(1, 10), (4, 20)]}).registrations
    assert found.sites.tolist() == [[10, 10, 13, 16, 20]]
    assert not found.has_total
    assert found.total.tolist() == [0] * 5


def test_a_fall_is_a_debt_that_later_rises_pay() -> None:
    points = [(0, 100), (1, 70), (2, 80), (3, 110), (4, 115)]
    found = world({"present:c": [(d, float(v)) for d, v in points]}).displacement
    assert found.newly.tolist() == [0, 0, 0, 10, 5]
    assert found.raw.tolist() == [100, 70, 80, 110, 115]


def test_the_first_day_is_put_in_place_and_charged() -> None:
    made = world({"present:c": [(0, 100)], "present:d": [(0, 7)]})
    assert made.displacement.initial.tolist() == [0, 100, 7]
    assert made.world.places["charged"].tolist() == [0, 100, 7]
    assert made.inputs.member(np.zeros(0)).displaced[:, 0].tolist() == [0, 100, 7]
    empty = world({"present:c": [(0, 100), (4, 140)]}, observed_sites_start="subtract")
    assert empty.displacement.initial.tolist() == [0, 0, 0]
    assert empty.displacement.newly.tolist() == [0, 10, 10, 10, 10]


def test_without_insertion_all_of_the_first_day_appear() -> None:
    series: Series = {"present:c": [(0, 100)], "displaced_from:all": [(0, 130)]}
    assert world(series, observed_sites_start="none").displacement.newly[0] == 100
    total = world(series, observed_sites_start="none", series_from="total")
    assert total.displacement.newly[0] == 130
    double = world(series, observed_sites_start="none", first_day_double=True)
    assert double.displacement.newly[0] == 230


def test_the_total_drives_on_demand() -> None:
    series: Series = {"present:c": [(0, 0), (4, 400)], "displaced_from:all": [(0, 0), (4, 40)]}
    assert world(series).displacement.newly.tolist() == [0, 100, 100, 100, 100]
    assert world(series, series_from="total").displacement.newly.tolist() == [0, 10, 10, 10, 10]
