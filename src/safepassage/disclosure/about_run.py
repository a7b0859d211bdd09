"""What may be said of a run beside its counts: titles, dates, sizes, sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from safepassage.arrays import Dates
from safepassage.disclosure.open_days import open_days
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.translated import Translated, languages, translated
from safepassage.result.provenance import software
from safepassage.result.result import Result
from safepassage.result.store import provenance
from safepassage.scenario.quantity import PRODUCED, UNITS, parse_quantity


@dataclass(frozen=True, eq=False)
class AboutRun:
    """Facts without people.

    Attributes:
        title: Of the scenario.
        start: First day.
        end: Last day.
        dates: Every day, shape (D,).
        as_of: Last day whose reports are known, or None.
        members: Number of members.
        seed: Of everything random.
        inputs: Number of uncertain inputs.
        digest: Of the run.
        scenario_digest: Of the scenario.
        python: Version that computed it.
        not_verified: Mechanisms of others that ran, which this program's tests do not cover.
        software: Versions of this program and of libraries.
        rows: Rows of some tables.
        names: Name of each place and area as people write it.
        corridors: Name of each corridor.
        classes: Name of each class.
        translations: The names of all these by language, where the scenario gives them.
        windows: First and last days on which a corridor is open; none beside a plan's convoys.
    """

    title: str
    start: dt.date
    end: dt.date
    dates: Dates
    as_of: dt.date | None
    members: int
    seed: int
    inputs: int
    digest: str
    scenario_digest: str
    python: str
    not_verified: tuple[str, ...]
    software: Mapping[str, str]
    rows: Mapping[str, int]
    names: Mapping[str, str]
    corridors: Mapping[str, str]
    classes: Mapping[str, str]
    translations: Mapping[str, Translated]
    windows: tuple[tuple[dt.date, dt.date], ...]

    def date(self, day: int) -> dt.date:
        """Date of a day, 0..D-1."""
        found: dt.date = self.dates[day].item()
        return found


@dataclass(frozen=True, eq=False)
class PublishableClaims:
    """What sources claim of people, as far as it may be published.

    Attributes:
        rows: Rows of the table ``claims`` with the key ``source`` (a row of ``sources``), by
            quantity and date.
        left_out: How many are not published: of neighbourhoods of a pocket, or of a few people.
    """

    rows: tuple[Mapping[str, Any], ...]
    left_out: int


_COUNTED = ("places", "routes", "events", "claims", "sources")


def about_run(result: Result, permits: Permits) -> AboutRun:
    """The facts of a run."""
    scenario, targets = result.scenario, permits.geography
    return AboutRun(
        title=scenario.title,
        start=scenario.start,
        end=scenario.end,
        dates=result.dates,
        as_of=scenario.as_of,
        members=int(result.members.size),
        seed=result.seed,
        inputs=len(result.input_names),
        digest=result.digest,
        scenario_digest=scenario.digest(),
        python=str(provenance(result)["python"]),
        not_verified=tuple(result.not_verified),
        software=MappingProxyType(software()),
        rows=MappingProxyType({key: len(scenario[key]) for key in _COUNTED}),
        names=MappingProxyType(dict(targets.names)),
        corridors=MappingProxyType(dict(targets.corridors)),
        classes=MappingProxyType(dict(translated(scenario, "").classes)),
        translations=MappingProxyType({code: translated(scenario, code) for code in languages()}),
        windows=() if permits.planned else open_days(scenario),
    )


def publishable_claims(result: Result, permits: Permits) -> PublishableClaims:
    """Claims that a run can be compared with."""
    sources = {row["source_id"]: row for row in result.scenario["sources"].rows()}
    found, left_out = [], 0
    for row in result.scenario["claims"].rows():
        quantity = row["quantity"]
        word = parse_quantity(quantity).word
        if word not in PRODUCED:
            continue
        few = word not in UNITS and permits.small(row["low"], row["high"])
        if few or not permits.quantity(quantity):
            left_out += 1
            continue
        found.append({**row, "source": sources.get(row["source_id"], {})})
    found.sort(key=lambda row: (row["quantity"], row["date"]))
    return PublishableClaims(tuple(MappingProxyType(row) for row in found), left_out)
