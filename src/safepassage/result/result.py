"""The frozen result of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8, Dates
from safepassage.cards import card
from safepassage.compiled.compile import Compiled
from safepassage.compiled.homes import home_places
from safepassage.engine.ensemble import Ensemble
from safepassage.result.stored import Part, StoredArrays, part_rows
from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "displaced": ("member", "day", "place", "class"),
        "residents": ("member", "day", "place", "class"),
        "staying": ("member", "place", "class"),
        "moving": ("member", "day", "class"),
        "fled": ("member", "day", "place", "class"),
        "arrivals": ("member", "day", "place", "class"),
        "refusals": ("member", "day", "place", "class"),
        "left_by": ("member", "day", "corridor", "class"),
        "flow": ("member", "day", "link"),
        "removed": ("member", "day"),
        "sheltered": ("member", "day", "place", "class"),
        "hosted": ("member", "day", "place", "class"),
        "overflow": ("member", "day", "place", "class"),
        "food_in": ("member", "day", "place"),
        "food_out": ("member", "day", "place"),
        "food_set": ("member", "day", "place"),
        "food_eaten": ("member", "day", "place"),
        "food_left": ("member", "day", "place"),
        "rations_left": ("member", "day", "place"),
        "fed": ("member", "day", "place"),
        "unfed": ("member", "day", "place"),
        "cleared": ("member", "day", "zone"),
        "return_asked": ("member", "day", "home", "class"),
        "returned": ("member", "day", "home", "class"),
        "left_again": ("member", "day", "home", "class"),
        "houses_damaged": ("member", "day", "house"),
        "houses_held": ("member", "day", "house"),
        "houses_occupied": ("member", "day", "house"),
        "houses_free": ("member", "day", "house"),
        "clashing": ("member", "day", "ground"),
        "clash_begun": ("member", "day", "ground"),
        "armed_groups": ("member", "day", "ground"),
        "armed_blocs": ("member", "day", "ground"),
    }
)
"""Dimensions of each array of a result."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "displaced": "displaced people standing at a place at the end of the day",
        "residents": "people at home at the end of the day, those who stay included",
        "staying": "people at home who cannot or will not leave",
        "moving": "people between places at the end of the day",
        "fled": "people who became displaced that day",
        "arrivals": "people who reached a place that day, those who passed through included",
        "refusals": "people turned away from a full or closed place that day",
        "left_by": "people who left by a corridor that day",
        "flow": "people who set out on a link that day",
        "removed": "people who left the system that day",
        "sheltered": "displaced people with a bed in a site at the end of the day",
        "hosted": "displaced people with relatives in host families at the end of the day",
        "overflow": "displaced people at a receiving place without bed or host",
        "food_in": "food that came that day, by pipeline or delivery",
        "food_out": "food that was carried away that day",
        "food_set": "change by a declared stock that morning",
        "food_eaten": "food eaten that day",
        "food_left": "food at the end of the day",
        "rations_left": "person-days of the ration at the end of the day",
        "fed": "people who had a full ration that day",
        "unfed": "people who had no full ration that day, where food is known to have come",
        "cleared": "ares (0.01 ha) of a contaminated place cleared since the start",
        "return_asked": "people who could go home and wanted to that day",
        "returned": "people who went home that day",
        "left_again": "people returned before who fled again that day",
        "houses_damaged": "houses that nobody can live in",
        "houses_held": "houses of other families and of displaced people from elsewhere",
        "houses_occupied": "houses of the people at home",
        "houses_free": "houses that are free",
        "clashing": "whether a serious clash goes on in an area; to be told by month only",
        "clash_begun": "whether one began that day; to be told by month only",
        "armed_groups": "armed groups in an area, without names; to be told by month only",
        "armed_blocs": "the same, those of one alliance once; to be told by month only",
    }
)


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

    @property
    def dates(self) -> Dates:
        """Date of each day, shape (D,); the state dated X is the end of day X."""
        return self.scenario.dates()

    def day_of(self, date: str | dt.date) -> int:
        """Index of a date in the run.

        Raises:
            KeyError: If the date is outside the period.
        """
        index = int((np.datetime64(date, "D") - self.dates[0]).astype(int))
        if not 0 <= index < self.scenario.days:
            raise KeyError(f"{date} is outside {self.scenario.start} to {self.scenario.end}")
        return index

    @cached_property
    def homes(self) -> tuple[str, ...]:
        """Places to which people may return, shape (H,)."""
        return home_places(self.scenario)

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """Contaminated places, shape (Z,)."""
        return self._counting("contamination")

    @cached_property
    def houses(self) -> tuple[str, ...]:
        """Places with a count of houses, shape (U,)."""
        return self._counting("housing")

    @cached_property
    def grounds(self) -> tuple[str, ...]:
        """Areas where armed groups were simulated, shape (A,)."""
        on = self.scenario.rules["actors"]
        return tuple(self.scenario["presence"]["area"].tolist()) if on else ()

    def _counting(self, table: str) -> tuple[str, ...]:
        rows = self.scenario[table]
        return tuple(rows["place"][latest(rows)].tolist())

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The counts as a labelled xarray dataset."""
        import xarray as xr  # slow to import

        coords: dict[str, Any] = {
            "member": self.members,
            "day": self.dates.astype("M8[ns]"),
            "place": np.array(self.places, dtype=object),
            "class": np.array(self.classes, dtype=object),
            "corridor": np.array(self.corridors, dtype=object),
            "link": np.array(self.links, dtype=object),
            "zone": np.array(self.zones, dtype=object),
            "home": np.array(self.homes, dtype=object),
            "house": np.array(self.houses, dtype=object),
        }
        variables: dict[str, Any] = {
            name: (DIMENSIONS[name], array, {"long_name": DESCRIPTIONS[name], "units": _unit(name)})
            for name, array in self.arrays.items()
            if array.size and "ground" not in DIMENSIONS[name]  # those are told by month
        }
        variables["weight"] = (("member",), self.weight, {"long_name": "weight of a member"})
        return xr.Dataset(variables, coords, {"digest": self.digest, "seed": self.seed})

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
        return f"<Result {self.scenario.name}: {size}, seed {self.seed}, {self.digest[:8]}>"


def make_result(
    compiled: Compiled, ensemble: Ensemble, seed: int, seconds: Mapping[str, float]
) -> Result:
    """Label the raw arrays of an ensemble; weights are equal."""
    count = ensemble.members.size
    names = labels_of(compiled)
    for array in ensemble.arrays.values():
        array.setflags(write=False)
    return Result(
        scenario=compiled.scenario,
        arrays=MappingProxyType(ensemble.arrays),
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
    )


def _unit(name: str) -> str:
    """Unit of an array of counts."""
    if name.startswith("food_"):
        return "g"
    if name == "rations_left":
        return "person-days"
    if name.startswith("houses_"):
        return "houses"
    return "are" if name == "cleared" else "people"


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
