"""A Flee case as typed, frozen values: what the files say, nothing resolved yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from safepassage.exchange.flee.publications import Report, publications
from safepassage.exchange.flee.settings import FleeSettings

LocationType = Literal[
    "camp", "idpcamp", "conflict", "forward", "marker", "flood_zone", "town", "unknown"
]
"""What Flee makes of the text in ``location_type``; ``unknown`` only when read leniently."""
ClosureKind = Literal["country", "location", "camp", "idpcamp", "link", "remove_forced_redirection"]


@dataclass(frozen=True)
class Location:
    """One row of ``locations.csv``.

    Attributes:
        row: Row in the file.
        name: Name, the key in every other file.
        region: Region, or an empty text.
        country: Country; ``unknown`` where the file is blank, as in Flee.
        x: Fourth column (Flee: x), degrees, or None where blank.
        y: Fifth column (Flee: y), degrees, or None where blank.
        type: Type as Flee reads it.
        conflict_date: Day on which the case's author dates the conflict; 0 where blank.
        people: Population, or capacity of a camp, as written; 0 where blank.
        attributes: Further columns that are filled.
    """

    row: int
    name: str
    region: str
    country: str
    x: float | None
    y: float | None
    type: LocationType
    conflict_date: int
    people: int
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """One row of ``routes.csv``: a two-way link.

    Attributes:
        row: Row in the file.
        name1: One end.
        name2: Other end.
        length_km: Length in km, above 0.
        forced: ``forced_redirection``: 0, 1 or 2.
        max_speed: Own speed limit in km/day, or None.
        walk_share: Chance that a day on it is walked, 0..1, or None.
    """

    row: int
    name1: str
    name2: str
    length_km: float
    forced: int = 0
    max_speed: float | None = None
    walk_share: float | None = None


@dataclass(frozen=True)
class Closure:
    """One row of ``closures.csv``; days count from 0; ``end`` of 0 or less never reopens."""

    row: int
    kind: ClosureKind
    name1: str
    name2: str
    start: int
    end: int


@dataclass(frozen=True)
class LocationChange:
    """One row of ``location_changes.csv``."""

    row: int
    name: str
    type: LocationType
    day: int


@dataclass(frozen=True)
class Series:
    """One registration series, after adding tables, with every publication of each count.

    Attributes:
        name: Name in ``data_layout.csv``; the first one there is the total.
        rows: Counts in the order of the file (its own dates), not divided by ``hasten``.
        corrections: Days of the corrections of level-1 registrations, in order of their file.
    """

    name: str
    rows: tuple[Report, ...]
    corrections: tuple[dt.date, ...] = ()

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every publication, by date and then by day of publication."""
        return publications(self.rows, self.corrections)

    @property
    def counts(self) -> dict[dt.date, float]:
        """Counts by date once everything is published, ascending: what Flee reads."""
        return {report.date: report.people for report in self.reports}


Attribute = Mapping[str, tuple[tuple[str, float], ...]]
"""Location or ``Default`` → (value, weight) of one demographic attribute."""


@dataclass(frozen=True)
class FleeCase:
    """A whole case.

    Attributes:
        start: ``StartDate``; Flee's day t is dated start + t + 1 in its output.
        days: ``Length``.
        locations: In file order; the first one's country is home.
        latitude_first: Whether x is the latitude.
        links: Routes in file order.
        major_routes: Names along each major route; none where no rule looks at them.
        closures: Closures in file order.
        conflicts: Location → intensity (0..1) by row of ``conflicts.csv`` (row 0 is day 0).
        changes: Rows of ``location_changes.csv``.
        floods: Location → level by row of ``flood_level.csv`` (row 0 is day 0).
        hunger: Region → (day, per cent) of ``region_attributes_IPC.csv``.
        total: Series of the total, or None without registrations.
        series: Series of the camps (and of names that are no location) in layout order.
        agents: Location → people read from ``agents.csv``.
        demographics: Attribute that a rule looks at → weights of its values.
        agent_attributes: (location, attributes that a rule looks at) of each of these people.
        settings: ``simsetting.yml``.
    """

    start: dt.date
    days: int
    locations: tuple[Location, ...]
    latitude_first: bool
    links: tuple[Link, ...]
    major_routes: tuple[tuple[str, ...], ...]
    closures: tuple[Closure, ...]
    conflicts: Mapping[str, tuple[float, ...]]
    changes: tuple[LocationChange, ...]
    floods: Mapping[str, tuple[float, ...]]
    hunger: Mapping[str, tuple[tuple[int, float], ...]]
    total: Series | None
    series: tuple[Series, ...]
    agents: Mapping[str, int]
    demographics: Mapping[str, Attribute]
    agent_attributes: tuple[tuple[str, Mapping[str, str]], ...]
    settings: FleeSettings
