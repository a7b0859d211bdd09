"""Tables in which a row that is published later replaces an earlier one about the same thing."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import I8
from safepassage.scenario.table import Table

REPLACED = {"contamination": "place", "clearance_teams": "team", "housing": "place"}
"""Such tables, with the column that says what a row is about."""


def latest(table: Table) -> I8:
    """Index of the row that counts for each thing, in the order in which things first stand.

    A blank ``published`` means known from the start, so that any other row replaces it.
    """
    found: dict[str, int] = {}
    published = table["published"]
    for index, thing in enumerate(table[REPLACED[table.name]].tolist()):
        before = found.get(thing)
        if before is None or np.isnat(published[before]) or published[index] > published[before]:
            found[thing] = index
    return np.array(list(found.values()), dtype=np.int64)
