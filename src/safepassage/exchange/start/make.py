"""Files of an analyst → a checked scenario, and the list of what had to be assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from safepassage.arguments import checked
from safepassage.exchange.cod_ab import add_places
from safepassage.exchange.imported import Imported
from safepassage.exchange.losses import Losses
from safepassage.exchange.start import links, people, residents, violent
from safepassage.exchange.start.answers import Answers
from safepassage.exchange.start.assumptions import Assumption, add_claims, as_text
from safepassage.exchange.start.inputs import Inputs, inputs_note, read_inputs
from safepassage.exchange.start.onto_roads import onto_roads
from safepassage.scenario.behaviour import fitted
from safepassage.scenario.scenario import Scenario, make_scenario

BOUNDARIES = "start-boundaries"
LEARNT = "start-behaviour"
AFTER = 30
"""Days after the last violent event."""
LONGEST = 730
"""Days of a scenario whose end the user has not given, at most."""


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


@checked
def start_scenario(
    name: str,
    *,
    boundaries: str | Path,
    population: str | Path | None = None,
    present: str | Path | None = None,
    acled_file: str | Path | None = None,
    ucdp_file: str | Path | None = None,
    roads: str | Path | None = None,
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
        >>> import datetime as dt
        >>> import json
        >>> from pathlib import Path
        >>> import safepassage
        >>> def unit(name, east):
        ...     ring = [[east, 10], [east + 1, 10], [east + 1, 11], [east, 11], [east, 10]]
        ...     shape = {"type": "Polygon", "coordinates": [ring]}
        ...     return {"type": "Feature", "properties": {"name": name}, "geometry": shape}
        >>> units = {"type": "FeatureCollection", "features": [unit("West", 20), unit("East", 21)]}
        >>> _ = Path("units.geojson").write_text(json.dumps(units))
        >>> first = safepassage.Answers(start=dt.date(2030, 3, 1), density=50)
        >>> made = safepassage.start_scenario(
        ...     "new", boundaries=Path("units.geojson"), answers=first
        ... )
        >>> made.scenario["places"]["name"].tolist()
        ['West', 'East']
    """
    return _made(
        name, Path(boundaries), _path(population), _path(present), _path(acled_file),
        _path(ucdp_file), _path(roads), answers or Answers(),
    )  # fmt: skip


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _made(
    name: str,
    boundaries: Path,
    population: Path | None,
    present: Path | None,
    acled_file: Path | None,
    ucdp_file: Path | None,
    roads: Path | None,
    said: Answers,
) -> Started:
    """Make the scenario."""
    found = Imported(lenient=said.lenient, given=said.given)
    inputs = read_inputs(boundaries, population, acled_file, ucdp_file, roads, found, present)
    if inputs.population is None:
        people.need_density(inputs.units, said.density, found)
    start, days = _period(inputs, said, found)
    inputs, moved = _onto_roads(inputs)
    places = _add_places(inputs, boundaries, moved, found)
    assumed = residents.add_people(inputs, places, (population, present), said, found)
    learnt = fitted().pooled
    for row in learnt.ranges(()):
        found.add("uncertain", {**row, "source_id": LEARNT})
    found.source(LEARNT, f"Published conflicts, fit of {fitted().date} (docs/behaviour.md)")
    assumed += links.add_routes(inputs, places, roads, found)
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
    assumed += violent.add_given_events(inputs, places, events, said, start, found)
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
    rules = {
        **learnt.rules(),
        "flight_rate": residents.RATE[0],
        "default_movechance": residents.MOVES_ON,
    }
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
