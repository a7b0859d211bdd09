"""Every array that a run writes: its dimensions, unit and meaning, and when it exists.

A new one has its field here, and what writes it: the kernel and the twin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, NamedTuple, get_type_hints

from safepassage.arrays import I8
from safepassage.native import by_reference


@dataclass(frozen=True)
class OutputArray:
    """One array of whole numbers.

    Attributes:
        dims: Names of its dimensions within a member.
        unit: Unit; empty for what is yes or no.
        description: What it holds.
        only_with: Mechanism (``reception``, ``aid`` or ``actors``) without which it has no days.
        internal: Published by month only, never in the dataset of a result (DESIGN, Protection).
        may_exceed_people: Whether a value may be larger than the number of people.
    """

    dims: tuple[str, ...]
    unit: str
    description: str
    only_with: str = ""
    internal: bool = False
    may_exceed_people: bool = False


_PLACE_CLASS, _PLACE = ("day", "place", "class"), ("day", "place")
_HOME, _HOUSE, _GROUND = ("day", "home", "class"), ("day", "house"), ("day", "ground")


@by_reference
class Output(NamedTuple):
    """What a run of one member writes. The state dated X is the end of day X."""

    displaced: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS, "people", "displaced people standing at a place at the end of the day"
        ),
    ]
    residents: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS, "people", "people at home at the end of the day, those who stay included"
        ),
    ]
    staying: Annotated[
        I8, OutputArray(("place", "class"), "people", "people at home who cannot or will not leave")
    ]
    moving: Annotated[
        I8, OutputArray(("day", "class"), "people", "people between places at the end of the day")
    ]
    fled: Annotated[I8, OutputArray(_PLACE_CLASS, "people", "people who became displaced that day")]
    arrivals: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS,
            "people",
            "people who reached a place that day, those who passed through included",
        ),
    ]
    refusals: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS, "people", "people turned away from a full or closed place that day"
        ),
    ]
    left_by: Annotated[
        I8,
        OutputArray(
            ("day", "corridor", "class"), "people", "people who left by a corridor that day"
        ),
    ]
    flow: Annotated[
        I8, OutputArray(("day", "link"), "people", "people who set out on a link that day")
    ]
    removed: Annotated[I8, OutputArray(("day",), "people", "people who left the system that day")]
    sheltered: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS,
            "people",
            "displaced people with a bed in a site at the end of the day",
            only_with="reception",
        ),
    ]
    hosted: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS,
            "people",
            "displaced people with relatives in host families at the end of the day",
            only_with="reception",
        ),
    ]
    overflow: Annotated[
        I8,
        OutputArray(
            _PLACE_CLASS,
            "people",
            "displaced people at a receiving place without bed or host",
            only_with="reception",
        ),
    ]
    food_in: Annotated[
        I8,
        OutputArray(
            _PLACE,
            "g",
            "food that came that day, by pipeline or delivery",
            only_with="aid",
            may_exceed_people=True,
        ),
    ]
    food_out: Annotated[
        I8,
        OutputArray(
            _PLACE,
            "g",
            "food that was carried away that day",
            only_with="aid",
            may_exceed_people=True,
        ),
    ]
    food_set: Annotated[
        I8,
        OutputArray(
            _PLACE,
            "g",
            "change by a declared stock that morning",
            only_with="aid",
            may_exceed_people=True,
        ),
    ]
    food_eaten: Annotated[
        I8, OutputArray(_PLACE, "g", "food eaten that day", only_with="aid", may_exceed_people=True)
    ]
    food_left: Annotated[
        I8,
        OutputArray(
            _PLACE, "g", "food at the end of the day", only_with="aid", may_exceed_people=True
        ),
    ]
    rations_left: Annotated[
        I8,
        OutputArray(
            _PLACE,
            "person-days",
            "person-days of the ration at the end of the day",
            only_with="aid",
            may_exceed_people=True,
        ),
    ]
    fed: Annotated[
        I8, OutputArray(_PLACE, "people", "people who had a full ration that day", only_with="aid")
    ]
    unfed: Annotated[
        I8,
        OutputArray(
            _PLACE,
            "people",
            "people who had no full ration that day, where food is known to have come",
            only_with="aid",
        ),
    ]
    cleared: Annotated[
        I8,
        OutputArray(
            ("day", "zone"), "are", "ares (0.01 ha) of a contaminated place cleared since the start"
        ),
    ]
    return_asked: Annotated[
        I8, OutputArray(_HOME, "people", "people who could go home and wanted to that day")
    ]
    returned: Annotated[I8, OutputArray(_HOME, "people", "people who went home that day")]
    left_again: Annotated[
        I8, OutputArray(_HOME, "people", "people returned before who fled again that day")
    ]
    houses_damaged: Annotated[I8, OutputArray(_HOUSE, "houses", "houses that nobody can live in")]
    houses_held: Annotated[
        I8,
        OutputArray(
            _HOUSE, "houses", "houses of other families and of displaced people from elsewhere"
        ),
    ]
    houses_occupied: Annotated[I8, OutputArray(_HOUSE, "houses", "houses of the people at home")]
    houses_free: Annotated[I8, OutputArray(_HOUSE, "houses", "houses that are free")]
    clashing: Annotated[
        I8,
        OutputArray(
            _GROUND,
            "",
            "whether a serious clash goes on in an area",
            only_with="actors",
            internal=True,
        ),
    ]
    clash_begun: Annotated[
        I8,
        OutputArray(
            _GROUND, "", "whether a serious clash began that day", only_with="actors", internal=True
        ),
    ]
    armed_groups: Annotated[
        I8,
        OutputArray(
            _GROUND,
            "groups",
            "armed groups in an area, without names",
            only_with="actors",
            internal=True,
        ),
    ]
    armed_blocs: Annotated[
        I8,
        OutputArray(
            _GROUND,
            "groups",
            "armed groups in an area, those of one alliance once",
            only_with="actors",
            internal=True,
        ),
    ]


_FIELDS = get_type_hints(Output, include_extras=True)
OUTPUTS: Mapping[str, OutputArray] = MappingProxyType(
    {name: _FIELDS[name].__metadata__[0] for name in Output._fields}
)
"""Every array by name, in the order of :class:`Output`."""
