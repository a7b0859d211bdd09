"""Violent events with coordinates, as ACLED and UCDP report them, put onto places."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from safepassage.exchange.context import Context, Gazetteer, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.located import Nearest
from safepassage.exchange.names import UnitName, first_free
from safepassage.exchange.sheet import Reading
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
        province: Name of the first-level unit in which it happened, or empty.
        rough: Whether only the province is known, and the point is any point of it.
        early: Days before the day on which it may have happened.
        late: Days after it on which it may have happened.
    """

    date: dt.date
    lat: float
    lon: float
    name: str
    country: str
    deaths: float
    violent: bool = True
    holder: str = ""
    province: str = ""
    rough: bool = False
    early: int = 0
    late: int = 0


def each_once(
    rows: Iterable[Reading],
    identity: tuple[str, int | None],
    seen: set[str] | None,
    point_of: Callable[[Reading], Point | None],
) -> list[Point]:
    """Points of the rows; an event that stood in an earlier row or file counts once.

    Args:
        rows: Rows of a file.
        identity: Name and position of the column that identifies an event; None where it is absent.
        seen: Events of the files before; those of this one are added.
        point_of: What a row says, or None with the reason as a loss.
    """
    name, column = identity
    seen = set() if seen is None else seen
    points: list[Point] = []
    for row in rows:
        event = row.raw(column)
        if event and event in seen:
            row.lose(f"the event stands there already ({name})")
            continue
        seen.add(event)
        point = point_of(row)
        if point is not None:
            points.append(point)
    return points


def coordinates(row: Reading, lat: int | None, lon: int | None) -> tuple[float, float] | None:
    """Latitude and longitude of a row; None, with a problem, where they are no place."""
    north = row.must(lat, row.number(lat, -90, 90))
    east = row.must(lon, row.number(lon, -180, 180))
    if north is None or east is None:
        return None
    if north == east == 0:
        row.refuse(lat, "and longitude 0 stand for coordinates that are not known")
        return None
    return north, east


def put_on_places(
    points: Sequence[Point], found: Imported, context: Context, source_id: str, lag: int
) -> None:
    """Add hazard and control events at the known places near the points.

    Where no place is known, each location of the file becomes a place.
    """
    gazetteer = context.gazetteer
    provinces = [_province(point, gazetteer) for point in points]
    rough = sum(point.rough and not name for point, name in zip(points, provinces, strict=True))
    if rough:
        reason = "their place is known to the province only, which is no place here"
        found.losses.lose(source_id, reason, rows=rough)
    exact = [point for point in points if not point.rough]
    places: Sequence[Mapping[str, object]] = found.tables.get("places") or gazetteer.located
    if not places:
        places = own_places(exact, found, source_id)
    near = iter(Nearest(places).find([p.lat for p in exact], [p.lon for p in exact], WITHIN_KM))
    names = [
        province if point.rough else next(near)
        for point, province in zip(points, provinces, strict=True)
    ]
    far = sum(not name and not p.rough for p, name in zip(points, names, strict=True))
    if far:
        reason = f"events more than {WITHIN_KM:g} km from any place"
        found.losses.lose(source_id, reason, rows=far)
    add_events(zip(points, names, strict=True), found, context, source_id, lag)


def _province(point: Point, gazetteer: Gazetteer) -> str:
    """The place that is the province of an event known to its province only; else empty."""
    if not point.rough or not point.province:
        return ""
    name = gazetteer.known(UnitName("", point.province, "", 1))
    return name if name is not None and name in gazetteer.places else ""


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
    for (date, name), changes in sorted(_changes(kept).items()):
        found.add(
            "events",
            {
                "date": date,
                "kind": "control",
                "target": name,
                "attribute": "holder",
                "value": _holder(changes, found, source_id),
                "published": date + dt.timedelta(days=lag),
                "source_id": source_id,
            },
        )


def _changes(located: Iterable[tuple[Point, str]]) -> dict[tuple[dt.date, str], list[Point]]:
    """Changes of control by day and place."""
    changes: dict[tuple[dt.date, str], list[Point]] = defaultdict(list)
    for point, name in located:
        if point.holder:
            changes[point.date, name].append(point)
    return changes


def _holder(changes: Sequence[Point], found: Imported, source_id: str) -> str:
    """Holder after a day: of several, the one of the change with most deaths, else of most."""
    if len({point.holder for point in changes}) == 1:
        return changes[0].holder
    times = Counter(point.holder for point in changes)
    deaths = Counter({point.holder: 0.0 for point in changes})
    for point in changes:
        deaths[point.holder] += point.deaths  # type: ignore[assignment]
    found.note(
        f"{source_id}: a unit that changed hands to several sides on one day is with the side of "
        "the change with most deaths: look at its control events"
    )
    return max(sorted(times), key=lambda holder: (deaths[holder], times[holder]))


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
