"""Food: it comes, is carried on and is eaten, gram by gram."""

from __future__ import annotations

import math
from typing import Any

from safepassage.engine.twin.world import Twin

Z95 = 1.6448536269514722


def draw_food(twin: Twin) -> None:
    """This run's stocks, lead times and loads."""
    aid = twin.compiled.world.aid
    for row in aid.stocks:
        twin.stocks.append(_whole(_between(twin, row, "low", "best", "high")))
    for row in aid.pipeline:
        lead = _between(twin, row, "lead_low", "lead", "lead_high")
        twin.arrives.append(int(row["ordered"]) + math.ceil(lead))
        twin.loads.append(_whole(_between(twin, row, "low", "best", "high")))
        twin.held.append(0)
    foods = len(aid.kcal_per_kg)
    twin.food = [[0] * foods for _ in twin.places]
    twin.fed_here = [False] * len(twin.places)


def _whole(value: float) -> int:
    return math.floor(value + 0.5)


def _between(twin: Twin, row: Any, low: str, best: str, high: str) -> float:
    ends = [float(row[name]) for name in (low, best, high)]
    if ends[0] >= ends[2]:
        return ends[1]
    z = twin.luck.gauss(0, 1) / Z95
    if ends[0] > 0:
        side = ends[1] / ends[0] if z < 0 else ends[2] / ends[1]
        return ends[1] * math.exp(z * math.log(side))
    return max(0.0, ends[1] + z * (ends[1] - ends[0] if z < 0 else ends[2] - ends[1]))


def serve(twin: Twin) -> None:
    """One day's food."""
    aid, output, day = twin.compiled.world.aid, twin.output, twin.day
    for row, grams in zip(aid.stocks, twin.stocks, strict=True):
        place = int(row["place"])
        if row["day"] == day:
            if row["first"]:
                output.food_set[day, place] -= sum(twin.food[place])
                twin.food[place] = [0] * len(twin.food[place])
            twin.food[place][int(row["food"])] += grams
            output.food_set[day, place] += grams
            twin.fed_here[place] = True
    _arrive(twin)
    for row in aid.deliveries:
        if row["day"] == day and _lets_in(twin, int(row["place"])):
            _carry(twin, row)
    for place in range(len(twin.places)):
        if aid.eats[place] and twin.fed_here[place]:
            _eat(twin, place)
        there = twin.food[place]
        kcal = sum(g * float(e) / 1000 for g, e in zip(there, aid.kcal_per_kg, strict=True))
        output.food_left[day, place] = sum(there)
        output.rations_left[day, place] = math.floor(kcal / float(aid.ration_kcal[0]) + 1e-9)


def _lets_in(twin: Twin, place: int) -> bool:
    return any(share > 0 for share in twin.places[place].enter)


def _arrive(twin: Twin) -> None:
    for number, row in enumerate(twin.compiled.world.aid.pipeline):
        place = int(row["place"])
        if twin.arrives[number] <= twin.day < twin.arrives[number] + int(row["repeat"]):
            twin.held[number] += twin.loads[number]
        if twin.held[number] and _lets_in(twin, place):
            twin.food[place][int(row["food"])] += twin.held[number]
            twin.output.food_in[twin.day, place] += twin.held[number]
            twin.held[number] = 0
            twin.fed_here[place] = True


def _carry(twin: Twin, row: Any) -> None:
    depot, place, wanted = int(row["depot"]), int(row["place"]), int(row["grams"])
    for food, there in enumerate(twin.food[depot]):
        if row["food"] in {-1, food}:
            grams = min(wanted, there)
            wanted -= grams
            twin.food[depot][food] -= grams
            twin.food[place][food] += grams
            twin.output.food_out[twin.day, depot] += grams
            twin.output.food_in[twin.day, place] += grams
            twin.fed_here[place] = twin.fed_here[place] or grams > 0


def _eat(twin: Twin, place: int) -> None:
    aid = twin.compiled.world.aid
    ration = float(aid.ration_kcal[0])
    people = sum(person.place == place for person in twin.persons)
    need = people * ration
    for food, energy in enumerate(aid.kcal_per_kg):
        if energy > 0 and need > 0:
            grams = min(twin.food[place][food], math.ceil(need / (float(energy) / 1000)))
            twin.food[place][food] -= grams
            twin.output.food_eaten[twin.day, place] += grams
            need -= grams * float(energy) / 1000
    fed = people - math.ceil(max(0.0, need) / ration - 1e-9)
    twin.output.fed[twin.day, place] = fed
    twin.output.unfed[twin.day, place] = people - fed
