"""``simsetting.yml``: every key, its default, and keys that cannot be."""

from pathlib import Path

import pytest

from tests.exchange.data.flee.folder import FleeFolder, rows

DEFAULTS: dict[str, object] = {
    "set": "flee3",
    "flee_documented": False,
    "max_move_speed": 360.0,
    "max_walk_speed": 35.0,
    "conflict_movechance": 1.0,
    "site_movechance": 0.001,
    "default_movechance": 0.3,
    "crossing_movechance": 1.0,
    "foreign_weight": 1.0,
    "site_weight": 1.0,
    "conflict_weight": 10**-0.5,
    "softening": 10.0,
    "distance_power": 1.0,
    "weight_softening": 0.0,
    "weight_power": 1.0,
    "awareness_level": 1,
    "capacity_buffer": 0.9,
    "capacity_scaling": 1.0,
    "movechance_pop_base": 10000.0,
    "movechance_pop_scale_factor": 0.0,
    "use_pop_for_loc_weight": False,
    "pop_power_for_loc_weight": 0.1,
    "stay_close_to_home": False,
    "home_distance_power": 0.5,
    "use_economic_pull": False,
    "pruning_threshold": 1.0,
    "start_on_foot": False,
    "avoid_short_stints": False,
    "fixed_routes": False,
    "site_sinks": False,
    "displacement": "series",
    "series_from": "sites",
    "observed_sites_start": "insert",
    "first_day_double": False,
    "take_from_population": False,
    "spawn_decay": (),
    "spawn_decay_interval": 30,
    "count_divisor": 1,
}


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def test_defaults_are_flees(folder: FleeFolder) -> None:
    folder.write("simsetting.yml", "")
    rules = folder.load().rules
    assert {key: rules[key] for key in DEFAULTS} == DEFAULTS


@pytest.mark.parametrize(
    ("section", "key", "value", "rule", "expected"),
    [
        ("move_rules", "max_move_speed", "200", "max_move_speed", 200.0),
        ("move_rules", "max_walk_speed", "'42'", "max_walk_speed", 42.0),
        ("move_rules", "foreign_weight", 2, "foreign_weight", 2.0),
        ("move_rules", "camp_weight", 5.0, "site_weight", 5.0),
        ("move_rules", "conflict_weight", 0.25, "conflict_weight", 0.25),
        ("move_rules", "conflict_movechance", 0.9, "conflict_movechance", 0.9),
        ("move_rules", "camp_movechance", 0.01, "site_movechance", 0.01),
        ("move_rules", "default_movechance", 0.6, "default_movechance", 0.6),
        ("move_rules", "awareness_level", 3, "awareness_level", 3),
        ("move_rules", "awareness_level", 1.5, "awareness_level", 1),
        ("move_rules", "capacity_buffer", 0.75, "capacity_buffer", 0.75),
        ("move_rules", "capacity_scaling", 1.2, "capacity_scaling", 1.2),
        ("move_rules", "avoid_short_stints", "True", "avoid_short_stints", True),
        ("move_rules", "start_on_foot", 1, "start_on_foot", True),
        ("move_rules", "softening", 40, "softening", 40.0),
        ("move_rules", "weight_softening", 1, "weight_softening", 1.0),
        ("move_rules", "weight_power", 2, "weight_power", 2.0),
        ("move_rules", "distance_power", 0.5, "distance_power", 0.5),
        ("move_rules", "stay_close_to_home", "yes", "stay_close_to_home", True),
        ("move_rules", "home_distance_power", 1, "home_distance_power", 1.0),
        ("move_rules", "use_pop_for_loc_weight", "true", "use_pop_for_loc_weight", True),
        ("move_rules", "pop_power_for_loc_weight", 0.2, "pop_power_for_loc_weight", 0.2),
        ("move_rules", "movechance_pop_base", 5000, "movechance_pop_base", 5000.0),
        ("move_rules", "movechance_pop_scale_factor", 1, "movechance_pop_scale_factor", 1.0),
        ("move_rules", "pruning_threshold", 2, "pruning_threshold", 2.0),
        ("move_rules", "pruning_threshold", 1.0005, "pruning_threshold", 1.0),
        ("move_rules", "pruning_threshold", 0.2, "pruning_threshold", 1.0),
        ("move_rules", "fixed_routes", "True", "fixed_routes", True),
        ("spawn_rules", "take_from_population", "True", "take_from_population", True),
        ("spawn_rules", "sum_from_camps", "False", "series_from", "total"),
        ("spawn_rules", "conflict_spawn_decay", "[1, 0.5, 0]", "spawn_decay", (1.0, 0.5, 0.0)),
        ("spawn_rules", "conflict_spawn_decay", "null", "spawn_decay", ()),
        ("spawn_rules", "conflict_spawn_decay_interval", 7, "spawn_decay_interval", 7),
    ],
)
def test_each_key(
    folder: FleeFolder, section: str, key: str, value: object, rule: str, expected: object
) -> None:
    folder.settings(section, **{key: value})
    assert folder.load().rules[rule] == expected


@pytest.mark.parametrize(
    ("insert", "empty", "total", "start", "double"),
    [
        (True, False, False, "insert", False),
        (False, True, False, "subtract", False),
        (True, True, False, "subtract", False),
        (False, False, False, "none", True),
        (False, False, True, "none", False),
    ],
)
def test_first_day(
    folder: FleeFolder, insert: bool, empty: bool, total: bool, start: str, double: bool
) -> None:
    folder.settings(
        "spawn_rules", insert_day0=insert, empty_camps_on_day0=empty, sum_from_camps=not total
    )
    found = folder.load()
    assert found.rules["observed_sites_start"] == start
    assert found.rules["first_day_double"] is double
    # Whoever starts with empty camps has no initial IDPs either.
    assert len(found.tables["populations"]) == (0 if empty else 1)


def test_a_series_without_location_matters_only_for_the_sum(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", sum_from_camps=False)
    found = folder.load()
    assert rows(found, "places", place="gone") == []
    assert rows(found, "series", quantity="present:gone") == []
    assert any("Gone: no such location, and without effect" in note for note in found.notes)


@pytest.mark.parametrize(
    ("lines", "mode", "number"),
    [
        (["    spawn_mode: constant"], "constant", 500.0),
        (["    spawn_mode: Poisson", "    displaced_per_conflict_day: 100"], "poisson", 100.0),
        (["    spawn_mode: pop_ratio"], "pop_ratio", 0.01),
        (["    displaced_per_conflict_day: 10.7"], "constant", 10.0),
    ],
)
def test_conflict_driven_spawning(
    folder: FleeFolder, lines: list[str], mode: str, number: float
) -> None:
    folder.write("simsetting.yml", "spawn_rules:", "  conflict_driven_spawning:", *lines)
    rules = folder.load().rules
    assert rules["displacement"] == "conflict"
    assert (rules["conflict_mode"], rules["conflict_displaced"]) == (mode, number)
    assert folder.load(data_dir=None).rules["displacement"] == "conflict"


def test_first_version_of_the_rules(folder: FleeFolder) -> None:
    folder.settings("move_rules", use_v1_rules=True, camp_weight=7, start_on_foot=True)
    rules = folder.load().rules
    wanted = {
        "max_move_speed": 200.0,
        "site_weight": 2.0,
        "conflict_weight": 0.25,
        "start_on_foot": False,
        "avoid_short_stints": False,
    }
    assert {key: rules[key] for key in wanted} == wanted


def test_camps_as_sinks_never_act(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", camps_are_sinks=True)
    found = folder.load()
    assert found.rules["site_sinks"] is True
    assert found.rules["flee_documented"] is False
    assert "spawn_rules: camps_are_sinks (acts with flee_documented)" in found.inert
    assert "camps_are_sinks" in folder_problem(folder, "camps_are_sicks", "True", "spawn_rules")


def folder_problem(folder: FleeFolder, key: str, value: object, section: str) -> str:
    folder.settings(section, **{key: value})
    return "\n".join(folder.problems())


def test_spawning_everywhere_adds_nothing_without_hunger(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", conflict_zone_spawning_only=True)
    before = folder.load()
    folder.settings("spawn_rules", conflict_zone_spawning_only=False)
    found = folder.load()
    assert (found.rules, found.tables) == (before.rules, before.tables)
    assert any("conflict_zone_spawning_only: False adds nothing" in text for text in found.inert)


def test_a_key_of_another_section_does_nothing_as_in_flee(folder: FleeFolder) -> None:
    folder.settings("move_rules", flood_movechances="[0, 1]")
    (note,) = [note for note in folder.load().notes if "flood_movechances" in note]
    assert "it belongs under flood_rules" in note
    assert "it belongs under flood_rules" in folder.problems(strict=True)[0]


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("move_rules", "MatchCampEthnicity", "False"),
        ("move_rules", "harvest_months", "[]"),
        ("move_rules", "avg_religion_fraction", "0.25"),
        ("move_rules", "two_system_decision_making", "0"),
        ("spawn_rules", "flood_driven_spawning", "False"),
        ("spawn_rules", "conflict_zone_spawning_only", "True"),
        ("spawn_rules", "conflict_driven_spawning", "False"),
    ],
)
def test_what_is_not_supported_may_stand_at_its_default(
    folder: FleeFolder, section: str, key: str, value: str
) -> None:
    folder.settings(section, **{key: value})
    assert folder.load().rules["displacement"] == "series"


def test_misspelt_keys_name_the_nearest(folder: FleeFolder) -> None:
    folder.write(
        "simsetting.yml",
        "move_rule: {}",
        "move_rules:",
        "  max_movespeed: 200",
        "spawn_rules:",
        "  insert_day: True",
        "  conflict_driven_spawning: {spawnmode: constant}",
        "optimisations:",
        "  haste: 3",
    )
    problems = folder.problems()
    for text in ("'move_rules'", "'max_move_speed'", "'insert_day0'", "'spawn_mode'", "'hasten'"):
        assert any(f"did you mean {text}?" in problem for problem in problems), text
    assert len(problems) == 5
    notes = folder.load(lenient=True).notes
    assert len([note for note in notes if note.startswith("warning: simsetting.yml")]) == 5


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("move_rules", "awareness_level", -2, "no meaning"),
        ("move_rules", "awareness_level", -1, "with markers"),
        ("move_rules", "awareness_level", 9, "is above 6"),
        ("move_rules", "max_move_speed", "fast", "not a number"),
        ("move_rules", "max_move_speed", ".nan", "not a number"),
        ("move_rules", "max_move_speed", "null", "no value"),
        ("move_rules", "max_move_speed", 0, "is below"),
        ("move_rules", "idpcamp_movechance", 2, "is above 1"),
        ("move_rules", "start_on_foot", "'False'", "not True or False"),
        ("spawn_rules", "conflict_spawn_decay", "{a: 1}", "not a list of numbers"),
        ("spawn_rules", "conflict_spawn_decay", "[1, x]", "not a list of numbers"),
        ("spawn_rules", "conflict_spawn_decay", "[-1]", "is below 0"),
        ("spawn_rules", "conflict_driven_spawning", "True", "not a section"),
        ("spawn_rules", "conflict_driven_spawning", "{spawn_mode: often}", "unknown mode"),
    ],
)
def test_values_that_cannot_be(
    folder: FleeFolder, section: str, key: str, value: object, said: str
) -> None:
    assert said in folder_problem(folder, key, value, section)


def test_awareness_of_minus_one_is_one(folder: FleeFolder) -> None:
    folder.settings("move_rules", awareness_level=-1)
    folder.replace("locations.csv", "marker", "town")
    found = folder.load()
    assert found.rules["awareness_level"] == 1
    assert any("awareness_level -1" in note for note in found.notes)


def test_awareness_of_nought_lets_nobody_move_on(folder: FleeFolder) -> None:
    folder.settings("move_rules", awareness_level=0)
    found = folder.load()
    assert found.rules["awareness_level"] == 0
    assert any("awareness_level 0" in note for note in found.notes)


def test_two_systems_never_act(folder: FleeFolder) -> None:
    folder.settings("move_rules", two_system_decision_making=0)
    before = folder.load()
    assert before.inert == folder_inert(folder, "False")
    for value in ("True", "1.0"):
        told = set(folder_inert(folder, value)) - set(before.inert)
        assert [text.partition(":")[0] for text in told] == ["two_system_decision_making"]
        assert folder.load().rules == {**before.rules, "two_systems": True}


def test_connectivity_acts_with_two_systems(folder: FleeFolder) -> None:
    spawn, move = "spawn_rules: {average_social_connectivity: 5}", "move_rules: "
    for value, mean in (("False", 3.0), ("True", 5.0)):
        folder.write("simsetting.yml", spawn, f"{move}{{two_system_decision_making: {value}}}")
        found = folder.load()
        assert found.rules["average_connections"] == mean
        alone = [text for text in found.inert if text.startswith("average_social_connectivity")]
        assert bool(alone) == (value == "False")


def folder_inert(folder: FleeFolder, value: str) -> tuple[str, ...]:
    folder.settings("move_rules", two_system_decision_making=value)
    return folder.load().inert


def test_a_key_given_twice(folder: FleeFolder) -> None:
    folder.write("simsetting.yml", "move_rules:", "  camp_weight: 2", "  camp_weight: 3")
    found = folder.load()
    assert found.rules["site_weight"] == 3.0
    assert any("camp_weight: is given twice: the last one counts" in note for note in found.notes)
    assert folder.problems(strict=True) == [
        "simsetting.yml, row 3, column camp_weight: is given twice"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [", "not valid YAML"), ("- 1\n- 2", "holds no sections"), ("move_rules: 3", "section")],
)
def test_settings_that_are_none(folder: FleeFolder, text: str, said: str) -> None:
    folder.write("simsetting.yml", text)
    assert any(said in problem for problem in folder.problems())


def test_settings_elsewhere(folder: FleeFolder, tmp_path: Path) -> None:
    chosen = tmp_path / "mine.yml"
    assert any("mine.yml: is missing" in text for text in folder.problems(settings=chosen))
    chosen.write_text("move_rules:\n  camp_weight: 9\n", encoding="utf-8")
    assert folder.load(settings=chosen).rules["site_weight"] == 9.0
    folder.write("input_csv/simsetting.yml", "move_rules:", "  camp_weight: 8")
    found = folder.load()
    assert found.rules["site_weight"] == 8.0
    assert any(note.endswith("simsetting.yml is not read") for note in found.notes)


def test_ignored_keys_are_noted(folder: FleeFolder) -> None:
    folder.write(
        "simsetting.yml",
        "number_of_steps: 5",
        "conflict_input_file: x.csv",
        "move_rules: {max_crossing_speed: 20}",
    )
    notes = "\n".join(folder.load().notes)
    for key in (
        "number_of_steps",
        "conflict_input_file",
        "max_crossing_speed",
    ):
        assert f"{key} = " in notes
