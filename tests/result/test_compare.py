"""Runs side by side: the same random numbers, and only what planning may vary."""

from __future__ import annotations

import pytest

from safepassage import ScenarioError, read_scenario, run
from safepassage.result.compare import compare, warnings
from safepassage.result.geography import Geography
from safepassage.result.levers import blockades
from safepassage.scenario.as_of import known_by
from safepassage.scenario.canonical import canonical
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario
from tests.spoken import english
from verification.make import date, make


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_equal_runs_differ_by_nothing(tiny: Scenario) -> None:
    result = run(tiny, members=5)
    assert all(row.change == (0.0, 0.0, 0.0) for row in compare(result, result))


def test_without_a_site_nobody_is_in_it(tiny: Scenario) -> None:
    sites = [row | {"open": row["place"] != "camp-b"} for row in tiny["sites"].rows()]
    closed = run(tiny.replace(sites=sites), members=40)
    rows = compare(run(tiny, members=40), closed, ["present:camp-b", "present:all"])
    assert rows[0].change[2] < 0
    assert rows[1].change == (0.0, 0.0, 0.0)


def test_other_luck_is_refused(tiny: Scenario) -> None:
    with pytest.raises(ScenarioError, match="same seed"):
        compare(run(tiny, members=2, seed=1), run(tiny, members=2, seed=2))


def test_hazard_and_control_are_never_compared(tiny: Scenario) -> None:
    calm = [row | {"value": "0.5"} for row in tiny["events"].rows()]
    changed = run(tiny.replace(events=calm), members=2)
    with pytest.raises(ScenarioError, match="events of kind hazard"):
        compare(run(tiny, members=2), changed)


@pytest.mark.parametrize("rule", ["conflict_movechance", "conflict_weight"])
def test_what_civilians_do_near_violence_is_no_lever(tiny: Scenario, rule: str) -> None:
    """A researcher may hold it uncertain; no plan asks what if they behaved otherwise."""
    first = run(tiny, members=2)
    other = run(tiny.replace(rules={rule: 0.1}), members=2)
    with pytest.raises(ScenarioError, match="rules"):
        compare(first, other)
    uncertain = {"name": "doubt", "input": f"rules.{rule}", "low": 0.1, "best": 0.2, "high": 0.3}
    doubted = tiny.replace(uncertain=[uncertain])
    held = run(doubted, members=2)
    assert held.input_names == ("doubt",)
    with pytest.raises(ScenarioError):
        compare(first, held)


def test_a_source_is_a_fact_as_far_as_facts_cite_it() -> None:
    example = new_scenario("example")
    sources = list(example["sources"].rows())
    cited = {row["source_id"] for row in example["claims"].rows()}
    assert cited
    new = {"source_id": "the-agreement", "name": "What the parties signed"}
    corridors = [row | {"source_id": "the-agreement"} for row in example["corridors"].rows()]
    with_its_own = example.replace(sources=[new, *sources], corridors=corridors)
    compare(run(example, members=1), run(with_its_own, members=1))
    believed = [row | {"reliability": "E"} if row["source_id"] in cited else row for row in sources]
    with pytest.raises(ScenarioError, match="differ by this table") as caught:
        compare(run(example, members=1), run(example.replace(sources=believed), members=1))
    assert [problem.file for problem in caught.value.problems] == ["sources.csv"]
    claims = [row | {"source_id": "the-agreement"} for row in example["claims"].rows()]
    other = run(with_its_own.replace(claims=claims), members=1)
    with pytest.raises(ScenarioError, match="differ by this table"):
        compare(run(with_its_own, members=1), other)


def test_the_order_of_clearance_is_a_plan_and_what_is_contaminated_a_fact() -> None:
    example = new_scenario("example")
    rows = list(example["contamination"].rows())
    plan = [row | {"priority": number + 7} for number, row in enumerate(rows)]
    first = run(example, members=1)
    compare(first, run(example.replace(contamination=plan), members=1))
    larger = [row | {"area_ha": row["area_ha"] + 1} for row in rows]
    with pytest.raises(ScenarioError, match="differ by this table"):
        compare(first, run(example.replace(contamination=larger), members=1))


def test_runs_that_know_different_reports_are_not_compared() -> None:
    example = new_scenario("example")
    early = known_by(example, example.start)
    with pytest.raises(ScenarioError, match="published by 2030-03-01 and at any time"):
        compare(run(early, members=1), run(example, members=1))


WINDOW = {"corridor": "exit", "start": f"{date(1)[:10]}T00:00", "end": date(3)}
CORRIDOR = {
    "corridor": "exit", "gathers": "inner", "places": "inner>town", "persons_per_hour": 100,
}  # fmt: skip


def pocket(**changes: object) -> Scenario:
    """Two enclosed places, a road out of them and a corridor, as it is or changed."""
    window = {"corridor": "exit", "start": date(1), "end": date(3)}
    return make(
        places={"inner": "settlement", "outer": "settlement", "town": "settlement", "camp": "site"},
        routes=[
            ("inner", "outer", 5.0, {"route": "lane"}),
            ("outer", "town", 9.0, {"route": "gate"}),
            ("town", "camp", 9.0, {"route": "road"}),
        ],
        residents={"inner": 900, "outer": 500, "town": 700},
        events=[
            (0, "access", "inner", "leave", 0.5),
            (0, "access", "outer", "leave", 0.5),
            (0, "hazard", "outer", "intensity", 0.5),
        ],
        corridors=[CORRIDOR],
        legs=[{"from": "inner", "to": "town", "length_km": 9}],
        classes=[{"class": "people"}, {"class": "wounded"}],
        windows=[window],
    ).replace(**changes)


def closing(scenario: Scenario, *routes: str) -> list[dict[str, object]]:
    """Its events and some that close routes from the second day."""
    closed = {"date": date(1), "kind": "route", "attribute": "open", "value": "false"}
    return [*scenario["events"].rows(), *({**closed, "target": route} for route in routes)]


@pytest.mark.parametrize(
    ("routes", "tables", "words"),
    [
        (("road",), {}, None),
        (("lane",), {}, None),
        (("gate",), {}, "every road out of the enclosed part around .* from 2030-01-02"),
        ((), {"windows": [{"corridor": "exit", "start": date(2), "end": date(4)}]}, None),
        ((), {"corridors": [{**CORRIDOR, "suspended": True}]}, "every corridor out of"),
        ((), {"corridors": [{**CORRIDOR, "persons_per_hour": 0.001}]}, "every corridor out of"),
        ((), {"corridors": [{**CORRIDOR, "persons_per_hour": 10}]}, None),
        ((), {"corridors": [{**CORRIDOR, "classes": "wounded"}]}, "every corridor .* to people"),
        (
            (),
            {"checkpoints": [{"place": "town", "persons_per_hour": 0.001}]},
            "every corridor out of",
        ),
        (
            (),
            {
                "windows": [{**WINDOW, "end": f"{date(1)[:10]}T00:01"}],
                "corridors": [{**CORRIDOR, "persons_per_hour": 10}],
            },
            "every corridor out of",
        ),
    ],
    ids=[
        "another road",
        "a road within",
        "the last road",
        "moved",
        "suspended",
        "of no throughput",
        "narrower",
        "for others",
        "a closed gate",
        "open for a minute",
    ],
)
def test_a_blockade_is_no_option(
    routes: tuple[str, ...], tables: dict[str, object], words: str | None
) -> None:
    base = pocket()
    other = pocket(events=closing(base, *routes), **tables)
    assert not list(blockades(canonical(other), canonical(base)))  # opening is an option
    found = list(blockades(canonical(base), canonical(other)))
    if words is None:
        assert found == []
        return
    with pytest.raises(ScenarioError, match=words):
        compare(run(base, members=2), run(other, members=2))


@pytest.mark.parametrize(
    ("kind", "target", "attribute", "value", "words"),
    [
        ("route", "exit", "throughput", "0", "every corridor out of"),
        ("route", "exit", "open", "false", "every corridor out of"),
        ("site", "inner", "move_chance", "0", "events of kind site"),
        ("site", "inner", "kind", "site", "events of kind site"),
    ],
)
def test_events_that_keep_people_in_are_no_option(
    kind: str, target: str, attribute: str, value: str, words: str
) -> None:
    base = pocket()
    cells = {"date": date(0), "kind": kind, "target": target, "attribute": attribute}
    other = base.replace(events=[*base["events"].rows(), {**cells, "value": value}])
    with pytest.raises(ScenarioError, match=words):
        compare(run(base, members=1), run(other, members=1))


def test_the_direction_that_leads_out_is_what_counts() -> None:
    """A lane in is no way out, neither for a siege nor for a comparison."""
    ways = [("a", "b", 5.0), ("b", "c", 5.0, {"route": "gate"}),
            ("c", "b", 6.0, {"route": "in", "oneway": True}), ("c", "d", 5.0)]  # fmt: skip
    free = make(
        places=dict.fromkeys("abcd", "settlement"), routes=ways, residents=dict.fromkeys("abcd", 9),
        events=[(0, "hazard", "a", "intensity", 0.5)],
    )  # fmt: skip
    shut = free.replace(events=closing(free, "gate"))
    assert Geography(free).enclosed == frozenset()
    assert Geography(shut).enclosed == {"a", "b"}
    with pytest.raises(ScenarioError, match="encloses a from 2030-01-02"):
        compare(run(free, members=1), run(shut, members=1))
    besieged = [(0, "access", place, "leave", 0.5) for place in "ab"]
    half = [{"date": date(0), "kind": kind, "target": target, "attribute": attribute,
             "value": str(value)} for _, kind, target, attribute, value in besieged]  # fmt: skip
    open_, closed = (one.replace(events=[*one["events"].rows(), *half]) for one in (free, shut))
    with pytest.raises(ScenarioError, match="every road out of"):
        compare(run(open_, members=1), run(closed, members=1))


def test_roads_for_others_enclose_those_who_may_not_use_them() -> None:
    ways = [("a", "b", 5.0), ("b", "c", 5.0, {"classes": "fighters"}), ("c", "d", 5.0)]
    world = make(
        places=dict.fromkeys("abcd", "settlement"), routes=ways, residents=dict.fromkeys("abcd", 9),
        classes=[{"class": "people"}, {"class": "fighters"}],
        events=[(0, "hazard", "a", "intensity", 0.5)],
    )  # fmt: skip
    assert Geography(world).enclosed == {"a", "b"}


def test_closed_roads_that_enclose_are_no_option() -> None:
    """Without any siege before: the roads alone make one."""
    free = make(
        places={"a": "settlement", "b": "settlement", "c": "settlement", "camp": "site"},
        routes=[
            ("a", "b", 5.0, {"route": "ab"}),
            ("b", "c", 5.0, {"route": "bc"}),
            ("c", "camp", 5.0, {"route": "out"}),
        ],
        residents={"a": 100, "b": 100, "c": 100},
        events=[(0, "hazard", "a", "intensity", 0.5)],
    )
    shut = free.replace(events=closing(free, "bc"))
    with pytest.raises(ScenarioError, match="encloses a from 2030-01-02"):
        compare(run(free, members=2), run(shut, members=2))


def test_opened_roads_that_raise_the_people_in_danger_are_named() -> None:
    """The only open road leads to the next violence; nobody could flee before."""
    events = [(0, "hazard", place, "intensity", 0.9) for place in ("a", "b")]
    open_ = make(
        places={
            "a": "settlement",
            "b": "settlement",
            "c": {"kind": "settlement", "move_chance": 1.0},
        },
        routes=[("c", "b", 5.0, {"route": "cb"}), ("a", "b", 5.0, {"route": "ab"})],
        residents={"a": 1_000, "b": 1_000},
        displaced={"c": 1_000},
        events=events,
    )
    shut = open_.replace(events=closing(open_, "cb"))
    before, after = run(shut, members=4), run(open_, members=4)
    (warned,) = english(warnings(before, after))
    assert "people flee to a place near by" in warned
    assert warnings(after, after) == ()
