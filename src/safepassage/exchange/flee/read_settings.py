"""Reads ``simsetting.yml`` by the table of its keys: unknown and misspelt ones are problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from safepassage.exchange.flee.files import read_text
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.keys import keys
from safepassage.exchange.flee.read_forecast import read_forecast
from safepassage.exchange.flee.settings import (
    ConflictSpawning,
    FleeSettings,
    FloodRules,
    FloodSpawning,
    MoveRules,
    SpawnMode,
    SpawnRules,
)
from safepassage.exchange.flee.typed import typed
from safepassage.scenario.nearest import unknown_problem

_Section = TypeVar("_Section", SpawnRules, MoveRules)
_MODES: dict[str, SpawnMode] = {mode: mode for mode in get_args(SpawnMode)}
_FLOOD_CONSTANT = (0.0, 100.0, 200.0, 300.0, 500.0)
"""Flee's default of displaced_per_flood_day unless it is a share."""
_OLD_FLOOD, _FLOOD = "flood_driven_spawning", "flood_driven_spawn_mode"


class _Loader(yaml.SafeLoader):
    """Safe loader that remembers keys given twice: Flee would silently take the last."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Mapping of a node, as the parent makes it."""
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                self.twice.append((str(key.value), key.start_mark.line + 1))
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def read_settings(path: Path | None, findings: Findings) -> FleeSettings:
    """Read the settings; without a file everything is Flee's default, with a note.

    Args:
        path: The YAML file, or None.
        findings: Collects problems and notes.
    """
    if path is None:
        findings.note("no simsetting.yml: every setting is Flee's default")
        return FleeSettings()
    top = _load(path, findings)
    file = path.name
    _check_keys(top, "", file, findings)
    for section in ("log_levels", "optimisations"):
        _check_keys(_mapping(top, section, file, findings), section, file, findings)
    spawn = _mapping(top, "spawn_rules", file, findings)
    move = _mapping(top, "move_rules", file, findings)
    _check_keys(spawn, "spawn_rules", file, findings)
    _check_keys(move, "move_rules", file, findings)
    spawn_rules = _section(SpawnRules, "spawn_rules", spawn, file, findings)
    by_flood = spawn_rules.flood_zone_spawning_only
    flood_spawning, flood = None, None
    if by_flood:
        _check_flood_mode(spawn_rules, spawn, file, findings)
        flood_spawning = _flood_spawning(spawn, file, findings)
        flood = _flood_rules(move, file, findings)
    else:
        _note_dry(spawn, move, file, findings)
    intensity = top.get("default_conflict_intensity")
    return FleeSettings(
        file=file,
        spawn=spawn_rules,
        move=_section(MoveRules, "move_rules", move, file, findings),
        conflict_spawning=None if by_flood else _conflict_spawning(spawn, file, findings),
        flood_spawning=flood_spawning,
        flood=flood,
        default_conflict_intensity=(
            1.0
            if intensity is None
            else typed(intensity, 1.0, file, "default_conflict_intensity", findings)
        ),
    )


def _scope(section: str, file: str) -> str:
    return f"{file} [{section}]" if section else file


def _check_keys(
    given: Mapping[Any, Any], section: str, file: str, findings: Findings
) -> Mapping[Any, Any]:
    """Note what the keys of a section do where they do not simply act; returns the section."""
    scope, known = _scope(section, file), keys()[section]
    for name, value in given.items():
        key = known.get(str(name))
        homes = [other for other, names in keys().items() if name in names]
        if key is None and homes:
            places = " or ".join(f"under {home}" if home else "at the top" for home in homes)
            findings.repair(
                "is not read here",
                scope,
                column=str(name),
                remedy=f"it belongs {places}",
                reading="it does nothing",
            )
        elif key is None:
            findings.unknown(unknown_problem("key", str(name), known, scope))
        elif key.here == "ignored":
            findings.note(f"{scope}: {name} = {value} is ignored: {key.note}")
        elif key.here == "inert":
            findings.never_acts(f"{scope}: {name} = {value}: {key.note}")
        elif key.here == "refused" and value not in (None, False):
            findings.problem(f"stops Flee ({key.note})", scope, column=key.name, remedy="remove it")
    return given


def _load(path: Path, findings: Findings) -> Mapping[Any, Any]:
    text = read_text(path, path.name, findings)
    if text is None:
        return {}
    try:
        loader = _Loader(text)
        content = loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        message = str(getattr(error, "problem", None) or error).partition("\n")[0]
        row = None if mark is None else mark.line + 1
        findings.problem(f"is not valid YAML: {message}", path.name, row)
        return {}
    for key, row in dict.fromkeys(loader.twice):
        findings.repair("is given twice", path.name, row, key, reading="the last one counts")
    if content is None:
        return {}
    if not isinstance(content, dict):
        findings.problem(
            "holds no sections", path.name, remedy="sections: " + ", ".join(keys()[""])
        )
        return {}
    return content


def _mapping(
    parent: Mapping[Any, Any], key: str, file: str, findings: Findings
) -> Mapping[Any, Any]:
    content = parent.get(key)
    if content is None:
        return {}
    if not isinstance(content, dict):
        findings.problem("is not a section of keys and values", file, column=key)
        return {}
    return content


def _section(
    kind: type[_Section], name: str, given: Mapping[Any, Any], file: str, findings: Findings
) -> _Section:
    scope = f"{file} [{name}]"
    empty = kind()
    defaults: dict[str, Any] = {item.name: getattr(empty, item.name) for item in fields(empty)}
    values: dict[str, Any] = {}
    for key in defaults.keys() & given.keys():
        if given[key] is not None or key == "conflict_spawn_decay":
            values[key] = typed(given[key], defaults[key], scope, key, findings)
        else:
            findings.problem("has no value", scope, column=key)
    return kind(**values)


def _subsection(
    section: Mapping[Any, Any], name: str, key: str, file: str, findings: Findings
) -> Mapping[Any, Any] | None:
    """A section within a section, its keys checked; None where it is absent or off."""
    if section.get(key) in (None, False):
        return None
    given = _mapping(section, key, _scope(name, file), findings)
    return _check_keys(given, _FLOOD if key == _OLD_FLOOD else key, file, findings)


def _conflict_spawning(
    spawn: Mapping[Any, Any], file: str, findings: Findings
) -> ConflictSpawning | None:
    key = "conflict_driven_spawning"
    given = _subsection(spawn, "spawn_rules", key, file, findings)
    if given is None:
        return None
    scope = f"{file} [{key}]"
    mode = str(given.get("spawn_mode", "constant"))
    # Flee compares only this one without regard to case.
    mode = "poisson" if mode.lower() == "poisson" else mode
    if mode not in _MODES:
        unknown = unknown_problem("mode", mode, _MODES, scope, column="spawn_mode")
        findings.problems.append(unknown)
    default: float | int = 0.01 if mode == "pop_ratio" else 500
    number = given.get("displaced_per_conflict_day", default)
    amount = typed(number, default, scope, "displaced_per_conflict_day", findings)
    return ConflictSpawning(_MODES.get(mode, "constant"), float(amount))


def _check_flood_mode(
    rules: SpawnRules, spawn: Mapping[Any, Any], file: str, findings: Findings
) -> None:
    """Flee's conditions for floods that make people flee: it stops where one is not met."""
    scope = _scope("spawn_rules", file)
    if rules.conflict_zone_spawning_only:
        findings.problem(
            "is True (its default) together with flood_zone_spawning_only: Flee stops",
            scope,
            column="conflict_zone_spawning_only",
            remedy="write conflict_zone_spawning_only: False",
        )
    if not rules.take_from_population:
        message = "is not True in flood mode: Flee stops"
        remedy = "write take_from_population: True"
        findings.problem(message, scope, column="take_from_population", remedy=remedy)
    if spawn.get("conflict_driven_spawning"):
        findings.note(f"{scope}: conflict_driven_spawning is not read in flood mode, as in Flee")


def _note_dry(
    spawn: Mapping[Any, Any], move: Mapping[Any, Any], file: str, findings: Findings
) -> None:
    """Without flood mode Flee reads no rule of floods."""
    scope = _scope("spawn_rules", file)
    sections = [key for key in (_FLOOD, _OLD_FLOOD) if spawn.get(key)]
    sections += ["flood_rules"] if move.get("flood_rules") else []
    if sections:
        message = "Flee reads no rule of floods without flood_zone_spawning_only: True"
        findings.never_acts(f"{scope}: {', '.join(sections)}: {message}")


def _flood_spawning(
    spawn: Mapping[Any, Any], file: str, findings: Findings
) -> FloodSpawning | None:
    key = _FLOOD
    if not isinstance(spawn.get(_FLOOD), dict) and isinstance(spawn.get(_OLD_FLOOD), dict):
        key = _OLD_FLOOD
        findings.repair(
            f"is the name of {_FLOOD} before July 2025; today's Flee stops without the new one",
            _scope("spawn_rules", file),
            column=key,
            remedy=f"write {_FLOOD}",
            reading="it is read under its new name",
            who="as Flee did until then",
        )
    given = _subsection(spawn, "spawn_rules", key, file, findings)
    if given is None:
        findings.problem(
            "is missing: with flood_zone_spawning_only Flee stops without it",
            _scope("spawn_rules", file),
            column=_FLOOD,
            remedy="spawn_mode and displaced_per_flood_day go into it",
        )
        return None
    scope = _scope(key, file)
    mode = str(given.get("spawn_mode", "pop_ratio")).lower()
    if mode not in _MODES:
        findings.problems.append(unknown_problem("mode", mode, _MODES, scope, column="spawn_mode"))
    usual = FloodSpawning() if mode == "pop_ratio" else FloodSpawning("constant", _FLOOD_CONSTANT)
    numbers = given.get("displaced_per_flood_day", list(usual.displaced_per_flood_day))
    amounts = typed(numbers, (0.0,), scope, "displaced_per_flood_day", findings)
    return FloodSpawning(_MODES.get(mode, "pop_ratio"), amounts)


def _flood_rules(move: Mapping[Any, Any], file: str, findings: Findings) -> FloodRules | None:
    given = _subsection(move, "move_rules", "flood_rules", file, findings)
    if given is None:
        return None
    scope = _scope("flood_rules", file)
    names = ("flood_movechances", "flood_loc_weights")
    chances, weights = (typed(given.get(name), (0.0,), scope, name, findings) for name in names)
    return FloodRules(chances, weights, read_forecast(given, scope, findings))
