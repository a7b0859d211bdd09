"""The standing battery on the mechanism of docs/own-mechanism.md, which is not in the package."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from safepassage.engine import mechanism
from verification import test_battery
from verification.battery import Change, Mechanism, Parts, event

FILE = Path(__file__).parents[1] / "docs" / "packing.py"


def packing() -> mechanism.Mechanism:
    """The mechanism, from its file."""
    if "packing" not in sys.modules:
        spec = importlib.util.spec_from_file_location("packing", FILE)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["packing"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["packing"])
    made: mechanism.Mechanism = sys.modules["packing"].PACKING
    return made


def flight_from_home(*others: mechanism.Mechanism) -> Change:
    """People flee from home, and nobody does on the far side."""

    def change(given: Parts) -> None:
        given["events"].clear()
        event(1, "hazard", "home", "intensity", 0.8)(given)
        given["mechanisms"] = others

    return change


ONE = Mechanism(
    module="packing",
    phases=(),
    acts=flight_from_home(packing().with_rules(days=2)),
    idle=flight_from_home(packing().with_rules(days=0)),
    absent=flight_from_home(),
)
CHECKS = (
    test_battery.test_it_acts,
    test_battery.test_idle_is_as_good_as_absent,
    test_battery.test_it_repeats_for_a_seed_and_differs_between_seeds,
    test_battery.test_it_changes_nothing_where_it_does_not_reach,
    test_battery.test_it_holds_for_a_country,
)
"""All of the battery but the twin, which nobody wrote for it."""


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_battery_holds_for_it(check: Callable[[str, Mechanism], None], rule_set: str) -> None:
    check(rule_set, ONE)


def test_packing_takes_the_days_that_it_says() -> None:
    """Of 10^9 people who flee at once, (2/3)^n still pack after the n-th night."""
    given = test_battery.parts("budget")
    given["residents"] = {"home": 10**9}
    flight_from_home(packing().with_rules(days=2))(given)
    given["rules"]["flight_rate"] = 100.0
    residents = test_battery.counted(given, 1)["residents"][0, :, 0, 0]
    assert [round(float(people) / 1e9, 3) for people in residents[1:]] == [
        0.667,
        0.444,
        0.296,
        0.198,
    ]
