"""Every array that a run writes: its dimensions, unit and meaning, and when it exists.

A new one has its row here, its field in ``world.Output`` and what writes it (kernel and twin).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class OutputArray:
    """One array of whole numbers.

    Attributes:
        name: Its name.
        dims: Names of its dimensions within a member.
        unit: Unit; empty for what is yes or no.
        description: What it holds.
        only_with: Mechanism (``reception``, ``aid`` or ``actors``) without which it has no days.
        internal: Published by month only, never in the dataset of a result (DESIGN, Protection).
        may_exceed_people: Whether a value may be larger than the number of people.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    description: str
    only_with: str = ""
    internal: bool = False
    may_exceed_people: bool = False


_PLACE_CLASS, _PLACE = ("day", "place", "class"), ("day", "place")
_HOME, _HOUSE, _GROUND = ("day", "home", "class"), ("day", "house"), ("day", "ground")
_ARRAYS = (
    OutputArray(
        "displaced",
        _PLACE_CLASS,
        "people",
        "displaced people standing at a place at the end of the day",
    ),
    OutputArray(
        "residents",
        _PLACE_CLASS,
        "people",
        "people at home at the end of the day, those who stay included",
    ),
    OutputArray(
        "staying", ("place", "class"), "people", "people at home who cannot or will not leave"
    ),
    OutputArray(
        "moving", ("day", "class"), "people", "people between places at the end of the day"
    ),
    OutputArray("fled", _PLACE_CLASS, "people", "people who became displaced that day"),
    OutputArray(
        "arrivals",
        _PLACE_CLASS,
        "people",
        "people who reached a place that day, those who passed through included",
    ),
    OutputArray(
        "refusals",
        _PLACE_CLASS,
        "people",
        "people turned away from a full or closed place that day",
    ),
    OutputArray(
        "left_by", ("day", "corridor", "class"), "people", "people who left by a corridor that day"
    ),
    OutputArray("flow", ("day", "link"), "people", "people who set out on a link that day"),
    OutputArray("removed", ("day",), "people", "people who left the system that day"),
    OutputArray(
        "sheltered",
        _PLACE_CLASS,
        "people",
        "displaced people with a bed in a site at the end of the day",
        only_with="reception",
    ),
    OutputArray(
        "hosted",
        _PLACE_CLASS,
        "people",
        "displaced people with relatives in host families at the end of the day",
        only_with="reception",
    ),
    OutputArray(
        "overflow",
        _PLACE_CLASS,
        "people",
        "displaced people at a receiving place without bed or host",
        only_with="reception",
    ),
    OutputArray(
        "food_in",
        _PLACE,
        "g",
        "food that came that day, by pipeline or delivery",
        only_with="aid",
        may_exceed_people=True,
    ),
    OutputArray(
        "food_out",
        _PLACE,
        "g",
        "food that was carried away that day",
        only_with="aid",
        may_exceed_people=True,
    ),
    OutputArray(
        "food_set",
        _PLACE,
        "g",
        "change by a declared stock that morning",
        only_with="aid",
        may_exceed_people=True,
    ),
    OutputArray(
        "food_eaten", _PLACE, "g", "food eaten that day", only_with="aid", may_exceed_people=True
    ),
    OutputArray(
        "food_left",
        _PLACE,
        "g",
        "food at the end of the day",
        only_with="aid",
        may_exceed_people=True,
    ),
    OutputArray(
        "rations_left",
        _PLACE,
        "person-days",
        "person-days of the ration at the end of the day",
        only_with="aid",
        may_exceed_people=True,
    ),
    OutputArray("fed", _PLACE, "people", "people who had a full ration that day", only_with="aid"),
    OutputArray(
        "unfed",
        _PLACE,
        "people",
        "people who had no full ration that day, where food is known to have come",
        only_with="aid",
    ),
    OutputArray(
        "cleared",
        ("day", "zone"),
        "are",
        "ares (0.01 ha) of a contaminated place cleared since the start",
    ),
    OutputArray("return_asked", _HOME, "people", "people who could go home and wanted to that day"),
    OutputArray("returned", _HOME, "people", "people who went home that day"),
    OutputArray("left_again", _HOME, "people", "people returned before who fled again that day"),
    OutputArray("houses_damaged", _HOUSE, "houses", "houses that nobody can live in"),
    OutputArray(
        "houses_held",
        _HOUSE,
        "houses",
        "houses of other families and of displaced people from elsewhere",
    ),
    OutputArray("houses_occupied", _HOUSE, "houses", "houses of the people at home"),
    OutputArray("houses_free", _HOUSE, "houses", "houses that are free"),
    OutputArray(
        "clashing",
        _GROUND,
        "",
        "whether a serious clash goes on in an area",
        only_with="actors",
        internal=True,
    ),
    OutputArray(
        "clash_begun",
        _GROUND,
        "",
        "whether a serious clash began that day",
        only_with="actors",
        internal=True,
    ),
    OutputArray(
        "armed_groups",
        _GROUND,
        "groups",
        "armed groups in an area, without names",
        only_with="actors",
        internal=True,
    ),
    OutputArray(
        "armed_blocs",
        _GROUND,
        "groups",
        "armed groups in an area, those of one alliance once",
        only_with="actors",
        internal=True,
    ),
)
OUTPUTS: Mapping[str, OutputArray] = MappingProxyType({array.name: array for array in _ARRAYS})
"""Every array by name, in the order of ``world.Output``."""
