"""Dated closing and opening of routes: closures of countries, locations and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safepassage.exchange.flee.case import Closure, FleeCase, Link
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.place_events import Event

_MOVING = {"country", "location"}


def border_events(
    case: FleeCase,
    routes: Sequence[tuple[str, Link]],
    slugs: Mapping[str, str],
    findings: Findings,
) -> list[Event]:
    """Events of kind route.

    Flee keeps one list of closed links: a closure moves every open link between its ends into
    it, a reopening moves every closed link between *its* ends back, whatever closed it.

    Args:
        case: The case.
        routes: Route identifier and the link it was made of.
        slugs: Name → place.
        findings: Collects notes and options that never act.
    """
    country = {location.name: location.country for location in case.locations}
    closures = [closure for closure in case.closures if closure.kind in _MOVING]
    for closure in closures:
        if not any(_concerns(closure, link, country) for _, link in routes):
            text = f"closures.csv, row {closure.row}: there is no route to close"
            findings.note(text)
    events: list[Event] = []
    closed: set[str] = set()
    days = {day for closure in closures for day in (closure.start, closure.end)}
    for day in sorted(day for day in days if 0 <= day < case.days):
        now = set(closed)
        for closure in closures:
            concerned = {route for route, link in routes if _concerns(closure, link, country)}
            if closure.start == day:
                now |= concerned
            if closure.end == day > 0:
                now -= concerned
        for route, _ in routes:
            if (route in now) != (route in closed):
                value = "0" if route in now else "1"
                events.append(Event(day, "route", route, "open", value))
        closed = now
    return events + _never_acting(case, slugs, findings)


def _concerns(closure: Closure, link: Link, country: Mapping[str, str]) -> bool:
    ends = (link.name1, link.name2)
    if closure.kind == "location":
        return closure.name1 in ends
    return sorted(country[name] for name in ends) == sorted((closure.name1, closure.name2))


def _never_acting(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> list[Event]:
    """Closures of links, which Flee documents as one-way and never makes, and one without use."""
    found: dict[tuple[int, str], Event] = {}
    pairs = {frozenset((link.name1, link.name2)) for link in case.links}
    for closure in case.closures:
        where = f"closures.csv, row {closure.row}"
        if closure.kind == "remove_forced_redirection":
            findings.never_acts(f"{where}: remove_forced_redirection (no effect here either)")
        if closure.kind != "link":
            continue
        if frozenset((closure.name1, closure.name2)) not in pairs:
            findings.note(f"{where}: there is no route to close")
            continue
        target = f"{slugs[closure.name2]}>{slugs[closure.name1]}"
        for day, value in ((closure.start, "0"), (closure.end, "1")):
            if (day > 0 or value == "0") and 0 <= day < case.days:
                found[day, target] = Event(day, "route", target, "documented_open", value)
        findings.never_acts(
            f"{where}: closing the link {closure.name2} to {closure.name1} "
            "(acts with flee_documented)"
        )
    return list(found.values())
