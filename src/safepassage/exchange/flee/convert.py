"""A Flee case in the vocabulary of our data dictionary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safepassage.arguments import checked
from safepassage.exchange.flee.border_events import border_events
from safepassage.exchange.flee.case import FleeCase, Link, Series
from safepassage.exchange.flee.demographics import people_of
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.exchange.flee.flags import initial
from safepassage.exchange.flee.place_events import place_events
from safepassage.exchange.flee.places import (
    Rows,
    idp_camp_rows,
    place_rows,
    population_rows,
    site_rows,
)
from safepassage.exchange.flee.read import DATA, INPUT, is_case, read_case
from safepassage.exchange.flee.rules import rules_of
from safepassage.exchange.names import first_free, identifiers
from safepassage.scenario.scenario import Scenario, make_scenario

SOURCE = "flee-case"
_DAY = dt.timedelta(days=1)
_DATES = (
    "The first day is StartDate + 1, the date of Flee's first output row; registrations are "
    "dated one day later than in Flee's files, so that each acts on the day it does in Flee"
)


@dataclass(frozen=True)
class FleeImport:
    """A case, ready to become a scenario.

    Attributes:
        scenario_settings: Title, start, days and note.
        rules: Every rule.
        tables: Table → rows.
        notes: What was ignored, assumed or resolved; warnings of a lenient import.
        inert: Documented options of the case that never act in Flee.
    """

    scenario_settings: dict[str, object]
    rules: dict[str, object]
    tables: dict[str, Rows]
    notes: tuple[str, ...]
    inert: tuple[str, ...]

    def scenario(self, name: str) -> Scenario:
        """The case as a checked scenario.

        Args:
            name: Identifier.

        Raises:
            ScenarioError: Everything that does not fit, at once.
        """
        return make_scenario(name, self.scenario_settings, self.rules, self.tables)


@checked
def import_flee(
    input_dir: str | Path,
    data_dir: str | Path | None = None,
    settings: str | Path | None = None,
    *,
    name: str,
    lenient: bool = False,
    strict: bool = False,
) -> FleeImport:
    """Read a Flee case and turn it into settings, rules and tables.

    Args:
        input_dir: Folder with ``locations.csv``, ``routes.csv``, …, or the case's folder above it.
        data_dir: Folder with the registrations; None, or one that does not exist, for none.
        settings: ``simsetting.yml``; None looks for it in ``input_dir`` and the folder above.
        name: Title of the scenario.
        lenient: Make warnings of unknown keys, types and names.
        strict: Refuse what Flee reads in a way of its own (dates out of order, intensities above
            1, names that it passes over, …) instead of noting how it is read.

    Returns:
        The import; nothing is written.

    Raises:
        ScenarioError: Everything that is wrong, at once.

    Examples:
        >>> import safepassage
        >>> safepassage.import_flee("mali2012/input_csv", name="Mali")
        Traceback (most recent call last):
            ...
        safepassage.errors.ScenarioError: mali2012/input_csv: is not a folder
    """
    findings = Findings(lenient=lenient, strict=strict)
    folder, data = Path(input_dir), None if data_dir is None else Path(data_dir)
    if is_case(folder):
        folder, data = folder / INPUT, folder / DATA if data is None else data
    chosen = None if settings is None else Path(settings)
    case = read_case(folder, data, chosen, findings)
    return convert(case, name, findings)


def convert(case: FleeCase, name: str, findings: Findings) -> FleeImport:
    """Turn a case into settings, rules and tables.

    Raises:
        ScenarioError: What our rules cannot hold, at once.
    """
    names = [location.name for location in case.locations]
    slugs = identifiers([*names, *_summed(case)])
    rules = rules_of(case, findings)
    routes, links = _routes(case, slugs, findings)
    start = case.start + _DAY
    people = people_of(case, slugs, findings)
    appear = rules["displacement"] != "none"
    events = place_events(case, slugs, findings) + border_events(case, links, slugs, findings)
    tables: dict[str, Rows] = {
        "places": place_rows(case, slugs, findings),
        "routes": routes,
        "major_routes": [
            {"places": ">".join(slugs[name] for name in along), "source_id": SOURCE}
            for along in case.major_routes
        ],
        "classes": people.classes,
        "populations": population_rows(case, slugs, people.divide, people.agents),
        "class_shares": [{**row, "source_id": SOURCE} for row in (people.shares if appear else ())],
        "events": [
            {
                "date": start + event.day * _DAY,
                "kind": event.kind,
                "target": event.target,
                "attribute": event.attribute,
                "value": event.value,
                "published": start + event.day * _DAY,
                "source_id": SOURCE,
                **({"note": event.note} if event.note else {}),
            }
            for event in sorted(events, key=lambda event: event.day)
        ],
        "sites": site_rows(case, slugs, findings),
        "areas": idp_camp_rows(case, slugs),
        "sources": [{"source_id": SOURCE, "name": f"Flee case {name}"}],
        "series": _series_rows(case, slugs),
        "conditions": _condition_rows(case, slugs, start),
    }
    findings.note(_DATES)
    findings.stop_if_any()
    settings: dict[str, object] = {
        "home_country": case.locations[0].country,
        "title": name,
        "start": start,
        "days": case.days,
        "note": f"Imported from a Flee case. {_DATES}.",
    }
    return FleeImport(settings, rules, tables, tuple(findings.notes), tuple(findings.inert))


def _summed(case: FleeCase) -> list[str]:
    """Names of the camp series, if their sum drives displacement; others need a location."""
    drives = case.settings.spawn.sum_from_camps and case.settings.conflict_spawning is None
    return [item.name for item in case.series] if drives else []


def _routes(
    case: FleeCase, slugs: Mapping[str, str], findings: Findings
) -> tuple[Rows, list[tuple[str, Link]]]:
    """Rows of the routes table, and the link behind each route's identifier."""
    rows: Rows = []
    links: list[tuple[str, Link]] = []
    taken: set[str] = set()
    for link in case.links:
        plain = f"{slugs[link.name1]}--{slugs[link.name2]}"
        # Flee makes the link a second time for the value 1, and nothing else.
        for _ in range(2 if link.forced == 1 else 1):
            route = first_free(plain, taken)
            taken.add(route)
            links.append((route, link))
            rows.append(_route(link, slugs, None if route == plain else route))
    rows += _joins(case, slugs, findings)
    for value, effect in ((1, "it only doubles the route"), (2, "no effect")):
        count = sum(link.forced == value for link in case.links)
        if count:
            findings.never_acts(
                f"routes.csv: forced_redirection {value} on {count} routes ({effect}, also here)"
            )
    return rows, links


def _joins(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> Rows:
    """A closed route to each part of the network that no route joins: who is there stays there.

    A camp with registrations may stand alone: its changes count, as in Flee.
    """
    counted = {item.name for item in case.series}
    alone = {
        location.name
        for location in case.locations
        if location.name in counted and initial(location, case).kind == "site"
    }
    parts = {location.name: {location.name} for location in case.locations}
    for link in case.links:
        if parts[link.name1] is not parts[link.name2]:
            joined = parts[link.name1] | parts[link.name2]
            parts |= dict.fromkeys(joined, joined)
    known = {id(part): part for part in parts.values()}
    main, *others = sorted(known.values(), key=len, reverse=True)
    order = [location.name for location in case.locations]
    rows: Rows = []
    for part in (part for part in others if len(part) > 1 or not part <= alone):
        name = min(part, key=order.index)
        findings.repair(
            f"no route joins {listed(sorted(part, key=order.index))} to the other locations, "
            "and a closed one of 1 km stands for that",
            "routes.csv",
            reading="people who are there stay there",
        )
        first = min(main, key=order.index)
        row: dict[str, object] = {"from": slugs[name], "to": slugs[first], "length_km": 1.0}
        rows.append(row | {"open": False, "note": "closed: the case has no route"})
    return rows


def _route(link: Link, slugs: Mapping[str, str], route: str | None) -> dict[str, object]:
    row: dict[str, object | None] = {
        "from": slugs[link.name1],
        "to": slugs[link.name2],
        "length_km": link.length_km,
        "route": route,
        "max_speed": link.max_speed,
        "walk_share": link.walk_share,
    }
    return {key: value for key, value in row.items() if value is not None}


def _condition_rows(case: FleeCase, slugs: Mapping[str, str], start: dt.date) -> Rows:
    """Hunger of each place by its region, and floods on the days on which the level changes.

    Floods after the end of the run are there for those who look ahead.
    """
    rows: Rows = []
    foresees = case.settings.flood is not None and case.settings.flood.forecast is not None
    until = None if foresees else case.days
    for location in case.locations:
        for day, value in case.hunger.get(location.region, ()):
            rows.append(_condition(slugs[location.name], "food", start + day * _DAY, value))
        before = 0.0
        for day, level in enumerate(case.floods.get(location.name, ())[:until]):
            if level != before or day == 0:
                rows.append(_condition(slugs[location.name], "flood", start + day * _DAY, level))
            before = level
    return rows


def _condition(place: str, kind: str, day: dt.date, value: float) -> dict[str, object]:
    return {
        "date": day,
        "place": place,
        "kind": kind,
        "value": value,
        "published": day,
        "source_id": SOURCE,
    }


def _series_rows(case: FleeCase, slugs: Mapping[str, str]) -> Rows:
    """Registrations, a day later than in the files: the total first, then the camps."""
    rows: Rows = []
    if case.total is not None:
        rows += _dated("displaced_from:all", case.total)
    for item in case.series:
        if item.name in slugs:
            rows += _dated(f"present:{slugs[item.name]}", item)
    return rows


def _dated(quantity: str, item: Series) -> Rows:
    """Every publication, so that a day before a correction sees what was reported then."""
    return [
        {
            "quantity": quantity,
            "date": report.date + _DAY,
            "value": report.people,
            "published": report.published + _DAY,
            "source_id": SOURCE,
        }
        for report in item.reports
    ]
