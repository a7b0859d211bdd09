"""Events and windows as sentences."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.values import is_true

MANY = 8
"""Events that are equal in all but their target are counted if there are more than these."""
_NAMED = 3


def percent(share: float) -> str:
    """A declared share in per cent, as exact as it was declared: ``99.6%``."""
    return f"{100 * share:g}%"


class Names:
    """Names as people write them, by identifier."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def targets(self) -> dict[str, str]:
        """Name of each place, area, route and corridor."""
        found: dict[str, str] = {}
        sizes: dict[str, int] = {}
        for row in self.scenario["areas"].rows():
            sizes[row["area"]] = sizes.get(row["area"], 0) + 1
            found[row["area"]] = row["name"] or found.get(row["area"]) or row["area"]
        for area, size in sizes.items():
            found[area] += f" ({size} place{'s' * (size != 1)})"
        for row in self.scenario["corridors"].rows():
            found[row["corridor"]] = f"the corridor {row['name'] or row['corridor']}"
        places = self.scenario["places"]
        pairs = zip(places["place"].tolist(), places["name"].tolist(), strict=True)
        return found | {place: name or place for place, name in pairs}

    @cached_property
    def classes(self) -> dict[str, str]:
        """Name of each class."""
        table = self.scenario["classes"]
        pairs = zip(table["class"].tolist(), table["name"].tolist(), strict=True)
        return {class_: name or class_ for class_, name in pairs}

    @cached_property
    def sources(self) -> dict[str, str]:
        """Name of each source."""
        table = self.scenario["sources"]
        return dict(zip(table["source_id"].tolist(), table["name"].tolist(), strict=True))

    def target(self, target: str, kind: str = "") -> str:
        """Name of an event's target; what is no place, area or corridor is a route or border."""
        if target in self.targets:
            return self.targets[target]
        return f"the route {target}" if kind in {"route", "access"} else target


# (subject, number of subjects, value, class) -> sentence without date and source
_Clause = Callable[[str, int, str, str], str]


def _access(verb: str) -> _Clause:
    def clause(subject: str, number: int, value: str, class_: str) -> str:
        del number
        share = float(value)
        who = f"of the class {class_}" if class_ else ""
        if share in {0.0, 1.0}:
            whom = ("everybody" if share else "nobody") + (f" {who}" if who else "")
        else:
            whom = f"{share:.3g} of {f'the class {class_}' if class_ else 'the people'}"
        return f"{whom} may {verb} {subject}"

    return clause


def _is(word: Callable[[str], str]) -> _Clause:
    return lambda subject, number, value, _: (
        f"{subject} {'is' if number == 1 else 'are'} {word(value)}"
    )


def _has(word: Callable[[str], str]) -> _Clause:
    return lambda subject, number, value, _: (
        f"{subject} {'has' if number == 1 else 'have'} {word(value)}"
    )


def _open(value: str) -> str:
    return "open" if is_true(value) else "closed"


def _hazard(value: str) -> str:
    return f"hazard {float(value):g}" if float(value) > 0 else "no hazard"


_CLAUSES: dict[tuple[str, str], _Clause] = {
    ("control", "holder"): _is(lambda value: f"held by {value}"),
    ("hazard", "intensity"): _has(_hazard),
    ("hazard", "standing_intensity"): _has(lambda value: f"{_hazard(value)}, begun earlier"),
    ("hazard", "documented_intensity"): _has(
        lambda value: f"{_hazard(value)} (only with rules.flee_documented)"
    ),
    ("access", "leave"): _access("leave"),
    ("access", "enter"): _access("enter"),
    ("route", "open"): _is(_open),
    ("route", "throughput"): _has(
        lambda value: f"a throughput of {float(value):,.6g} people an hour"
    ),
    ("route", "documented_open"): _is(
        lambda value: f"{_open(value)} (only with rules.flee_documented)"
    ),
    ("site", "open"): _is(lambda value: f"{_open(value)} to arrivals"),
    ("site", "capacity"): _has(lambda value: f"room for {float(value):,.12g} people"),
    ("site", "move_chance"): _has(lambda value: f"a chance of {float(value):g} a day to move on"),
    ("verification", "chance"): _has(
        lambda value: f"people counted again, chance {percent(float(value))}"
    ),
    ("site", "kind"): _is(lambda value: f"a {value}"),
}


def event_sentences(names: Names, events: Iterable[dict[str, Any]]) -> list[str]:
    """What the events of one day do, in the order in which they happen.

    Args:
        names: Names of the scenario.
        events: Rows of ``events``; those equal in all but their target share a sentence.
    """
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    keys = ("date", "kind", "class", "attribute", "value", "source_id", "published")
    for event in sorted(events, key=lambda row: row["date"]):
        alike.setdefault(tuple(event[key] for key in keys), []).append(event)
    sentences: list[str] = []
    for group in alike.values():
        if len(group) > MANY:
            sentences.append(_sentence(names, group[0], _counted(names, group), len(group)))
        else:
            subjects = (names.target(event["target"], event["kind"]) for event in group)
            sentences += [_sentence(names, group[0], subject) for subject in subjects]
    return sentences


def _counted(names: Names, group: list[dict[str, Any]]) -> str:
    shown = ", ".join(names.target(event["target"]) for event in group[:_NAMED])
    noun = "routes" if group[0]["kind"] == "route" else "places"
    return f"{len(group)} {noun} ({shown} and {len(group) - _NAMED} more)"


def _sentence(names: Names, event: dict[str, Any], subject: str, number: int = 1) -> str:
    class_ = names.classes.get(event["class"], event["class"])
    clause_of = _CLAUSES.get((event["kind"], event["attribute"]))
    if clause_of is None:
        clause = f"{event['attribute']} of {subject} is {event['value']}"
    else:
        clause = clause_of(subject, number, event["value"], class_)
    return f"From {moment(event['date'])} {clause}{_provenance(names, event)}"


def _provenance(names: Names, row: dict[str, Any]) -> str:
    known = []
    if row["source_id"]:
        known.append(f"source: {names.sources.get(row['source_id'], row['source_id'])}")
    day = (row["date"] if "date" in row else row["start"]).date()
    if row["published"] not in {None, day}:
        known.append(f"published {row['published']}")
    return f" ({'; '.join(known)})" if known else ""


def window_sentences(names: Names, windows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """When corridors open, one sentence a window."""
    for row in sorted(windows, key=lambda row: row["start"]):
        subject = names.target(row["corridor"])
        same_day = row["start"].date() == row["end"].date()
        until = f"{row['end']:%H:%M}" if same_day else moment(row["end"])
        opened = f"{row['start']:%Y-%m-%d %H:%M}"
        hours = daily_hours(row)
        yield f"From {opened} to {until} {subject} is open{hours}{_provenance(names, row)}"


def daily_hours(row: Mapping[str, Any]) -> str:
    """Hours of each day in which something is open, where they are not all."""
    opens = 0.0 if math.isnan(row["opens"]) else row["opens"]
    closes = 24.0 if math.isnan(row["closes"]) else row["closes"]
    if (opens, closes) == (0.0, 24.0):
        return ""
    return f" daily {_clock(opens)} to {_clock(closes)}"


def _clock(hour: float) -> str:
    minutes = round(60 * hour)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def moment(date: dt.datetime) -> str:
    """A date, with the time unless it is midnight."""
    return f"{date:%Y-%m-%d}" if date.time() == dt.time(0) else f"{date:%Y-%m-%d %H:%M}"
