"""How runs scale: workers, a Dask cluster, members, shards.

Everything has its own folder and is warmed (compiled, workers started) before a clock starts. What
is compared is measured in turn, round by round, and the fastest of each counts: load of others only
adds. Each comparison also checks that the digests are the same.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from functools import partial
from typing import Any

from benchmarks import growth
from benchmarks.clock import fastest, in_memory, stored
from benchmarks.flee import imported
from safepassage.engine.executors import Workers, opened
from safepassage.result.run import run
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario


def add_options(parser: argparse.ArgumentParser) -> None:
    """Sizes, for large runs on a quiet machine."""
    group = parser.add_argument_group("scale")
    group.add_argument(
        "--scale-case",
        help="case or bundled scenario for workers and dask [mali2012, else aleppo-2016]",
    )
    group.add_argument("--growth-case", default="tiny", help="the same for members and merge")
    group.add_argument(
        "--rounds", type=int, default=3, help="times that each is run; the best counts"
    )
    group.add_argument("--worker-members", type=int, help="one worker against two [5 s of work]")
    group.add_argument("--dask-members", type=int, help="Dask against processes [10 s of work]")
    group.add_argument("--members", default="10,100,1000,10000,100000", help="sizes of a run")
    group.add_argument("--shard-members", type=int, default=1000, help="in each of ten shards")
    group.add_argument("--scale-only", default="workers,dask,members,merge", help="parts of it")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Figures by part."""
    asked, found = options.scale_only.split(","), {}
    if {"workers", "dask"} & set(asked):
        name = options.scale_case or (
            "mali2012" if _is_case(options, "mali2012") else "aleppo-2016"
        )
        scenario = _scenario(options, name)
        seconds = _seconds_a_member(scenario)
        found["case"] = name
        if "workers" in asked:
            count = options.worker_members or max(64, round(5 / seconds))
            found["workers"] = workers(scenario, count, options.rounds)
        if "dask" in asked:
            count = options.dask_members or max(64, round(10 / seconds))
            found["dask"] = dask(scenario, count, options.rounds)
    if {"members", "merge"} & set(asked):
        scenario = _scenario(options, options.growth_case)
        found["growth_case"] = options.growth_case
        if "members" in asked:
            found["members"] = growth.members(scenario, _sizes(options.members), options.rounds)
        if "merge" in asked:
            found["merge"] = growth.merging(scenario, options.shard_members)
    return found


def _is_case(options: argparse.Namespace, name: str) -> bool:
    return options.cases is not None and (options.cases / name).is_dir()


def _scenario(options: argparse.Namespace, name: str) -> Scenario:
    """A case of Flee, or a bundled scenario; compiled and run once."""
    scenario = imported(options.cases, name) if _is_case(options, name) else read_scenario(name)
    run(scenario, members=2, workers=1)
    return scenario


def _seconds_a_member(scenario: Scenario) -> float:
    return run(scenario, members=32, workers=1).seconds["per_member"]


def workers(scenario: Scenario, count: int, rounds: int) -> dict[str, Any]:
    """Wall of one worker over that of two: members in memory, and to a run folder."""
    choices: dict[str, tuple[Workers, Workers]] = {
        "threads": (1, 2),
        "processes": ("local:1", "local:2"),
    }
    found: dict[str, Any] = {"members": count}
    for kind, pair in choices.items():
        with ExitStack() as stack:
            one, two = (stack.enter_context(opened(choice)) for choice in pair)
            run(scenario, members=4, workers=one)
            run(scenario, members=64, workers=two)
            for where, call in (("memory", in_memory), ("stored", stored)):
                best = fastest(
                    {
                        "one": partial(call, scenario, count, one),
                        "two": partial(call, scenario, count, two),
                    },
                    rounds,
                )
                found[f"{kind}_{where}"] = {
                    "one_s": best["one"],
                    "two_s": best["two"],
                    "speedup": best["one"] / best["two"],
                }
    return found


def dask(scenario: Scenario, count: int, rounds: int) -> dict[str, Any]:
    """What two Dask workers take more than two processes, as a share; both write a run folder.

    Scheduler and workers run before the clock starts; handing out, sending back and storing are in.
    """
    import distributed

    with ExitStack() as stack:
        cluster = stack.enter_context(
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            )
        )
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        remote, local = (stack.enter_context(opened(choice)) for choice in (address, "local:2"))
        for executor in (remote, local):
            run(scenario, members=64, workers=executor)
        best = fastest(
            {
                "local": lambda: stored(scenario, count, local),
                "dask": lambda: stored(scenario, count, remote),
            },
            rounds,
        )
    return {
        "members": count,
        "local_s": best["local"],
        "dask_s": best["dask"],
        "overhead": best["dask"] / best["local"] - 1,
    }


def _sizes(text: str) -> list[int]:
    return sorted({int(part) for part in text.split(",")})
