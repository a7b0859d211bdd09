"""What a kernel sees of agreed exits. X corridors, N planned departures."""

from __future__ import annotations

import numpy as np

CORRIDORS_DTYPE = np.dtype(
    [
        ("key", "u8"),  # stable identity for random streams
        ("classes", "i8"),  # bit mask of who may use it, -1 all
        ("end", "i8"),
        ("gather_start", "i8"),
        ("gather_stop", "i8"),
        ("departure_start", "i8"),
        ("departure_stop", "i8"),
        ("expected", "i8"),
        ("relocates", "i8"),
        ("consent", "f8"),
    ]
)
"""``expected``: whether it carries people from the day on that a member draws, not by windows;
``relocates``: whether it takes displaced people only, and only by planned departures, at most the
part ``consent`` of them."""
DEPARTURES_DTYPE = np.dtype([("day", "i8"), ("class_", "i8"), ("seats", "i8")])
"""Planned departures, by corridor and then by time; ``class_`` -1 is anybody who may use it."""
CORRIDOR_STATE = np.dtype(
    [
        ("opening", "i8"),  # day of an opening that is not reported; -1 = it is
        ("throughput", "f8"),
        ("carry", "f8"),
        ("open_hours", "f8"),  # a day, from an expected opening on
        ("gone", "i8"),  # planned departures that have left
        ("taken", "i8"),  # seats of the next one that are already used
    ]
)
"""What a day may change."""
