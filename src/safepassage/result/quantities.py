"""Named quantities of a result, such as ``present:PLACE`` or ``left_by:CORRIDOR``.

The names are those of claims, JSON and commands. Each is a stock or a cumulative flow, as a
curve by member and day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import Problem, ScenarioError
from safepassage.result.counted import Counted
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.quantity import EVERYWHERE, PRODUCED, Quantity, parse_quantity
from safepassage.scenario.timeline.timeline import timeline

CUMULATIVE = frozenset({"displaced_from", "left_by", "arrived", "returned"})
"""Quantities that count a flow since the first day; the others are stocks."""


def curve(result: Counted, text: str) -> F8:
    """Values of a quantity by member and day, shape (M, D).

    Raises:
        ScenarioError: If the quantity, place, area, corridor or class is unknown.

    Examples:
        >>> import safepassage
        >>> safepassage.curve(safepassage.run("tiny", members=4), "present:camp-a").shape
        (4, 10)
    """
    if not hasattr(result, "parts"):
        message = f"is of type {type(result).__name__}, not a result"
        remedy = "what run gives, or load of a run folder"
        raise ScenarioError([Problem(message, column="result", remedy=remedy)])
    return curves(result, (text,))[text]


def curves(result: Counted, texts: Iterable[str]) -> dict[str, F8]:
    """Values of several quantities by member and day, shape (M, D) each; counts are read once.

    Raises:
        ScenarioError: As :func:`curve`.
    """
    asked = list(texts)
    for text in asked:
        check_name(text)
    names = tuple(dict.fromkeys(asked))
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


def _curve(result: Counted, text: str) -> F8:
    quantity = parse_quantity(text)
    function = _CURVES.get(quantity.word)
    if function is None:
        raise ScenarioError([unknown_problem("quantity", quantity.word, _CURVES, "")])
    values = np.asarray(function(result, quantity), dtype=np.float64)
    return np.cumsum(values, axis=1) if quantity.word in CUMULATIVE else values


def check_name(text: object) -> None:
    """Refuse what is no name of a quantity.

    Raises:
        ScenarioError: With the names that there are.
    """
    remedy = f"such as {', '.join(Quantity(word, ()).pattern for word in PRODUCED)}"
    if not isinstance(text, str):
        message = f"{text!r} is of type {type(text).__name__}, not the name of a quantity"
        raise ScenarioError([Problem(message, column="quantity", remedy=remedy)])
    quantity = parse_quantity(text)
    wanted = len(PRODUCED.get(quantity.word, quantity.parts))
    if len(quantity.parts) != wanted:
        message = f"{text!r} does not say of what"
        raise ScenarioError([Problem(message, column="quantity", remedy=quantity.pattern)])


def places_of(result: Counted, target: str) -> list[int]:
    """Index of a place, or of each place of an area (``all`` is every place)."""
    if target == EVERYWHERE:
        return list(range(len(result.places)))
    known = timeline(result.scenario).names.places
    if target not in known:
        raise ScenarioError([unknown_problem("place or area", target, known, "")])
    return sorted(known[target])


def _class_rows(result: Counted, quantity: Quantity) -> slice | list[int]:
    if not quantity.class_:
        return slice(None)
    if quantity.class_ not in result.classes:
        problem = unknown_problem("class", quantity.class_, result.classes, "")
        raise ScenarioError([problem])
    return [result.classes.index(quantity.class_)]


def _by_place(result: Counted, quantity: Quantity, *names: str) -> I8:
    """Sum over the places of an area and over classes, shape (M, D)."""
    places = places_of(result, quantity.parts[-1])
    classes = _class_rows(result, quantity)
    total = np.zeros((result.members.size, result.scenario.days), dtype=np.int64)
    for name in names:
        total += result.arrays[name][:, :, places][..., classes].sum(axis=(2, 3), dtype=np.int64)
    return total


def _present(result: Counted, quantity: Quantity) -> I8:
    return _by_place(result, quantity, "displaced", "residents")


def _displaced_from(result: Counted, quantity: Quantity) -> I8:
    return _by_place(result, quantity, "fled")


def _arrived(result: Counted, quantity: Quantity) -> I8:
    """Arrivals from outside: at a place all of them, in an area those that cross its border."""
    places = places_of(result, quantity.parts[-1])
    if len(places) == 1:
        return _by_place(result, quantity, "arrivals")
    return _entries(result, quantity, places)


def _entries(result: Counted, quantity: Quantity, places: list[int]) -> I8:
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


def _left_by(result: Counted, quantity: Quantity) -> I8:
    if quantity.parts[-1] not in result.corridors:
        problem = unknown_problem("corridor", quantity.parts[-1], result.corridors, "")
        raise ScenarioError([problem])
    corridor = result.corridors.index(quantity.parts[-1])
    classes = _class_rows(result, quantity)
    rows = result.arrays["left_by"][:, :, corridor][..., classes]
    return np.asarray(rows.sum(axis=2, dtype=np.int64))


def _staying(result: Counted, quantity: Quantity) -> I8:
    places = places_of(result, quantity.parts[-1])
    classes = _class_rows(result, quantity)
    people = result.arrays["staying"][:, places][..., classes].sum(axis=(1, 2), dtype=np.int64)
    return np.repeat(people[:, None], result.scenario.days, axis=1)


def _returned(result: Counted, quantity: Quantity) -> I8:
    """People who came home that day, less those who had and fled again (it may be negative)."""
    inside = {result.places[place] for place in places_of(result, quantity.parts[-1])}
    homes = [row for row, place in enumerate(result.homes) if place in inside]
    classes = _class_rows(result, quantity)
    net = np.zeros((result.members.size, result.scenario.days), dtype=np.int64)
    for name, sign in (("returned", 1), ("left_again", -1)):
        rows = result.arrays[name][:, :, homes][..., classes]
        net += sign * rows.sum(axis=(2, 3), dtype=np.int64)
    return net


def _cleared(result: Counted, quantity: Quantity) -> F8:
    """Hectares cleared since the start."""
    if quantity.class_:
        raise ScenarioError([Problem("cleared is not known by class", remedy="leave out @CLASS")])
    inside = {result.places[place] for place in places_of(result, quantity.parts[-1])}
    zones = [row for row, place in enumerate(result.zones) if place in inside]
    ares = result.arrays["cleared"][:, :, zones].sum(axis=2, dtype=np.int64)
    return np.asarray(ares / 100.0)


def _share_held(result: Counted, quantity: Quantity) -> F8:
    """Share of an area's surface held by an actor: an input, the same for every member."""
    share = share_held(result, quantity.parts[0], quantity.parts[-1])
    return np.repeat(share[None, :], result.members.size, axis=0)


def share_held(result: Counted, actor: str, area: str) -> F8:
    """Share of the surface of an area that an actor holds by day, shape (D,), 0..1."""
    scenario = result.scenario
    places = places_of(result, area)
    surface = scenario["places"]["area_km2"][places]
    if not np.nansum(surface) > 0:
        remedy = "fill area_km2 in places.csv"
        raise ScenarioError([Problem(f"the area of {area!r} is not given", remedy=remedy)])
    held = timeline(scenario).control.by_day()[:, places] == actor
    return np.asarray(np.nansum(held * surface, axis=1) / np.nansum(surface))


_CURVES: dict[str, Callable[[Counted, Quantity], I8 | F8]] = {
    "present": _present,
    "displaced_from": _displaced_from,
    "arrived": _arrived,
    "left_by": _left_by,
    "staying": _staying,
    "share_held": _share_held,
    "returned": _returned,
    "cleared": _cleared,
}
