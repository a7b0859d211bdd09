"""Locations as rows of our places, sites and populations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from safepassage.exchange.flee.case import FleeCase, Location
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.exchange.flee.flags import initial, is_silent_camp
from safepassage.exchange.flee.place_events import initial_move_chance
from safepassage.exchange.names import first_free

CLASS = "people"
Rows = list[dict[str, object]]
_FILE = "locations.csv"


def place_rows(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> Rows:
    """One row a location, and one for each series that belongs to no location."""
    coordinates = _coordinates(case, findings)
    rows: Rows = []
    for location in case.locations:
        flags = initial(location, case)
        lat, lon = coordinates.get(location.name, (None, None))
        row: dict[str, object] = {
            "place": slugs[location.name],
            "name": location.name,
            "kind": flags.kind,
            "lat": lat,
            "lon": lon,
            "country": location.country,
            "population": None if "camp" in location.type else float(location.people),
            "move_chance": initial_move_chance(flags, case),
            "flood_zone": (location.type == "flood_zone" and _floods_weigh(case)) or None,
            "note": f"region: {location.region}" if location.region else None,
            **_numbers(location, case, findings),
        }
        rows.append({key: value for key, value in row.items() if value is not None})
    return rows + _only_counted(case, slugs, findings)


def _floods_weigh(case: FleeCase) -> bool:
    """Whether floods act on the attraction."""
    return case.settings.flood is not None and bool(case.settings.flood.flood_loc_weights)


def _only_counted(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> Rows:
    """Places for series of no location: Flee counts their changes among the newly displaced.

    They get no row in ``sites``: nobody is put there on the first day.
    """
    known = {location.name for location in case.locations}
    others = [item.name for item in case.series if item.name not in known]
    names = [name for name in others if name in slugs]
    if names:
        findings.note(
            f"data_layout.csv: {listed(names)}: no such location; the changes of these "
            "registrations count among the newly displaced, as in Flee, and a place without "
            "routes stands for each"
        )
    elif others:
        findings.note(f"data_layout.csv: {listed(others)}: no such location, and without effect")
    note = "only in data_layout.csv: its registrations count, nobody is there"
    home = case.locations[0].country
    return [
        {
            "place": slugs[name],
            "name": name,
            "kind": "site",
            "country": home,
            "note": note,
        }
        for name in names
    ]


def _coordinates(
    case: FleeCase, findings: Findings
) -> dict[str, tuple[float | None, float | None]]:
    """Name → latitude and longitude; blank where they cannot be degrees on the Earth."""
    as_executed = case.settings.move.stay_close_to_home
    if as_executed:
        findings.note(
            f"{_FILE}: with stay_close_to_home the fourth column is taken for the longitude and "
            "the fifth for the latitude, as Flee does; blanks are 0"
        )
    found: dict[str, tuple[float | None, float | None]] = {}
    outside: list[str] = []
    for location in case.locations:
        x, y = location.x, location.y
        if as_executed:
            x, y = x or 0.0, y or 0.0
        lat, lon = (x, y) if case.latitude_first and not as_executed else (y, x)
        if (lat is not None and abs(lat) > 90) or (lon is not None and abs(lon) > 180):
            outside.append(location.name)
            lat = lon = None
        found[location.name] = (lat, lon)
    if outside and as_executed:
        message = f"no coordinates on the Earth: {listed(outside)}"
        findings.problem(message, _FILE, remedy="stay_close_to_home needs them")
    elif outside:
        findings.note(f"{_FILE}: coordinates off the Earth are left blank: {listed(outside)}")
    return found


def _numbers(location: Location, case: FleeCase, findings: Findings) -> dict[str, object]:
    """Optional numbers of a place, each within our range or a problem where it would act."""
    move, spawn = case.settings.move, case.settings.spawn
    home = case.locations[0].country
    pull = move.use_economic_pull and location.country != home
    wanted = (
        ("trade_volume", "trade_volume", 1e12, pull),
        ("hdi", "hdi", 1.0, pull),
        ("deactivation_probability", "deactivation", 1.0, spawn.camps_are_sinks),
    )
    numbers: dict[str, object] = {}
    for theirs, ours, most, acts in wanted:
        text = location.attributes.get(theirs)
        if text is None:
            if pull and theirs != "deactivation_probability":
                message = f"{location.name!r} needs it"
                remedy = "use_economic_pull reads it at every foreign location"
                findings.problem(message, _FILE, location.row, theirs, remedy)
        elif 0 <= float(text) <= most:
            numbers[ours] = float(text)
        elif acts:
            message = f"{text} is not a number from 0 to {most:g}"
            findings.problem(message, _FILE, location.row, theirs)
        else:
            findings.note(f"{_FILE}: {theirs} outside 0 to {most:g} is left out")
    return numbers


def site_rows(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> Rows:
    """One row for each location that is a camp on the first day."""
    rows: Rows = []
    silent = [item.name for item in case.locations if is_silent_camp(item, case)]
    if silent:
        findings.note(
            f"{_FILE}: a move chance below 0.005 makes camps of {listed(silent)}, as in Flee"
        )
    registered = {item.name for item in case.series}
    for location in case.locations:
        growth = _growth(location, findings)
        row: dict[str, object] = {"place": slugs[location.name]}
        if location.type == "idpcamp":
            row["kind"] = "idp_camp"
        if "camp" in location.type:
            # Below 1 there is no limit, unless the capacity grows.
            if location.people >= 1 or (growth and location.people >= 0):
                row["capacity"] = float(location.people)
            if growth:
                row["capacity_per_day"] = float(growth)
            rows.append(row)
            continue
        if growth:
            row |= {"capacity": 0.0, "capacity_per_day": float(growth)}
            findings.note(
                f"{_FILE}: capacity_per_day at {location.name}, no camp: it fills up from a "
                "capacity of 0 on, as in Flee"
            )
        # With floods every place with registrations counts as a camp: people start there.
        counted = case.settings.flood_spawning is not None and location.name in registered
        if growth or counted or is_silent_camp(location, case):
            rows.append(row)
    return rows


def idp_camp_rows(case: FleeCase, slugs: Mapping[str, str]) -> Rows:
    """One area of all IDP camps, whose people Flee adds up as total IDPs; nothing without any."""
    area = first_free("idp-camps", set(slugs.values()))
    name = "All IDP camps"
    return [
        {"area": area, "name": name, "place": slugs[location.name]}
        for location in case.locations
        if location.type == "idpcamp"
    ]


def _growth(location: Location, findings: Findings) -> int:
    """Growth of the capacity a day; Flee passes over a negative one."""
    growth = int(location.attributes.get("capacity_per_day", "0"))
    if growth < 0:
        findings.repair(
            f"{growth} would shrink the capacity of {location.name}",
            _FILE,
            location.row,
            "capacity_per_day",
            reading="it does nothing",
        )
    return max(growth, 0)


def population_rows(
    case: FleeCase,
    slugs: Mapping[str, str],
    divide: Callable[[str, int], Mapping[str, int]],
    agents: Mapping[tuple[str, str], int],
) -> Rows:
    """People who are displaced already on the first day: initial IDPs and ``agents.csv``.

    Args:
        case: The case.
        slugs: Identifier of each name.
        divide: People of a location by class.
        agents: People of ``agents.csv`` by location and class; empty: no rule distinguishes them.
    """
    counts = dict(agents)
    for location in case.locations:
        people = 0 if agents else case.agents.get(location.name, 0)
        if _receives_idps(location, case):
            people += int(location.attributes.get("initial_idps", "0"))
        for class_, part in divide(location.name, people).items():
            key = (location.name, class_)
            counts[key] = counts.get(key, 0) + part
    order = {location.name: number for number, location in enumerate(case.locations)}
    return [
        {"place": slugs[name], "class": class_, "best": float(people), "status": "displaced"}
        for (name, class_), people in sorted(counts.items(), key=lambda one: order[one[0][0]])
        if people
    ]


def _receives_idps(location: Location, case: FleeCase) -> bool:
    """Flee places initial IDPs in camps, unless camps start empty."""
    return initial(location, case).kind == "site" and not case.settings.spawn.empty_camps_on_day0
