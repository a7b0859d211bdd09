"""Names of quantities: ``present:jibreen@wounded`` → its word, its parts and its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EVERYWHERE = "all"
ENCLOSED = "enclosed"
"""Key in tables that leave: all enclosed places of a day together."""
ELSEWHERE = "elsewhere"
"""Key in tables that leave: places without a code of the unit asked for."""
RESERVED: Mapping[str, str] = MappingProxyType(
    {
        EVERYWHERE: "every place, or every class",
        ENCLOSED: "all enclosed places together in exports",
        ELSEWHERE: "places without a code in exports",
    }
)
"""Identifiers that no place, area or class may have → what they mean."""
"""Area word that means every place."""

PRODUCED: dict[str, tuple[str, ...]] = {
    "present": ("place",),
    "displaced_from": ("area",),
    "left_by": ("corridor",),
    "arrived": ("place",),
    "share_held": ("actor", "area"),
    "staying": ("area",),
    "returned": ("place",),
    "cleared": ("place",),
}
"""Quantities that a run produces, with what each part names (a place may be an area)."""
SHARES = ("share_held",)
"""Produced quantities that are fractions; the others count people (or as in ``UNITS``)."""
UNITS = {"share_held": "share", "cleared": "ha"}
"""Unit of a produced quantity that does not count people."""


@dataclass(frozen=True)
class Quantity:
    """A quantity's name taken apart.

    Attributes:
        word: What is counted.
        parts: What it is about, such as a place.
        class_: Class of people, or an empty text for all.
    """

    word: str
    parts: tuple[str, ...]
    class_: str = ""

    @property
    def pattern(self) -> str:
        """How the name must look, such as ``share_held:ACTOR:AREA``."""
        return ":".join([self.word, *(part.upper() for part in PRODUCED.get(self.word, ()))])


def parse_quantity(text: str) -> Quantity:
    """Take a name apart; its syntax was checked when the cell was read."""
    name, _, class_ = text.partition("@")
    word, *parts = name.split(":")
    return Quantity(word, tuple(parts), class_)
