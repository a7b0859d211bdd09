"""Exit planning at scale, with ratios: Aleppo by the hour, a city of a million, one big program.

Run: ``python -m benchmarks.exit --cases DIR [aleppo city program]``.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import time
from collections import defaultdict, deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.planning.exit.linear import Program, proto_of
from safepassage.planning.exit.planner import plan_exit
from safepassage.planning.roads.expanded import earliest_arrival, transit_steps
from safepassage.planning.roads.network import Roads, make_roads, reduce_roads
from safepassage.planning.roads.quickest import quickest_flow
from safepassage.planning.roads.repeated import repeated_flow
from safepassage.scenario.read import read_scenario

PEOPLE_AN_HOUR = 4000.0  # of one road, both directions apart: about 1,600 cars of 2.5 people
HIGHS_SECONDS = 300.0  # for each of simplex and interior points
STEPS, STEP_HOURS = 96, 0.05


def aleppo() -> dict[str, Any]:
    """The plan of 15 December 2016, by the hour."""
    known = read_scenario("aleppo-2016", as_of="2016-12-14")
    plan_exit(known, start="2016-12-15T14:00", members=2)  # compiles
    began = time.perf_counter()
    plan = plan_exit(known, start="2016-12-15T14:00")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "limit_seconds": 5, "gap": plan.gap, "limit_gap": 0.01}


def netherlands(cases: Path, count: int, points: int, people: int) -> Roads:
    """The places nearest to Amsterdam by number of roads; distances there are seconds."""
    folder = cases / "netherlands_network" / "input_csv"
    rows = list(csv.reader((folder / "routes.csv").open(encoding="utf-8")))[1:]
    spots = list(csv.reader((folder / "locations.csv").open(encoding="utf-8")))[1:]
    where = {row[0]: (float(row[3]), float(row[4])) for row in spots}
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for a, b, seconds, _ in rows:
        if a != b:
            near[a][b] = near[b][a] = min(float(seconds), near[a].get(b, np.inf))

    def from_centre(node: str) -> float:
        lat, lon = where[node]
        return (lat - 52.37) ** 2 + (lon - 4.9) ** 2

    first = min(near, key=from_centre)
    order, queue = {first: 0}, deque([first])
    while queue and len(order) < count:
        for node in near[queue.popleft()]:
            if node not in order and len(order) < count:
                order[node] = len(order)
                queue.append(node)
    arcs = [
        (order[a], order[b], seconds / 3600, PEOPLE_AN_HOUR)
        for a in order
        for b, seconds in near[a].items()
        if b in order
    ]
    rng = np.random.default_rng(1)
    sources = rng.choice(count, points, replace=False).tolist()
    supply = rng.multinomial(people, np.full(points, 1 / points)).tolist()
    far = sorted(order, key=from_centre)
    sinks = tuple(order[far[-1 - number * (count // 40)]] for number in range(5))
    return make_roads(count, arcs, dict(zip(sources, supply, strict=True)), sinks)


def city(cases: Path) -> dict[str, Any]:
    """A million people on 12,000 nodes: processor time beside that of constant streams."""
    roads = netherlands(cases, 12_000, 200, 1_000_000)
    began = time.process_time()
    small = reduce_roads(roads)
    reduced = time.process_time() - began
    began = time.process_time()
    constant = repeated_flow(small)
    before = reduced + time.process_time() - began
    began = time.process_time()
    plan = quickest_flow(small)
    seconds = reduced + time.process_time() - began
    return {
        "seconds": seconds,
        "limit_seconds": 300,
        "gap": plan.gap,
        "limit_gap": 0.01,
        "constant_seconds": before,
        "constant_gap": constant.gap,
        "ratio": seconds / before,
        "limit_ratio": 4,
        "makespan_hours": plan.makespan,
        "nodes": roads.nodes,
        "reduced_nodes": small.nodes,
    }


def in_steps(roads: Roads) -> Roads:
    """The same roads with whole steps for each, so that reduced and whole network are one."""
    hours = np.maximum(1.0, np.round(roads.hours / STEP_HOURS)) * STEP_HOURS
    return replace(roads, hours=hours)


def program(cases: Path, nodes: int, points: int, people: int) -> dict[str, Any]:
    """Reduction and min-cost flow against the whole time-expanded program in HiGHS.

    HiGHS has its own process and a time limit; where it does not end, the ratio is at most what is
    given, and the two optima were not compared.
    """
    roads = in_steps(netherlands(cases, nodes, points, people))
    earliest_arrival(reduce_roads(roads), STEPS, STEP_HOURS)  # loads the solver
    began = time.perf_counter()
    found = earliest_arrival(reduce_roads(roads), STEPS, STEP_HOURS)
    ours = time.perf_counter() - began
    cost = found.person_hours / STEP_HOURS + 4.0 * STEPS * found.left_behind
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        tries = {
            name: pool.apply(solve_whole, (roads, name)) for name in ("DUAL_SIMPLEX", "BARRIER")
        }
    ended = [(seconds, best) for seconds, best in tries.values() if best is not None]
    theirs, best = min(ended, default=(HIGHS_SECONDS, None))
    return {
        "nodes": roads.nodes,
        "steps": STEPS,
        "seconds": ours,
        "highs_seconds": {name: seconds for name, (seconds, _) in tries.items()},
        "highs_ended": bool(ended),
        "ratio" if ended else "ratio_at_most": ours / theirs,
        "limit_ratio": 1 / 3,
        "optimum": cost,
        "highs_optimum": best,
        "same_optimum": None if best is None else abs(best - cost) <= 1e-6 * max(1.0, best),
    }


def solve_whole(roads: Roads, algorithm: str) -> tuple[float, float | None]:
    """Seconds of HiGHS on the whole program, and its optimum; None if it did not end."""
    import datetime as dt

    from ortools.math_opt.python import mathopt

    model = mathopt.Model.from_model_proto(proto_of(_whole(roads)))
    limits = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=HIGHS_SECONDS),
        lp_algorithm=mathopt.LPAlgorithm[algorithm],
    )
    began = time.perf_counter()
    found = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    seconds = time.perf_counter() - began
    ended = found.termination.reason == mathopt.TerminationReason.OPTIMAL
    return seconds, float(found.objective_value()) if ended else None


def _whole(roads: Roads) -> Program:
    """People on each arc in each step, waiting at sources, all that may stay behind."""
    steps, step = STEPS, STEP_HOURS
    lasts = transit_steps(roads, step, lower=False)
    whole = Program()
    into: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for a, b, last, rate in zip(
        roads.start.tolist(), roads.end.tolist(), lasts.tolist(), roads.rate.tolist(), strict=True
    ):
        for t in range(steps - last):
            variable = whole.variable(0.0, float(int(rate * step + 1e-6)))
            into[a, t].append((variable, -1.0))
            into[b, t + last].append((variable, 1.0))
    for source in roads.people:
        for t in range(steps):
            stay = whole.variable(4.0 * steps if t == steps - 1 else 0.0, np.inf)
            into[source, t].append((stay, -1.0))
            if t + 1 < steps:
                into[source, t + 1].append((stay, 1.0))
    for sink in roads.sinks:
        for t in range(steps):
            into[sink, t].append((whole.variable(float(t), np.inf), -1.0))
    for (node, t), terms in into.items():
        supply = float(roads.people.get(node, 0)) if t == 0 else 0.0
        whole.constrain(terms, -supply, -supply)
    return whole


def measure(cases: Path | None, names: list[str]) -> dict[str, Any]:
    """Figures by name; those on real roads need ``cases``."""
    found: dict[str, Any] = {}
    if "aleppo" in names:
        found["aleppo"] = aleppo()
    if cases is None or not (cases / "netherlands_network").is_dir():
        return found
    if "city" in names:
        found["city"] = city(cases)
    if "program" in names:
        found["program"] = program(cases, 2_000, 40, 60_000)
        found["program_small"] = program(cases, 150, 5, 5_000)
    return found


def main() -> None:
    """Measure what is asked for and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, help="folder with netherlands_network")
    parser.add_argument("names", nargs="*", default=["aleppo", "city", "program"])
    options = parser.parse_args()
    print(json.dumps(measure(options.cases, options.names), indent=1))


if __name__ == "__main__":
    main()
