"""Reads ``simsetting.yml``: keys that are unknown, misspelt or not supported are problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from safepassage.errors import Problem
from safepassage.exchange.flee.files import read_text
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.read_forecast import KEYS as FORECASTER
from safepassage.exchange.flee.read_forecast import read_forecast
from safepassage.exchange.flee.settings import (
    UNSUPPORTED,
    UNUSED,
    ConflictMode,
    ConflictSpawning,
    FleeSettings,
    FloodRules,
    FloodSpawning,
    MoveRules,
    SpawnRules,
)
from safepassage.exchange.flee.typed import typed
from safepassage.scenario.nearest import unknown_problem

_Section = TypeVar("_Section", SpawnRules, MoveRules)
_TOP = ("log_levels", "spawn_rules", "move_rules", "optimisations", "default_conflict_intensity")
_FLOOD_UNUSED = ("max_flood_level", "flood_link_weights")
_MODES: dict[str, ConflictMode] = {mode: mode for mode in get_args(ConflictMode)}


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
    known = [*_TOP, *UNUSED[""]]
    for key in top:
        if key not in known:
            findings.unknown(unknown_problem("key", str(key), known, file))
    if "log_levels" in top:
        findings.note(f"{file}: log_levels is ignored")
    _ignore_unused(top, "", file, findings)
    spawn = _mapping(top, "spawn_rules", file, findings)
    move = _mapping(top, "move_rules", file, findings)
    speedups = _mapping(top, "optimisations", file, findings)
    for key in speedups:
        if key not in UNUSED["optimisations"]:
            names = UNUSED["optimisations"]
            findings.unknown(unknown_problem("key", str(key), names, f"{file} [optimisations]"))
    _ignore_unused(speedups, "optimisations", file, findings)
    intensity = top.get("default_conflict_intensity")
    return FleeSettings(
        file=file,
        spawn=_section(SpawnRules, "spawn_rules", spawn, file, findings),
        move=_section(MoveRules, "move_rules", move, file, findings),
        conflict_spawning=_conflict_spawning(spawn, file, findings),
        flood_spawning=_flood_spawning(spawn, file, findings),
        flood=_flood_rules(move, file, findings),
        default_conflict_intensity=(
            1.0
            if intensity is None
            else typed(intensity, 1.0, file, "default_conflict_intensity", findings)
        ),
    )


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
        findings.unknown(Problem("is given twice", path.name, row, key, "keep one"))
    if content is None:
        return {}
    if not isinstance(content, dict):
        findings.problem("holds no sections", path.name, remedy="sections: " + ", ".join(_TOP))
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


def _ignore_unused(section: Mapping[Any, Any], name: str, file: str, findings: Findings) -> None:
    for key, reason in UNUSED[name].items():
        if key in section:
            findings.note(f"{file}: {key} = {section[key]} is ignored: {reason}")


def _section(
    kind: type[_Section], name: str, given: Mapping[Any, Any], file: str, findings: Findings
) -> _Section:
    scope = f"{file} [{name}]"
    empty = kind()
    defaults: dict[str, Any] = {item.name: getattr(empty, item.name) for item in fields(empty)}
    known = [*defaults, *UNSUPPORTED[name], *UNUSED.get(name, {})]
    if kind is SpawnRules:
        known += ["conflict_driven_spawning", "flood_driven_spawning"]
    else:
        known += ["flood_rules", "max_flood_level"]
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key in UNSUPPORTED[name]:
            _refuse_unless_default(key, value, name, scope, findings)
        elif key in defaults:
            if value is not None or key == "conflict_spawn_decay":
                values[key] = typed(value, defaults[key], scope, key, findings)
            else:
                findings.problem("has no value", scope, column=key)
        elif key not in known:
            findings.unknown(unknown_problem("key", str(key), known, scope))
    _ignore_unused(given, name, scope, findings)
    return kind(**values)


def _refuse_unless_default(
    key: str, value: object, section: str, scope: str, findings: Findings
) -> None:
    default, pack = UNSUPPORTED[section][key]
    if value is None or value == default or (value is False and default is None):
        return
    shown = f"remove it or set it to {default}" if default is not None else "remove it"
    if key == "camps_are_sicks":
        shown = "write camps_are_sinks; it acts with flee_documented"
    findings.problem(f"is not supported ({pack})", scope, column=key, remedy=shown)


def _subsection(
    section: Mapping[Any, Any],
    name: str,
    key: str,
    known: tuple[str, ...],
    file: str,
    findings: Findings,
) -> Mapping[Any, Any] | None:
    """A section within a section, its unknown keys told; None where it is absent or off."""
    if section.get(key) in (None, False):
        return None
    given = _mapping(section, key, f"{file} [{name}]", findings)
    for each in given:
        if each not in known:
            findings.unknown(unknown_problem("key", str(each), known, f"{file} [{key}]"))
    return given


def _conflict_spawning(
    spawn: Mapping[Any, Any], file: str, findings: Findings
) -> ConflictSpawning | None:
    key = "conflict_driven_spawning"
    known = ("spawn_mode", "displaced_per_conflict_day")
    given = _subsection(spawn, "spawn_rules", key, known, file, findings)
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


def _flood_spawning(
    spawn: Mapping[Any, Any], file: str, findings: Findings
) -> FloodSpawning | None:
    key = "flood_driven_spawning"
    known = ("spawn_mode", "flood_spawn_mode", "displaced_per_flood_day")
    given = _subsection(spawn, "spawn_rules", key, known, file, findings)
    if given is None:
        return None
    scope = f"{file} [{key}]"
    usual = FloodSpawning()
    if "flood_spawn_mode" in given:
        findings.never_acts(
            f"{key}: flood_spawn_mode = {given['flood_spawn_mode']}: Flee reads spawn_mode"
        )
    mode = str(given.get("spawn_mode", usual.spawn_mode)).lower()
    if mode not in _MODES:
        findings.problems.append(unknown_problem("mode", mode, _MODES, scope, column="spawn_mode"))
    numbers = given.get("displaced_per_flood_day", list(usual.displaced_per_flood_day))
    amounts = typed(numbers, (0.0,), scope, "displaced_per_flood_day", findings)
    return FloodSpawning(_MODES.get(mode, "pop_ratio"), amounts)


def _flood_rules(move: Mapping[Any, Any], file: str, findings: Findings) -> FloodRules | None:
    key = "flood_rules"
    names = ("flood_movechances", "flood_loc_weights")
    known = (*names, *_FLOOD_UNUSED, *FORECASTER)
    given = _subsection(move, "move_rules", key, known, file, findings)
    if given is None:
        return None
    scope = f"{file} [{key}]"
    for name in given:
        if name in _FLOOD_UNUSED:
            findings.note(f"{scope}: {name} is ignored: Flee does not use it")
    chances, weights = (typed(given.get(name), (0.0,), scope, name, findings) for name in names)
    return FloodRules(chances, weights, read_forecast(given, scope, findings))
