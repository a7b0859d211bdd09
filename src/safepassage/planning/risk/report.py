"""Risks as a frozen value: JSON and sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.evidence.pockets import Pocket
from safepassage.planning.risk.access import Access
from safepassage.planning.risk.exit_date import ExitRisk, dates_json
from safepassage.planning.risk.sentences import (
    clash_sentence,
    concentration_sentences,
    exit_sentences,
    group_sentence,
    held_sentences,
    pocket_sentence,
    relation_sentence,
)
from safepassage.planning.risk.shares_by_side import Held
from safepassage.result.clash_months import ClashMonth
from safepassage.said import Said, Thing
from safepassage.scenario.relations import Relation
from safepassage.spread import Spread


@dataclass(frozen=True)
class Risk:
    """Answers of :func:`safepassage.planning.risk.assess.risk`.

    Attributes:
        origin: Last day whose publications count.
        exits: One for each siege that goes on.
        clashes: Area → days ahead → chance of a serious clash.
        constant: The same under a constant rate.
        scores: Area → model and constant rate → Brier and log score, month after month.
        months: Clashes and groups by area and month, if the run had the rule ``actors``.
        groups: Area → number of groups (low, best, high).
        unsafe: Site → chance that it becomes unsafe within the longest time ahead.
        pockets: Enclosed parts, without counts by place.
        inside: People inside each pocket together: 5, 50, 95 %.
        held: Side → date → shares of area and of people.
        access: Pocket of a siege → what each class may do, by date.
        relations: Sponsors, as known by the origin.
        names: Names of places, areas and classes.
        declared_unsafe: Sites where the scenario has violence from the origin on: their chance is 1
            for that reason.
    """

    origin: dt.date
    exits: tuple[ExitRisk, ...]
    clashes: dict[str, dict[int, float]]
    constant: dict[str, dict[int, float]]
    scores: dict[str, dict[str, dict[str, float]]]
    months: tuple[ClashMonth, ...]
    groups: dict[str, tuple[float, float, float]]
    unsafe: dict[str, float]
    pockets: tuple[Pocket, ...]
    inside: tuple[Spread, ...]
    held: dict[str, dict[dt.date, Held]]
    access: dict[str, tuple[Access, ...]]
    relations: tuple[Relation, ...]
    names: Mapping[str, str]
    declared_unsafe: frozenset[str]

    def to_json(self, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """Plain values; dates are ISO texts. ``exit_date`` is that of the first siege.

        Args:
            progress: Called with sieges scored, of all.
        """
        first = self.exits[0] if self.exits else None
        return {
            "origin": self.origin.isoformat(),
            "exit_date": first.date_json() if first else None,
            "exit_dates": {each.pocket: each.date_json() for each in self.exits},
            "exit_size": {each.pocket: each.size_json() for each in self.exits},
            "clash_probability": _by_days(self.clashes),
            "clash_months": [month.as_dict() for month in self.months],
            "groups": {
                area: dict(zip(("low", "best", "high"), numbers, strict=True))
                for area, numbers in self.groups.items()
            },
            "site_unsafe": self.unsafe,
            "held": {
                side: {day.isoformat(): share.as_dict() for day, share in rows.items()}
                for side, rows in self.held.items()
            },
            "access": {
                pocket: {row.date.isoformat(): row.as_dict() for row in rows}
                for pocket, rows in self.access.items()
            },
            "sponsors": [relation.as_dict() for relation in self.relations],
            "baselines": {
                "exit_date": dates_json(self.origin, first.date.constant) if first else None,
                "exit_date_log_score": first.date.scores(progress) if first else None,
                "exit_size_log_score": first.size.scores() if first else None,
                "clash_probability": _by_days(self.constant),
                "clash_scores": self.scores,
            },
            "pockets": [
                {
                    "side": pocket.side,
                    "places": len(pocket.places),
                    "since": pocket.since.isoformat(),
                    "people": people.as_dict(),
                }
                for pocket, people in zip(self.pockets, self.inside, strict=True)
            ],
        }

    def sentences(self) -> tuple[Said, ...]:
        """What it says, as sentences that a language makes (``report.brief.language``)."""
        made: list[Said] = []
        for each in self.exits:
            made += exit_sentences(self.origin, each)
        for area, chances in self.clashes.items():
            made.append(clash_sentence(area, chances, self.constant[area]))
        made += [group_sentence(area, numbers) for area, numbers in self.groups.items()]
        made += concentration_sentences(self.months)
        made += held_sentences(self.held)
        made += [relation_sentence(relation) for relation in self.relations]
        for pocket, people in zip(self.pockets, self.inside, strict=True):
            made.append(pocket_sentence(pocket, people))
        return tuple(made)

    def called(self, thing: Thing) -> str:
        """Name of a place, an area or a class."""
        return self.names.get(thing.ident, thing.ident)


def _by_days(chances: dict[str, dict[int, float]]) -> dict[str, dict[str, float]]:
    return {
        area: {str(days): chance for days, chance in found.items()}
        for area, found in chances.items()
    }
