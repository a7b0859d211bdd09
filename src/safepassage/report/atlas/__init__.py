"""Outlines of countries (Natural Earth, public domain), for the maps of reports and workbench."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from safepassage.arrays import F8

FOLDER = Path(__file__).parent
COUNTRIES = "countries-50m.json"


@cache
def outlines() -> tuple[F8, ...]:
    """Borders and coasts, each a line of longitude and latitude in degrees, shape (N, 2).

    A border that two countries share is one line.
    """
    content = json.loads((FOLDER / COUNTRIES).read_text(encoding="utf-8"))
    scale, translate = (np.asarray(content["transform"][key]) for key in ("scale", "translate"))
    return tuple(np.cumsum(arc, axis=0) * scale + translate for arc in content["arcs"])
