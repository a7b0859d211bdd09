"""The label of figures with exact counts and positions, which are for the team alone."""

from __future__ import annotations

import textwrap
from typing import Any

LABEL = (
    "Internal: exact counts and positions, for the team that works on the run. "
    "What may be passed on is a report or an export."
)
_WIDTH = 90


def labelled(spec: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite specification with the label under its title.

    Args:
        spec: With a title, perhaps with lines under it.
    """
    title = spec.get("title", "")
    title = dict(title) if isinstance(title, dict) else {"text": title, "anchor": "start"}
    below = title.get("subtitle", [])
    lines = [below] if isinstance(below, str) else list(below)
    return {**spec, "title": {**title, "subtitle": [*lines, *textwrap.wrap(LABEL, _WIDTH)]}}
