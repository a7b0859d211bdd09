"""The table of Flee's keys: what read_settings does is what the page says, key by key."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from safepassage.errors import ScenarioError
from safepassage.exchange.flee.keys import Key, keys, keys_markdown
from safepassage.exchange.flee.settings import MoveRules, SpawnRules
from tests.exchange.data.flee.folder import FleeFolder

DOCS = Path(__file__).parents[2] / "docs"
FLOOD = {
    "flood_zone_spawning_only": "True",
    "conflict_zone_spawning_only": "False",
    "take_from_population": "True",
    "flood_driven_spawn_mode": "{displaced_per_flood_day: [0, 0.1, 0.2, 0.3]}",
}
SPAWN: dict[str, str] = {
    "conflict_spawn_decay": "[1, 0.5]",
    "conflict_spawn_decay_interval": "10",
    "average_social_connectivity": "5",
    "conflict_driven_spawning": "{displaced_per_conflict_day: 5}",
    "conflict_zone_spawning_only": "False",
    "insert_day0": "False",
    "sum_from_camps": "False",
    "flood_driven_spawning": "{displaced_per_flood_day: [0, 0.5, 0.6, 0.7]}",
    **FLOOD,
}
MOVE: dict[str, str] = {
    "use_pop_for_loc_weight": "True",
    "harvest_months": "[1]",
    "awareness_level": "2",
    "max_crossing_speed": "10",
    "max_flood_level": "3",
    "flood_rules": "{flood_movechances: [0, 0.5, 0.6, 0.7]}",
}
RULES: dict[str, str] = {
    "flood_movechances": "[0, 0.5, 0.6, 0.7]",
    "flood_loc_weights": "[1, 0.5, 0.4, 0.3]",
    "max_flood_level": "3",
    "flood_link_weights": "[1, 2]",
    "flood_forecaster": "True",
    "flood_forecaster_timescale": "3",
    "flood_forecaster_end_time": "6",
    "flood_forecaster_weights": "[1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4]",
    "flood_awareness_weights": "[0, 1]",
}


def all_keys() -> Iterator[Key]:
    for known in keys().values():
        yield from known.values()


def names(section: str) -> set[str]:
    return set(keys()[section])


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "flee-keys.md").read_text(encoding="utf-8") == keys_markdown()


def test_the_table_holds_what_is_read() -> None:
    sections = {"conflict_driven_spawning", "flood_driven_spawn_mode", "flood_driven_spawning"}
    told = {"camps_are_sicks"}
    assert names("spawn_rules") - sections - told == {item.name for item in fields(SpawnRules)}
    unused = {"flood_rules", "max_crossing_speed", "max_flood_level"}
    assert names("move_rules") - unused == {item.name for item in fields(MoveRules)}
    for section in keys():
        assert not section or section in {key.name for key in all_keys()}


def other(kind: type, key: str) -> str:
    """A value that is not the default."""
    default = getattr(kind(), key)
    if isinstance(default, bool):
        return str(not default)
    if isinstance(default, tuple):
        return "[1]"
    return str(default / 2 or 0.5) if isinstance(default, float) else str(default + 1)


def sample(key: Key) -> str:
    """The settings with one key at another value, as YAML, everything that it needs about it."""
    if key.section in {"", "log_levels", "optimisations"}:
        value = "{}" if key.name in keys() else "3"
        return f"{key.name}: {value}" if not key.section else f"{key.section}: {{{key.name}: 3}}"
    if key.section == "conflict_driven_spawning":
        value = {"spawn_mode": "Poisson", "displaced_per_conflict_day": "7"}[key.name]
        return f"spawn_rules: {{conflict_driven_spawning: {{{key.name}: {value}}}}}"
    spawn = dict(FLOOD) if "flood" in key.section + key.name else {}
    if key.section == "flood_driven_spawn_mode":
        value = {"displaced_per_flood_day": "[0, 0.2, 0.2, 0.3]"}.get(key.name, "constant")
        own = {"displaced_per_flood_day": "[0, 0.1, 0.2, 0.3]", key.name: value}
        spawn["flood_driven_spawn_mode"] = braces(own)
        return f"spawn_rules: {braces(spawn)}"
    if key.section == "flood_rules":
        rules = dict(RULES) if "forecaster" in key.name or "awareness" in key.name else {}
        rules[key.name] = RULES[key.name]
        return f"spawn_rules: {braces(spawn)}\nmove_rules: {{flood_rules: {braces(rules)}}}"
    if key.section == "spawn_rules":
        if key.name == "flood_driven_spawning":
            del spawn["flood_driven_spawn_mode"]
        spawn[key.name] = SPAWN.get(key.name) or (
            "True" if key.name == "camps_are_sicks" else other(SpawnRules, key.name)
        )
        return f"spawn_rules: {braces(spawn)}"
    move = {key.name: MOVE.get(key.name) or other(MoveRules, key.name)}
    if key.name.startswith("pop_power"):
        move["use_pop_for_loc_weight"] = "True"
    text = f"move_rules: {braces(move)}"
    return f"spawn_rules: {braces(spawn)}\n{text}" if spawn else text


def braces(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    """The tiny case with every file that a rule may ask for."""
    folder = FleeFolder(tmp_path)
    folder.write("demographics_age.csv", "age,Default", "10,1", "40,1", "70,1")
    folder.write("demographics_gender.csv", "gender,Default", "male,1", "female,1")
    folder.write("demographics_ethnicity.csv", "ethnicity,Default", "one,1", "two,1")
    folder.write("demographics_religion.csv", "religion,Default", "this,1", "that,1")
    folder.write("demographics_floodawareness.csv", "floodawareness,Default", "0,1", "1,1")
    folder.write("agents.csv", "location,age", "Alpha,30", "Alpha,31")
    folder.write("region_attributes_IPC.csv", "#Day,North,South,West", "0,10,20,0", "9,10,30,0")
    folder.write("location_changes.csv", "Béta,conflict_zone,3")
    levels = [f"{day},{day % 3},0" for day in range(20)]
    folder.write("flood_level.csv", "#Day,Alpha,Gamma", *levels)
    folder.replace("locations.csv", ",IPC", ",trade_volume,hdi,IPC")
    for plain, pulled in (
        ("camp,,300,10,25", "camp,,300,10,25,5,0.5"),
        ("30.5,camp,,0", "30.5,camp,,0,0,0,7,0.7"),
        ("conflict_zone,0,1000,,,3", "conflict_zone,0,1000,,,1,0.1,3"),
    ):
        folder.replace("locations.csv", plain, pulled)
    return folder


@pytest.mark.parametrize("key", list(all_keys()), ids=lambda key: f"{key.section}.{key.name}")
def test_every_key_acts_or_is_told(folder: FleeFolder, key: Key) -> None:
    """Nothing that a case sets is stored without effect and without a word."""
    text = sample(key)
    if key.name in keys() and key.here == "acts":
        return  # a section: its keys are tried
    folder.write("simsetting.yml", text)
    if key.here == "refused":
        assert any(key.name in problem for problem in folder.problems())
        return
    found = folder.load()
    said = found.notes + found.inert
    if key.here == "acts":
        folder.write("simsetting.yml", without(text, key))
        try:
            before = folder.load()
        except ScenarioError:
            return  # it cannot be left out
        assert (found.rules, found.tables) != (before.rules, before.tables) or set(said) != set(
            before.notes + before.inert
        )
        return
    assert any(key.name in line for line in said)
    if key.here == "renamed":
        assert any(key.name in problem for problem in folder.problems(strict=True))


def without(text: str, key: Key) -> str:
    """The same settings without the key."""
    content = yaml.safe_load(text)
    path = {
        "": [],
        "conflict_driven_spawning": ["spawn_rules", "conflict_driven_spawning"],
        "flood_driven_spawn_mode": ["spawn_rules", "flood_driven_spawn_mode"],
        "flood_rules": ["move_rules", "flood_rules"],
    }.get(key.section, [key.section])
    inner = content
    for part in path:
        inner = inner[part]
    inner.pop(key.name, None)
    return str(yaml.safe_dump(content))
