"""What all cells of other people's files share: blanks, bad cells, texts that are safe to keep."""

from __future__ import annotations

import re

BLANK = frozenset({"", "-", "–", "—", "n/a", "na", "#n/a", "nan", "null", "none", "not available"})
"""Texts (in lower case) by which producers say that there is no value."""
MOST_TEXT = 1000
"""Characters of a text that are kept."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@")


class BadCellError(ValueError):
    """What is wrong with a cell, as the end of a sentence that begins with its text."""


def is_blank(text: str) -> bool:
    """Whether a producer means that there is no value."""
    return text.strip().lower() in BLANK


def words(text: str) -> str:
    """Text that can be kept: one line, no control characters, nothing that a sheet would execute.

    Leading = + - @ are dropped; more than :data:`MOST_TEXT` characters are cut with an ellipsis.
    """
    bare = " ".join(_UNFIT.sub(" ", text).split()).lstrip("".join(_FORMULA) + " ")
    return bare if len(bare) <= MOST_TEXT else bare[: MOST_TEXT - 1] + "…"
