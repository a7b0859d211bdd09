"""How each kind of uncertain input acts on members: one small function a kind.

``scenario.inputs`` declares the same kinds: what they may be about, their bounds, who varies them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.compiled.batch import repeated
from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.world import Member
from safepassage.dynamics.actors.build import act_on_groups
from safepassage.scenario.inputs import INPUT_KINDS, split_input


@dataclass(frozen=True)
class Positions:
    """Where inputs act.

    Attributes:
        targets: Index of names.
        zone_place: Place of each contaminated zone, shape (Z,).
        house_place: Place of each count of houses, shape (U,).
        home_place: Place of each home, shape (H,).
        rates: Independent rates of the teams of each row, shape (T,).
        away_from: Home of displaced people, or where they stand if it is not known, of each row of
            ``populations``; -1 of residents.
        cells: Homes, classes and best willingness of each row of ``homes``.
    """

    targets: TargetIndices
    zone_place: I8
    house_place: I8
    home_place: I8
    rates: I8
    away_from: I8
    cells: tuple[tuple[list[int], list[int], float], ...]


@dataclass(frozen=True)
class Draft:
    """Arrays of B members while their inputs act.

    Attributes:
        at: Where inputs act.
        best: Best values.
        people: People of each row of ``populations``, shape (B, rows).
        people_factor: Factor on the people of each place, shape (B, P).
        members: What acts otherwise, at first as ``best``: each array of it, with a leading axis.
    """

    at: Positions
    best: Member
    people: F8
    people_factor: F8
    members: Member


Act = Callable[[Draft, str, int, F8], None]
"""Changes arrays of the draft by (target, row, values); the values, one a member, lie within the
bounds of the kind."""


def open_draft(at: Positions, best: Member, people: F8, count: int) -> Draft:
    """Best values for some members; ``people`` by row of ``populations``."""
    return Draft(
        at=at,
        best=best,
        people=np.tile(people, (count, 1)),
        people_factor=np.ones((count, best.attraction.size)),
        members=repeated(best, count),
    )


def act(draft: Draft, input_: str, row: int, values: F8) -> None:
    """Let one input act; values out of its bounds are brought back to the nearest."""
    name, target = split_input(input_)
    kind = INPUT_KINDS[name]
    ACTS[name](draft, target, row, np.clip(values, kind.low, kind.high))


def _rule(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.params[target][:, 0] = values


def _population(draft: Draft, _: str, row: int, values: F8) -> None:
    draft.people[:, row] = values


def _populations(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.people_factor[:, draft.at.targets.places[target]] *= values[:, None]


def _displaced_before(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.people[:, _in(draft, target, draft.at.away_from)] *= values[:, None]


def _staying(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.staying_share[:, draft.at.targets.classes[target]] = values


def _throughput(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.throughput[:, draft.at.targets.corridors[target]] = values


def _opening(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.opening[:, draft.at.targets.corridors[target]] = values.astype(np.int64)


def _open_hours(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.open_hours[:, draft.at.targets.corridors[target]] = values


def _attraction(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.attraction[:, draft.at.targets.places[target]] *= values[:, None]


def _hazard(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.hazard_factor[:, draft.at.targets.places[target]] *= values[:, None]


def _settling(draft: Draft, target: str, _: int, values: F8) -> None:
    draft.members.settling[:, draft.at.targets.places[target]] = values[:, None]


def _wish(draft: Draft, target: str, _: int, values: F8) -> None:
    homes = _in(draft, target, draft.at.home_place)
    draft.members.homes.wish[:, homes] *= values[:, None, None]


def _willing(draft: Draft, target: str, _: int, values: F8) -> None:
    homes = _in(draft, target, draft.at.home_place)
    draft.members.homes.willing[:, homes] *= values[:, None, None]


def _damage(draft: Draft, target: str, _: int, values: F8) -> None:
    houses = _in(draft, target, draft.at.house_place)
    draft.members.homes.damaged[:, houses] *= values[:, None]


def _contamination(draft: Draft, target: str, _: int, values: F8) -> None:
    zones = _in(draft, target, draft.at.zone_place)
    draft.members.clearing.area[:, zones] *= values[:, None]


def _area_ha(draft: Draft, _: str, row: int, values: F8) -> None:
    draft.members.clearing.area[:, row] *= values / draft.best.clearing.area[row]


def _team_rate(draft: Draft, _: str, row: int, values: F8) -> None:
    rates, best = draft.at.rates[row], draft.best.clearing.rate[row]
    if rates == 1:
        draft.members.clearing.rate[:, row] *= values / best
    else:
        draft.members.clearing.rate[:, row] += (values - best) / rates


def _damaged(draft: Draft, _: str, row: int, values: F8) -> None:
    draft.members.homes.damaged[:, row] *= values / draft.best.homes.damaged[row]


def _home_willing(draft: Draft, _: str, row: int, values: F8) -> None:
    homes, classes, usual = draft.at.cells[row]
    rows, columns = np.ix_(homes, classes)
    draft.members.homes.willing[:, rows, columns] *= (values / usual)[:, None, None]


def _actors(draft: Draft, target: str, row: int, values: F8) -> None:
    act_on_groups(draft.members.actors, target, row, values)


def _in(draft: Draft, target: str, places: I8) -> Flags:
    """Which of some places belong to a place or area."""
    return np.isin(places, draft.at.targets.places[target])


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "rules": _rule,
        "population": _population,
        "populations": _populations,
        "displaced_before": _displaced_before,
        "staying": _staying,
        "throughput": _throughput,
        "opening": _opening,
        "open_hours": _open_hours,
        "attraction": _attraction,
        "hazard": _hazard,
        "settling": _settling,
        "wish": _wish,
        "willing": _willing,
        "damage": _damage,
        "contamination": _contamination,
        "area_ha": _area_ha,
        "team_rate": _team_rate,
        "damaged": _damaged,
        "home_willing": _home_willing,
        "actors": _actors,
    }
)
"""How each kind of input acts."""
