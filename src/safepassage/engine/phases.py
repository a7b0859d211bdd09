"""The ordered table of the day; printing it needs no compiler.

Everything follows from it: the compiled day (``engine.program``), the twin's (``engine.twin.run``),
``safepassage phases``, the table in docs/day.md and the places of mechanisms of others.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class When(NamedTuple):
    """When a phase acts: on days, or in worlds, where something is above a number.

    Attributes:
        words: In words.
        what: Name of a rule of the compiled world, or :data:`CHANGED`; empty for every day.
        above: It acts where that is larger.
    """

    words: str
    what: str = ""
    above: int = 0


class Phase(NamedTuple):
    """One row of the day.

    Attributes:
        name: Its name. Where it draws, its random stream is keyed by it, so that a phase which
            joins later changes no other draws.
        does: What it does.
        when: When it acts.
        kernel: Module and function in ``safepassage.dynamics``; what it is handed goes by the
            names of its arguments.
        twin: Module and function of the twin, in ``safepassage.engine.twin``, or in
            ``safepassage.dynamics`` for a mechanism with a folder; empty where the function of
            the row before does both.
        gives: What becomes of its value: a number of ``engine.call_list.FOUND``, ``queue`` for
            the queue to go on with, or nothing.
    """

    name: str
    does: str
    when: When
    kernel: str
    twin: str
    gives: str = ""


CHANGED: Final = "changed"
"""Whether the events of the day changed what a place gives or attracts; true on the first day."""
EVERY_DAY: Final = When("every day")
AFTER_CHANGE: Final = When("first day, and where events changed something", CHANGED)
WITH_RECEPTION: Final = When("with reception.csv", "reception")
WITH_AID: Final = When("with stocks.csv or pipeline.csv", "aid")
WITH_SHORT_STINTS: Final = When("with rules.avoid_short_stints", "recent_bins", 1)
WITH_ROADS: Final = When("with rules.roads_fill", "roads_fill")
WITH_SETTLING: Final = When("with settles in places.csv", "settles")
WITH_SINKS: Final = When("with rules.site_sinks", "sinks")

PHASES: Final = (
    Phase(
        "events", "dated changes of hazard, routes, sites, access and corridors", EVERY_DAY,
        "events.apply_events", "events.apply_events", CHANGED,
    ),
    Phase(
        "onset", "places that people flee from are weighed anew", AFTER_CHANGE,
        "flight.weigh_sources", "flight.weigh_sources",
    ),
    Phase(
        "flight", "residents become displaced, or newly displaced people appear", EVERY_DAY,
        "flight.flee", "flight.flee",
    ),
    Phase(
        "sources", "places that people will flee from tomorrow are weighed", EVERY_DAY,
        "flight.weigh_sources", "flight.weigh_sources",
    ),
    Phase(
        "attraction", "how much each place attracts today", EVERY_DAY,
        "choice.score_places", "choice.score_places",
    ),
    Phase(
        "class_attraction", "how a class sees each place, where classes differ", EVERY_DAY,
        "demographics.kernel.score_for_classes", "",
    ),
    Phase(
        "site_growth", "sites with a limit grow by capacity_per_day", EVERY_DAY,
        "choice.grow_sites", "choice.grow_sites",
    ),
    Phase(
        "site_review", "people without a bed ask again; news of how full sites are", WITH_RECEPTION,
        "reception.kernel.review_sites", "reception.twin.review_sites",
    ),
    Phase(
        "roads", "how many people each road lets in today", WITH_ROADS,
        "roads.kernel.open_roads", "roads.twin.open_roads",
    ),
    Phase(
        "decide", "which of the displaced set out this morning", EVERY_DAY,
        "decide.decide", "journey.decide",
    ),
    Phase("choose", "which route they take", EVERY_DAY, "travel.set_out", "journey.set_out"),
    Phase(
        "travel", "a day's distance; people who arrive early decide once more", EVERY_DAY,
        "travel.travel", "travel.travel", "queue",
    ),
    Phase(
        "recent_distance", "what people remember of the distance of recent days", WITH_SHORT_STINTS,
        "travel.settle_recent_distance", "",
    ),
    Phase(
        "settle", "some of those who came to rest today stay for long", WITH_SETTLING,
        "settling.kernel.settle", "settling.twin.settle",
    ),
    Phase(
        "corridor", "agreed exits take people while they are open", EVERY_DAY,
        "corridor.kernel.leave_by_corridors", "corridor.twin.leave_by_corridors",
    ),
    Phase(
        "reception", "people sleep in a site, with relatives, or in neither", WITH_RECEPTION,
        "reception.kernel.receive", "reception.twin.receive",
    ),
    Phase(
        "aid", "food comes, is carried on and eaten", WITH_AID,
        "aid.kernel.serve", "aid.twin.serve", "grams",
    ),
    Phase(
        "clearance", "teams clear contaminated places in their order", EVERY_DAY,
        "clearance.kernel.clear", "clearance.twin.clear",
    ),
    Phase(
        "return", "people go home where it is safe, cleared, reachable and has a free house",
        EVERY_DAY, "homes.kernel.go_home", "homes.twin.go_home",
    ),
    Phase(
        "actors", "armed groups merge, ally, split and clash, with rules.actors", EVERY_DAY,
        "actors.kernel.act", "actors.twin.act",
    ),
    Phase(
        "sinks", "people leave the system at sites", WITH_SINKS,
        "sinks.kernel.remove_from_sites", "sinks.twin.remove_from_sites",
    ),
    Phase(
        "record", "counts at the end of the day, and conservation to exact zero", EVERY_DAY,
        "record.record", "record.record", "people",
    ),
    Phase(
        "beds", "where people sleep at the end of the day", WITH_RECEPTION,
        "reception.kernel.record_shelter", "reception.twin.record_shelter", "beds",
    ),
)  # fmt: skip
"""Phases in the order of the day."""
