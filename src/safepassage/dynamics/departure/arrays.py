"""What departure needs to know, and what it remembers."""

from __future__ import annotations

from typing import Final

import numpy as np

EXPONENTIAL: Final = 0
RAYLEIGH: Final = 1
LOGIT: Final = 2
"""Curves, as in ``rules.departure``."""
DEPARTURE_STATE = np.dtype(
    [
        ("began", "i8"),  # day on which people began to prepare, or -1
        ("fear", "f8"),  # strongest hazard since
        ("spent", "f8"),  # urge that those who are still at home have stood so far
        ("pending", "f8"),  # urge of the days on which there was no way out
        ("waits", "i8"),  # whether people who left home wait for an exit today and take no road
    ]
)
"""Of a place and class. Urge is the cumulative hazard of departure: of a class without differences
between households exp(-urge) are still at home."""
