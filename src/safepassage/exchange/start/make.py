"""Files of an analyst → a checked scenario, and the list of what had to be assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from safepassage.exchange import acled, ucdp
from safepassage.exchange.cod_ab import add_places
from safepassage.exchange.context import Context
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.exchange.losses import Losses
from safepassage.exchange.names import first_free
from safepassage.exchange.start import links, people, violent
from safepassage.exchange.start.assumptions import SOURCE, Assumption, add_claims, as_text
from safepassage.exchange.start.displaced import assume_displaced, count_displaced
from safepassage.exchange.start.inputs import Inputs, inputs_note, read_inputs
from safepassage.exchange.start.onto_roads import onto_roads
from safepassage.scenario.behaviour import fitted
from safepassage.scenario.scenario import Scenario, make_scenario

BOUNDARIES = "start-boundaries"
ROADS = "start-roads"
LEARNT = "start-behaviour"
AFTER = 30
"""Days after the last violent event."""
LONGEST = 730
"""Days of a scenario whose end the user has not given, at most."""
_RATE = (0.2, 0.05, 0.8)
_STAYING = (0.1, 0.02, 0.3)
_MOVES_ON = 0.01


@dataclass(frozen=True)
class Answers:
    """What the user may say beside the files.

    Attributes:
        title: Title of the scenario, or None.
        start: First day, or None for the day of the first violent event.
        days: Days, or None for until 30 days after the last event (at most 730).
        spread: Part by which the population may be higher or lower.
        hold: Days for which a violent event counts.
        lag: Days until it is published, or None for the format's.
        lenient: Leave rows out that cannot be read.
        density: People a km² to assume where no population is given, or None to refuse then.
        given: How cells are written, where the files leave it open.
    """

    title: str | None = None
    start: dt.date | None = None
    days: int | None = None
    spread: float = 0.2
    hold: int = 7
    lag: int | None = None
    lenient: bool = False
    density: float | None = None
    given: Given = field(default_factory=Given)


@dataclass(frozen=True)
class Started:
    """A new scenario.

    Attributes:
        scenario: Checked and runnable.
        assumptions: What no file gave, in the order in which to check it.
        notes: What was read or resolved.
        losses: What was left out.
    """

    scenario: Scenario
    assumptions: tuple[Assumption, ...]
    notes: tuple[str, ...]
    losses: Losses

    @property
    def lines(self) -> list[str]:
        """Notes and losses, the alarm first."""
        lines = [self.losses.alarm, *self.notes, *self.losses.lines()]
        return [line for line in lines if line]

    def text(self) -> str:
        """The list of assumptions as a page of Markdown."""
        return as_text(self.scenario.title, self.assumptions, self.lines)


def start_scenario(
    name: str,
    *,
    boundaries: Path,
    population: Path | None = None,
    present: Path | None = None,
    acled_file: Path | None = None,
    ucdp_file: Path | None = None,
    roads: Path | None = None,
    answers: Answers | None = None,
) -> Started:
    """Make a scenario of the files.

    Args:
        name: Identifier of the scenario.
        boundaries: Admin units as GeoJSON, polygons or points.
        population: COD-PS table; without it, ``answers.density`` is needed.
        present: Such a table of the people who are there now: the others were displaced before.
        acled_file: ACLED events.
        ucdp_file: UCDP GED or Candidate events.
        roads: Lines as GeoJSON, or an extract of OpenStreetMap.
        answers: What the user says beside.

    Raises:
        ScenarioError: Everything that is wrong, at once.

    Examples:
        >>> import json
        >>> from pathlib import Path
        >>> import safepassage
        >>> def unit(name, east):
        ...     ring = [[east, 10], [east + 1, 10], [east + 1, 11], [east, 11], [east, 10]]
        ...     shape = {"type": "Polygon", "coordinates": [ring]}
        ...     return {"type": "Feature", "properties": {"name": name}, "geometry": shape}
        >>> units = {"type": "FeatureCollection", "features": [unit("West", 20), unit("East", 21)]}
        >>> _ = Path("units.geojson").write_text(json.dumps(units))
        >>> first = safepassage.Answers(start=__import__("datetime").date(2030, 3, 1))
        >>> made = safepassage.start_scenario(
        ...     "new", boundaries=Path("units.geojson"), answers=first
        ... )
        >>> made.scenario["places"]["name"].tolist()
        ['West', 'East']
    """
    said = answers or Answers()
    found = Imported(lenient=said.lenient, given=said.given)
    inputs = read_inputs(boundaries, population, acled_file, ucdp_file, roads, found, present)
    if inputs.population is None:
        people.need_density(inputs.units, said.density, found)
    start, days = _period(inputs, said, found)
    inputs, moved = _onto_roads(inputs)
    places = _add_places(inputs, boundaries, moved, found)
    assumed = _add_people(inputs, places, (population, present), said, found)
    learnt = fitted().pooled
    for row in learnt.ranges(()):
        found.add("uncertain", {**row, "source_id": LEARNT})
    found.source(LEARNT, f"Published conflicts, fit of {fitted().date} (docs/behaviour.md)")
    assumed += _add_routes(inputs, places, roads, found)
    if moved:
        assumed.append(
            Assumption(
                "points-on-roads", len(moved), len(moved), "places",
                f"The middle of these units lies more than {links.SNAP_KM:g} km off the roads: the "
                "nearest road in the unit stands for it. Put the point where most people live",
                "places.csv lat and lon, and routes.csv",
            )
        )  # fmt: skip
    events = (acled_file, ucdp_file)
    assumed += _add_violence(inputs, places, events, said, start, found)
    add_claims(assumed, found, start)
    title = said.title or f"{name}: started from {len(places)} admin units"
    files = inputs_note(
        {
            "boundaries": boundaries,
            "population": population,
            "people present": present,
            "ACLED": acled_file,
            "UCDP": ucdp_file,
            "roads": roads,
        }
    )
    settings = {
        "title": title,
        "start": start,
        "days": days,
        "note": f"Made by safepassage start from {files}. Rows of the sources start-… come from "
        "these files; rows of the source assumption are to be checked.",
    }
    rules = {**learnt.rules(), "flight_rate": _RATE[0], "default_movechance": _MOVES_ON}
    tables = {table: rows for table, rows in found.tables.items() if rows}
    scenario = make_scenario(name, settings, rules, tables)
    return Started(scenario, tuple(assumed), tuple(found.notes), found.losses)


def _period(inputs: Inputs, said: Answers, found: Imported) -> tuple[dt.date, int]:
    dates = sorted(point.date for point in inputs.points or () if point.violent)
    if said.start is None and not dates:
        remedy = "give --first-day 2024-01-31, or violent events with --acled or --ucdp"
        found.problem("no first day is known", "", remedy=remedy)
    found.stop_if_any()
    start = said.start or dates[0]
    until = (dates[-1] - start).days + 1 + AFTER if dates else 90
    return start, said.days or max(1, min(until, LONGEST))


def _onto_roads(inputs: Inputs) -> tuple[Inputs, dict[int, float]]:
    """Units with a point on a road of theirs, and which of them were moved by how many km."""
    if inputs.roads is None:
        return inputs, {}
    units, moved = onto_roads(inputs.units, inputs.roads)
    return replace(inputs, units=units), moved


def _add_places(
    inputs: Inputs, boundaries: Path, moved: Mapping[int, float], found: Imported
) -> list[str]:
    found.source(BOUNDARIES, f"Boundaries given to start: {boundaries.name}")
    places = add_places(inputs.units, found)
    for index, row in enumerate(found.tables["places"]):
        row["source_id"] = BOUNDARIES
        if index in moved:
            row["note"] = f"Assumed point: on a road, {moved[index]:.0f} km from the unit's middle"
    return places


def _add_people(
    inputs: Inputs, places: list[str], paths: tuple[Path | None, Path | None], said: Answers,
    found: Imported,
) -> list[Assumption]:  # fmt: skip
    """Add class, populations and what is uncertain about them."""
    path, present = paths
    best, low, high = _STAYING
    found.source(SOURCE, "Assumption of safepassage start")
    found.add(
        "classes",
        {
            "class": people.CLASS,
            "name": "People",
            "staying_low": low,
            "staying": best,
            "staying_high": high,
            "source_id": SOURCE,
        },
    )
    taken = {*places, *(str(row["area"]) for row in found.tables.get("areas", []))}
    area = first_free("everywhere", taken)
    for place in places:
        found.add("areas", {"area": area, "name": "All units", "place": place})
    _prior(
        found, "rate-of-flight", "rules.flight_rate", "lognormal", (_RATE[1], _RATE[0], _RATE[2])
    )
    assumed: list[Assumption] = []
    why = (
        "How far the population may be from the count; older counts and earlier flight make it "
        "wider"
    )
    if path is None or inputs.population is None:
        density = said.density or 0.0
        people.assume_populations(inputs.units, places, density, found)
        spread = people.GUESS
        _prior(found, "population", f"populations:{area}", "lognormal", spread)
        why = "How far the assumed population may be from the truth"
        assumed.append(
            Assumption(
                "population", density * spread[0], density * spread[2], "people/km2",
                f"ALL PEOPLE ARE ASSUMED: no population was given, {density:g} a km² were asked "
                "for. No number of people means anything before counts replace them",
                "populations.csv",
            )
        )  # fmt: skip
    else:
        found.source(people.SOURCE, f"Population given to start: {path.name}")
        people.add_populations(inputs.units, places, inputs.population, found, path.name)
        spread = (1.0 - said.spread, 1.0, 1.0 + said.spread)
        if said.spread > 0:
            _prior(found, "population", f"populations:{area}", "normal", spread)
    displaced = _displaced(inputs, places, present, area, found)
    return [
        *assumed,
        *displaced,
        Assumption(
            "flight-rate", _RATE[1], _RATE[2], "1/day",
            "Rate at which residents flee where hazard is 1; the result hangs on it most: take it "
            "from an earlier crisis of the same country",
            "scenario.toml rules.flight_rate and uncertain rate-of-flight",
        ),
        Assumption(
            "staying", low, high, "share",
            "Share who cannot or will not leave: ask people who know the place",
            "classes.csv staying",
        ),
        Assumption(
            "population-spread", spread[0], spread[2], "factor", why,
            "populations.csv and scenario.toml uncertain population",
        ),
        Assumption(
            "moving-on", _MOVES_ON, _MOVES_ON, "1/day",
            "Displaced people stay about three months with hosts before they move on",
            "scenario.toml rules.default_movechance",
        ),
        Assumption(
            "reception", 0, 0, "sites",
            "No site, camp, border crossing or place outside the units is known: people can only "
            "go to other units. Add them", "places.csv, sites.csv, routes.csv",
        ),
    ]  # fmt: skip


def _displaced(
    inputs: Inputs, places: list[str], present: Path | None, area: str, found: Imported
) -> list[Assumption]:
    """Add the people who were displaced before the first day."""
    census = _people_by_place(found)
    if present is None or inputs.present is None or inputs.population is None:
        if present is not None:
            found.note(f"{present.name}: left out, for no census says who is missing")
        return assume_displaced(census, area, found)
    counted = Imported(lenient=found.lenient, given=found.given)
    people.add_populations(inputs.units, places, inputs.present, counted, present.name)
    counted.stop_if_any()
    for note in counted.notes:
        found.note(f"{present.name}: {note}")
    return count_displaced(census, _people_by_place(counted), area, found)


def _people_by_place(found: Imported) -> dict[str, float]:
    rows = found.tables.get("populations", [])
    return {str(row["place"]): float(str(row["best"])) for row in rows}


def _prior(
    found: Imported, name: str, input_: str, distribution: str, values: tuple[float, float, float]
) -> None:
    low, best, high = values
    found.add(
        "uncertain",
        {
            "name": name,
            "input": input_,
            "distribution": distribution,
            "low": low,
            "best": best,
            "high": high,
            "source_id": SOURCE,
        },
    )


def _add_routes(
    inputs: Inputs, places: list[str], path: Path | None, found: Imported
) -> list[Assumption]:
    if path is not None:
        found.source(ROADS, f"Roads given to start: {path.name}")
    routes = links.links_of(inputs.units, inputs.roads, found)
    rows: list[dict[str, Any]] = []
    for route in routes:
        # By identifier, so that a route's own identifier does not hang on the order of the file.
        one, other = sorted((places[route.one], places[route.other]))
        row: dict[str, Any] = {"from": one, "to": other, "mode": "road"}
        row["length_km"] = max(round(route.km, 2), 0.01)
        row["source_id"] = SOURCE if route.guess else ROADS
        row["note"] = route.guess
        rows.append(row)
    for row in sorted(rows, key=lambda row: (row["from"], row["to"])):
        found.add("routes", row)
    straight = sum(route.straight for route in routes)
    snapped = sum(bool(route.guess) for route in routes) - straight
    assumed = []
    if straight:
        assumed.append(
            Assumption(
                "straight-routes", straight, straight, "routes",
                f"No road joins these units in the files: straight line times {links.DETOUR:g} "
                "between neighbours. A river, a front or a ridge may lie between", "routes.csv",
            )
        )  # fmt: skip
    if snapped:
        assumed.append(
            Assumption(
                "ways-to-the-road", snapped, snapped, "routes",
                f"An end of these lies more than {links.SNAP_KM:g} km from the roads of the file: "
                "the way to the road is taken as a straight line", "routes.csv",
            )
        )  # fmt: skip
    return assumed


def _add_violence(
    inputs: Inputs,
    places: list[str],
    files: tuple[Path | None, Path | None],
    said: Answers,
    start: dt.date,
    found: Imported,
) -> list[Assumption]:
    given = [path.name for path in files if path is not None]
    if not given or not inputs.points:
        found.note("no violent event was given: nobody flees until events.csv has hazard")
        return []
    found.source(violent.SOURCE, f"Violent events given to start: {', '.join(given)}")
    early = start - dt.timedelta(days=said.hold)
    points = [point for point in inputs.points if point.date > early]
    if len(points) < len(inputs.points):
        early_rows = len(inputs.points) - len(points)
        found.losses.lose("events", "they no longer count on the first day", early_rows)
    lag = acled.LAG if files[0] is not None else ucdp.LAG
    context = Context(hold=said.hold, lag=said.lag)
    violent.add_violence(inputs.units, places, points, found, context, lag)
    _begin(found, start)
    lag = lag if said.lag is None else said.lag
    return [
        Assumption(
            "hazard-scale", 3, 3, "events",
            f"Weight at which hazard is 0.5: events of {said.hold} days at a place plus a tenth "
            "of their deaths; hazard stands for all that makes people flee", "events.csv",
        ),
        Assumption(
            "publication-lag", lag, lag, "day",
            "Days until an event is known; as-of views hang on it", "events.csv published",
        ),
    ]  # fmt: skip


def _begin(found: Imported, start: dt.date) -> None:
    """Events before the start: what holds on the first day is the last of each sort."""
    latest: dict[tuple[object, object], dict[str, Any]] = {}
    later: list[dict[str, Any]] = []
    for row in found.tables.get("events", []):
        date = row["date"]
        if isinstance(date, dt.date) and date <= start:
            latest[row["target"], row["kind"]] = {**row, "date": start}
        else:
            later.append(row)
    found.tables["events"] = [*latest.values(), *later]
