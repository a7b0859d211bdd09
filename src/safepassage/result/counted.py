"""What quantities and datasets read of a result, whole or in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from safepassage.arrays import F8, I8
from safepassage.scenario.scenario import Scenario


class Counted(Protocol):
    """Counts with the names along their axes; attributes are those of ``result.result.Result``."""

    @property
    def scenario(self) -> Scenario:
        """What was run."""

    @property
    def arrays(self) -> Mapping[str, Any]:
        """Name → counts."""

    @property
    def weight(self) -> F8:
        """Weight of each member, shape (M,)."""

    @property
    def inputs(self) -> F8:
        """Values of the uncertain inputs, shape (M, U)."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """Name of each uncertain input."""

    @property
    def members(self) -> I8:
        """Number of each member, shape (M,)."""

    @property
    def seed(self) -> int:
        """Seed of the run."""

    @property
    def digest(self) -> str:
        """What identifies the counts."""

    @property
    def places(self) -> tuple[str, ...]:
        """Identifiers of places."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Identifiers of classes."""

    @property
    def corridors(self) -> tuple[str, ...]:
        """Identifiers of corridors."""

    @property
    def links(self) -> tuple[str, ...]:
        """``from>to`` of each directed link."""

    @property
    def homes(self) -> tuple[str, ...]:
        """Places to which people may return."""

    @property
    def zones(self) -> tuple[str, ...]:
        """Contaminated places."""

    @property
    def houses(self) -> tuple[str, ...]:
        """Places with a count of houses."""

    @property
    def mechanisms(self) -> tuple[Mapping[str, Any], ...]:
        """Mechanisms of others that were in the day."""

    @property
    def observables(self) -> Mapping[str, I8]:
        """What they recorded."""

    def parts(self) -> Iterator[Counted]:
        """Consecutive members in memory."""
