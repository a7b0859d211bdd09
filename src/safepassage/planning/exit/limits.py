"""What limits a plan, as a part of a sentence: the constraints of rules by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safepassage.said import Corridor, Place, Said, Thing, Vehicle, said

_THINGS: Mapping[str, type[Thing]] = MappingProxyType(
    {"throughput": Corridor, "window": Corridor, "fleet": Vehicle}
)
"""Kind of constraint → what it is about; all others are about places."""


def limit(constraint: str) -> Said:
    """Such as ``capacity of Ramouseh``.

    Args:
        constraint: ``kind:name``, or ``kind`` alone where it is about no single thing.
    """
    kind, _, name = constraint.partition(":")
    if not name:
        return said(f"plan.{kind}")
    return said(f"plan.{kind}", name=_THINGS.get(kind, Place)(name))


def one_more(constraint: str) -> Said:
    """Such as ``one more vehicle``."""
    return said(f"plan.unit_{constraint.partition(':')[0]}")
