"""Reads the folders of a Flee case into a :class:`FleeCase`, reporting every problem at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from safepassage.exchange.flee.case import FleeCase, Location, LocationChange, Series
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.exchange.flee.read_conditions import FLOODS, HUNGER, read_floods, read_hunger
from safepassage.exchange.flee.read_conflicts import (
    AGENTS,
    CONFLICTS,
    MINUTE,
    PERIOD,
    read_agents,
    read_conflicts,
    read_period,
)
from safepassage.exchange.flee.read_demographics import (
    agent_columns,
    file_of_attribute,
    read_agent_attributes,
    read_demographics,
)
from safepassage.exchange.flee.read_forecast import (
    ATTRIBUTE,
    check_awareness,
    check_forecast,
    check_levels,
)
from safepassage.exchange.flee.read_links import (
    CHANGES,
    CLOSURES,
    ROUTES,
    read_changes,
    read_closures,
    read_links,
)
from safepassage.exchange.flee.read_locations import FILE as LOCATIONS
from safepassage.exchange.flee.read_locations import read_locations
from safepassage.exchange.flee.read_major_routes import MAJOR, read_major_routes
from safepassage.exchange.flee.read_series import CORRECTIONS, read_corrections, read_series
from safepassage.exchange.flee.read_settings import read_settings
from safepassage.exchange.flee.settings import FleeSettings

INPUT, DATA, SETTINGS = "input_csv", "source_data", "simsetting.yml"
"""What the folder of a case holds, as Flee's authors publish it."""
_REQUIRED = (LOCATIONS, ROUTES, CLOSURES, CONFLICTS, PERIOD)
_PACKS = {
    "demographics_": "attributes that no rule looks at",
    "region_attributes_": "food security rules, which are off",
    "location_attributes_": "rules that are off",
    "flood_level": "flood rules, which are off",
}


def is_case(folder: Path) -> bool:
    """Whether a folder is that of a case, with its input below."""
    return (folder / INPUT).is_dir()


def read_case(
    input_dir: Path, data_dir: Path | None, settings: Path | None, findings: Findings
) -> FleeCase:
    """Read a case.

    Args:
        input_dir: Folder with ``locations.csv``, ``routes.csv``, …
        data_dir: Folder with ``data_layout.csv`` and the registrations; None, or a folder that
            does not exist, is a case without registrations.
        settings: The settings; None looks for ``simsetting.yml`` in ``input_dir`` and above it.
        findings: Collects problems, notes and options that never act.

    Raises:
        ScenarioError: Everything that is wrong, at once.
    """
    if not input_dir.is_dir():
        findings.problem("is not a folder", str(input_dir))
        findings.stop_if_any()
    used: set[str] = {*_REQUIRED, SETTINGS}
    start, days = read_period(input_dir / PERIOD, findings)
    locations, latitude_first = read_locations(input_dir / LOCATIONS, findings)
    names = {location.name: location for location in locations}
    countries = {location.country for location in locations}
    chosen = read_settings(settings or _nearby(input_dir, SETTINGS, findings), findings)
    if not locations:  # every other file would seem to hold unknown names only
        findings.stop_if_any()
    links = read_links(input_dir / ROUTES, names, findings)
    closures = read_closures(input_dir / CLOSURES, names, countries, findings)
    conflicts: dict[str, tuple[float, ...]] = {}
    if chosen.spawn.flood_zone_spawning_only:
        findings.note(f"{CONFLICTS} is not read in flood mode, as in Flee")
    else:
        conflicts = read_conflicts(input_dir / CONFLICTS, names, days, findings)
    floods, hunger = _conditions(input_dir, chosen, names, used, findings)
    check_levels(chosen, floods, days, findings)
    check_forecast(chosen, floods, days, findings)
    changes = read_changes(_nearby(input_dir, CHANGES, findings), names, findings)
    series = _registrations(input_dir, data_dir, start, used, findings)
    looked_at = chosen.attributes
    listed_people = chosen.spawn.read_from_agents_csv_file
    given = agent_columns(input_dir / AGENTS, AGENTS, findings) if listed_people else ()
    demographics = read_demographics(input_dir, looked_at, names, findings, given=given)
    used |= {file_of_attribute(attribute) for attribute in looked_at}
    levels = [text for values in demographics.get(ATTRIBUTE, {}).values() for text, _ in values]
    check_awareness(chosen, levels, file_of_attribute(ATTRIBUTE), findings)
    agents: dict[str, int] = {}
    agent_attributes: tuple[tuple[str, dict[str, str]], ...] = ()
    if listed_people:
        agents = _agents(input_dir, names, findings)
        if agents and looked_at:
            agent_attributes = read_agent_attributes(
                input_dir / AGENTS, AGENTS, looked_at, names, findings
            )
        used.add(AGENTS)
        levels = [own[ATTRIBUTE] for _, own in agent_attributes if ATTRIBUTE in own]
        check_awareness(chosen, levels, AGENTS, findings)
    fixed = chosen.move.fixed_routes
    major_routes = read_major_routes(input_dir, names, links, findings, fixed_routes=fixed)
    used |= {CHANGES, MAJOR, CORRECTIONS}
    _note_unread(input_dir, used, findings)
    _check_series(series, locations, findings)
    _check_changes(changes, names, major_routes, findings)
    _check_source(chosen, locations, conflicts, bool(series), findings)
    unit = _unit(chosen, locations, conflicts, changes, findings)
    findings.stop_if_any()
    return FleeCase(
        start=start,
        days=days,
        locations=locations,
        latitude_first=latitude_first,
        links=links,
        major_routes=major_routes,
        closures=closures,
        conflicts={
            name: tuple(value / unit for value in values) for name, values in conflicts.items()
        },
        changes=changes,
        floods=floods,
        hunger=hunger,
        total=series[0] if series else None,
        series=tuple(series[1:]),
        agents=agents,
        demographics=demographics,
        agent_attributes=agent_attributes,
        settings=chosen,
        intensity_unit=unit,
    )


def _nearby(input_dir: Path, file: str, findings: Findings) -> Path | None:
    """A file that may lie in the input folder or in the case's folder above it."""
    found = [path for path in (input_dir / file, input_dir.parent / file) if path.is_file()]
    if not found:
        return None
    findings.note(f"{file}: read {found[0]}")
    if len(found) > 1:
        findings.note(f"{file}: {found[1]} is not read")
    if file == CHANGES:
        findings.note(f"{file}: Flee itself reads it from its working directory only")
    return found[0]


def _registrations(
    input_dir: Path, data_dir: Path | None, start: dt.date, used: set[str], findings: Findings
) -> list[Series]:
    corrections = input_dir / CORRECTIONS
    if data_dir is None or not data_dir.is_dir():
        if data_dir is not None:
            findings.note(f"{data_dir} does not exist: the case has no registrations")
        if corrections.is_file():
            findings.note(f"{CORRECTIONS} is not read, for there are no registrations")
        return []
    series, files = read_series(data_dir, findings)
    if corrections.is_file() and series:
        series = read_corrections(corrections, series, start, findings)
    if data_dir == input_dir:
        used |= files
    else:
        _note_unread(data_dir, files, findings)
    return series


def _conditions(
    input_dir: Path,
    settings: FleeSettings,
    names: dict[str, Location],
    used: set[str],
    findings: Findings,
) -> tuple[dict[str, tuple[float, ...]], dict[str, tuple[tuple[int, float], ...]]]:
    """Floods and hunger, each read only if a rule looks at it."""
    floods: dict[str, tuple[float, ...]] = {}
    hunger: dict[str, tuple[tuple[int, float], ...]] = {}
    if settings.flood is not None or settings.flood_spawning is not None:
        floods = read_floods(input_dir / FLOODS, names, findings)
        used.add(FLOODS)
    if settings.looks_at_food:
        regions = {location.region for location in names.values() if location.region}
        hunger = read_hunger(input_dir / HUNGER, regions, findings)
        used.add(HUNGER)
    return floods, hunger


def _agents(input_dir: Path, names: dict[str, Location], findings: Findings) -> dict[str, int]:
    path = input_dir / AGENTS
    if not path.is_file():
        remedy = "spawn_rules: read_from_agents_csv_file asks for it"
        findings.problem("is missing", AGENTS, remedy=remedy)
        return {}
    return read_agents(path, names, findings)


def _check_series(
    series: list[Series], locations: tuple[Location, ...], findings: Findings
) -> None:
    """Each camp needs registrations, as in Flee, as soon as there are any."""
    given = {item.name for item in series[1:]}
    if not series:
        return
    for location in locations:
        if "camp" in location.type and location.name not in given:
            message = f"camp {location.name!r} has no registrations in data_layout.csv"
            remedy = "Flee stops on it; add a series or import without DATA_DIR"
            findings.problem(message, LOCATIONS, location.row, "name", remedy)


def _unit(
    settings: FleeSettings,
    locations: tuple[Location, ...],
    conflicts: dict[str, tuple[float, ...]],
    changes: tuple[LocationChange, ...],
    findings: Findings,
) -> float:
    """The strongest intensity, by which all are divided where one is above 1.

    Attraction takes the power of an intensity and flight a multiple of it: both are raised by the
    same number, so that nothing changes.
    """
    known = [value for values in conflicts.values() for value in values]
    known += [float(item.attributes.get("conflict_intensity", "1")) for item in locations]
    if any(change.type == "conflict" for change in changes):
        known.append(float(int(settings.default_conflict_intensity)))
    unit = max(1.0, *known)
    if unit > 1 and settings.spawn.starvation_driven_spawning:
        message = f"intensities up to {unit:g} are not supported with starvation_driven_spawning"
        findings.problem(message, CONFLICTS, remedy="write intensities from 0 to 1")
    return unit


def _check_source(
    settings: FleeSettings,
    locations: tuple[Location, ...],
    conflicts: dict[str, tuple[float, ...]],
    registered: bool,  # noqa: FBT001
    findings: Findings,
) -> None:
    """Flee stops if registrations drive displacement and nobody can be displaced on day 0."""
    elsewhere = (
        not registered
        or settings.conflict_spawning is not None
        or settings.spawn.flood_zone_spawning_only
        or settings.spawn.starvation_driven_spawning
    )
    if elsewhere or not locations:
        return
    by_type = any(item.type == "conflict" and item.conflict_date <= 0 for item in locations)
    if not by_type and not any(values[:1] > (MINUTE,) for values in conflicts.values()):
        findings.problem(
            "no place is in conflict on the first day, so that nobody can be displaced",
            LOCATIONS,
            remedy="Flee stops on it; name a place of conflict in locations.csv or conflicts.csv",
        )


def _check_changes(
    changes: tuple[LocationChange, ...],
    names: dict[str, Location],
    major_routes: tuple[tuple[str, ...], ...],
    findings: Findings,
) -> None:
    """Ways by major routes are found once, for the markers of the first day."""
    for change in changes:
        if major_routes and "marker" in {change.type, names[change.name].type}:
            message = "changes to and from a marker are not supported with major routes"
            findings.problem(message, CHANGES, change.row, "type")


def _note_unread(folder: Path, used: set[str], findings: Findings) -> None:
    others: list[str] = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name in used:
            continue
        pack = next((why for start, why in _PACKS.items() if path.name.startswith(start)), None)
        if pack is not None:
            findings.note(f"{path.name} is ignored: only for {pack}")
        elif path.name == AGENTS:
            findings.note(f"{AGENTS} is ignored: read_from_agents_csv_file is off")
        else:
            others.append(path.name)
    if others:
        findings.note(f"{folder.name}: files that are not read: {listed(others)}")
