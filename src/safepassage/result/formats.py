"""Runs of earlier formats as this version has them: one function a format.

A default of the dictionary that changes, a column that goes and an array of another shape are a new
format: what was stored before is brought over here, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.priors import find_priors
from safepassage.errors import StoreError
from safepassage.result.axes import declared_axes
from safepassage.scenario.canonical import canonical
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario

FORMAT = 6
"""Version of the layout of a run folder."""
OLDEST = 3
"""First format that is read."""
_COMPUTED = 4
"""First format whose members this version draws and orders alike: the later ones are laid out
otherwise (``result.layout``)."""
ORDERED = 4
"""First format whose names stand in the canonical order of the scenario, not of its files."""
SEALED = 6
"""First format whose files all have a checksum (``result.seal``)."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a run, but for its counts.

    Attributes:
        scenario: What was run, rows in the order of its files.
        labels: Axis (``places``, ``classes``, ``corridors``, ``links``, ``inputs``) → names.
        order: Dimension → where each entry stands in the stored arrays; absent if they stand as
            this version has them.
    """

    scenario: Scenario
    labels: Mapping[str, tuple[str, ...]]
    order: Mapping[str, I8] = field(default_factory=lambda: MappingProxyType({}))


def brought_over(kept: Kept, number: int) -> Kept:
    """A run of an earlier format as one of today's; the scenario with its rows in order."""
    if number == 3:  # the only one before
        kept = _from_3(kept)
    return replace(kept, scenario=canonical(kept.scenario))


def refuse_format(facts: Mapping[str, Any], where: object) -> None:
    """Refuse runs that this version cannot read.

    Raises:
        StoreError: If the format is no number, or too old or too new.
    """
    number = facts.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < OLDEST:
        raise StoreError(f"{where}: was written by another version of safepassage")
    if number > FORMAT:
        raise StoreError(
            f"{where}: was written by a later version of safepassage (format {number}; this one "
            f"reads {OLDEST} to {FORMAT}); read it with that version"
        )


def refuse_earlier(facts: Mapping[str, Any], where: object, what: str) -> None:
    """Refuse to compute with a run whose members this version would draw and order otherwise.

    Args:
        facts: Of the run.
        where: The run, for the message.
        what: What was asked for, as the end of "can be …".

    Raises:
        StoreError: If the run is of an earlier format.
    """
    if facts["format"] < _COMPUTED:
        version = facts["software"]["safepassage"]
        raise StoreError(
            f"{where}: can be read and exported but not {what}: that needs the kernel that made "
            f"it, of safepassage {version} (format {facts['format']})"
        )


def _from_3(kept: Kept) -> Kept:
    """Format 3 (0.1.0): by the order of rows.

    Places, classes, corridors, areas … stood as in their files. The first place's country was home,
    the first ration was planned with, and names of implied inputs were joined by hyphens.
    """
    settings: dict[str, Any] = {}
    countries, rations = kept.scenario["places"]["country"], kept.scenario["rations"]["ration"]
    if countries.size and countries[0]:
        settings["home_country"] = countries[0]
    if rations.size:
        settings["ration"] = rations[0]
    scenario = replace_unchecked(kept.scenario, **settings)
    ordered = canonical(scenario)
    labels = dict(kept.labels)
    before = dict(declared_axes(scenario))
    after = dict(declared_axes(ordered))
    for key, dimension in (("places", "place"), ("classes", "class"), ("corridors", "corridor")):
        before[dimension] = labels[key]
        after[dimension] = tuple(ordered[key][dimension].tolist()) or labels[key]
        labels[key] = after[dimension]
    named: dict[str, str] = {}
    for prior in find_priors(ordered):
        named.setdefault(_hyphens(prior.name), prior.name)
    before["input"] = tuple(named.get(_hyphens(name), name) for name in labels["inputs"])
    known = [name for name in named.values() if name in before["input"]]
    after["input"] = (*known, *(name for name in before["input"] if name not in known))
    labels["inputs"] = after["input"]
    order = {name: _positions(before[name], after[name]) for name in before}
    return Kept(scenario, MappingProxyType(labels), MappingProxyType(order))


def _hyphens(name: str) -> str:
    """Name of an input as it was; a blank class left two hyphens."""
    return re.sub("[:-]+", "-", name)


def _positions(before: tuple[str, ...], after: tuple[str, ...]) -> I8:
    """Where each name stood before."""
    number: dict[str, int] = {}
    for index, name in enumerate(before):
        number.setdefault(name, index)
    return np.array([number[name] for name in after], dtype=np.int64)
