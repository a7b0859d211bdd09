"""A run as a labelled dataset: coordinates, variables and facts, for memory and store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.outputs import OUTPUTS
from safepassage.result.counted import Counted
from safepassage.result.environment import INTERNAL_NOTE, sources
from safepassage.result.headline_names import run_names
from safepassage.result.quantities import curves

if TYPE_CHECKING:
    import xarray as xr

BY_MEMBER: Mapping[str, tuple[str, ...]] = {
    "inputs": ("member", "input"),
    "headline": ("member", "day", "quantity"),
    "weight": ("member",),
}
"""Dimensions of what a dataset holds beside counts."""


@dataclass(frozen=True)
class Labelled:
    """One array of a dataset.

    Attributes:
        dims: Names of its dimensions.
        values: Numbers, dates or names.
        about: What it is: ``long_name``, ``units`` and others of the CF conventions.
    """

    dims: tuple[str, ...]
    values: Any
    about: Mapping[str, str] = field(default_factory=dict)


def dataset_of(run: Counted) -> xr.Dataset:
    """Counts, inputs, weights and headline quantities as a dataset of xarray."""
    import xarray as xr  # slow to import

    by_member: dict[str, F8] = {
        "inputs": run.inputs, "headline": headline(run), "weight": run.weight,
    }  # fmt: skip
    held = counts_of(run) | {
        name: Labelled(BY_MEMBER[name], values, ABOUT[name]) for name, values in by_member.items()
    }
    return xr.Dataset(
        {name: (one.dims, one.values, one.about) for name, one in held.items()},
        {name: (one.dims, one.values, one.about) for name, one in coordinates(run).items()},
        facts(run),
    )


def coordinates(run: Counted) -> dict[str, Labelled]:
    """Names, dates and positions along the axes; strings are objects, dates in nanoseconds."""
    places = run.scenario["places"]
    names: dict[str, tuple[tuple[str, ...], str]] = {
        "place": (run.places, "place"),
        "class": (run.classes, "class of people"),
        "corridor": (run.corridors, "corridor"),
        "link": (run.links, "way in one direction, from>to"),
        "zone": (run.zones, "contaminated place"),
        "home": (run.homes, "place to which people may return"),
        "house": (run.houses, "place with a count of houses"),
        "input": (run.input_names, "uncertain input"),
        "quantity": (run_names(run.scenario), "quantity"),
    }
    found = {
        "member": Labelled(("member",), run.members, {"long_name": "number of the member"}),
        "day": Labelled(
            ("day",),
            run.scenario.dates().astype("M8[ns]"),
            {"long_name": "date; the state at its end", "standard_name": "time", "axis": "T"},
        ),
    }
    for name, (values, says) in names.items():
        found[name] = Labelled((name,), np.array(values, dtype=object), {"long_name": says})
    label = np.array(places["name"], dtype=object)
    found["place_name"] = Labelled(("place",), label, {"long_name": "name of the place"})
    for name, axis, units in (
        ("lat", "latitude", "degrees_north"),
        ("lon", "longitude", "degrees_east"),
    ):
        about = {"long_name": axis, "standard_name": axis, "units": units}
        found[name] = Labelled(("place",), np.asarray(places[name], np.float64), about)
    return found


def is_published(name: str, shape: tuple[int, ...], days: int) -> bool:
    """Whether an array of counts is in the dataset.

    Armed groups by day are not (DESIGN, Protection), nor is an array of a mechanism that did not
    act, which has no days. One of corridors where there are none is, and is empty.
    """
    output = OUTPUTS[name]
    return not output.internal and (output.dims[0] != "day" or shape[1] == days)


def about_counts(name: str) -> dict[str, str]:
    """Meaning and unit of an array of counts."""
    return {"long_name": OUTPUTS[name].description, "units": OUTPUTS[name].unit}


def counts_of(run: Counted) -> dict[str, Labelled]:
    """Counts, and what mechanisms of others recorded."""
    found = {
        name: Labelled(("member", *OUTPUTS[name].dims), array, about_counts(name))
        for name, array in run.arrays.items()
        if is_published(name, array.shape, run.scenario.days)
    }
    return found | recorded(run)


def recorded(run: Counted) -> dict[str, Labelled]:
    """What mechanisms of others recorded: ``mechanism.array``."""
    found = {}
    for one in run.mechanisms:
        for array in one["observables"]:
            name = f"{one['name']}.{array['name']}"
            about = {
                "long_name": array["description"],
                "units": array["unit"],
                "not_verified": "recorded by a mechanism of others",
            }
            found[name] = Labelled(("member", *array["dims"]), run.observables[name], about)
    return found


ABOUT: Mapping[str, dict[str, str]] = {
    "inputs": {"long_name": "value of an uncertain input"},
    "headline": {"long_name": "value of a quantity at the end of the day"},
    "weight": {"long_name": "weight of a member"},
}
"""Meaning of each."""


def headline(run: Counted) -> F8:
    """Values of everything that a run reports by day, shape (M, D, Q)."""
    names = run_names(run.scenario)
    values = np.empty((run.members.size, run.scenario.days, len(names)))
    for number, found in enumerate(curves(run, names).values()):
        values[:, :, number] = found
    return values


def facts(run: Counted) -> dict[str, str | int]:
    """What the run is, where its facts come from and how to treat it."""
    scenario = run.scenario
    found: dict[str, str | int] = {
        "title": str(scenario.settings["title"]),
        "source": f"safepassage {metadata.version('safepassage')}",
        "references": json.dumps(sources(scenario), ensure_ascii=False),
        "sensitivity": str(scenario.settings["sensitivity"]),
        "comment": INTERNAL_NOTE,
        "seed": run.seed,
        "digest": run.digest,
    }
    if scenario.as_of is not None:
        found["as_of"] = scenario.as_of.isoformat()
    if run.mechanisms:
        found["not_verified"] = ", ".join(str(one["name"]) for one in run.mechanisms)
    return found
