"""How often armed groups are absorbed, ally or come apart, as the record had it by a day.

The record (``group_changes.csv``) holds counts and dates only: groups absorbed by mergers,
alliances and splits in Aleppo, Idleb and northern Hama, January 2015 to February 2018, collected
from public reports. A day known by the month only is its last one, so that nothing is known too
early; a merger that names no number absorbed one group. No name is kept.

It is of some forty named groups of one war, mergers come in waves, and an alliance of many groups
counts once. So every event counts for ``WORTH`` only, beside a prior of half an event in ``PRIOR``
group-months: rates stay uncertain by a factor of about two either way.
"""

from __future__ import annotations

import csv
import datetime as dt
from importlib import resources

from safepassage.evidence.clash_record import MONTH

KINDS = ("absorption", "alliance", "split")
FIRST, LAST = dt.date(2015, 1, 1), dt.date(2017, 12, 31)
"""Days that the record covers; events after the last are listed but not counted."""
NAMED = 43
"""Groups that the record knows by name, and thus could count."""
WORTH = 0.25
PRIOR = (0.5, 50.0)
"""Events, and group-months in which they happened, before any record."""


def read_changes() -> tuple[tuple[dt.date, str, int], ...]:
    """(date, kind, groups) of each row of the record that comes with the package."""
    text = resources.files(__package__).joinpath("group_changes.csv").read_text(encoding="utf-8")
    return tuple(
        (dt.date.fromisoformat(row["date"]), row["kind"], int(row["groups"]))
        for row in csv.DictReader(text.splitlines())
    )


def rate_of(kind: str, by: dt.date) -> tuple[float, float]:
    """Shape and rate of the Gamma distribution of a rate per group and month, known by a day.

    Args:
        kind: One of ``KINDS``.
        by: Later events are not known.

    Returns:
        (events, group-months), prior included.
    """
    until = min(by, LAST)
    months = max(0.0, ((until - FIRST).days + 1) / MONTH)
    found = sum(groups for day, what, groups in read_changes() if what == kind and day <= until)
    events, exposure = PRIOR
    return events + WORTH * found, exposure + WORTH * NAMED * months
