"""Which cells of a table with totals stay hidden, so that no subtraction brings them back.

Primary suppression hides small counts. Secondary suppression hides further cells, because a
total less its other parts would give the small one away (Hundepool et al. 2012, *Statistical
Disclosure Control*, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags


@dataclass(frozen=True, eq=False)
class Line:
    """Cells that add up.

    Attributes:
        parts: Rows of the parts.
        total: Row of their total, or None if the table does not show it; it is then taken as
            known from elsewhere.
    """

    parts: I8
    total: int | None = None


def suppress(values: F8, lines: Sequence[Line], threshold: float, forced: Flags) -> Flags:
    """Cells that must not be published.

    A row of values is hidden or told as a whole. Afterwards each hidden small count could have
    any of at least ``threshold`` values, as far as the told cells and their sums say.

    Args:
        values: Counts, not negative, shape (rows, columns); NaN only where forced.
        lines: What adds up, column by column.
        threshold: Values above 0 and below it are small.
        forced: Rows that are hidden whatever their values, shape (rows,).

    Returns:
        Shape (rows,).
    """
    known = np.nan_to_num(values)
    small = ((known > 0) & (known < threshold)).any(axis=1) | forced
    hidden = small.copy()
    crossed = _crossed(lines, len(values))
    while True:
        _close(known, lines, threshold, hidden)
        if not crossed or not _widen(known, lines, threshold, small, hidden):
            return hidden


def _close(values: F8, lines: Sequence[Line], threshold: float, hidden: Flags) -> None:
    """Hide companions until no line tells what is hidden in it."""
    changed = True
    while changed:
        changed = False
        for line in lines:
            while not _safe(values, line, threshold, hidden):
                _hide_one(values, line, threshold, hidden)
                changed = True


def _safe(values: F8, line: Line, threshold: float, hidden: Flags) -> bool:
    parts = line.parts[hidden[line.parts]]
    if line.total is not None and hidden[line.total]:
        return parts.size > 0
    if not parts.size:
        return True
    if hidden[line.parts].all() and line.total is None:
        return True
    sums = values[parts].sum(axis=0)
    return parts.size > 1 and bool(np.all((sums == 0) | (sums >= threshold)))


def _hide_one(values: F8, line: Line, threshold: float, hidden: Flags) -> None:
    """Hide the smallest companion that suffices, else the largest, else the total."""
    told = line.parts[~hidden[line.parts]]
    size = values[told].max(axis=1, initial=0)
    enough = told[values[told].min(axis=1, initial=np.inf) >= threshold]
    if enough.size:
        hidden[enough[np.argmin(values[enough].max(axis=1))]] = True
    elif told.size:
        hidden[told[np.argmax(size)]] = True
    elif line.total is not None:
        hidden[line.total] = True


def _crossed(lines: Sequence[Line], rows: int) -> bool:
    """Whether some cell is a part of two lines: then lines alone do not tell all."""
    count = np.zeros(rows, dtype=np.int64)
    for line in lines:
        count[line.parts] += 1
    return bool((count > 1).any())


def _widen(
    values: F8, lines: Sequence[Line], threshold: float, small: Flags, hidden: Flags
) -> bool:
    """Hide one more cell if the lines together pin a small count down; say whether."""
    for column in range(values.shape[1]):
        for row in np.flatnonzero(small & (values[:, column] > 0)):
            low, high = bounds(values[:, column], lines, hidden, int(row))
            if high - low < threshold and _companion(values, lines, int(row), hidden):
                return True
    return False


def _companion(values: F8, lines: Sequence[Line], row: int, hidden: Flags) -> bool:
    """Hide the smallest cell above 0 told in a line of a row, else in any line of the table."""
    own = [line for line in lines if row in line.parts or row == line.total]
    for group in (own, lines):
        cells = {int(part) for line in group for part in line.parts}
        cells |= {line.total for line in group if line.total is not None}
        told = [cell for cell in sorted(cells) if not hidden[cell] and values[cell].max() > 0]
        if told:
            hidden[min(told, key=lambda cell: values[cell].max())] = True
            return True
    return False


def bounds(values: F8, lines: Sequence[Line], hidden: Flags, row: int) -> tuple[float, float]:
    """Least and greatest value of a hidden cell, given every told cell and what adds up.

    Args:
        values: One column of true counts, shape (rows,).
        lines: What adds up.
        hidden: Which cells are not published, shape (rows,).
        row: Which cell.

    Returns:
        (low, high); high may be infinite.
    """
    from scipy.optimize import linprog

    cells = np.flatnonzero(hidden)
    place = {int(cell): number for number, cell in enumerate(cells)}
    equal = np.zeros((len(lines), cells.size))
    right = np.zeros(len(lines))
    for number, line in enumerate(lines):
        for part in line.parts:
            if hidden[part]:
                equal[number, place[int(part)]] = 1.0
            else:
                right[number] -= values[part]
        if line.total is None:
            right[number] += values[line.parts].sum()
        elif hidden[line.total]:
            equal[number, place[line.total]] = -1.0
        else:
            right[number] += values[line.total]
    aim = np.zeros(cells.size)
    aim[place[row]] = 1.0
    found = []
    for sign in (1.0, -1.0):
        answer = linprog(sign * aim, A_eq=equal, b_eq=right, bounds=(0, None))
        solved = answer.status == 0 and answer.fun is not None
        found.append(sign * float(answer.fun or 0.0) if solved else sign * -np.inf)
    return max(found[0], 0.0), found[1]
