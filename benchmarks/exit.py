"""Exit planning at scale, with ratios: Aleppo by the hour, a city of a million, one big program.

Run: ``python -m benchmarks.exit [aleppo city program]``.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict, deque
from pathlib import Path

import numpy as np

from safepassage.planning.exit.make import plan_exit
from safepassage.planning.roads.expanded import earliest_arrival, transit_steps
from safepassage.planning.roads.network import Roads, make_roads, reduce_roads
from safepassage.planning.roads.repeated import repeated_flow
from safepassage.scenario.read import read_scenario

ROADS = Path("../shared/cases/netherlands_network/input_csv")
PEOPLE_AN_HOUR = 4000.0  # of one road, both directions apart: about 1,600 cars of 2.5 people


def aleppo() -> str:
    known = read_scenario("aleppo-2016", as_of="2016-12-14")
    plan_exit(known, start="2016-12-15T14:00", members=2)  # compiles
    began = time.perf_counter()
    plan = plan_exit(known, start="2016-12-15T14:00")
    seconds = time.perf_counter() - began
    return f"aleppo: {seconds:.2f} s (limit 5), gap {plan.gap:.2%} (limit 1 %)"


def netherlands(count: int, points: int, people: int) -> Roads:
    """The places nearest to Amsterdam by number of roads; distances there are seconds."""
    rows = list(csv.reader((ROADS / "routes.csv").open(encoding="utf-8")))[1:]
    spots = list(csv.reader((ROADS / "locations.csv").open(encoding="utf-8")))[1:]
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


def city() -> str:
    roads = netherlands(12_000, 200, 1_000_000)
    began = time.perf_counter()
    small = reduce_roads(roads)
    plan = repeated_flow(small)
    seconds = time.perf_counter() - began
    return (
        f"city: {seconds:.1f} s (limit 300), gap {plan.gap:.2%} (limit 5 %), "
        f"{plan.makespan:.1f} h of 72, {roads.nodes} nodes reduced to {small.nodes}"
    )


def program() -> str:
    """The whole time-expanded program in HiGHS against reduction and min-cost flow."""
    roads, steps, step = netherlands(2_000, 40, 60_000), 96, 0.25
    began = time.perf_counter()
    found = earliest_arrival(reduce_roads(roads), steps, step)
    ours = time.perf_counter() - began
    cost = found.person_hours / step + 4.0 * steps * found.left_behind
    began = time.perf_counter()
    best = _highs(roads, steps, step)
    theirs = time.perf_counter() - began
    same = abs(best - cost) <= 1e-6 * max(1.0, best)
    return (
        f"program: ours {ours:.1f} s, HiGHS {theirs:.1f} s, ratio {ours / theirs:.3f} (limit 1/3), "
        f"optimum {cost:.0f} against {best:.0f}: {'the same' if same else 'DIFFERENT'}"
    )


def _highs(roads: Roads, steps: int, step: float) -> float:
    from safepassage.planning.exit.linear import Program, solve

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
    return solve(whole, seconds=600.0).objective


def main(names: list[str]) -> None:
    cases = {"aleppo": aleppo, "city": city, "program": program}
    for name in names or list(cases):
        print(cases[name](), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
