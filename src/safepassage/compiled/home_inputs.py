"""Uncertain inputs of clearance, return and housing: one draw as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.changes import Targets
from safepassage.compiled.clearance import best_clearance
from safepassage.compiled.clearance_arrays import ClearanceDraw
from safepassage.compiled.home_arrays import HomeDraw
from safepassage.compiled.homes import best_homes, home_cells
from safepassage.compiled.world import World
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class HomeInputs:
    """Best values, and where each input acts."""

    clearing: ClearanceDraw
    homes: HomeDraw
    places: dict[str, list[int]]
    zone_place: I8
    house_place: I8
    home_place: I8
    cells: tuple[tuple[list[int], list[int], float], ...]

    def draw(
        self, values: list[tuple[str, str, int, float]], away: I8
    ) -> tuple[ClearanceDraw, HomeDraw]:
        """Arrays of one member.

        Args:
            values: (kind, target, row, value) of inputs; those of other mechanisms are left out.
            away: People displaced at the start whose home is known, shape (P, C, H).
        """
        area, rate = self.clearing.area.copy(), self.clearing.rate.copy()
        willing, damaged = self.homes.willing.copy(), self.homes.damaged.copy()
        wish = self.homes.wish.copy()
        factors: dict[str, tuple[I8, F8]] = {
            "contamination": (self.zone_place, area),
            "damage": (self.house_place, damaged),
            "willing": (self.home_place, willing),
            "wish": (self.home_place, wish),
        }
        rows: dict[str, tuple[F8, F8]] = {
            "area_ha": (area, self.clearing.area),
            "damaged": (damaged, self.homes.damaged),
            "team_rate": (rate, self.clearing.rate),
        }
        for kind, target, row, value in values:
            if kind in factors:
                places, array = factors[kind]
                array[np.isin(places, self.places[target])] *= max(0.0, value)
            elif kind in rows:
                array, best = rows[kind]
                array[row] *= max(0.0, value) / best[row]
            elif kind == "home_willing":
                homes, classes, usual = self.cells[row]
                willing[np.ix_(homes, classes)] *= max(0.0, value) / usual
        return (
            ClearanceDraw(area, rate),
            HomeDraw(np.clip(wish, 0, 1), np.clip(willing, 0, 1), np.clip(damaged, 0, 1), away),
        )


def build_home_inputs(scenario: Scenario, world: World, targets: Targets) -> HomeInputs:
    """Best values of everything that these mechanisms draw."""
    cells = home_cells(scenario, targets)
    return HomeInputs(
        clearing=best_clearance(scenario),
        homes=best_homes(scenario, targets),
        places=targets.places,
        zone_place=world.clearing.zones["place"],
        house_place=world.homes.houses["place"],
        home_place=world.homes.place,
        cells=tuple((homes, classes, row["willing"]) for _, homes, classes, row in cells),
    )
