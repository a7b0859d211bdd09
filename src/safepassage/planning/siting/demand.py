"""People without a place, by member and group of places that the same candidates serve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.errors import Problem, ScenarioError
from safepassage.result.quantities import places_of
from safepassage.result.result import Result
from safepassage.scenario.dates import Date
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.timeline.timeline import timeline


@dataclass(frozen=True, eq=False)
class Demand:
    """People who need a place, and what could be opened. K options, G groups, M members.

    Attributes:
        people: People without a place at their fullest by member and group, shape (M, G).
        serves: Whether an option can take people of a group, shape (K, G).
        places: Place of each option, shape (K,).
        options: Its name, shape (K,).
        capacity: People, shape (K,).
        usd: Cost, shape (K,).
        enclosed: Number of served places that are enclosed on all the days.
    """

    people: F8
    serves: Flags
    places: tuple[str, ...]
    options: tuple[str, ...]
    capacity: F8
    usd: F8
    enclosed: int

    def unmet(self, picked: Flags) -> F8:
        """People without a place by member if these options are open, shape (M,).

        Exact: the fewest that any sharing of the places leaves, by Hall's condition over sets of
        groups (Gale 1957): max over sets of their demand minus the room that serves any of them.
        """
        groups = self.people.shape[1]
        if groups > _MOST_GROUPS:
            raise ScenarioError([Problem(f"{groups} overlapping service areas are too many")])
        worst = np.zeros(self.people.shape[0])
        for mask in range(1, 1 << groups):
            inside = [group for group in range(groups) if mask >> group & 1]
            near = picked & self.serves[:, inside].any(axis=1)
            short = self.people[:, inside].sum(axis=1) - self.capacity[near].sum()
            worst = np.maximum(worst, short)
        return worst

    def burden(self, picked: Flags, price: F8) -> F8:
        """Unmet plus the price of everybody who is in an option, the least by member, shape (M,).

        Exact: whom a set of options can take is a polymatroid, so that filling the cheapest first
        is best (Edmonds 1970); as no price is above 1, nobody is left out who could be taken.

        Args:
            picked: Open options, shape (K,).
            price: Of a person in each option, 0..1, shape (K,).
        """
        open_ = np.zeros_like(picked)
        left = self.unmet(open_)
        paid = np.zeros_like(left)
        for index in sorted(np.flatnonzero(picked).tolist(), key=lambda k: price[k]):
            open_[index] = True
            now = self.unmet(open_)
            paid += price[index] * (left - now)
            left = now
        return left + paid


_MOST_GROUPS = 14


def demand(
    result: Result,
    *,
    need_share: float,
    start: Date | None,
    end: Date | None,
) -> Demand:
    """Ask a run who has no place.

    People of an enclosed place are not counted while it is enclosed.

    Raises:
        ScenarioError: If there are no candidates, or the dates do not fit.
    """
    scenario = result.scenario
    table = scenario["candidate_sites"]
    if not len(table):
        remedy = "add rows with place, option, capacity, usd and serves"
        problem = Problem("there are no candidates", file_of("candidate_sites"), remedy=remedy)
        raise ScenarioError([problem])
    span = _span(result, start, end)
    served = np.zeros((len(table), len(result.places)), dtype=bool)
    for index, target in enumerate(table["serves"].tolist()):
        served[index, places_of(result, target)] = True
    rows = np.flatnonzero(served.any(axis=0))
    shut = timeline(scenario).enclosed[span][:, rows]  # (D, P)
    counts = result.arrays["displaced"][:, span][:, :, rows].sum(axis=3, dtype=np.int64)
    declared = timeline(scenario).shelter[span][:, rows]
    room, unlimited = np.nan_to_num(declared), np.isnan(declared)
    is_site = scenario["places"]["kind"][rows] == "site"
    room = np.where(unlimited & is_site[None], np.inf, room)  # a site without a limit takes all
    over = np.maximum(counts * need_share - room[None], 0.0) * ~shut[None]
    signatures, group = np.unique(served[:, rows].T, axis=0, return_inverse=True)
    by_group = np.zeros((counts.shape[0], counts.shape[1], len(signatures)))
    for number in range(len(signatures)):
        by_group[:, :, number] = over[:, :, group == number].sum(axis=2)
    return Demand(
        people=by_group.max(axis=1),
        serves=np.ascontiguousarray(signatures.T),
        places=tuple(table["place"].tolist()),
        options=tuple(table["option"].tolist()),
        capacity=table["capacity"].astype(np.float64),
        usd=table["usd"].astype(np.float64),
        enclosed=int(shut.all(axis=0).sum()),
    )


def _span(result: Result, start: Date | None, end: Date | None) -> slice:
    problems: list[Problem] = []
    days = [0, result.scenario.days - 1]
    for number, (name, date) in enumerate((("start", start), ("end", end))):
        if date is not None:
            try:
                days[number] = result.day_of(date, name)
            except ScenarioError as error:
                problems += error.problems
    if not problems and days[1] < days[0]:
        problems.append(Problem("the end is before the start", column="end"))
    if problems:
        raise ScenarioError(problems)
    return slice(days[0], days[1] + 1)
