"""The compiled day, written from the table of phases: numba needs its calls one after the other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from safepassage.dynamics.balance import balance
from safepassage.engine.phases import CHANGED, PHASES, Phase, When
from safepassage.streams import phase_id, stream_key

FOUND = (CHANGED, "people", "beds", "grams", "mechanism", "balance", "standing", "negative")
"""Numbers that a day writes down: whether events changed something; people, beds and grams too
many; the mechanism of others (from 1) that did not keep its books, and by how much each of the
numbers of ``dynamics.balance`` is off after it."""
_DAY = (
    "world", "state", "output", "owns", "scratch", "queue", "due", "found", "seed", "index", "day",
)  # fmt: skip
"""Arguments of the day."""
_SETTING_OUT = "decide"
"""After this phase, and before the next, this morning's movers are counted apart."""


@dataclass(frozen=True)
class Call:
    """A function of others at a place of the day.

    Attributes:
        name: Name of the mechanism; its random stream is keyed by it.
        after: Name of the phase after which it acts.
        function: What is called, compiled.
        arguments: Names of its arguments in their order.
        own: Which of them are arrays of its own → position among all arrays of mechanisms.
    """

    name: str
    after: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    own: Mapping[str, int]


def make_day(calls: Sequence[Call] = (), *, stepped: bool = False) -> Callable[..., Any]:
    """The function of one day, not compiled yet.

    Args:
        calls: Functions of others, in their order.
        stepped: With two more arguments, ``first`` and ``stop``: numbers of the phases to run.

    Returns:
        ``pass_day(world, state, output, owns, scratch, queue, due, found, seed, index, day)``,
        which gives the queue to use next.
    """
    source, names = write_day(calls, stepped=stepped)
    exec(compile(source, "<the day>", "exec"), names)  # noqa: S102 -- written here, from the table
    made: Callable[..., Any] = names["pass_day"]
    return made


def write_day(calls: Sequence[Call] = (), *, stepped: bool = False) -> tuple[str, dict[str, Any]]:
    """Source of :func:`make_day` and the names that it uses."""
    names: dict[str, Any] = {
        "__name__": "safepassage.engine.day",
        "stream_key": stream_key,
        "balance": balance,
    }
    more = ("first", "stop") if stepped else ()
    lines = [f"def pass_day({', '.join((*_DAY, *more))}):", "    rules = world.rules[0]"]
    for number, phase in enumerate(PHASES):
        block = _phase(phase, names)
        for call in calls:
            if call.after == phase.name:
                block += _mechanism(calls.index(call), call, names)
        if stepped:
            block = [f"if first <= {number} < stop:", *(f"    {line}" for line in block)]
        lines += [f"    {line}" for line in block]
    return "\n".join([*lines, "    return queue", ""]), names


def _phase(phase: Phase, names: dict[str, Any]) -> list[str]:
    """Call of a phase on the days when it acts."""
    module, _, function = phase.kernel.rpartition(".")
    names[function] = getattr(import_module(f"safepassage.dynamics.{module}"), function)
    arguments = inspect.signature(getattr(names[function], "py_func", names[function])).parameters
    call = f"{function}({_arguments(tuple(arguments), phase.name, {}, names)})"
    if phase.gives == CHANGED:
        call = f"found[{FOUND.index(CHANGED)}] = {call} or day == 0"
    elif phase.gives in FOUND:
        call = f"found[{FOUND.index(phase.gives)}] = {call}"
    elif phase.gives:
        call = f"{phase.gives} = {call}"
    return [call] if not phase.when.what else [f"if {_condition(phase.when)}:", f"    {call}"]


def _condition(when: When) -> str:
    if when.what == CHANGED:
        return f"found[{FOUND.index(CHANGED)}]"
    return f'rules["{when.what}"] > {when.above}'


def _mechanism(number: int, call: Call, names: dict[str, Any]) -> list[str]:
    """Call of a mechanism of others, between two counts of everybody."""
    function = f"mechanism_{number}"
    names[function] = call.function
    setting_out = int(call.after == _SETTING_OUT)
    given = _arguments(call.arguments, f"mechanism {call.name}", call.own, names)
    blame = FOUND.index("mechanism")
    return [
        f"before = balance(world, state, {setting_out})",
        f"{function}({given})",
        f"after = balance(world, state, {setting_out})",
        "state.crowding[0] += 1",
        f"if found[{blame}] == 0 and before != after:",
        f"    found[{blame}] = {number + 1}",
        *(f"    found[{blame + 1 + part}] = after[{part}] - before[{part}]" for part in range(3)),
    ]


def _arguments(
    wanted: Sequence[str], stream: str, own: Mapping[str, int], names: dict[str, Any]
) -> str:
    """Arguments by their names: what the day has, a key of the phase, or arrays of one's own."""
    given = []
    for name in wanted:
        if name in own:
            given.append(f"owns[{own[name]}]")
        elif name == "key":
            constant = f"STREAM_{stream}".replace(" ", "_")
            names[constant] = phase_id(stream)
            given.append(f"stream_key(seed, index, {constant}, day)")
        else:
            given.append(name)
    return ", ".join(given)
