"""What people need at each site, by date, against standards, over the ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, Flags
from safepassage.compiled.services import receiving_places, services
from safepassage.compiled.stores import consume, ration_of, store
from safepassage.errors import ScenarioError
from safepassage.planning.needs.exceedances import exceedances
from safepassage.planning.needs.items import items_at_peak, totals
from safepassage.planning.needs.report import Needs
from safepassage.planning.needs.things import Things
from safepassage.result.result import Result, as_result
from safepassage.said import Said, Term, said
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.standards import (
    Standards,
    cold_days,
    standard,
    standards_of,
)
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

_SERVICE = {"shelter_ratio": "floor_area", "water_ratio": "water", "toilet_ratio": "toilets"}


@checked
def needs(
    result: Result,
    standards: Standards | str | Path | None = None,
    *,
    places: Sequence[str] | None = None,
) -> Needs:
    """Needs of a run by site and date.

    Args:
        result: A run; its weights count.
        standards: Standards by name or a CSV file of them; by default the scenario's own, else
            the Sphere figures that come with the package. Food is what the run ate, unless
            standards are given here: then stocks are eaten after the fact by them.
        places: Sites to look at; by default all that receive people.

    Raises:
        ScenarioError: If a standard is missing, or a place unknown.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> found = safepassage.needs(result)
        >>> found.sites
        ('meadow', 'riverton')
    """
    result = as_result(result)
    scenario = result.scenario
    used = standards_of(scenario, standards)
    sites = receiving_places(scenario) if places is None else tuple(places)
    unknown = [site for site in sites if site not in result.places]
    if unknown:
        known = result.places
        raise ScenarioError([unknown_problem("place", name, known, "") for name in unknown])
    people = people_at(result, sites)
    rows = [result.places.index(site) for site in sites]
    hidden = np.asarray(timeline(scenario).enclosed[:, rows])
    supply = services(scenario, sites)
    cold = cold_days(scenario)
    spread = partial(_spread, weight=result.weight)
    ratios = {
        ratio: spread(_ratio(people, supply[name], _per_person(used, name, cold)))
        for ratio, name in _SERVICE.items()
    }
    here = people - _hosted(result, rows)
    ratios["shelter_ratio"] = spread(
        _ratio(here, supply["floor_area"], _per_person(used, "floor_area", cold))
    )
    room = timeline(scenario).shelter[:, rows]
    shelter = _fallback(here, supply["floor_area"], room)
    ratios["shelter_ratio"] = np.where(
        np.isnan(supply["floor_area"])[None], spread(shelter), ratios["shelter_ratio"]
    )
    ration = ration_of(scenario, used)
    simulated = result.arrays.get("rations_left")
    if standards is None and simulated is not None and simulated.size:
        ratios["ration_days"] = spread(_simulated_days(result, rows, people))
    else:
        stored = store(scenario, sites, ration.kcal_per_kg)
        left, _ = consume(people, stored, ration.kcal)
        ratios["ration_days"] = spread(_days(left, people * ration.kcal))
    counts = spread(people)
    names = dict(zip(scenario["places"]["place"], scenario["places"]["name"], strict=True))
    shown = tuple(names[site] or site for site in sites)
    items = items_at_peak(people, hidden, supply, used, cold, ration.kg, result.weight, sites,
                          result.dates)  # fmt: skip
    return Needs(
        scenario=scenario.name,
        sites=sites,
        names=shown,
        dates=result.dates,
        people=counts,
        ratios=ratios,
        hidden=hidden,
        bands=_bands(result, sites, people, hidden, used),
        exceeded=exceedances(
            counts, ratios, hidden, dict(zip(sites, shown, strict=True)), result.dates
        ),
        items=items,
        total=totals(items),
        things=Things(
            sites=sites,
            names=shown,
            dates=result.dates,
            people=counts,
            indoors=spread(here),
            hidden=hidden,
            supply=supply,
            ration_days=ratios["ration_days"],
            standards=used,
            cold=cold,
            ration_kg=ration.kg,
        ),
        standards=used,
        sensitivity=str(scenario.settings["sensitivity"]),
    )


def people_at(result: Result, sites: Sequence[str]) -> F8:
    """People present (displaced and at home), shape (M, D, S)."""
    rows = [result.places.index(site) for site in sites]
    total = sum(
        result.arrays[name][:, :, rows].sum(axis=3, dtype=np.int64)
        for name in ("displaced", "residents")
    )
    return np.asarray(total, dtype=np.float64)


def _hosted(result: Result, rows: list[int]) -> F8 | float:
    """People in host families, who need no floor at the site; none without reception."""
    hosted = result.arrays.get("hosted")
    if hosted is None or not hosted.size:
        return 0.0
    return np.asarray(hosted[:, :, rows].sum(axis=3, dtype=np.int64), dtype=np.float64)


def _simulated_days(result: Result, rows: list[int], people: F8) -> F8:
    """Days of ration left as the run ate them; NaN until food is known to have come."""
    moved = np.zeros(people.shape, dtype=np.bool_)
    for name in ("food_in", "food_set", "fed", "unfed"):
        moved |= result.arrays[name][:, :, rows] != 0
    known = np.logical_or.accumulate(moved, axis=1)
    left = np.where(known, result.arrays["rations_left"][:, :, rows], np.nan)
    return _days(left, people)


def _spread(values: F8, weight: F8) -> F8:
    """5, 50 and 95 % over members by weight; NaN where a member's value is not known."""
    found = weighted_quantiles(values, weight)
    unknown = np.asarray(np.isnan(values).any(axis=0))
    return np.where(unknown[None], np.nan, found)


def _per_person(used: Standards, name: str, cold: Flags) -> F8:
    entry = standard(used, name)
    return np.where(cold, entry.needed(cold=True), entry.needed(cold=False))


def _ratio(people: F8, there: F8, per_person: F8) -> F8:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = people * per_person[None, :, None] / there[None]
    return np.where((people == 0) & np.isfinite(there)[None], 0.0, found)


def _fallback(people: F8, floor: F8, room: F8) -> F8:
    """People by declared capacity where no floor area is given."""
    return _ratio(people, np.where(np.isnan(floor), room, np.nan), np.ones(room.shape[0]))


def _days(left: F8, a_day: F8) -> F8:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = left / a_day
    return np.where((a_day == 0) & ~np.isnan(left), np.inf, found)


def _bands(
    result: Result, sites: Sequence[str], people: F8, hidden: Flags, used: Standards
) -> dict[tuple[str, str], Said]:
    """Ration days in coarse words for enclosed places with a declared stock."""
    if not hidden.any():
        return {}
    ration = ration_of(result.scenario, used)
    ends = []
    for column in ("tonnes_low", "tonnes_high"):
        stored = store(result.scenario, sites, ration.kcal_per_kg, column=column)
        left, _ = consume(people, stored, ration.kcal)
        ends.append(weighted_quantiles(_days(left, people * ration.kcal), result.weight))
    found = {}
    for day, column in np.argwhere(hidden):
        low, high = ends[0][0, day, column], ends[1][2, day, column]
        if not np.isnan(low):
            first, last = (Term("lasts", _coarse(days)) for days in (low, high))
            key = sites[column], str(result.dates[day])
            found[key] = said("lasts.between", low=first, high=last)
    return found


def _coarse(days: float) -> str:
    for limit, word in ((3, "days"), (14, "fortnight"), (45, "weeks"), (120, "months")):
        if days < limit:
            return word
    return "long"
