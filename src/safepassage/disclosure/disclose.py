"""``disclose``: the one gate that every table passes before it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from safepassage.arguments import checked
from safepassage.arrays import F8, I8, Flags
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.suppress import Line, suppress
from safepassage.errors import SafepassageError
from safepassage.result.geography import Geography
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "all"
"""Key of a row that is the sum over the others."""
MARK = "suppressed"
"""Column that says which rows are not published."""


@dataclass(frozen=True, eq=False)
class Disclosed:
    """A table that may leave, with what was done to it.

    Attributes:
        table: Keys, counts (``Int64``, missing where suppressed) and the column ``suppressed``.
        policy: The rules that were applied.
        hidden: How many rows are suppressed.
    """

    table: pd.DataFrame
    policy: Policy
    hidden: int

    @property
    def notice(self) -> str:
        """Label and rules in a sentence: print it on what is written."""
        return self.policy.notice


@checked
def disclose(
    table: pd.DataFrame,
    *,
    by: Sequence[str],
    values: Sequence[str],
    policy: Policy,
    within: Sequence[str] = (),
    lower: Sequence[str] = (),
    hidden: npt.ArrayLike | None = None,
    total: str = TOTAL,
) -> Disclosed:
    """Suppress small counts and what reveals them, round the rest.

    Totals count as known, whether the table shows them (rows whose key is ``total``) or not.

    Args:
        table: One row a combination of ``within`` and ``by``, each once.
        by: Columns over which the counts add up, such as ``["place"]`` or ``["place", "class"]``.
        values: Columns of counts, not negative; a row is published or hidden as a whole.
        policy: Threshold and rounding.
        within: Columns within which they add up, such as ``["date", "quantity"]``.
        lower: Those of ``values`` that are lower bounds: one below the threshold beside others
            that reach it is published as 0, so that the interval only widens.
        hidden: Rows that may not be published whatever they count, shape (rows,); see
            :func:`enclosed_rows`.
        total: Key of totals in the columns ``by``.

    Raises:
        SafepassageError: If a column is missing, a key stands twice or a count is negative.

    Examples:
        >>> import pandas as pd
        >>> import safepassage
        >>> table = pd.DataFrame({"place": ["a", "b", "all"], "people": [3, 240, 243]})
        >>> policy = safepassage.Policy()
        >>> safe = safepassage.disclose(table, by=["place"], values=["people"], policy=policy)
        >>> safe.table["suppressed"].tolist()
        [True, True, False]
    """
    import pandas as pd  # slow to import; not every run is published

    _refuse(table, by, values, within)
    counts = table[list(values)].to_numpy(dtype=np.float64, na_value=np.nan).copy()
    forced = np.zeros(len(table), dtype=bool) if hidden is None else np.array(hidden, dtype=bool)
    forced |= np.isnan(counts).any(axis=1)
    _widen(counts, [list(values).index(name) for name in lower], policy.threshold)
    kept = np.zeros(len(table), dtype=bool)
    keys = table[list(by)].astype(str).to_numpy()
    for rows in _strata(table, within):
        lines = _lines(keys[rows], total)
        kept[rows] = suppress(counts[rows], lines, policy.threshold, forced[rows])
    found = table.copy()
    rounded = np.rint(counts / policy.base) * policy.base
    for number, name in enumerate(values):
        column = pd.array(np.where(kept, 0, np.nan_to_num(rounded[:, number])), dtype="Int64")
        column[kept] = pd.NA
        found[name] = column
    found[MARK] = kept
    return Disclosed(found, policy, int(kept.sum()))


def enclosed_rows(
    table: pd.DataFrame, scenario: Scenario, *, place: str = "place", date: str = "date"
) -> Flags:
    """Rows about one neighbourhood of an active pocket, which are never published.

    A place is enclosed while somebody may not leave it. A pocket that the scenario declares as a
    single place is the whole pocket.

    Args:
        table: With a column of places and one of dates.
        scenario: Whose events say what is enclosed.
        place: Name of the column of places; other keys (totals, areas) are never enclosed.
        date: Name of the column of dates.

    Returns:
        Shape (rows,).
    """
    import pandas as pd  # slow to import; not every run is published

    if len(Geography(scenario).enclosed) < 2:
        return np.zeros(len(table), dtype=bool)
    shut = timeline(scenario).enclosed
    number = {name: row for row, name in enumerate(scenario["places"]["place"].tolist())}
    rows = table[place].map(number)
    dates = pd.to_datetime(table[date]).to_numpy().astype("M8[D]")
    days = (dates - np.datetime64(scenario.start, "D")).astype(np.int64)
    known = rows.notna().to_numpy() & (days >= 0) & (days < scenario.days)
    found = np.zeros(len(table), dtype=bool)
    found[known] = shut[days[known], rows.to_numpy()[known].astype(np.int64)]
    return found


def _refuse(
    table: pd.DataFrame, by: Sequence[str], values: Sequence[str], within: Sequence[str]
) -> None:
    missing = [name for name in (*by, *values, *within) if name not in table.columns]
    if missing:
        raise SafepassageError(f"disclosure control: no column {', '.join(missing)}")
    if table.duplicated([*within, *by]).any():
        raise SafepassageError("disclosure control: a combination of keys stands twice")
    if (table[list(values)].to_numpy(dtype=np.float64, na_value=0.0) < 0).any():
        raise SafepassageError("disclosure control: a count is negative")


def _widen(counts: F8, lower: list[int], threshold: int) -> None:
    others = [column for column in range(counts.shape[1]) if column not in lower]
    sound = (counts[:, others] >= threshold).all(axis=1)
    for column in lower:
        small = sound & (counts[:, column] > 0) & (counts[:, column] < threshold)
        counts[small, column] = 0.0


def _strata(table: pd.DataFrame, within: Sequence[str]) -> list[I8]:
    if not within:
        return [np.arange(len(table), dtype=np.int64)]
    grouped = table.groupby(list(within), sort=False, dropna=False).indices
    return [np.asarray(rows, dtype=np.int64) for rows in grouped.values()]


def _lines(keys: npt.NDArray[np.object_], total: str) -> list[Line]:
    """Sums along each column of keys, with the other keys held."""
    lines: list[Line] = []
    for axis in range(keys.shape[1]):
        groups: dict[tuple[str, ...], list[int]] = {}
        for row, key in enumerate(keys):
            groups.setdefault((*key[:axis], *key[axis + 1 :]), []).append(row)
        for rows in groups.values():
            totals = [row for row in rows if keys[row, axis] == total]
            parts = np.array([row for row in rows if row not in totals], dtype=np.int64)
            if parts.size:
                lines.append(Line(parts, totals[0] if totals else None))
    return lines
