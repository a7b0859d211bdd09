"""Forecasts and estimates: the same JSON from threads, processes and a Dask cluster."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from safepassage.engine.executor import Executor, OnFinished
from safepassage.engine.executors import opened
from safepassage.errors import WorkersError
from safepassage.forecast.backtest import backtest
from safepassage.forecast.changes import changes
from safepassage.forecast.claims_forecast import forecast_claims
from safepassage.forecast.forecast import forecast
from safepassage.forecast.reconcile import reconcile
from safepassage.forecast.sensitivity import sensitivity
from safepassage.scenario.read import read_scenario
from tests.dask_cluster import DaskCluster
from tests.forecast.small import day, world
from tests.forecast.test_reconcile import QUANTITY, scenario
from tests.forecast.test_sensitivity import PRIORS

EARLY, LATE = dt.date(2020, 1, 4), dt.date(2020, 1, 9)

COMMANDS: dict[str, Callable[[Any], Any]] = {
    "forecast": lambda workers: forecast(
        world(), origin=day(120), horizon=40, members=12, seed=4, workers=workers, model="simulator"
    ).as_dict(),
    "forecast of claims": lambda workers: forecast_claims(
        scenario(), as_of=EARLY, members=24, seed=2, workers=workers
    ).to_json(),
    "backtest": lambda workers: backtest(
        world(), horizons=(30,), members=12, workers=workers, model="simulator"
    ),
    "sensitivity": lambda workers: sensitivity(
        read_scenario("tiny").replace(uncertain=PRIORS),
        quantity="present:camp-b", members=16, workers=workers,
    ).to_json(),
    "reconcile": lambda workers: reconcile(
        scenario(), quantity=QUANTITY, as_of=LATE, members=40, workers=workers
    ).to_json(),
    "changes": lambda workers: changes(
        scenario(), from_=EARLY, to=LATE, quantities=[QUANTITY], members=40, workers=workers
    ).to_json(),
}  # fmt: skip


def answer(command: str, workers: Any) -> str:
    found = COMMANDS[command](workers)
    found.pop("seconds", None)
    return json.dumps(found)


@cache
def on_a_thread(command: str) -> str:
    return answer(command, 1)


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with opened("local:2") as executor:
        yield executor


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed")
    with DaskCluster(tmp_path_factory.mktemp("dask")) as cluster:
        cluster.have(2)
        yield cluster.address


@pytest.mark.parametrize("command", COMMANDS)
def test_processes_give_the_same(command: str, processes: Executor) -> None:
    assert answer(command, processes) == on_a_thread(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_cluster_gives_the_same(command: str, dask: str) -> None:
    assert answer(command, dask) == on_a_thread(command)


class Gone:
    """Workers that are lost after so many ensembles."""

    shares_memory = False
    size = 2

    def __init__(self, threads: Executor, ensembles: int) -> None:
        self._threads, self._left = threads, ensembles

    def simulate(self, task: Any, blocks: Any, on_finished: OnFinished) -> Any:
        self._left -= 1
        if self._left < 0:
            raise WorkersError("the workers are gone")
        yield from self._threads.simulate(task, blocks, on_finished)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("command", "ensembles"),
    [
        *((command, 0) for command in COMMANDS),
        *((command, 1) for command in ("forecast", "forecast of claims", "backtest", "changes")),
    ],
)
def test_lost_workers_are_an_error_and_no_poorer_answer(command: str, ensembles: int) -> None:
    with opened(1) as threads, pytest.raises(WorkersError, match="the workers are gone"):
        answer(command, Gone(threads, ensembles))
