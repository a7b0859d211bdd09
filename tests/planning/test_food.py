"""What a claimed tonnage means."""

from __future__ import annotations

import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.food import food_check, ration_practice
from tests.spoken import english


def test_280_tonnes_for_a_thousand_families_is_far_too_much() -> None:
    found = food_check(280, families=1000)
    assert found.people == pytest.approx(5280)
    assert found.kg_per_family == pytest.approx(280)
    assert found.kg_per_person == pytest.approx(53.03, abs=0.01)  # A18
    assert found.days["full"] == pytest.approx(88.4, abs=0.1)  # A18: 88-93
    assert found.days["high"] < found.days["best"] < found.days["low"]
    assert found.verdict == "far_more"
    # A19: the tonnage feeds 27,000 to 38,000 people for a month at 7.4 to 10.4 kg
    assert found.month_feeds["high"] == pytest.approx(27_000, rel=0.01)
    assert found.month_feeds["best"] == pytest.approx(38_000, rel=0.01)


def test_280_tonnes_for_everybody_displaced_is_a_month() -> None:
    found = food_check(280, people=31_500)
    assert found.kg_per_person == pytest.approx(8.89, abs=0.01)
    assert 25 < found.days["high"] < found.days["low"] < 41
    assert found.verdict == "month"
    assert found.families == pytest.approx(31_500 / 5.28)


@pytest.mark.parametrize(("tonnes", "word"), [(5, "gesture"), (60, "emergency")])
def test_smaller_tonnages(tonnes: float, word: str) -> None:
    found = food_check(tonnes, people=31_500)
    assert word in " ".join(english(found.sentences()))


def test_the_food_s_energy_and_family_size_can_be_given() -> None:
    found = food_check(10, families=100, family_size=6, kcal_per_kg=4200)
    assert found.days["full"] == pytest.approx(10_000 / 600 / 0.5)
    assert found.kcal_per_person == pytest.approx(70_000)


def test_every_ration_has_a_source_and_the_json_is_plain() -> None:
    found = food_check(280, families=1000)
    assert [ration.level for ration in ration_practice()] == ["low", "best", "high"]
    assert all(ration.source for ration in found.rations)
    assert set(found.to_json()) >= {"kg_per_person", "days", "month_feeds", "verdict", "rations"}
    assert set(found.to_json()["days"]) == {"low", "best", "high", "full"}


@pytest.mark.parametrize(
    ("tonnes", "more"),
    [
        (0, {"people": 10}),
        (-1, {"people": 10}),
        (float("nan"), {"people": 10}),
        (1, {}),
        (1, {"people": 10, "families": 2}),
        (1, {"people": 0}),
        (1, {"people": 10, "kcal_per_kg": 0}),
        (1, {"families": 10, "family_size": 0}),
    ],
)
def test_bad_numbers_are_refused(tonnes: float, more: dict[str, float]) -> None:
    with pytest.raises(ScenarioError):
        food_check(tonnes, **more)
