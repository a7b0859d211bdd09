"""What holds a plan up: hours in which it is exhausted, and what one unit more would save.

The shadow price is the difference to a plan that is made again with one unit more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.more import (
    EXTRA,
    Change,
    faster,
    larger,
    longer,
    more_vehicles,
    wider,
)
from safepassage.planning.exit.plan import Binding
from safepassage.planning.exit.search import Found, search
from safepassage.planning.exit.use import (
    away,
    closed_hours,
    could_carry,
    filled,
    full_checkpoints,
    slack,
    waiting,
)

_FULL = 0.999


def find_binding(found: Found, progress: Progress | None = None) -> tuple[Binding, ...]:
    """Everything exhausted for some hours, what saves most first."""
    queue = waiting(found)
    rows = []
    candidates = list(_candidates(found, queue))
    for number, (name, hours, unit, words, change) in enumerate(candidates):
        if progress is not None:
            progress(number + 1, len(candidates) + 1)  # the plan itself is the first part
        saves, more = _again(found, change)
        sentence = _sentence(found, words, hours, unit, saves, more)
        rows.append(Binding(name, float(hours), unit, float(saves), sentence))
    return tuple(sorted(rows, key=lambda row: (-row.saves_hours_per_unit, -row.hours)))


def _again(found: Found, change: Change) -> tuple[float, int]:
    """Hours by which the plan ends earlier with one unit more, or how many more get out."""
    other = search(change(found.grid.instance), seconds=10.0)
    # More people out in a longer time is no loss: compare only what is alike.
    saves = max(0.0, found.makespan - other.makespan) if other.out == found.out else 0.0
    return saves, max(0, other.out - found.out)


def _candidates(
    found: Found, queue: list[list[int]]
) -> Iterator[tuple[str, float, str, str, Change]]:
    instance, grid = found.grid.instance, found.grid
    last = max((row.step for row in found.schedule.boardings), default=-1)
    loads: dict[tuple[int, int], int] = defaultdict(int)
    for row in found.schedule.boardings:
        loads[row.step, row.passage] += row.people
    for k, passage in enumerate(instance.passages):
        steps = [t for t in range(last + 1) if queue[t][k]]
        full = sum(
            grid.open_hours[k, t]
            for t in steps
            if grid.entrance[k, t] and loads[t, k] >= _FULL * grid.entrance[k, t] - slack(instance)
        )
        percent = f"{EXTRA:.0%} more throughput"
        if full:
            words = f"The throughput of {passage.name} binds"
            yield f"throughput:{passage.name}", full, percent, words, faster(k)
        shut = sum(closed_hours(instance, k, t) for t in steps)
        if shut > instance.step / 100:
            words = f"{passage.name} is closed while people wait"
            yield f"window:{passage.name}", shut, "hour of window", words, longer(k)
    for place, hours in full_checkpoints(found).items():
        words = f"The checkpoint {place} binds"
        yield f"checkpoint:{place}", hours, f"{EXTRA:.0%} more throughput", words, wider(place)
    for v, fleet in enumerate(instance.fleets):
        used = away(found, v)
        hours = instance.step * sum(
            1
            for t in range(last + 1)
            if any(queue[t]) and used[t] >= fleet.number > 0 and could_carry(found, v)
        )
        if hours:
            words = f"All {fleet.number} vehicles of the type {fleet.vehicle} are under way"
            unit = f"more {fleet.vehicle}"
            yield f"fleet:{fleet.vehicle}", hours, unit, words, more_vehicles(v)
    for number, room in enumerate(instance.rooms):
        inside, since = filled(found, number)
        if inside >= room.capacity and since <= last:
            words = f"{room.place} is full"
            hours = (last + 1 - since) * instance.step
            yield f"destination:{room.place}", hours, "place", words, larger(number)


def _sentence(found: Found, words: str, hours: float, unit: str, saves: float, more: int) -> str:
    gain = f"saves {saves:.1f} h" if saves >= 0.05 else "saves nothing"
    if more:
        gain = f"brings out {more:,} more in time"
    one = "one " if not unit.startswith(f"{EXTRA:.0%}") else ""
    return f"{words} for {hours:.0f} of {found.makespan:.0f} h; {one}{unit} {gain}."
