"""How reported values look: shape by what was reported, fill by who reported it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safepassage.report import palette
from safepassage.result.reports import Report

VALUE, AT_LEAST, UP_TO, RANGE, REGISTRATION = "value", "at least", "up to", "range", "registration"
SHAPES = {VALUE: "circle", AT_LEAST: "triangle-up", UP_TO: "triangle-down"}


@dataclass(frozen=True)
class Trust:
    """How far a source can be relied on, and how its reports are drawn."""

    text: str
    letters: str
    fill: str
    dash: tuple[int, ...]


TRUSTS = (
    Trust("reliable source (A, B)", "AB", palette.INK, (1, 0)),
    Trust("fairly reliable (C)", "C", palette.FAIR, (5, 2)),
    Trust("doubtful or unknown (D to F)", "DEF", palette.WHITE, (1, 2)),
)


def trust_of(report: Report) -> Trust:
    """Group of the reliability of a report's source."""
    return next((trust for trust in TRUSTS if report.reliability in trust.letters), TRUSTS[-1])


def kind_of(report: Report) -> str:
    """What sort of value a report gives, or an empty text if it gives none."""
    if report.is_registration:
        return REGISTRATION
    if report.low is None:
        return "" if report.high is None else UP_TO
    if report.high is None:
        return AT_LEAST
    return VALUE if report.low == report.high else RANGE


def point(shape: str, fill: str, size: float) -> dict[str, Any]:
    """Vega-Lite mark of a reported value."""
    look = {"shape": shape, "fill": fill, "size": size, "opacity": 1}
    return {"type": "point", "stroke": palette.INK, "strokeWidth": 1.1, **look}
