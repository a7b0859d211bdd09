"""The ordered table of the day; printing it needs no compiler."""

from __future__ import annotations

from typing import Final, NamedTuple


class Phase(NamedTuple):
    """One row of the day."""

    name: str
    does: str


PHASES: Final = (
    Phase("events", "dated changes of hazard, routes, sites, access and corridors"),
    Phase("flight", "residents become displaced, or newly displaced people appear"),
    Phase("decide", "who of the displaced sets out this morning"),
    Phase("choose", "which route they take"),
    Phase("travel", "a day's distance; people who arrive early decide once more"),
    Phase("corridor", "agreed exits take people while they are open"),
    Phase("reception", "who sleeps in a site, with relatives, or in neither (with reception.csv)"),
    Phase("aid", "food comes, is carried on and eaten (with stocks.csv or pipeline.csv)"),
    Phase("clearance", "teams clear contaminated places in their order"),
    Phase("return", "people go home where it is safe, cleared, reachable and has a free house"),
    Phase("actors", "armed groups merge, ally, split and clash (only with rules.actors)"),
    Phase("sinks", "people leave the system at sites (only with site_sinks)"),
    Phase("record", "counts at the end of the day, and conservation to exact zero"),
)
"""Phases in the order in which ``engine.day.pass_day`` runs them."""
