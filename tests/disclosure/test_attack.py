"""An export, a report and an order list of one run, solved together, reveal no small count.

`SAFEPASSAGE_ATTACKS=300` tries that number of random runs instead of a few.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from safepassage import run
from safepassage.arrays import Flags
from safepassage.disclosure import fans, map_data, order_list
from safepassage.disclosure.export import export
from safepassage.disclosure.policy import LABELS, policy_of
from safepassage.errors import StoreError
from safepassage.report.brief.write import write_report
from safepassage.result.store import save
from tests.disclosure.attack import narrowed, published, scenario_of, truth_of

RUNS = int(os.environ.get("SAFEPASSAGE_ATTACKS", "12"))
LEVELS = tuple(LABELS)


def level_of(seed: int) -> str:
    """Those that publish places more often: they have most to lose."""
    return LEVELS[[0, 1, 1, 2, 0, 1, 1, 3][seed % 8]]


def attacked(seed: int) -> list[tuple[float, float, float]]:
    """(true value, least, greatest) of the small counts of a run that are narrowed down."""
    result = run(scenario_of(seed, level_of(seed)), members=1, seed=seed)
    policy = policy_of(result.scenario)
    return [
        one
        for day, bounds in enumerate(published(result, policy))
        for one in narrowed(truth_of(result, day), bounds, policy.threshold)
    ]


@pytest.mark.parametrize("seed", [*range(RUNS), *({214} - {*range(RUNS)})])  # 214 leaked once
def test_two_releases_together_reveal_no_small_count(seed: int) -> None:
    assert attacked(seed) == []


@pytest.mark.parametrize("broken", ["withheld", "rows_hidden", "withheld_days"])
def test_the_attack_finds_what_each_rule_keeps_back(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> Mapping[str, Flags]:
        return {}

    def none(*given: object) -> Flags:
        *_, groups, labels = given
        assert isinstance(groups, np.ndarray)
        assert isinstance(labels, list)
        return np.zeros((len(groups), len(labels)), dtype=bool)

    if broken == "withheld":
        monkeypatch.setattr(fans, broken, nothing)
    elif broken == "withheld_days":
        monkeypatch.setattr(order_list, broken, nothing)
    else:
        monkeypatch.setattr(map_data, broken, none)
    assert any(attacked(seed) for seed in range(25, 60))


def test_a_second_release_under_other_rules_is_refused(tmp_path: Path) -> None:
    """Whatever two rules would differ in, the attacker has one set of them only."""
    result = run(scenario_of(1, "low"), members=1)
    folder = save(result, tmp_path / "run")
    export(result, tmp_path / "first", run_folder=folder)
    for number, changes in enumerate(
        ({"threshold": 6}, {"base": 10}, {"places": "admin2"}, {"places": "none"})
    ):
        policy = policy_of(result.scenario, **changes)
        with pytest.raises(StoreError, match="subtracted"):
            export(result, tmp_path / str(number), policy=policy, run_folder=folder)
        with pytest.raises(StoreError, match="subtracted"):
            write_report(result, tmp_path / "a.html", policy=policy, run_folder=folder, judge=False)
