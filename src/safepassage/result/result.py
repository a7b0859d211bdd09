"""The frozen result of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8, Dates
from safepassage.cards import card
from safepassage.compiled.compile import Compiled
from safepassage.compiled.outputs import OUTPUTS
from safepassage.engine.ensemble import Ensemble
from safepassage.engine.mechanism import Mechanism, observables_of
from safepassage.engine.stepper import Moment
from safepassage.errors import Problem, ScenarioError
from safepassage.result.axes import declared_axes
from safepassage.result.stored import Part, StoredArrays, part_rows
from safepassage.scenario.dates import Date, day_number
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: ("member", *array.dims) for name, array in OUTPUTS.items()}
)
"""Dimensions of each array of a result."""


@dataclass(frozen=True, eq=False)
class Result:
    """Counts of an ensemble. Frozen; arrays are read-only.

    Attributes:
        scenario: What was run.
        arrays: Name → counts; dimensions as in :data:`DIMENSIONS`. Those of a large stored run
            stay on disk and are read when they are indexed.
        weight: Weight of each member, shape (M,), summing to 1.
        inputs: Values of the uncertain inputs, shape (M, U).
        input_names: Name of each uncertain input.
        members: Number of each member in the ensemble, shape (M,).
        seed: Seed of the run.
        places: Identifiers of places, shape (P,).
        classes: Identifiers of classes, shape (C,).
        corridors: Identifiers of corridors, shape (X,).
        links: ``from>to`` of each directed link, shape (L,).
        digest: SHA-256 that identifies the counts.
        seconds: Wall time: ``setup``, ``run``, ``per_member``.
        mechanisms: Mechanisms of others that were in the day, as ``Mechanism.facts``. What they
            do was not verified with this package.
        observables: What they recorded: ``mechanism.array`` → whole numbers, shape (M, D, …).
        start: ``seed``, ``member`` and ``day`` of the moment from which all members went on, or
            None: they began on the first day.
    """

    scenario: Scenario
    arrays: Mapping[str, Any]
    weight: F8
    inputs: F8
    input_names: tuple[str, ...]
    members: I8
    seed: int
    places: tuple[str, ...]
    classes: tuple[str, ...]
    corridors: tuple[str, ...]
    links: tuple[str, ...]
    digest: str
    seconds: Mapping[str, float]
    mechanisms: tuple[Mapping[str, Any], ...] = ()
    observables: Mapping[str, I8] = field(default_factory=dict)
    start: Mapping[str, int] | None = None

    @property
    def not_verified(self) -> tuple[str, ...]:
        """Names of the mechanisms of others that were in the day."""
        return tuple(str(one["name"]) for one in self.mechanisms)

    @property
    def dates(self) -> Dates:
        """Date of each day, shape (D,); the state dated X is the end of day X."""
        return self.scenario.dates()

    def day_of(self, date: Date, name: str = "date") -> int:
        """Index of a date in the run.

        Args:
            date: A day of the run.
            name: Argument that it was given for, for the error.

        Raises:
            ScenarioError: If it is no day of the run.
        """
        return day_number(date, self.scenario.start, self.scenario.days, name)

    @cached_property
    def _axes(self) -> Mapping[str, tuple[str, ...]]:
        return declared_axes(self.scenario)

    @property
    def homes(self) -> tuple[str, ...]:
        """Places to which people may return, shape (H,)."""
        return self._axes["home"]

    @property
    def zones(self) -> tuple[str, ...]:
        """Contaminated places, shape (Z,)."""
        return self._axes["zone"]

    @property
    def houses(self) -> tuple[str, ...]:
        """Places with a count of houses, shape (U,)."""
        return self._axes["house"]

    @property
    def grounds(self) -> tuple[str, ...]:
        """Areas where armed groups were simulated, shape (A,)."""
        return self._axes["ground"]

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The run as a labelled xarray dataset, the one that ``xr.open_zarr`` finds in its folder.

        Counts by member, day, place, class, corridor, link …; ``inputs`` (member, input);
        ``headline`` (member, day, quantity), what a run reports by day; ``weight``; names and
        positions of places; title, sources, version, seed and digest as attributes. A mechanism
        that did not act has no array.
        """
        from safepassage.result.labelled import dataset_of

        return dataset_of(self)

    def parts(self) -> Iterator[Result]:
        """Consecutive members as results in memory: itself, or a few at a time from disk."""
        from dataclasses import replace

        if not isinstance(self.arrays, StoredArrays):
            yield self
            return
        step = part_rows(self.arrays)
        for start in range(0, self.members.size, step):
            rows = slice(start, start + step)
            yield replace(
                self, arrays=Part(self.arrays, rows), weight=self.weight[rows],
                inputs=self.inputs[rows], members=self.members[rows],
                observables={name: array[rows] for name, array in self.observables.items()},
            )  # fmt: skip

    def _repr_html_(self) -> str:
        """A few lines for a notebook."""
        rows = {
            "scenario": self.scenario.title,
            "period": f"{self.scenario.start} to {self.scenario.end}",
            "members": f"{self.members.size:,}, seed {self.seed}",
            "places": f"{len(self.places):,}",
            "sensitivity": self.scenario.settings["sensitivity"],
            "digest": self.digest[:16],
        }
        if self.mechanisms:
            rows["not verified"] = ", ".join(self.not_verified)
        return card("Result", rows.items())

    @cached_property
    def known_quantiles(self) -> dict[str, F8]:
        """Quantiles that were computed before, by quantity."""
        return {}

    def reweighted(self, weight: F8) -> Result:
        """The same members with other weights, which are scaled to sum to 1."""
        from dataclasses import replace

        total = float(np.sum(weight))
        if weight.shape != self.weight.shape or not np.all(weight >= 0) or not total > 0:
            raise ValueError("weights must be one number a member, not negative and not all zero")
        return replace(self, weight=_read_only(weight / total))

    def __repr__(self) -> str:
        """One line."""
        size = (
            f"{self.members.size} members x {self.scenario.days} days x {len(self.places)} places"
        )
        others = f", not verified: {', '.join(self.not_verified)}" if self.mechanisms else ""
        return f"<Result {self.scenario.name}: {size}, seed {self.seed}, {self.digest[:8]}{others}>"


def as_result(given: object) -> Result:
    """A result, or an error with the remedy.

    Raises:
        ScenarioError: If it is none.
    """
    if isinstance(given, Result):
        return given
    message = f"is of type {type(given).__name__}, not a result"
    remedy = "what run gives, or load of a run folder"
    raise ScenarioError([Problem(message, column="result", remedy=remedy)])


def make_result(
    compiled: Compiled,
    ensemble: Ensemble,
    seed: int,
    seconds: Mapping[str, float],
    *,
    mechanisms: Sequence[Mechanism] = (),
    start: Moment | None = None,
) -> Result:
    """Label the raw arrays of an ensemble; weights are equal."""
    count = ensemble.members.size
    names = labels_of(compiled)
    for array in ensemble.arrays.values():
        array.setflags(write=False)
    return Result(
        scenario=compiled.scenario,
        arrays=MappingProxyType({name: ensemble.arrays[name] for name in DIMENSIONS}),
        weight=_read_only(np.full(count, 1.0 / count)),
        inputs=_read_only(ensemble.inputs),
        input_names=names["inputs"],
        members=_read_only(ensemble.members),
        seed=seed,
        places=names["places"],
        classes=names["classes"],
        corridors=names["corridors"],
        links=names["links"],
        digest=ensemble.digest,
        seconds=MappingProxyType(dict(seconds)),
        mechanisms=tuple(one.facts() for one in mechanisms),
        observables=MappingProxyType(
            {name: cast("I8", ensemble.arrays[name]) for name in observables_of(mechanisms)}
        ),
        start=None if start is None else MappingProxyType(start.facts()),
    )


def labels_of(compiled: Compiled) -> dict[str, tuple[str, ...]]:
    """Identifiers along each axis of a result, and of its uncertain inputs."""
    links, places = compiled.world.links, compiled.places
    pairs = zip(links["start"].tolist(), links["end"].tolist(), strict=True)
    return {
        "places": places,
        "classes": compiled.classes,
        "corridors": compiled.corridors,
        "links": tuple(f"{places[start]}>{places[end]}" for start, end in pairs),
        "inputs": tuple(prior.name for prior in compiled.inputs.priors),
    }


def _read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array
