"""The ensemble samples the exit date: drawn once, as of the origin, and never varied."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.exit_dates import POINTS, with_exit_dates
from safepassage.compiled.priors import find_priors
from safepassage.errors import ScenarioError
from safepassage.evidence.exit_date.predict import predict_exit
from safepassage.forecast.sensitivity import sensitivity
from safepassage.forecast.weighing import weigh
from safepassage.result.compare import compare
from safepassage.result.replay import replay
from safepassage.result.run import run
from safepassage.result.store import load
from safepassage.result.streamed import run_to
from safepassage.scenario.as_of import known_by
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import read_folder
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.tables import PLAN, tables_that_vary
from safepassage.scenario.template import new_scenario
from safepassage.scenario.write import write

AS_OF = dt.date(2030, 3, 2)
ENTRY = {
    "name": "exit",
    "input": "opening:east-exit",
    "distribution": "exit_date",
    "siege": "pocket",
}


def declared() -> Scenario:
    """The example with a prior that asks for the exit date; everything is known."""
    example = new_scenario("example")
    return example.replace(uncertain=[*example["uncertain"].rows(), ENTRY])


def as_known(day: dt.date = AS_OF) -> Scenario:
    """The same as of a day: no window is known yet."""
    return known_by(declared(), day)


def test_members_open_the_corridor_on_days_of_the_survival_model() -> None:
    scenario = as_known()
    compiled = compile_scenario(scenario)
    number = [prior.name for prior in compiled.inputs.priors].index("exit")
    prior = compiled.inputs.priors[number]
    siege = next(iter(scenario["sieges"].rows()))
    ahead = predict_exit(siege, AS_OF, 1).days
    for chance in (0.05, 0.2, 0.5, 0.8, 0.95):
        day = float(prior.quantile(np.array(chance))) - 2  # the origin is the second day
        assert np.mean(ahead <= day) == pytest.approx(chance, abs=0.006)
    at = (np.arange(POINTS) + 0.5) / POINTS
    assert prior.values == pytest.approx(np.quantile(ahead, at) + 2, abs=0.01)
    base = np.array([other.best for other in compiled.inputs.priors])
    base[number] = prior.quantile(np.array(0.3))
    opened = compiled.inputs.member(base).opening[compiled.corridors.index("east-exit")]
    assert opened == int(base[number])
    assert opened >= 2  # at the earliest the day after the origin
    assert prior.quantile(np.array(0.0)) >= 2


def test_the_run_holds_what_was_drawn() -> None:
    result = run(as_known(), members=4)
    (row,) = [row for row in result.scenario["uncertain"].rows() if row["name"] == "exit"]
    assert row["distribution"] == "quantiles"
    assert len(row["values"]) == POINTS
    assert row["drawn"] == AS_OF
    assert with_exit_dates(result.scenario) is result.scenario
    other = compile_scenario(as_known(dt.date(2030, 3, 4))).scenario
    assert other["uncertain"] != result.scenario["uncertain"]
    posterior = weigh(known_by(declared(), dt.date(2030, 3, 12)), members=8, seed=1)
    assert (
        "exit_date" in posterior.result.scenario["uncertain"]["distribution"]
    )  # a window is known


def test_another_day_asks_again() -> None:
    """What was drawn with later knowledge never stands in a view of an earlier day."""
    whole = with_exit_dates(replace_unchecked(declared(), windows=[], departures=[]))
    assert whole["uncertain"]["drawn"].tolist()[-1] == whole.start
    assert known_by(whole, AS_OF)["uncertain"] == as_known()["uncertain"]
    drawn = with_exit_dates(as_known())
    assert known_by(drawn, AS_OF) == drawn
    assert known_by(drawn, dt.date(2030, 3, 1))["uncertain"] == as_known()["uncertain"]


def test_a_replay_needs_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = run_to(as_known(), str(tmp_path / "run"), members=4)
    monkeypatch.setattr("safepassage.evidence.exit_date.predict.predict_exit", None)
    again = replay(str(tmp_path / "run"))
    assert again.digest == stored.result.digest
    kept = load(str(tmp_path / "run")).scenario
    assert kept["uncertain"] == stored.result.scenario["uncertain"]
    resumed = run_to(kept, str(tmp_path / "run"), members=4, resume=True)
    assert resumed.was_there


def test_it_is_drawn_only_where_no_window_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safepassage.evidence.exit_date.predict.predict_exit", None)
    with pytest.raises(TypeError):
        run(as_known(), members=2)
    run(declared(), members=2)


def test_what_was_not_drawn_is_a_typed_error() -> None:
    with pytest.raises(ScenarioError, match="with_exit_dates"):
        find_priors(as_known())


def test_it_goes_where_the_siege_is_not_known() -> None:
    rows = [row | {"published": dt.date(2030, 3, 20)} for row in declared()["sieges"].rows()]
    hidden = known_by(declared().replace(sieges=rows), AS_OF)
    compiled = compile_scenario(hidden)
    assert "exit" not in {prior.name for prior in compiled.inputs.priors}
    assert compiled.inputs.base.opening.max() == -1


def test_it_is_written_and_read(tmp_path: Path) -> None:
    drawn = with_exit_dates(as_known())
    write(drawn, tmp_path / "s")
    assert read_folder(tmp_path / "s")["uncertain"] == drawn["uncertain"]


def test_nothing_varies_it() -> None:
    """Neither sensitivity nor a comparison, a plan or the workbench (DESIGN, Protection)."""
    scenario = as_known()
    found = sensitivity(scenario, quantity="present:pocket", members=8)
    assert "exit" in dict(found.left_out)
    assert "exit" not in {index.name for index in found.indices}
    assert "uncertain" not in tables_that_vary(PLAN)
    first = run(scenario, members=2)
    rows = {row["name"]: row for row in first.scenario["uncertain"].rows()}
    earlier = tuple(value / 2 + 1 for value in rows["exit"]["values"])
    rows["exit"] = rows["exit"] | {"values": earlier}
    changed = first.scenario.replace(uncertain=list(rows.values()))
    with pytest.raises(ScenarioError, match="uncertain"):
        compare(first, run(changed, members=2))
