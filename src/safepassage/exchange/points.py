"""Violent events with coordinates, as ACLED and UCDP publish them, assigned to places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.located import Nearest
from safepassage.exchange.slugs import first_free
from safepassage.exchange.violence import Violence, hazard_rows

WITHIN_KM = 25.0
"""Farthest that an event may be from a known place to count there."""


class Point(NamedTuple):
    """One event. Parties are not kept.

    Attributes:
        date: Day.
        lat: Latitude, degrees.
        lon: Longitude, degrees.
        name: Name of the location.
        country: Its country.
        deaths: Reported deaths.
        violent: Whether it counts as violence.
        holder: Who holds the place after it (government, non-state or external), or empty.
    """

    date: dt.date
    lat: float
    lon: float
    name: str
    country: str
    deaths: float
    violent: bool = True
    holder: str = ""


def put_on_places(
    points: Sequence[Point], found: Imported, context: Context, source_id: str, lag: int
) -> None:
    """Add hazard and control events at the known places near the points.

    Where no place is known, each location of the file becomes a place.
    """
    places = found.tables.get("places") or []
    if not places and not context.gazetteer.places:
        places = own_places(points, found, source_id)
    names = Nearest(places).find(
        [point.lat for point in points], [point.lon for point in points], WITHIN_KM
    )
    far = sum(not name for name in names)
    if far:
        found.note(
            f"{source_id}: {far} of {len(points)} events are more than {WITHIN_KM:g} km from any "
            "place and were left out"
        )
    add_events(zip(points, names, strict=True), found, context, source_id, lag)


def add_events(
    located: Iterable[tuple[Point, str]],
    found: Imported,
    context: Context,
    source_id: str,
    lag: int,
) -> None:
    """Add the hazard and control events of points at named places (an empty name is left out)."""
    lag = lag if context.lag is None else context.lag
    kept = [(point, name) for point, name in located if name]
    violence = [Violence(name, p.date, p.deaths) for p, name in kept if p.violent]
    hazard_rows(found, violence, source_id, hold=context.hold, lag=lag)
    for point, name in sorted(
        ((p, name) for p, name in kept if p.holder), key=lambda pair: (pair[0].date, pair[1])
    ):
        found.add(
            "events",
            {
                "date": point.date,
                "kind": "control",
                "target": name,
                "attribute": "holder",
                "value": point.holder,
                "published": point.date + dt.timedelta(days=lag),
                "source_id": source_id,
            },
        )


def own_places(points: Sequence[Point], found: Imported, source_id: str) -> list[dict[str, object]]:
    """A place for each location of the file: name and coordinates."""
    taken: set[str] = set()
    seen: set[tuple[str, float, float]] = set()
    for point in points:
        key = point.name, point.lat, point.lon
        if key in seen:
            continue
        seen.add(key)
        place = first_free(short_slug(point.name), taken)
        taken.add(place)
        found.add(
            "places",
            {
                "place": place,
                "name": point.name,
                "kind": "settlement",
                "lat": point.lat,
                "lon": point.lon,
                "country": point.country,
                "source_id": source_id,
            },
        )
    return found.tables.get("places", [])
