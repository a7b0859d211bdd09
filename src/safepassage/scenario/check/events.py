"""Rules about events: what they change, of what, when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.check.event_targets import EventTargets
from safepassage.scenario.event_kinds import event_attributes
from safepassage.scenario.facts import Facts, Rule, number_of
from safepassage.scenario.nearest import hint
from safepassage.scenario.values import CellError


def events_lie_in_the_period(facts: Facts) -> Iterator[Problem]:
    """An event happens on a simulated day; what holds at the start is dated on the first day."""
    if facts.end is None:
        return
    first, after = facts.moments
    dates = facts["events"]["date"]
    for index in np.flatnonzero((dates < first) | (dates >= after)):
        message = f"{str(dates[index]).replace('T00:00', '')} lies outside the period"
        remedy = f"{facts.period}; what holds before it is dated on its first day"
        yield facts.at("events", index, "date", message, remedy)


def attributes_fit_kinds(facts: Facts) -> Iterator[Problem]:
    """Each kind of event sets attributes of its own."""
    known = event_attributes()
    seen = set()
    pairs = zip(facts.texts("events", "kind"), facts.texts("events", "attribute"), strict=True)
    for index, (kind, attribute) in enumerate(pairs):
        if (kind, attribute) in known or (kind, attribute) in seen:
            continue
        seen.add((kind, attribute))
        allowed = [name for of, name in known if of == kind]
        if not allowed:
            message = f"no rule acts on events of kind {kind!r} yet"
            yield facts.at("events", index, "kind", message, "delete the row")
            continue
        message = f"an event of kind {kind!r} cannot set {attribute[:60]!r}"
        guess = hint(attribute, allowed)
        remedy = guess if guess.startswith("did") else f"allowed: {', '.join(allowed)}"
        yield facts.at("events", index, "attribute", message, remedy)


def values_fit_attributes(facts: Facts) -> Iterator[Problem]:
    """The value has the type and range of its attribute."""
    known = event_attributes()
    columns = (facts.texts("events", key) for key in ("kind", "attribute", "value"))
    seen = set()
    for index, cells in enumerate(zip(*columns, strict=True)):
        if cells in seen:
            continue
        seen.add(cells)
        kind, name, value = cells
        attribute = known.get((kind, name))
        if attribute is None:
            continue
        try:
            attribute.parse(value)
        except CellError as error:
            message = f"{value[:60]!r} {error}"
            remedy = f"{name} is {attribute.value.allowed}"
            yield facts.at("events", index, "value", message, remedy)


def targets_exist(facts: Facts) -> Iterator[Problem]:
    """The target is something that the attribute can be set on."""
    known = event_attributes()
    targets = EventTargets(facts)
    columns = (facts.texts("events", key) for key in ("kind", "attribute", "target"))
    seen = set()
    for index, cells in enumerate(zip(*columns, strict=True)):
        if cells in seen:
            continue
        seen.add(cells)
        kind, name, target = cells
        attribute = known.get((kind, name))
        if attribute is None:
            continue
        wrong = targets.wrong(target, attribute.targets)
        if wrong is not None:
            yield facts.at("events", index, "target", *wrong)


def classes_fit_attributes(facts: Facts) -> Iterator[Problem]:
    """Only access can be limited to a class."""
    known = event_attributes()
    columns = (facts.texts("events", key) for key in ("kind", "attribute", "class"))
    for index, (kind, name, class_) in enumerate(zip(*columns, strict=True)):
        attribute = known.get((kind, name))
        if class_ and attribute is not None and not attribute.by_class:
            message = f"{name} cannot be limited to the class {class_!r}"
            yield facts.at("events", index, "class", message, "leave it blank")


def access_to_routes_is_whole(facts: Facts) -> Iterator[Problem]:
    """A route is open or closed, to everybody alike."""
    columns = (facts.texts("events", key) for key in ("kind", "target", "class", "value"))
    for index, (kind, target, class_, value) in enumerate(zip(*columns, strict=True)):
        if kind != "access" or target not in facts.route_set:
            continue
        if class_:
            message = f"access to a route cannot be limited to the class {class_!r}"
            yield facts.at("events", index, "class", message, "name the classes in routes.csv")
        if number_of(value) not in {0.0, 1.0, None}:
            message = f"{value[:60]!r} is neither 0 nor 1"
            yield facts.at("events", index, "value", message, "a route is closed (0) or open (1)")


def sites_change_where_people_stay(facts: Facts) -> Iterator[Problem]:
    """Capacity and opening act on places that receive people, now or by an event."""
    columns = [facts.texts("events", key) for key in ("kind", "attribute", "target")]
    changes = [cells for cells in zip(*columns, strict=True) if cells[0] == "site"]
    stays = {"site", "settlement"}
    good = {place for place, row in facts.places.items() if facts.kinds[row] in stays}
    for _, name, target in changes:
        good.update(facts.places_of(target) if name == "kind" else ())
    known = facts.names["places"] | facts.names["areas"]
    for index, (kind, name, target) in enumerate(zip(*columns, strict=True)):
        if kind != "site" or name not in {"capacity", "open"} or target not in known:
            continue
        if good.isdisjoint(facts.places_of(target)):
            message = f"nobody can stay at {target!r}"
            remedy = "its kind must be site or settlement, now or by an event"
            yield facts.at("events", index, "target", message, remedy)


_SWITCHES = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}


def events_do_not_contradict(facts: Facts) -> Iterator[Problem]:
    """At one moment a thing gets one value; a later publication may correct it.

    An area and its places, two areas that share a place, a border and its routes, and a route and
    the access to it are about the same thing. What holds for one class counts after what holds for
    all.
    """
    table = facts["events"]
    known = np.where(
        np.isnat(table["published"]), table["date"].astype("M8[D]"), table["published"]
    )
    keys = ("date", "kind", "attribute", "target", "class", "value")
    columns = [facts.texts("events", key) for key in keys]
    set_by: dict[tuple[object, ...], int] = {}
    whole: dict[tuple[object, ...], int] = {}
    rows = zip(known.tolist(), *columns, strict=True)
    for index, (day, date, kind, attribute, target, class_, value) in enumerate(rows):
        at = (day, date)
        twin = whole.setdefault((*at, kind, attribute, target, class_), index)
        things = _things(facts, kind, attribute, target, class_)
        firsts = [set_by.setdefault((*at, *thing), index) for thing in things]
        values = columns[-1]
        other = [row for row in firsts if not _alike(values[row], value)]
        if twin == index and not other:
            continue
        before = min(other, default=twin)
        row = table.row_number(before)
        message = (
            f"contradicts row {row} ({values[before][:60]!r})" if other else f"repeats row {row}"
        )
        remedy = "delete one, or say in published which was known later"
        yield facts.at("events", index, "value", message, remedy)


def _things(
    facts: Facts, kind: str, attribute: str, target: str, class_: str
) -> Iterator[tuple[str, ...]]:
    """Each single thing that an event sets: of a place (and class), a route or a corridor."""
    is_road = kind == "route" and attribute == "open"
    if target in facts.route_set and (is_road or kind == "access"):
        yield ("route", target)
    elif is_road and target in facts.borders:
        for route in facts.borders[target]:
            yield ("route", route)
    else:
        for place in facts.places_of(target):
            yield (kind, attribute, place, class_)


def _alike(one: str, other: str) -> bool:
    """Whether two values are the same: 0 and 0.0, false and 0."""
    if one == other:
        return True
    numbers = [_SWITCHES.get(text.strip().lower(), number_of(text)) for text in (one, other)]
    return numbers[0] is not None and numbers[0] == numbers[1]


RULES: tuple[Rule, ...] = (
    events_lie_in_the_period,
    attributes_fit_kinds,
    values_fit_attributes,
    targets_exist,
    classes_fit_attributes,
    access_to_routes_is_whole,
    sites_change_where_people_stay,
    events_do_not_contradict,
)
