"""Uncertain inputs: what they act on, and draws as the arrays of members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.acting import Positions, act, open_draft
from safepassage.compiled.batch import row_of
from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.priors import Prior, find_priors
from safepassage.compiled.world import PARAMS, PARAMS_DTYPE, Member, World
from safepassage.dynamics.actors.build import best_actors
from safepassage.dynamics.clearance.build import best_clearance
from safepassage.dynamics.demographics.build import divide
from safepassage.dynamics.homes.build import best_homes, home_cells
from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Inputs:
    """Best values, the priors, and how a draw changes the best values."""

    base: Member
    priors: tuple[Prior, ...]
    at: Positions
    row_place: I8
    row_class: I8
    row_best: F8
    row_displaced: I8
    row_home: I8
    extra: I8

    def member(self, values: F8) -> Member:
        """One member's arrays from its draw, shape (U,)."""
        return row_of(self.members(values[None]), 0)

    def members(self, values: F8) -> Member:
        """Arrays of B members, each with a leading axis of members, from draws of shape (B, U)."""
        draft = open_draft(self.at, self.base, self.row_best, len(values))
        for prior, own in zip(self.priors, values.T, strict=True):
            act(draft, prior.input, prior.row, own)
        factor = draft.people_factor[:, self.row_place]
        counts = np.floor(draft.people * factor + 0.5).astype(np.int64)
        members, rows = draft.members, np.arange(len(values))[:, None]
        for chosen, people in (
            (self.row_displaced == 0, members.residents),
            (self.row_displaced != 0, members.displaced),
        ):
            cells = (rows, self.row_place[chosen], self.row_class[chosen])
            np.add.at(people, cells, counts[:, chosen])
        members.displaced[:, :, : self.extra.shape[1]] += self.extra
        known = self.row_home > 0
        places = (rows, self.row_place[known], self.row_class[known], self.row_home[known] - 1)
        np.add.at(members.homes.away, places, counts[:, known])
        for share in (members.homes.wish, members.homes.willing, members.homes.damaged):
            np.clip(share, 0, 1, out=share)
        return members


def build_inputs(scenario: Scenario, world: World, targets: TargetIndices, initial: F8) -> Inputs:
    """Best values of everything that a member draws; ``initial`` as in ``Displacement``."""
    classes = scenario["classes"]
    places, count = world.places.size, int(world.rules[0]["classes"])
    populations = scenario["populations"]
    shape = (places, count)
    params = np.zeros(1, PARAMS_DTYPE)
    for name in PARAMS:
        params[name] = scenario.rules[name]
    has_classes = len(classes) > 0
    base = Member(
        params=params,
        residents=np.zeros(shape, dtype=np.int64),
        displaced=np.zeros(shape, dtype=np.int64),
        staying_share=_filled(classes["staying"]) if has_classes else np.zeros(count),
        flight_factor=classes["flight"].copy() if has_classes else np.ones(count),
        attraction=scenario["places"]["attraction"].copy(),
        hazard_factor=np.ones(places),
        settling=_filled(scenario["places"]["settles"]),
        throughput=scenario["corridors"]["persons_per_hour"].astype(np.float64),
        opening=np.full(len(scenario["corridors"]), -1, dtype=np.int64),
        open_hours=np.full(len(scenario["corridors"]), 24.0),
        clearing=best_clearance(scenario),
        homes=best_homes(scenario, targets),
        actors=best_actors(scenario),
    )
    return Inputs(
        base=base,
        priors=find_priors(scenario),
        at=Positions(
            targets=targets,
            zone_place=world.clearing.zones["place"],
            house_place=world.homes.houses["place"],
            home_place=world.homes.place,
            rates=scenario["clearance_teams"]["rates"][latest(scenario["clearance_teams"])],
            away_from=np.array(
                [
                    targets.places[home or place][0] if status == "displaced" else -1
                    for place, home, status in zip(
                        populations["place"],
                        populations["home"],
                        populations["status"],
                        strict=True,
                    )
                ],
                dtype=np.int64,
            ),
            cells=tuple(
                (homes, classes, row["willing"])
                for _, homes, classes, row in home_cells(scenario, targets)
            ),
        ),
        row_place=np.array([targets.places[p][0] for p in populations["place"]], dtype=np.int64),
        row_class=np.array([targets.classes[c] for c in populations["class"]], dtype=np.int64),
        row_best=populations["best"].astype(np.float64),
        row_displaced=(populations["status"] == "displaced").astype(np.int64),
        row_home=np.array(
            [world.homes.of_place[targets.places[h][0]] if h else 0 for h in populations["home"]],
            dtype=np.int64,
        ),
        extra=divide(initial, world.demographics.shares),
    )


def _filled(values: F8) -> F8:
    return np.where(np.isnan(values), 0.0, values)
