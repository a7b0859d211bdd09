"""Relocation: displaced people who agreed to move, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import ScenarioError
from safepassage.planning.exit.planner import plan_exit
from safepassage.planning.relocation.plan import plan_relocation
from safepassage.result.run import run as run_scenario
from safepassage.scenario.write import write
from tests.spoken import english
from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, make, run
from verification.statistics import LEVEL

DAYS = 6


def two_sites(consent: float | None = 0.4, **columns: object) -> Parts:
    """A full site, with residents beside it, and a new one; two buses an hour go between them."""
    return {
        "places": {
            "old": {"kind": "settlement", "move_chance": 0.0},
            "new": {"kind": "site", "move_chance": 0.0},
        },
        "routes": [("old", "new", 20)],
        "residents": {"old": 300},
        "classes": [{"class": "people"}, {"class": "ill"}],
        "displaced": {"old": 100},
        "populations": [{"place": "old", "class": "ill", "best": 50, "status": "displaced"}],
        "corridors": [
            {"corridor": "move", "gathers": "old", "places": "old>new", "persons_per_hour": 5}
            | {"purpose": "relocation", "consent": consent} | columns
        ],
        "windows": [
            {"corridor": "move", "start": date(1), "end": date(DAYS), "opens": 8, "closes": 16}
        ],
        "vehicles": [{"vehicle": "bus", "seats": 20}],
        "fleets": [{"vehicle": "bus", "number": 2}],
        "days": DAYS,
    }  # fmt: skip


def departure(seats: int, day: int, **columns: object) -> dict[str, object]:
    return {"time": date(day, 9), "corridor": "move", "seats": seats, **columns}


def test_without_a_plan_nobody_is_moved() -> None:
    assert not run(compiled(**two_sites()), 2)["left_by"].any()


def test_no_more_go_than_agreed_however_many_seats_there_are() -> None:
    parts = two_sites()
    parts["departures"] = [departure(500, 1), departure(500, 2), departure(500, 3)]
    counts = run(compiled(**parts), 3)
    left = counts["left_by"][:, :, 0].sum(axis=2).cumsum(axis=1)
    assert left[:, -1].tolist() == [60, 60, 60]
    assert left[:, 1].tolist() == [40, 40, 40]  # what the day lets through
    assert (counts["residents"] == counts["residents"][:, :1]).all()


def test_each_class_goes_as_far_as_it_agreed() -> None:
    parts = two_sites()
    parts["departures"] = [departure(500, 1, **{"class": "ill"}), departure(500, 2)]
    counts = run(compiled(**parts), 1)["left_by"][0, :, 0]
    assert counts[1].tolist() == [0, 20]
    assert counts.sum() == 60


def test_the_twin_agrees() -> None:
    parts = two_sites(0.3)
    parts["places"]["old"] |= {"move_chance": 0.2, "settles": 0.3, "settled_days": 30}
    parts["departures"] = [departure(9, 1), departure(20, 2, **{"class": "ill"}), departure(50, 3)]
    assert_like_twin(compiled(**parts), LEVEL / 4, 10)


def test_a_plan_moves_those_who_agreed_and_a_run_follows_it() -> None:
    scenario = make(**two_sites())
    plan = plan_relocation(scenario, members=2)
    assert (plan.agreed, plan.relocated) == (60, 60)
    assert dict(plan.not_agreed) == {"people": 60, "ill": 30}
    assert plan.schedule.makespan_hours <= 24 * 2
    text = " ".join(english(plan.sentences()))
    assert "agreed to move" in text
    assert "Illness and death on the way are not modelled" in text
    assert "exit" not in text
    assert "chose to leave" not in text
    left = run_scenario(scenario.with_plan(plan), members=2).arrays["left_by"]
    assert left.sum(axis=(1, 2, 3)).tolist() == [60, 60]
    assert not np.any(left[:, 0])


def test_the_command_says_who_agreed_and_writes_for_the_owner_alone(tmp_path: Path) -> None:
    folder, manifest = write(make(**two_sites()), tmp_path / "sites"), tmp_path / "convoys.csv"
    command = ["plan", "relocation", str(folder)]
    done = CliRunner().invoke(app, [*command, "--manifest", str(manifest)])
    assert done.exit_code == 0, done.output
    assert "60 people who agreed to move are relocated in about" in " ".join(done.stdout.split())
    assert "medical advice" in done.stdout
    assert manifest.stat().st_mode & 0o777 == 0o600
    answer = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (answer["agreed"], answer["relocated"], answer["status"]) == (60, 60, "optimal")


def test_an_exit_plan_takes_no_relocation_and_the_other_way_round() -> None:
    scenario = make(**two_sites())
    with pytest.raises(ScenarioError, match="there is no corridor to plan for"):
        plan_exit(scenario)
    parts = two_sites(None, purpose="exit")
    with pytest.raises(ScenarioError, match="there is no relocation to plan"):
        plan_relocation(make(**parts))


@pytest.mark.parametrize(
    ("consent", "columns", "fault"),
    [
        (None, {}, "consent: is blank"),
        (0.5, {"purpose": "exit"}, "does not act on an agreed exit"),
    ],
)
def test_consent_is_said_where_it_acts(
    consent: float | None, columns: dict[str, object], fault: str
) -> None:
    with pytest.raises(ScenarioError, match=fault):
        make(**two_sites(consent, **columns))
