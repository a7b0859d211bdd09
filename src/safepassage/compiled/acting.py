"""How each kind of uncertain input acts on a member: one small function a kind.

``scenario.inputs`` declares the same kinds: what they may be about, their bounds, who varies them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from safepassage.arrays import F8, I8, Flags, Rows
from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.world import Member
from safepassage.dynamics.actors.arrays import ActorDraw
from safepassage.dynamics.actors.build import act_on_groups, copy_of
from safepassage.dynamics.clearance.arrays import ClearanceDraw
from safepassage.dynamics.homes.arrays import HomeDraw
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
    """Arrays of one member while its inputs act; shapes as in ``Member``.

    Attributes:
        at: Where inputs act.
        best: Best values.
        params: Rules that are numbers.
        people: People of each row of ``populations``.
        people_factor: Factor on the people of each place, shape (P,).
        staying: Share who stay, by class.
        flight: Factor on flight, by class.
        throughput: People an hour, by corridor.
        opening: Day of the opening, by corridor.
        open_hours: Hours a day, by corridor.
        attraction: By place.
        hazard: Factor on hazard, by place.
        settling: Share who stay for long, by place.
        clearing: Contaminated areas and teams.
        homes: Wishes, willingness and damage.
        actors: Armed groups.
    """

    at: Positions
    best: Member
    params: Rows
    people: F8
    people_factor: F8
    staying: F8
    flight: F8
    throughput: F8
    opening: I8
    open_hours: F8
    attraction: F8
    hazard: F8
    settling: F8
    clearing: ClearanceDraw
    homes: HomeDraw
    actors: ActorDraw


Act = Callable[[Draft, str, int, float], None]
"""Changes arrays of the draft by (target, row, value); the value lies within the kind's bounds."""


def open_draft(at: Positions, best: Member, people: F8) -> Draft:
    """Copies of the best values; ``people`` by row of ``populations``."""
    return Draft(
        at=at,
        best=best,
        params=best.params.copy(),
        people=people.copy(),
        people_factor=np.ones(best.attraction.size),
        staying=best.staying_share.copy(),
        flight=best.flight_factor.copy(),
        throughput=best.throughput.copy(),
        opening=best.opening.copy(),
        open_hours=best.open_hours.copy(),
        attraction=best.attraction.copy(),
        hazard=best.hazard_factor.copy(),
        settling=best.settling.copy(),
        clearing=ClearanceDraw(best.clearing.area.copy(), best.clearing.rate.copy()),
        homes=best.homes._replace(
            wish=best.homes.wish.copy(),
            willing=best.homes.willing.copy(),
            damaged=best.homes.damaged.copy(),
        ),
        actors=copy_of(best.actors),
    )


def act(draft: Draft, input_: str, row: int, value: float) -> None:
    """Let one input act; a value out of its bounds is brought back to the nearest."""
    name, target = split_input(input_)
    kind = INPUT_KINDS[name]
    ACTS[name](draft, target, row, min(kind.high, max(kind.low, value)))


def _rule(draft: Draft, target: str, _: int, value: float) -> None:
    draft.params[target][0] = value


def _population(draft: Draft, _: str, row: int, value: float) -> None:
    draft.people[row] = value


def _populations(draft: Draft, target: str, _: int, value: float) -> None:
    draft.people_factor[draft.at.targets.places[target]] *= value


def _displaced_before(draft: Draft, target: str, _: int, value: float) -> None:
    draft.people[_in(draft, target, draft.at.away_from)] *= value


def _staying(draft: Draft, target: str, _: int, value: float) -> None:
    draft.staying[draft.at.targets.classes[target]] = value


def _throughput(draft: Draft, target: str, _: int, value: float) -> None:
    draft.throughput[draft.at.targets.corridors[target]] = value


def _opening(draft: Draft, target: str, _: int, value: float) -> None:
    draft.opening[draft.at.targets.corridors[target]] = int(value)


def _open_hours(draft: Draft, target: str, _: int, value: float) -> None:
    draft.open_hours[draft.at.targets.corridors[target]] = value


def _attraction(draft: Draft, target: str, _: int, value: float) -> None:
    draft.attraction[draft.at.targets.places[target]] *= value


def _hazard(draft: Draft, target: str, _: int, value: float) -> None:
    draft.hazard[draft.at.targets.places[target]] *= value


def _settling(draft: Draft, target: str, _: int, value: float) -> None:
    draft.settling[draft.at.targets.places[target]] = value


def _wish(draft: Draft, target: str, _: int, value: float) -> None:
    draft.homes.wish[_in(draft, target, draft.at.home_place)] *= value


def _willing(draft: Draft, target: str, _: int, value: float) -> None:
    draft.homes.willing[_in(draft, target, draft.at.home_place)] *= value


def _damage(draft: Draft, target: str, _: int, value: float) -> None:
    draft.homes.damaged[_in(draft, target, draft.at.house_place)] *= value


def _contamination(draft: Draft, target: str, _: int, value: float) -> None:
    draft.clearing.area[_in(draft, target, draft.at.zone_place)] *= value


def _area_ha(draft: Draft, _: str, row: int, value: float) -> None:
    draft.clearing.area[row] *= value / draft.best.clearing.area[row]


def _team_rate(draft: Draft, _: str, row: int, value: float) -> None:
    rates, best = draft.at.rates[row], draft.best.clearing.rate[row]
    if rates == 1:
        draft.clearing.rate[row] *= value / best
    else:
        draft.clearing.rate[row] += (value - best) / rates


def _damaged(draft: Draft, _: str, row: int, value: float) -> None:
    draft.homes.damaged[row] *= value / draft.best.homes.damaged[row]


def _home_willing(draft: Draft, _: str, row: int, value: float) -> None:
    homes, classes, usual = draft.at.cells[row]
    draft.homes.willing[np.ix_(homes, classes)] *= value / usual


def _actors(draft: Draft, target: str, row: int, value: float) -> None:
    act_on_groups(draft.actors, target, row, value)


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
