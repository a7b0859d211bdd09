"""Uncertain inputs: what they act on, and one draw as a member's arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.actors import best_actors, draw_actors
from safepassage.compiled.changes import Targets
from safepassage.compiled.demographics import divide
from safepassage.compiled.home_inputs import HomeInputs, build_home_inputs
from safepassage.compiled.priors import Prior, find_priors
from safepassage.compiled.world import PARAMS, PARAMS_DTYPE, Member, World
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Inputs:
    """Best values, the priors, and how a draw changes the best values."""

    base: Member
    priors: tuple[Prior, ...]
    targets: Targets
    row_place: I8
    row_class: I8
    row_best: F8
    row_displaced: I8
    row_home: I8
    extra: I8
    homes: HomeInputs

    def member(self, values: F8) -> Member:
        """One member's arrays from its draw, shape (U,)."""
        base = self.base
        params = base.params.copy()
        people = self.row_best.copy()
        factor = np.ones(base.attraction.size)
        staying = base.staying_share.copy()
        throughput = base.throughput.copy()
        opening, open_hours = base.opening.copy(), base.open_hours.copy()
        attraction, hazard = base.attraction.copy(), base.hazard_factor.copy()
        others: list[tuple[str, str, int, float]] = []
        for prior, value in zip(self.priors, values.tolist(), strict=True):
            kind, _, name = prior.input.replace(".", ":", 1).partition(":")
            if kind == "rules":
                params[name][0] = value
            elif kind == "population":
                people[prior.row] = max(0.0, value)
            elif kind == "populations":
                factor[self.targets.places[name]] *= max(0.0, value)
            elif kind == "staying":
                staying[self.targets.classes[name]] = min(1.0, max(0.0, value))
            elif kind == "throughput":
                throughput[self.targets.corridors[name]] = max(0.0, value)
            elif kind == "opening":
                opening[self.targets.corridors[name]] = int(max(0.0, min(value, 1e6)))
            elif kind == "open_hours":
                open_hours[self.targets.corridors[name]] = min(24.0, max(0.0, value))
            elif kind == "attraction":
                attraction[self.targets.places[name]] *= max(0.0, value)
            elif kind == "hazard":
                hazard[self.targets.places[name]] *= max(0.0, value)
            else:
                others.append((kind, name, prior.row, value))
        counts = np.floor(people * factor[self.row_place] + 0.5).astype(np.int64)
        residents = np.zeros_like(base.residents)
        displaced = np.zeros_like(base.displaced)
        at_home = self.row_displaced == 0
        np.add.at(residents, (self.row_place[at_home], self.row_class[at_home]), counts[at_home])
        away = ~at_home
        np.add.at(displaced, (self.row_place[away], self.row_class[away]), counts[away])
        displaced[:, : self.extra.shape[1]] += self.extra
        known = self.row_home > 0
        homes = np.zeros_like(base.homes.away)
        cells = (self.row_place[known], self.row_class[known], self.row_home[known] - 1)
        np.add.at(homes, cells, counts[known])
        return Member(
            params,
            residents,
            displaced,
            staying,
            base.flight_factor,
            attraction,
            hazard,
            throughput,
            opening,
            open_hours,
            *self.homes.draw(others, homes),
            draw_actors(base.actors, others),
        )


def build_inputs(scenario: Scenario, world: World, targets: Targets, initial: F8) -> Inputs:
    """Best values of everything that a member draws; ``initial`` as in ``Displacement``."""
    classes = scenario["classes"]
    places, count = world.places.size, int(world.rules[0]["classes"])
    populations = scenario["populations"]
    shape = (places, count)
    params = np.zeros(1, PARAMS_DTYPE)
    for name in PARAMS:
        params[name] = scenario.rules[name]
    has_classes = len(classes) > 0
    homes = build_home_inputs(scenario, world, targets)
    base = Member(
        params=params,
        residents=np.zeros(shape, dtype=np.int64),
        displaced=np.zeros(shape, dtype=np.int64),
        staying_share=_filled(classes["staying"]) if has_classes else np.zeros(count),
        flight_factor=classes["flight"].copy() if has_classes else np.ones(count),
        attraction=scenario["places"]["attraction"].copy(),
        hazard_factor=np.ones(places),
        throughput=scenario["corridors"]["persons_per_hour"].astype(np.float64),
        opening=np.full(len(scenario["corridors"]), -1, dtype=np.int64),
        open_hours=np.full(len(scenario["corridors"]), 24.0),
        clearing=homes.clearing,
        homes=homes.homes,
        actors=best_actors(scenario),
    )
    return Inputs(
        base=base,
        priors=find_priors(scenario),
        targets=targets,
        row_place=np.array([targets.places[p][0] for p in populations["place"]], dtype=np.int64),
        row_class=np.array([targets.classes[c] for c in populations["class"]], dtype=np.int64),
        row_best=populations["best"].astype(np.float64),
        row_displaced=(populations["status"] == "displaced").astype(np.int64),
        row_home=np.array(
            [world.homes.of_place[targets.places[h][0]] if h else 0 for h in populations["home"]],
            dtype=np.int64,
        ),
        extra=divide(initial, world.demographics.shares),
        homes=homes,
    )


def _filled(values: F8) -> F8:
    return np.where(np.isnan(values), 0.0, values)


def without_priors(inputs: Inputs) -> Inputs:
    """The same inputs with nothing uncertain."""
    return replace(inputs, priors=())
