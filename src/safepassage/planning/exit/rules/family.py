"""Families are kept together: people leave in multiples of ``party_size`` of their class.

The integer program counts in families, so the rule is the unit of its variables
(``ExitProgram.party``); the dispatch rounds down to whole families (``families``).
"""

from __future__ import annotations

from safepassage.planning.exit.instance import Group, Instance
from safepassage.planning.exit.rules.rule import Rule


class Family(Rule):
    """``Group.party``."""

    name = "family"

    def fits_network(self, instance: Instance) -> bool:
        """A flow moves people one by one."""
        return all(group.party == 1 for group in instance.groups)


def families(group: Group, waiting: int, room: int) -> int:
    """Most people of a group within ``room``: whole families, or all who are left."""
    if waiting <= room:
        return max(0, waiting)
    return max(0, room // group.party * group.party)


def slack(instance: Instance) -> int:
    """People who may be missing in a full step because families are not divided."""
    return max(group.party for group in instance.groups) - 1
