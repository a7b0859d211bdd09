"""The compiled day of a run: that of the package, or one with mechanisms of others in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from safepassage.arrays import I8, Counts
from safepassage.compiled.batch import row_of
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member, World
from safepassage.engine.call_list import Call, make_day
from safepassage.engine.day import make_simulate, make_step, simulate
from safepassage.engine.mechanism import Mechanism
from safepassage.native import compiled
from safepassage.native.source_hash import source_hash

Owns = tuple[Any, ...]
"""Arrays of all mechanisms, one after the other."""


@dataclass(frozen=True)
class Program:
    """A day with mechanisms in it; without any, the day of the package.

    Attributes:
        mechanisms: What others added, in the order in which they act at one place of the day.
    """

    mechanisms: tuple[Mechanism, ...] = ()

    def owns(self, world: World) -> Owns:
        """Arrays of the mechanisms, as they are before the first day."""
        arrays = (one.own_arrays(world).values() for one in self.mechanisms)
        return tuple(array for own in arrays for array in own)

    def observables(self, owns: Owns) -> dict[str, Counts]:
        """What was recorded, by ``mechanism.array``."""
        found = {}
        for number, one in enumerate(self.mechanisms):
            positions = _positions(self.mechanisms, number)
            for array in one.observables:
                found[f"{one.name}.{array.name}"] = owns[positions[array.name]]
        return found

    def simulate(
        self, world: World, members: Member, outputs: Output, owns: Sequence[Owns], seed: int,
        numbers: I8,
    ) -> I8:  # fmt: skip
        """Run all days of some members; see ``engine.day.simulate``.

        Args:
            world: Compiled scenario.
            members: Their inputs.
            outputs: Arrays, written.
            owns: Arrays of the mechanisms of each member, written.
            seed: Seed of the run.
            numbers: Number of each member, shape (B,).
        """
        if not self.mechanisms:
            return simulate(world, members, outputs, seed, numbers)
        run_days = _compiled_days(_structure(self.mechanisms))
        return np.stack(
            [
                run_days(world, row_of(members, row), row_of(outputs, row), owns[row], seed, number)
                for row, number in enumerate(numbers.tolist())
            ]
        )

    def step(self) -> Callable[..., Any]:
        """The day with two more arguments: the first of its phases to run, and where to stop."""
        return _compiled_step(_structure(self.mechanisms))


_Structure = tuple[tuple[str, str, Callable[..., Any], tuple[str, ...], tuple[str, ...]], ...]
"""What of mechanisms is compiled: name, place, function, arguments, own arrays of each."""


def _structure(mechanisms: Sequence[Mechanism]) -> _Structure:
    return tuple(
        (one.name, one.after, one.function, one.arguments, _own_names(one)) for one in mechanisms
    )


def _own_names(one: Mechanism) -> tuple[str, ...]:
    """Names of its arrays, in the order of ``Mechanism.own_arrays``."""
    return ("rules", *(array.name for array in (*one.memory, *one.observables)))


def _positions(mechanisms: Sequence[Mechanism], number: int) -> dict[str, int]:
    start = sum(len(_own_names(one)) for one in mechanisms[:number])
    names = _own_names(mechanisms[number])
    return {name: start + place for place, name in enumerate(names)}


@cache
def _compiled_days(structure: _Structure) -> Callable[..., I8]:
    variant = _variant(structure)
    return make_simulate(make_day(_calls(structure, variant)), variant)


@cache
def _compiled_step(structure: _Structure) -> Callable[..., Any]:
    variant = _variant(structure)
    return make_step(make_day(_calls(structure, variant), stepped=True), variant)


def _calls(structure: _Structure, variant: str) -> list[Call]:
    calls, start = [], 0
    for name, after, function, arguments, own in structure:
        positions = {array: start + place for place, array in enumerate(own)}
        calls.append(Call(name, after, compiled(function, variant), arguments, positions))
        start += len(own)
    return calls


def _variant(structure: _Structure) -> str:
    """Hash of all that is compiled from others; empty where nothing is."""
    if not structure:
        return ""
    parts = [
        f"{name} {after} {source_hash(function)} {own}"
        for name, after, function, _, own in structure
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
