"""Armed groups of an area, group by group: who stands with whom, and when they clash."""

from __future__ import annotations

import math

from safepassage.dynamics.actors import arrays
from safepassage.engine.twin.events import change_hazard
from safepassage.engine.twin.world import Ground, Twin

_DAYS_A_MONTH = 365.25 / 12


def make_grounds(twin: Twin) -> None:
    """Areas as they are on the first day: no group is allied."""
    actors = twin.compiled.world.actors
    for row, groups in zip(actors.grounds, twin.member.actors.groups.tolist(), strict=True):
        places = actors.places[row["place_start"] : row["place_stop"]].tolist()
        twin.grounds.append(Ground(places, [[number] for number in range(groups)], groups))


def act(twin: Twin) -> None:
    """One day of all areas."""
    for number, ground in enumerate(twin.grounds):
        row = twin.compiled.world.actors.grounds[number]
        began = False
        if ground.clash:
            ground.clash[1] -= 1
            if ground.clash[1] == 0:
                ground.clash = []
        if twin.day >= row["first"]:
            pace = _pace(twin, ground, float(row["population"]))
            _absorb(twin, ground, pace)
            _ally(twin, ground, pace)
            _come_apart(twin, ground, pace)
            began = not ground.clash and _clash(twin, ground, number, pace)
        output = twin.output
        output.clashing[twin.day, number] = bool(ground.clash)
        output.clash_begun[twin.day, number] = began
        output.armed_groups[twin.day, number] = sum(len(bloc) for bloc in ground.blocs)
        output.armed_blocs[twin.day, number] = len(ground.blocs)
    _raise_hazard(twin, twin.grounds)


def _rate(twin: Twin, which: int) -> float:
    return float(twin.member.actors.rates[which])


def _on_a_day(monthly: float) -> float:
    """Chance of what happens at a rate a month."""
    return 1.0 - math.exp(-monthly / _DAYS_A_MONTH)


def _pace(twin: Twin, ground: Ground, population: float) -> float:
    if population <= 0:
        return 1.0
    newcomers = sum(
        1 for person in twin.persons if not person.at_home and person.place in ground.places
    )
    crowding: float = 1.0 + newcomers / population
    power = _rate(twin, arrays.CROWDING)
    return min(1e6, math.exp(power * math.log(crowding)))


def _absorb(twin: Twin, ground: Ground, pace: float) -> None:
    """Anybody but the first group of all may go; who followed a leader that went follows the first.

    The dice are thrown for all groups as they stood in the morning.
    """
    chance = _on_a_day(_rate(twin, arrays.ABSORPTION) * pace)
    everybody = [group for bloc in ground.blocs for group in bloc]
    gone = {group for group in everybody[1:] if twin.happens(chance)}
    kept: list[list[int]] = []
    for bloc in ground.blocs:
        left = [group for group in bloc if group not in gone]
        if bloc[0] in gone:
            kept[0] += left
        else:
            kept.append(left)
    ground.blocs = kept


def _ally(twin: Twin, ground: Ground, pace: float) -> None:
    chance = _on_a_day(_rate(twin, arrays.ALLIANCE) * pace)
    kept = ground.blocs[:1]
    for bloc in ground.blocs[1:]:
        if twin.happens(chance):
            kept[0] = kept[0] + bloc
        else:
            kept.append(bloc)
    ground.blocs = kept


def _come_apart(twin: Twin, ground: Ground, pace: float) -> None:
    """A follower goes its own way; a leader's group splits in two."""
    chance = _on_a_day(_rate(twin, arrays.SPLIT) * pace)
    alone: list[list[int]] = []
    for bloc in ground.blocs:
        if twin.happens(chance):
            alone.append([ground.born])
            ground.born += 1
        for group in bloc[1:]:
            if twin.happens(chance):
                bloc.remove(group)
                alone.append([group])
    ground.blocs += alone


def _clash(twin: Twin, ground: Ground, number: int, pace: float) -> bool:
    drawn = twin.member.actors
    at_first = int(drawn.groups[number])
    if at_first < 2:
        return False
    others = (len(ground.blocs) - 1) / (at_first - 1)
    if not twin.happens(_on_a_day(float(drawn.hazard[number]) * pace * others)):
        return False
    days = 1
    while not twin.happens(float(drawn.ending[number])):
        days += 1
    ground.clash = [twin.luck.choice(ground.places), days]
    return True


def _raise_hazard(twin: Twin, grounds: list[Ground]) -> None:
    """Tomorrow's hazard: the worst of what is declared and of the clashes there."""
    inside = {place for ground in grounds for place in ground.places}
    for place in inside:
        here = [n for n, ground in enumerate(grounds) if ground.clash and ground.clash[0] == place]
        own = twin.places[place]
        own.raised = max((float(twin.member.actors.intensity[n]) for n in here), default=0.0)
        hazard = max(own.declared, own.raised)
        if hazard != own.hazard:
            twin.hazard_moved = True
            change_hazard(twin, place, hazard, onset=twin.day + 1)
