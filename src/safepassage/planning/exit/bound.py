"""Proven lower bounds from the relaxation in which people and vehicles may be divided."""

from __future__ import annotations

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.linear import solve
from safepassage.planning.exit.program import build
from safepassage.planning.exit.time_grid import Grid

_ROUNDS = 9
"""Halvings of the bracket around the bound."""


def most_by(instance: Instance, hours: float) -> float:
    """Most people that any plan on this grid can bring to an end by an hour."""
    built = build(Grid(instance, hours), integer=False)
    if not built.people:
        return 0.0
    built.program.minimise(built.objectives[0])
    return instance.people - solve(built.program).bound


def least_hours(instance: Instance, people: int, upper: float, *, rounds: int = _ROUNDS) -> float:
    """Hours before which no plan on this grid brings that many people out.

    Args:
        instance: What is planned.
        people: How many.
        upper: Hours in which it is known to be possible.
        rounds: Halvings after the first guesses just below ``upper``.

    Returns:
        The largest hour that was proven to be too early (never above ``upper``).
    """
    if people <= 0 or upper <= 0:
        return 0.0
    low, high = 0.0, upper
    for guess in (1 - 1e-6, 0.999, 0.995):  # mostly the plan is nearly as quick as can be
        if most_by(instance, guess * upper) < people - 1e-3:
            return guess * upper
        high = guess * upper
    for _ in range(rounds):
        middle = (low + high) / 2 if low else 0.9 * high
        if most_by(instance, middle) < people - 1e-3:
            low = middle
        else:
            high = middle
    return low
