"""Which quantities of a scenario are headlines, and what they are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from safepassage.result.geography import Geography
from safepassage.result.reports import Report, reports_by_quantity
from safepassage.scenario.quantity import EVERYWHERE, Quantity, parse_quantity
from safepassage.scenario.scenario import Scenario

FULLNESS = "fullness"
"""People present at a site divided by its capacity: for tables only, no claim names it."""

MAX_ORIGINS = 3
MAX_PRESENT_AT_ORIGIN = 2
MAX_WHERE = 12
MAX_SITES = 8
MAX_HOME = 3

_ORDER = (
    "displaced_from", "left_by", "present", "arrived", "returned", "cleared", "staying",
    "share_held", FULLNESS,
)  # fmt: skip
"""Kinds of quantities as the table shows them."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
Reports = Mapping[str, tuple[Report, ...]]


def headline_names(scenario: Scenario) -> tuple[str, ...]:
    """Names of the headline quantities, in the order of the table.

    People who fled (origin areas with a report, else all places together), people who left by
    each corridor, where people are (origin and reception areas and sites), who stays in each
    origin area, who went home, what is cleared, and how full each site with a capacity is. Whatever
    somebody reported is among them, unless it is hidden or cannot be computed.
    """
    targets, reports = Geography(scenario), reports_by_quantity(scenario)
    origins = _origins(targets, reports)
    corridors = scenario["corridors"]["corridor"].tolist()
    chosen = (
        *(f"displaced_from:{area}" for area in origins),
        *(f"left_by:{corridor}" for corridor in corridors),
        *_where(targets, reports),
        *_home_again(targets, reports),
        *(f"staying:{area}" for area in origins if targets.residents(area)),
        *(f"{FULLNESS}:{site}" for site in _largest_sites(targets)),
    )
    shown = dict.fromkeys((*chosen, *_claimed(targets, reports)))
    return tuple(sorted(shown, key=lambda name: _ORDER.index(parse_quantity(name).word)))


def run_names(scenario: Scenario) -> tuple[str, ...]:
    """Names of everything that a run reports by day: headlines, sites and what was claimed."""
    targets = Geography(scenario)
    headlines = [name for name in headline_names(scenario) if not name.startswith(FULLNESS)]
    sites = [f"present:{site}" for site in scenario["sites"]["place"].tolist()]
    names = dict.fromkeys([*headlines, f"displaced_from:{EVERYWHERE}", *sites])
    return tuple(name for name in names if not targets.hidden(name))


def label_of(scenario: Scenario, name: str) -> str:
    """A quantity in plain words."""
    targets, quantity = Geography(scenario), parse_quantity(name)
    names = targets.corridors if quantity.word == "left_by" else targets.names
    where = names.get(quantity.parts[-1], quantity.parts[-1])
    if quantity.word == FULLNESS:
        capacity = targets.capacities.get(quantity.parts[-1], np.nan)
        return f"How full is {where} (capacity {capacity:,.0f})"
    if quantity.word == "displaced_from" and quantity.parts[-1] == EVERYWHERE:
        where = f"{where}, since {_day_text(scenario.start)}"
    if quantity.word == "share_held":
        return f"Share of {where} held by {quantity.parts[0].replace('-', ' ')}"
    text = {
        "displaced_from": f"People who fled: {where}",
        "present": f"People in {where}",
        "arrived": f"Arrivals (one person may count more than once): {where}",
        "left_by": f"Departures (one person may count more than once): {where}",
        "staying": f"People who cannot or will not leave: {where}",
        "returned": f"People who went home and are there: {where}",
        "cleared": f"Hectares cleared: {where}",
    }.get(quantity.word, name)
    return f"{text}, {quantity.class_}" if quantity.class_ else text


def _origins(targets: Geography, reports: Reports) -> list[str]:
    """Areas of flight: those with claims, most claims first, or everything together."""
    found: dict[str, int] = {}
    for name, claims in reports.items():
        quantity = parse_quantity(name)
        area = quantity.parts[-1]
        lived_in = area == EVERYWHERE or targets.residents(area) > 0
        if quantity.word == "displaced_from" and lived_in and not targets.hidden(name):
            found[area] = found.get(area, 0) + len(claims)
    ranked = sorted(found, key=lambda area: (-found[area], -targets.residents(area)))
    return ranked[:MAX_ORIGINS] or [EVERYWHERE]


def _home_again(targets: Geography, reports: Reports) -> list[str]:
    """Returns and clearance where they were reported, else in all."""
    names = []
    for word, table in (("returned", "homes"), ("cleared", "contamination")):
        if not len(targets.scenario[table]):
            continue
        claimed = [name for name in reports if parse_quantity(name).word == word]
        claimed = [name for name in claimed if not targets.hidden(name)]
        claimed.sort(key=lambda name: -len(reports[name]))
        names += claimed[:MAX_HOME] or [f"{word}:{EVERYWHERE}"]
    return names


def _where(targets: Geography, reports: Reports) -> list[str]:
    """Presence by origin and reception."""
    claimed = {
        quantity.parts[-1]
        for quantity in map(parse_quantity, reports)
        if quantity.word in {"present", "arrived"}
    }
    areas = [area for area in targets.areas if area in claimed or targets.receives(area)]
    origins = [area for area in areas if targets.residents(area)]
    origins.sort(key=lambda area: -len(reports.get(f"present:{area}", ())))
    sites = [site for site in _sites(targets, claimed) if site not in targets.areas]
    places = [place for place in targets.kinds if place in claimed and place not in sites]
    reception = [area for area in areas if area not in origins]
    chosen = [*origins[:MAX_PRESENT_AT_ORIGIN], *places, *reception, *sites]
    names = [f"present:{target}" for target in dict.fromkeys(chosen)]
    names = [name for name in names if not targets.hidden(name)]
    if len(names) > MAX_WHERE:
        kept = set(sorted(names, key=lambda name: -_size(targets, reports, name))[:MAX_WHERE])
        names = [name for name in names if name in kept]
    return names


def _claimed(targets: Geography, reports: Reports) -> list[str]:
    """Every reported quantity, if it may be shown and can be computed."""
    return [name for name in reports if _computable(targets, name) and not targets.hidden(name)]


def _sites(targets: Geography, claimed: set[str]) -> list[str]:
    """Sites with a capacity or a report; all of them if none has either."""
    sites: list[str] = targets.scenario["sites"]["place"].tolist()
    known = [site for site in sites if site in claimed or site in targets.capacities]
    return known or sites


def _size(targets: Geography, reports: Reports, name: str) -> float:
    """Rank of a quantity: the largest reported value, else its capacity."""
    reported = [report.middle for report in reports.get(name, ())]
    target = parse_quantity(name).parts[-1]
    return max([*reported, targets.capacities.get(target, 0.0)])


def _largest_sites(targets: Geography) -> list[str]:
    sites = targets.capacities
    kept = set(sorted(sites, key=lambda site: -sites[site])[:MAX_SITES])
    return [site for site in sites if site in kept]


def _computable(targets: Geography, name: str) -> bool:
    """Whether a claimed quantity can be computed in this scenario."""
    quantity: Quantity = parse_quantity(name)
    places = targets.places(quantity.parts[-1])
    if quantity.word == "arrived" and quantity.class_:
        return len(places) == 1
    if quantity.word in {"returned", "cleared"}:
        table = targets.scenario["homes" if quantity.word == "returned" else "contamination"]
        return len(table) > 0 and not (quantity.word == "cleared" and quantity.class_)
    if quantity.word == "share_held":
        table = targets.scenario["places"]
        inside = np.isin(table["place"].astype(str), sorted(places))
        return bool(np.nansum(table["area_km2"][inside]) > 0)
    return True


def _day_text(date: dt.date) -> str:
    """A date in words, such as ``14 December 2016``."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
