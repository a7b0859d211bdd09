"""Size, length and interruptions of an exit to come, from operations that were over by a day.

Size and length are lognormal, partially pooled by siege (``pooled``). The chance of an interruption
is one rate for all, Beta with Jeffreys' prior. Neither how many are inside nor whether there is an
offensive helped to predict the size in the record, nor did the size help to predict interruptions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.exit_size.operations import (
    Operation,
    known_operations,
    read_operations,
)
from safepassage.evidence.exit_size.pooled import fit_pooled, leave_one_siege_out
from safepassage.streams.named import named_generator

FEWEST = 4
"""Sieges below which no distribution is given."""
DRAWS = 4000
_PEOPLE, _DAYS, _STOP = 1500.0, 2.0, 2.0
"""Middles of the priors: people, days of departures, days of an interruption."""


@dataclass(frozen=True)
class ExitSize:
    """How an exit may look, if one is agreed.

    Attributes:
        people: Draws of the people who leave, shape (N,), or None with too few sieges.
        days: Draws of the days from the first to the last departure, likewise.
        interrupted: Chance of an interruption, or None.
        stop_days: Draws of the days of an interruption, or None with too few.
        known: Operations with known people, days, interruption and its days.
        sieges: Number of sieges with known people.
    """

    people: F8 | None
    days: F8 | None
    interrupted: float | None
    stop_days: F8 | None
    known: tuple[int, int, int, int]
    sieges: int
    _operations: tuple[Operation, ...] = field(repr=False, default=())

    def scores(self) -> dict[str, dict[str, float]]:
        """Mean log scores, each siege from all others: of people, days and interruption.

        ``plain``: no difference between sieges; for an interruption, a coin.
        """
        found = {}
        for name, usual in (("people", _PEOPLE), ("days", _DAYS)):
            values = _by_siege(self._operations, name)
            if len(values) > FEWEST:
                found[name] = leave_one_siege_out(values, usual)
        rate = _rate_scores(self._operations)
        return found | ({"interrupted": rate} if rate else {})


def predict_size(by: dt.date, *, without: str = "", seed: int = 1) -> ExitSize:
    """Distributions from the operations that were over before a day.

    Args:
        by: Origin.
        without: Siege in question; its operations are left out.
        seed: Of the draws.
    """
    known = known_operations(read_operations(), by, without)
    outcomes = [each.interrupted for each in known if each.interrupted is not None]
    people = _by_siege(known, "people")
    days = _draws(known, "days", _DAYS, seed)
    return ExitSize(
        people=_draws(known, "people", _PEOPLE, seed),
        days=None if days is None else np.maximum(days, 1.0),
        interrupted=_rate(outcomes) if len(outcomes) >= FEWEST else None,
        stop_days=_draws(known, "interruption_days", _STOP, seed),
        known=(
            _count(known, "people"),
            _count(known, "days"),
            len(outcomes),
            _count(known, "interruption_days"),
        ),
        sieges=len(people),
        _operations=known,
    )


def _draws(operations: tuple[Operation, ...], name: str, usual: float, seed: int) -> F8 | None:
    values = _by_siege(operations, name)
    if len(values) < FEWEST:
        return None
    fit = fit_pooled(list(values.values()), usual, draws=DRAWS, seed=seed, name=name)
    return fit.draws(named_generator(seed, "an operation", name))


def _by_siege(operations: tuple[Operation, ...], name: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for each in operations:
        value = getattr(each, name)
        if value is not None:
            found.setdefault(each.case, []).append(value)
    return found


def _count(operations: tuple[Operation, ...], name: str) -> int:
    return sum(getattr(each, name) is not None for each in operations)


def _rate(outcomes: list[bool]) -> float:
    return (0.5 + sum(outcomes)) / (1.0 + len(outcomes))


def _rate_scores(operations: tuple[Operation, ...]) -> dict[str, float]:
    """Log score of the rate, each siege from all others, beside a coin."""
    outcomes: dict[str, list[bool]] = {}
    for each in operations:
        if each.interrupted is not None:
            outcomes.setdefault(each.case, []).append(each.interrupted)
    if len(outcomes) <= FEWEST:
        return {}
    scores = []
    for case, own in outcomes.items():
        rate = _rate([yes for other, group in outcomes.items() if other != case for yes in group])
        scores.append(np.mean([np.log(rate if yes else 1 - rate) for yes in own]))
    return {"model": float(np.mean(scores)), "plain": float(np.log(0.5))}
