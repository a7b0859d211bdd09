"""The days of one run, person by person, in the order of ``engine.phases``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import Member, Output
from safepassage.dynamics.actors.twin import make_grounds
from safepassage.dynamics.aid.twin import draw_food
from safepassage.dynamics.reception.twin import receive
from safepassage.engine.phases import CHANGED, PHASES, Phase, When
from safepassage.engine.twin.flight import populate
from safepassage.engine.twin.world import Twin, build


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
    make_grounds(twin)
    if rules["reception"]:
        receive(twin, eve=True)
    if rules["aid"]:
        draw_food(twin)
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
    if module.endswith(".twin"):
        home = import_module(f"safepassage.dynamics.{module}")
    else:
        home = import_module(f"safepassage.engine.twin.{module}")
    function: Callable[[Twin], Any] = getattr(home, name)
    return function


def _acts(when: When, rules: Any, *, changed: bool) -> bool:
    if when.what == CHANGED:
        return changed
    return not when.what or bool(rules[when.what] > when.above)
