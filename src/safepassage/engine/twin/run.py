"""The days of one run, person by person, in the order of ``engine.phases``."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from safepassage.compiled.compile import Compiled
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member
from safepassage.dynamics.actors import twin as actors
from safepassage.dynamics.aid import twin as aid
from safepassage.dynamics.clearance import twin as clearance
from safepassage.dynamics.corridor import twin as corridor
from safepassage.dynamics.homes import twin as homes
from safepassage.dynamics.reception import twin as reception
from safepassage.dynamics.roads import twin as roads
from safepassage.dynamics.settling import twin as settling
from safepassage.dynamics.sinks import twin as sinks
from safepassage.engine.phases import CHANGED, PHASES, Phase, When
from safepassage.engine.twin import choice, events, flight, journey, record, travel
from safepassage.engine.twin.flight import populate
from safepassage.engine.twin.world import Twin, build

_CORE = (choice, events, flight, journey, record, travel)
_MECHANISMS = (actors, aid, clearance, corridor, homes, reception, roads, settling, sinks)
_MODULES = MappingProxyType(
    {module.__name__.removeprefix("safepassage.engine.twin."): module for module in _CORE}
    | {module.__name__.removeprefix("safepassage.dynamics."): module for module in _MECHANISMS}
)
"""Modules by the names that the table of the day has for them."""


def simulate_persons(compiled: Compiled, member: Member, seed: int, index: int) -> Output:
    """Run all days of one member, person by person.

    Args:
        compiled: A compiled scenario; small populations, please.
        member: The member's inputs.
        seed: Seed of the run.
        index: Number of the member.

    Returns:
        What the kernel's ``engine.day.simulate`` writes, with draws of its own: equal in
        distribution, not in numbers.
    """
    twin = build(compiled, member, seed, index)
    rules = compiled.world.rules[0]
    populate(twin)
    actors.make_grounds(twin)
    if rules["reception"]:
        reception.receive(twin, eve=True)
    if rules["aid"]:
        aid.draw_food(twin)
    functions = [(phase, twin_function(phase)) for phase in PHASES if phase.twin]
    for day in range(compiled.scenario.days):
        twin.day = day
        changed = False
        for phase, function in functions:
            if _acts(phase.when, rules, changed=changed):
                found = function(twin)
                if phase.gives == CHANGED:
                    changed = found or day == 0
    return twin.output


def twin_function(phase: Phase) -> Callable[[Twin], Any]:
    """What the twin does in a phase."""
    module, _, name = phase.twin.rpartition(".")
    function: Callable[[Twin], Any] = getattr(_MODULES[module], name)
    return function


def _acts(when: When, rules: Any, *, changed: bool) -> bool:
    if when.what == CHANGED:
        return changed
    return not when.what or bool(rules[when.what] > when.above)
