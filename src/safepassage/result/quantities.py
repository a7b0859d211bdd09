"""Named quantities of a result, such as ``present:PLACE`` or ``left_by:CORRIDOR``.

The names are those of claims, JSON and commands. Each is a stock or a cumulative flow, as a
curve by member and day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import Problem, ScenarioError
from safepassage.result.result import Result
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.quantity import Quantity, parse_quantity

CUMULATIVE = frozenset({"displaced_from", "left_by", "arrived", "returned"})
"""Quantities that count a flow since the first day; the others are stocks."""


def curve(result: Result, text: str) -> F8:
    """Values of a quantity by member and day, shape (M, D).

    Raises:
        ScenarioError: If the quantity, place, area, corridor or class is unknown.
    """
    return curves(result, (text,))[text]


def curves(result: Result, texts: Iterable[str]) -> dict[str, F8]:
    """Values of several quantities by member and day, shape (M, D) each; counts are read once.

    Raises:
        ScenarioError: As :func:`curve`.
    """
    names = tuple(dict.fromkeys(texts))
    shape = (result.members.size, result.scenario.days)
    found: dict[str, F8] = {}
    start = 0
    for part in result.parts():
        rows = slice(start, start + part.members.size)
        start = rows.stop
        for name in names:
            values = _curve(part, name)
            if values.shape == shape:
                found[name] = values
            else:
                found.setdefault(name, np.empty(shape))[rows] = values
    return found


def _curve(result: Result, text: str) -> F8:
    quantity = parse_quantity(text)
    function = _CURVES.get(quantity.word)
    if function is None:
        raise ScenarioError([unknown_problem("quantity", quantity.word, _CURVES, "")])
    values = np.asarray(function(result, quantity), dtype=np.float64)
    return np.cumsum(values, axis=1) if quantity.word in CUMULATIVE else values


def places_of(result: Result, target: str) -> list[int]:
    """Index of a place, or of each place of an area (``all`` is every place)."""
    if target in result.places:
        return [result.places.index(target)]
    if target == "all":
        return list(range(len(result.places)))
    areas = result.scenario["areas"]
    members = set(areas["place"][areas["area"] == target].tolist())
    found = [number for number, place in enumerate(result.places) if place in members]
    if not found:
        known = [*areas["area"].tolist(), *result.places]
        raise ScenarioError([unknown_problem("place or area", target, dict.fromkeys(known), "")])
    return found


def _class_rows(result: Result, quantity: Quantity) -> slice | list[int]:
    if not quantity.class_:
        return slice(None)
    if quantity.class_ not in result.classes:
        problem = unknown_problem("class", quantity.class_, result.classes, "")
        raise ScenarioError([problem])
    return [result.classes.index(quantity.class_)]


def _by_place(result: Result, quantity: Quantity, *names: str) -> I8:
    """Sum over the places of an area and over classes, shape (M, D)."""
    places = places_of(result, quantity.parts[-1])
    classes = _class_rows(result, quantity)
    total = np.zeros((result.members.size, result.scenario.days), dtype=np.int64)
    for name in names:
        total += result.arrays[name][:, :, places][..., classes].sum(axis=(2, 3), dtype=np.int64)
    return total


def _present(result: Result, quantity: Quantity) -> I8:
    return _by_place(result, quantity, "displaced", "residents")


def _displaced_from(result: Result, quantity: Quantity) -> I8:
    return _by_place(result, quantity, "fled")


def _arrived(result: Result, quantity: Quantity) -> I8:
    """Arrivals from outside: at a place all of them, in an area those that cross its border."""
    places = places_of(result, quantity.parts[-1])
    if len(places) == 1:
        return _by_place(result, quantity, "arrivals")
    return _entries(result, quantity, places)


def _entries(result: Result, quantity: Quantity, places: list[int]) -> I8:
    if quantity.class_:
        problem = Problem("arrivals in an area are not known by class", remedy="leave out @CLASS")
        raise ScenarioError([problem])
    inside = {result.places[place] for place in places}
    links = [
        number
        for number, name in enumerate(result.links)
        if name.split(">")[1] in inside and name.split(">")[0] not in inside
    ]
    total = result.arrays["flow"][:, :, links].sum(axis=2, dtype=np.int64)
    paths = result.scenario["corridors"]["places"].tolist()
    for number, path in enumerate(paths):
        if path[-1] in inside:
            total = total + result.arrays["left_by"][:, :, number].sum(axis=2, dtype=np.int64)
    return np.asarray(total, dtype=np.int64)


def _left_by(result: Result, quantity: Quantity) -> I8:
    if quantity.parts[-1] not in result.corridors:
        problem = unknown_problem("corridor", quantity.parts[-1], result.corridors, "")
        raise ScenarioError([problem])
    corridor = result.corridors.index(quantity.parts[-1])
    classes = _class_rows(result, quantity)
    rows = result.arrays["left_by"][:, :, corridor][..., classes]
    return np.asarray(rows.sum(axis=2, dtype=np.int64))


def _staying(result: Result, quantity: Quantity) -> I8:
    places = places_of(result, quantity.parts[-1])
    classes = _class_rows(result, quantity)
    people = result.arrays["staying"][:, places][..., classes].sum(axis=(1, 2), dtype=np.int64)
    return np.repeat(people[:, None], result.scenario.days, axis=1)


def _returned(result: Result, quantity: Quantity) -> I8:
    """People who came home that day, less those who had and fled again (it may be negative)."""
    inside = {result.places[place] for place in places_of(result, quantity.parts[-1])}
    homes = [row for row, place in enumerate(result.homes) if place in inside]
    classes = _class_rows(result, quantity)
    net = np.zeros((result.members.size, result.scenario.days), dtype=np.int64)
    for name, sign in (("returned", 1), ("left_again", -1)):
        rows = result.arrays[name][:, :, homes][..., classes]
        net += sign * rows.sum(axis=(2, 3), dtype=np.int64)
    return net


def _cleared(result: Result, quantity: Quantity) -> F8:
    """Hectares cleared since the start."""
    if quantity.class_:
        raise ScenarioError([Problem("cleared is not known by class", remedy="leave out @CLASS")])
    inside = {result.places[place] for place in places_of(result, quantity.parts[-1])}
    zones = [row for row, place in enumerate(result.zones) if place in inside]
    ares = result.arrays["cleared"][:, :, zones].sum(axis=2, dtype=np.int64)
    return np.asarray(ares / 100.0)


def _share_held(result: Result, quantity: Quantity) -> F8:
    """Share of an area's surface held by an actor: an input, the same for every member."""
    share = share_held(result, quantity.parts[0], quantity.parts[-1])
    return np.repeat(share[None, :], result.members.size, axis=0)


def share_held(result: Result, actor: str, area: str) -> F8:
    """Share of the surface of an area that an actor holds by day, shape (D,), 0..1."""
    scenario = result.scenario
    places = places_of(result, area)
    surface = scenario["places"]["area_km2"][places]
    if not np.nansum(surface) > 0:
        remedy = "fill area_km2 in places.csv"
        raise ScenarioError([Problem(f"the area of {area!r} is not given", remedy=remedy)])
    held = np.zeros((scenario.days, len(result.places)), dtype=bool)
    for event in sorted(scenario["events"].rows(), key=lambda event: event["date"]):
        if event["kind"] == "control":
            day = int((np.datetime64(event["date"], "D") - result.dates[0]).astype(int))
            rows = places_of(result, event["target"])
            held[max(day, 0) :, rows] = event["value"] == actor
    return np.asarray(np.nansum(held[:, places] * surface, axis=1) / np.nansum(surface))


_CURVES: dict[str, Callable[[Result, Quantity], I8 | F8]] = {
    "present": _present,
    "displaced_from": _displaced_from,
    "arrived": _arrived,
    "left_by": _left_by,
    "staying": _staying,
    "share_held": _share_held,
    "returned": _returned,
    "cleared": _cleared,
}
