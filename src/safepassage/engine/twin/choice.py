"""Which places attract, which are full, and which way a person goes."""

from __future__ import annotations

import math

from safepassage.compiled.world import SITE
from safepassage.dynamics.conditions.twin import flood_weight, settled_score
from safepassage.dynamics.demographics.twin import look_at_groups, seen_score
from safepassage.engine.twin.flight import conflict_decay
from safepassage.engine.twin.roads import Route
from safepassage.engine.twin.world import Twin

EARTH_KM = 6371.0


def score_places(twin: Twin) -> None:
    """Attraction of each place for the day."""
    look_at_groups(twin)
    for number, place in enumerate(twin.places):
        score = place.attraction
        if place.own["foreign"]:
            score *= place.own["economy"] * twin.number("foreign_weight")
        if place.is_site:
            score *= twin.number("site_weight")
        if place.hazard > 0:
            exponent = conflict_decay(twin, place) * place.hazard
            score *= twin.number("conflict_weight") ** exponent
        score *= settled_score(twin, number)
        place.score_before = score
        if twin.rule("use_pop_for_loc_weight") and not place.is_site:
            score *= max(1.0, place.population) ** twin.number("pop_power_for_loc_weight")
        place.score = score * flood_weight(twin, number)


def grow_sites(twin: Twin) -> None:
    """Sites with a limit grow."""
    for place in twin.places:
        if place.capacity is not None:
            place.capacity += place.own["capacity_per_day"]


def room(twin: Twin, number: int) -> float:
    """Factor on the attraction of a place that fills up."""
    place = twin.places[number]
    if place.full_from is not None:  # reception
        return _room_between(place.standing, place.crowded_from, place.full_from)
    if place.capacity is None:
        return 1.0
    capacity = place.capacity * twin.number("capacity_scaling")
    if capacity < 1:  # Flee takes it for unlimited
        return 0.0 if twin.budget else 1.0
    buffer = twin.number("capacity_buffer")
    if place.standing <= buffer * capacity:
        return 1.0
    if place.standing >= capacity:
        return 0.0
    return 1.0 - (place.standing - buffer * capacity) / (capacity * (1.0 - buffer))


def _room_between(people: int, crowded: float, full: float) -> float:
    """1 up to ``crowded``, 0 from ``full`` on, and a straight line between."""
    if people <= crowded:
        return 1.0
    return 0.0 if people >= full else 1.0 - (people - crowded) / (full - crowded)


def is_full(twin: Twin, number: int) -> bool:
    """Whether a site takes nobody more."""
    place = twin.places[number]
    if place.full_from is not None:
        return place.is_site and place.standing >= place.full_from
    return place.is_site and room(twin, number) < 0.5


def is_closed(twin: Twin, number: int) -> bool:
    """Whether a site takes nobody because it is closed."""
    place = twin.places[number]
    return twin.budget and place.own["kind"] == SITE and not place.is_open


def choices(twin: Twin, place: int, class_: int) -> tuple[list[Route], list[float]]:
    """The routes that a class may choose at a place, and their weights."""
    routes, weights = ways_to_sites(twin, place, class_)
    if not routes:
        routes = [route for route in twin.routes[place] if _is_usable(twin, route, class_)]
        weights = [_weight(twin, route, class_) for route in routes]
    if twin.rule("fixed_routes"):
        known = {twin.roads[route[-1]].end for route in routes}
        ways = [way for way in twin.major_routes[place] if _is_usable(twin, way, class_)]
        ways = [way for way in ways if twin.roads[way[-1]].end not in known]
        routes += ways
        weights += [_weight(twin, way, class_, seems=0.25) for way in ways]
        routes, weights = _best_of_each_end(twin, routes, weights, class_)
    threshold = twin.number("pruning_threshold")
    if threshold >= 1.001 and routes:
        least = max(weights) / threshold
        kept = [number for number, weight in enumerate(weights) if weight >= least]
        routes, weights = [routes[n] for n in kept], [weights[n] for n in kept]
    if sum(weights) == 0:
        weights = [1.0] * len(routes)
    return routes, weights


def ways_to_sites(twin: Twin, place: int, class_: int) -> tuple[list[Route], list[float]]:
    """With destinations = sites: the shortest way that is open today to each site with room."""
    if twin.rule("destinations") != "sites":
        return [], []
    shortest: dict[int, tuple[int, Route]] = {place: (0, ())}
    todo = [place]
    while todo:
        here = min(todo, key=lambda one: shortest[one][0])
        todo.remove(here)
        metres, route = shortest[here]
        for number, road in enumerate(twin.roads):
            if road.start != here or not _is_usable(twin, (number,), class_):
                continue
            if road.end not in shortest or metres + road.metres < shortest[road.end][0]:
                shortest[road.end] = metres + road.metres, (*route, number)
                todo.append(road.end)
    found = {
        route: _weight(twin, route, class_)
        for end, (_, route) in shortest.items()
        if route and twin.places[end].is_site and twin.places[end].is_open
    }
    routes = [route for route, weight in found.items() if weight > 0]
    return routes, [found[route] for route in routes]


def _is_usable(twin: Twin, route: Route, class_: int) -> bool:
    return all(twin.is_open[link] and class_ in twin.roads[link].classes for link in route)


def _weight(twin: Twin, route: Route, class_: int, seems: float = 1.0) -> float:
    """Attraction by distance (times ``seems``), and by the room at the end."""
    end = twin.roads[route[-1]].end
    fixed = twin.rule("fixed_routes")
    attraction = twin.places[end].score if fixed else seen_score(twin, end, class_)
    attraction /= _away(twin, twin.roads[route[0]].start, end)
    km = seems * sum(twin.roads[link].metres for link in route) / 1000
    distance = (twin.number("softening") + km) ** twin.number("distance_power")
    weight = (twin.number("weight_softening") + attraction) / distance
    if not fixed:
        weight *= room(twin, end)
    return float(weight ** twin.number("weight_power"))


def _away(twin: Twin, here: int, end: int) -> float:
    """How much the distance as the crow flies keeps people close."""
    places = twin.compiled.scenario["places"]
    if not twin.rule("stay_close_to_home"):
        return 1.0
    lat = [math.radians(places["lat"][place]) for place in (here, end)]
    lon = [math.radians(places["lon"][place]) for place in (here, end)]
    cosine = math.sin(lat[0]) * math.sin(lat[1])
    cosine += math.cos(lat[0]) * math.cos(lat[1]) * math.cos(lon[1] - lon[0])
    km = EARTH_KM * math.acos(min(1.0, cosine))
    return float(max(1.0, km) ** twin.rule("home_distance_power"))


def _best_of_each_end(
    twin: Twin, routes: list[Route], weights: list[float], class_: int
) -> tuple[list[Route], list[float]]:
    """Only the heaviest way to each end counts, and the score of the end counts twice."""
    best: dict[int, int] = {}
    for number, route in enumerate(routes):
        end = twin.roads[route[-1]].end
        if end not in best or weights[number] > weights[best[end]]:
            best[end] = number
    kept = [routes[number] for number in best.values()]
    return kept, [weights[number] * seen_score(twin, end, class_) for end, number in best.items()]
