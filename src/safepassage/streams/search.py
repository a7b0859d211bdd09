"""Where inversion by search ends and rejection begins, for binomial and Poisson counts."""

from __future__ import annotations

from typing import Final

SEARCH_BELOW: Final = 10.0  # mean: below it the count is searched for, and rejection is not proven
SEARCH_BOUND: Final = 110.0  # a count with mean below 10 exceeds it once in 10**70
