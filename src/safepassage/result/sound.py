"""What is read of a run must fit its scenario and itself, whatever format it was written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import StoreError
from safepassage.result.axes import declared_axes
from safepassage.result.facts import member_count
from safepassage.result.formats import ORDERED
from safepassage.result.labelled import BY_MEMBER
from safepassage.result.layout import AXES, arrays_in, labels_in
from safepassage.result.result import DIMENSIONS
from safepassage.scenario.canonical import canonical
from safepassage.scenario.scenario import Scenario

_MOST_NAMES = 10_000_000
"""Names along one axis at most."""
_WHOLE = 1e-9
"""Weights sum to 1 within this."""
_ROWS = 64
"""Members of a chunk at most."""


def check_group(
    group: Any, facts: Mapping[str, Any], scenario: Scenario, where: str
) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Refuse arrays that do not fit the run, before anything but names is read.

    Args:
        group: The Zarr group.
        facts: Of the run.
        scenario: That was run, as it was written.
        where: The run, for messages.

    Returns:
        Arrays by name, and names by axis.

    Raises:
        StoreError: With what does not fit.
    """
    found = arrays_in(group)
    check_names(found, where)
    labels = labels_in(group)
    check_labels(labels, canonical(scenario) if facts["format"] >= ORDERED else scenario, where)
    check_shapes(found, labels, scenario, member_count(facts), where)
    return found, labels


def check_labels(labels: Mapping[str, Any], rows: Scenario, where: str) -> None:
    """Refuse names that are not those of the scenario, or stand in another order.

    Args:
        labels: Axis of a result → its names.
        rows: The scenario that was run, with its rows in the order that numbered them.
        where: The run, for messages.

    Raises:
        StoreError: If a name is missing, strange, given twice or in the place of another.
    """
    expected: dict[str, list[str]] = {
        "places": rows["places"]["place"].tolist(),
        "corridors": rows["corridors"]["corridor"].tolist(),
        "links": list(_ways(rows)),
    }
    if len(rows["classes"]):
        expected["classes"] = rows["classes"]["class"].tolist()
    for key in AXES:
        names = labels.get(key)
        if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
            raise StoreError(f"{where}: is damaged: names of {key} are missing")
        twice = key != "links" and len(set(names)) != len(names)
        if twice or list(names) != expected.get(key, list(names)):
            raise StoreError(
                f"{where}: is damaged, or its scenario was changed after the run: "
                f"its {key} are not those of the scenario"
            )


def _ways(rows: Scenario) -> Iterator[str]:
    """Names of links: there, and back unless a route is one-way."""
    for row in rows["routes"].rows():
        yield f"{row['from']}>{row['to']}"
        if not row["oneway"]:
            yield f"{row['to']}>{row['from']}"


def check_shapes(
    found: Mapping[str, Any],
    labels: Mapping[str, Sequence[str]],
    scenario: Scenario,
    members: int,
    where: str,
) -> None:
    """Refuse arrays whose shape is not that of the run, before anything of them is read.

    Args:
        found: Arrays by name, as zarr has them.
        labels: Axis of a result → its names.
        scenario: That was run.
        members: How many.
        where: The run, for messages.

    Raises:
        StoreError: With the first array that does not fit.
    """
    sizes = {axis: len(labels[key]) for key, axis in AXES.items()}
    sizes |= {axis: len(names) for axis, names in declared_axes(scenario).items()}
    sizes |= {"member": members, "day": scenario.days, "byte": 32}
    floats = {name: dims for name, dims in BY_MEMBER.items() if name != "headline"}
    wanted = {**DIMENSIONS, **floats, "digest": ("member", "byte")}
    for name, dims in wanted.items():
        if name not in found:
            if name in floats or name == "digest":
                raise StoreError(f"{where}: is damaged: {name} is missing")
            continue  # its program did not have it
        array = found[name]
        shape = tuple(sizes[dim] for dim in dims)
        without_days = tuple(0 if dim == "day" else sizes[dim] for dim in dims)
        kinds = "f" if name in floats else "iu"
        chunks = zip(array.chunks, array.shape, strict=True)
        if array.shape not in {shape, without_days} or array.dtype.kind not in kinds:
            raise StoreError(f"{where}: is damaged: {name} has another shape than the run")
        if not all(chunk <= max(size, _ROWS) for chunk, size in chunks):
            raise StoreError(f"{where}: is damaged: chunks of {name} are larger than the array")


def check_names(found: Mapping[str, Any], where: str) -> None:
    """Refuse axes whose names would fill the memory, before they are read.

    Raises:
        StoreError: With the first one.
    """
    for axis in AXES.values():
        if axis in found and (found[axis].ndim != 1 or found[axis].size > _MOST_NAMES):
            raise StoreError(f"{where}: is damaged: {axis} is no list of names")


def check_values(weight: F8, inputs: F8, where: str) -> None:
    """Refuse weights that are none, and inputs that are no numbers.

    Args:
        weight: Of each member, shape (M,).
        inputs: Of each member, shape (M, U).
        where: The run, for messages.

    Raises:
        StoreError: If weights are not finite, negative or do not sum to 1, or inputs not finite.
    """
    sound = np.isfinite(weight).all() and (weight >= 0).all()
    if not sound or abs(float(weight.sum()) - 1) > _WHOLE:
        raise StoreError(f"{where}: is damaged: weight: weights are negative or do not sum to 1")
    if not np.isfinite(inputs).all():
        raise StoreError(f"{where}: is damaged: inputs: a value is not a number")
