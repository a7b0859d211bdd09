"""Clearing what is contaminated."""

from __future__ import annotations

import math

from safepassage.engine.twin.world import Twin


def clear(twin: Twin) -> None:
    """Teams work down their lists; each has one day to spend."""
    clearing = twin.compiled.world.clearing
    for number, team in enumerate(clearing.teams):
        if not team["first"] <= twin.day <= team["last"]:
            continue
        spent = 0.0
        variance = math.log(1.0 + float(team["day_spread"]) ** 2)
        today = twin.luck.lognormvariate(-variance / 2, math.sqrt(variance))
        for zone in clearing.work[team["work_start"] : team["work_stop"]].tolist():
            row = clearing.zones[zone]
            hazard = twin.places[int(row["place"])].hazard
            if twin.contaminated[zone] == 0 or hazard > team["most_hazard"]:
                continue
            speed = float(team["number"] * twin.member.clearing.rate[number])
            if team["by_devices"]:
                speed *= float(twin.member.clearing.area[zone] / row["devices"])
            speed *= today
            done = min(twin.contaminated[zone], speed * (1.0 - spent))
            twin.contaminated[zone] -= done
            if twin.contaminated[zone] > 1e-9 * speed:
                break
            twin.contaminated[zone] = 0.0
            spent += done / speed
