"""The explanation covers every day once and tells each event in a sentence."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from safepassage.scenario.event_kinds import event_attributes
from safepassage.scenario.explain import Period, explain, explain_dict, explain_text
from safepassage.scenario.sentences import MANY
from tests.scenario.world import EXAMPLE, Row, event, rows, unchecked


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def told(**changes: Any) -> list[str]:
    before = {sentence for period in explain(EXAMPLE) for sentence in period.sentences}
    after = [sentence for period in explain(unchecked(**changes)) for sentence in period.sentences]
    return [sentence for sentence in after if sentence not in before]


def test_periods_cover_every_day_once() -> None:
    periods = explain(EXAMPLE)
    days = [period.start + dt.timedelta(n) for period in periods for n in range(length(period))]
    assert days == [EXAMPLE.start + dt.timedelta(n) for n in range(EXAMPLE.days)]


def length(period: Period) -> int:
    return (period.end - period.start).days + 1


def test_periods_are_cut_at_every_event_window_and_season() -> None:
    starts = [period.start for period in explain(EXAMPLE)]
    numbers = ("01", "04", "06", "10", "12", "13", "14", "20", "25", "29")
    assert starts == [day(f"2030-03-{number}") for number in numbers]


def test_a_road_that_a_season_cuts_is_listed_on_its_days() -> None:
    cut, free = explain(EXAMPLE)[-2:]
    assert cut.sentences == ("From 2030-03-25 the route east-road is closed",)
    assert free.sentences == ("From 2030-03-29 the route east-road is open",)


def test_a_scenario_without_events_is_one_period() -> None:
    quiet = unchecked(events=[], windows=[], relations=[], road_hours=[])
    assert explain(quiet) == [Period(quiet.start, quiet.end, ())]
    assert "Nothing changes" in explain_text(quiet)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"kind": "control", "attribute": "holder", "value": "un", "source_id": "radio"},
            "From 2030-03-05 Old Town is held by un (source: Local radio (EXAMPLE))",
        ),
        ({"value": "0.25"}, "From 2030-03-05 Old Town has hazard 0.25"),
        ({"value": "0"}, "From 2030-03-05 Old Town has no hazard"),
        ({"target": "pocket"}, "From 2030-03-05 The pocket (2 places) has hazard 0.5"),
        (
            {"kind": "access", "attribute": "leave", "value": "0"},
            "From 2030-03-05 nobody may leave Old Town",
        ),
        (
            {"kind": "access", "attribute": "enter", "value": "1", "class": "wounded"},
            "From 2030-03-05 everybody of the class Wounded and their carers may enter Old Town",
        ),
        (
            {"kind": "access", "attribute": "leave", "value": "0.2"},
            "From 2030-03-05 0.2 of the people may leave Old Town",
        ),
        (
            {"kind": "access", "attribute": "leave", "target": "east-road", "value": "0"},
            "From 2030-03-05 nobody may leave the route east-road",
        ),
        (
            {"kind": "route", "attribute": "open", "target": "east-exit", "value": "no"},
            "From 2030-03-05 the corridor East Exit is closed",
        ),
        (
            {"kind": "site", "attribute": "capacity", "target": "meadow", "value": "12500"},
            "From 2030-03-05 Meadow Camp has room for 12,500 people",
        ),
        (
            {"date": "2030-03-05T14:30", "published": "2030-03-06"},
            "From 2030-03-05 14:30 Old Town has hazard 0.5 (published 2030-03-06)",
        ),
    ],
)
def test_events_are_told(cells: dict[str, str], sentence: str) -> None:
    assert told(**event(**cells)) == [sentence]


def test_every_attribute_has_words_of_its_own() -> None:
    values = {"share": "0.5", "slug": "army", "boolean": "true", "number": "7", "enum": "site"}
    targets = {"place": "gate", "route": "east-road", "corridor": "east-exit", "direction": "a>b"}
    for (kind, name), attribute in event_attributes().items():
        cells = {
            "kind": kind,
            "attribute": name,
            "target": targets[attribute.targets[0]],
            "value": values[attribute.value.kind],
        }
        (sentence,) = told(**event(**cells))
        assert f"{name} of {cells['target']} is" not in sentence


@pytest.mark.parametrize(("number", "sentences"), [(MANY, MANY), (MANY + 1, 1), (500, 1)])
def test_many_alike_are_counted(number: int, sentences: int) -> None:
    closing = {"date": "2030-03-05", "kind": "route", "attribute": "open", "value": "false"}
    events: list[Row] = [*rows("events"), *(closing | {"target": f"r{n}"} for n in range(number))]
    new = told(events=events)
    assert len(new) == sentences
    if sentences == 1:
        shown = f"{number} routes (r0, r1, r2 and {number - 3} more) are closed"
        assert new == [f"From 2030-03-05 {shown}"]


def test_a_window_over_night_opens_and_closes() -> None:
    window = rows("windows")[0] | {"end": "2030-03-15T06:00"}
    told_on = {period.start: period.sentences for period in explain(unchecked(windows=[window]))}
    opening = "From 2030-03-12 08:00 to 2030-03-15 06:00 the corridor East Exit is open"
    assert opening in told_on[day("2030-03-12")]
    assert told_on[day("2030-03-15")] == ("At 2030-03-15 06:00 the corridor East Exit closes",)


def test_a_window_that_opened_before_the_period_is_told_on_its_first_day() -> None:
    window = rows("windows")[0] | {"start": "2030-02-20", "end": "2030-03-03"}
    assert any("2030-02-20" in text for text in explain(unchecked(windows=[window]))[0].sentences)


def test_the_start_the_rules_and_the_uncertain_inputs_are_told() -> None:
    text = explain_text(EXAMPLE)
    for part in (
        "30 days, from 2030-03-01 to 2030-03-30",
        "6 places: 3 settlements, 1 site, 1 crossing, 1 waypoint",
        "6 routes, 1 of them closed",
        "Residents: 33,000 (25,000 to 45,000) people living at home in 2 places",
        "2 sites with room for 11,000 people",
        "150 (80 to 300) people an hour while open",
        "flight_rate is 0.25 a day (default 0.2)",
        "pocket-hazard: hazard:pocket from 0.7 to 1.2 around 1, lognormal",
        "3 rows of populations.csv give a range",
    ):
        assert part in text


def test_the_explanation_is_ready_for_json() -> None:
    whole = explain_dict(EXAMPLE)
    assert json.loads(json.dumps(whole)) == whole
    assert whole["periods"][0] == {
        "start": "2030-03-01",
        "end": "2030-03-03",
        "days": 3,
        "sentences": list(explain(EXAMPLE)[0].sentences),
    }
    assert sum(period["days"] for period in whole["periods"]) == EXAMPLE.days
