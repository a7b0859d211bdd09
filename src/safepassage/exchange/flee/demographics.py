"""Flee's demographic attributes as classes: one for each sort of people that the rules distinguish.

Flee draws age, gender, ethnicity and religion for every agent; the rules look at little of it
(flee-model §1.5): whether a person squares the score of a place or does not see it, and two groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from safepassage.exchange.flee.case import FleeCase
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.places import CLASS, Rows
from safepassage.exchange.flee.read_demographics import DEFAULT
from safepassage.exchange.flee.settings import FleeSettings, MoveRules
from safepassage.exchange.names import identifiers
from safepassage.scenario.check.ids import MAX_CLASSES

_CHILD_BELOW, _BOY_ABOVE, _ELDERLY_ABOVE = 19, 14, 59
_SEES = {0: "risk-takers", 1: "others", 2: "avoiders"}
_CRASHES = (
    "MatchCampEthnicity, MatchCampReligion and MatchTownEthnicity stop Flee as soon as somebody "
    "spends a night on a link (it counts people by location only); here they act all the same"
)


class Sort(NamedTuple):
    """People whom no rule distinguishes: power of the score, groups, awareness of forecasts."""

    power: int
    ethnicity: str
    religion: str
    awareness: float = 1.0


@dataclass(frozen=True)
class People:
    """The sorts of people of a case.

    Attributes:
        classes: Rows of classes.
        shares: Rows of class_shares.
        weights: Location or ``Default`` → class → weight among those who appear there.
        agents: (location, class) → people from ``agents.csv``; empty: no rule distinguishes them.
    """

    classes: Rows
    shares: Rows
    weights: Mapping[str, Mapping[str, float]]
    agents: Mapping[tuple[str, str], int]

    def divide(self, location: str, people: int) -> dict[str, int]:
        """Whole people by class, by largest remainder of the location's weights."""
        weights = self.weights.get(location, self.weights[DEFAULT])
        total = sum(weights.values())
        exact = {name: people * weight / total for name, weight in weights.items()}
        parts = {name: int(value) for name, value in exact.items()}
        order = sorted(parts, key=lambda name: parts[name] - exact[name])
        for name in order[: people - sum(parts.values())]:
            parts[name] += 1
        return parts


def people_of(case: FleeCase, slugs: Mapping[str, str], findings: Findings) -> People:
    """Divide the people of a case into classes."""
    move = case.settings.move
    _note_idle(move, findings)
    by_place = _by_place(case)
    agents = [(place, _sort(case.settings, own)) for place, own in case.agent_attributes]
    found = {sort for weights in by_place.values() for sort in weights}
    found |= {sort for _, sort in agents}
    sorts = sorted(found, key=lambda sort: (sort.power != 1, sort))
    if len(sorts) > MAX_CLASSES:
        message = f"the rules distinguish {len(sorts)} sorts of people; at most {MAX_CLASSES} fit"
        findings.problem(message, case.settings.file, column="move_rules", remedy="join values")
    ethnicities = identifiers(sorted({sort.ethnicity for sort in sorts} - {""}))
    religions = identifiers(sorted({sort.religion for sort in sorts} - {""}))
    names = _names(sorts, ethnicities, religions)
    weights = {
        place: {names[sort]: weight for sort, weight in own.items()}
        for place, own in by_place.items()
    }
    counts: dict[tuple[str, str], int] = {}
    for place, sort in agents:
        counts[place, names[sort]] = counts.get((place, names[sort]), 0) + 1
    classes = [_class_row(names[sort], sort, ethnicities, religions) for sort in sorts]
    return People(classes, _share_rows(weights, slugs), weights, counts)


def _note_idle(move: MoveRules, findings: Findings) -> None:
    if move.BoysTakeRisk and not move.ChildrenAvoidHazards:
        findings.never_acts("BoysTakeRisk without ChildrenAvoidHazards (Flee reads it within)")
    usual = MoveRules().avg_religion_fraction
    if move.avg_religion_fraction != usual and not move.MatchCampReligion:
        findings.never_acts("avg_religion_fraction without MatchCampReligion")
    if move.MatchCampEthnicity or move.MatchCampReligion or move.MatchTownEthnicity:
        findings.note(_CRASHES)


def _by_place(case: FleeCase) -> dict[str, dict[Sort, float]]:
    """Weight of each sort at each location with weights of its own, and ``Default``."""
    own = {name for values in case.demographics.values() for name in values}
    found: dict[str, dict[Sort, float]] = {}
    for place in sorted(own | {DEFAULT}, key=lambda name: (name != DEFAULT, name)):
        columns = [
            [(attribute, *pair) for pair in values.get(place, values.get(DEFAULT, ()))]
            for attribute, values in case.demographics.items()
        ]
        weights: dict[Sort, float] = {}
        for drawn in product(*map(_shares, columns)):
            weight = 1.0
            for _, _, share in drawn:
                weight *= share
            sort = _sort(case.settings, {name: value for name, value, _ in drawn})
            if weight > 0:
                weights[sort] = weights.get(sort, 0.0) + weight
        found[place] = weights
    return found


def _shares(column: Iterable[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Weights as shares of their sum."""
    rows = list(column)
    total = sum(weight for _, _, weight in rows) or 1.0
    return [(name, value, weight / total) for name, value, weight in rows]


def _sort(settings: FleeSettings, own: Mapping[str, str]) -> Sort:
    """What the rules see of a person."""
    move = settings.move
    power = 1
    female, male = own.get("gender") == "female", own.get("gender") == "male"
    age = float(own.get("age") or 0)
    if move.ChildrenAvoidHazards and age < _CHILD_BELOW:
        power = 2
    if move.ElderlyAvoidHazards and age > _ELDERLY_ABOVE:
        power = 2
    if move.WomenAvoidHazards and female:
        power = 2
    # The rule on boys looks for men of any age, and what they do not see no power brings back.
    if move.ChildrenAvoidHazards and move.BoysTakeRisk and male and age > _BOY_ABOVE:
        power = 0
    return Sort(power, own.get("ethnicity", ""), own.get("religion", ""), _awareness(settings, own))


def _awareness(settings: FleeSettings, own: Mapping[str, str]) -> float:
    """Weight of a person's group among those of flood_awareness_weights."""
    forecast = settings.flood.forecast if settings.flood else None
    if forecast is None:
        return 1.0
    group = int(float(own.get("floodawareness") or 0))
    return forecast.awareness[group] if 0 <= group < len(forecast.awareness) else 0.0


def _names(
    sorts: Iterable[Sort], ethnicities: Mapping[str, str], religions: Mapping[str, str]
) -> dict[Sort, str]:
    """Identifier of each class; ``people`` where there is but one plain sort."""
    sorts = list(sorts)
    if [sort for sort in sorts if sort != Sort(1, "", "")] == []:
        return dict.fromkeys(sorts, CLASS)
    powers = {sort.power for sort in sorts}
    names: dict[Sort, str] = {}
    for sort in sorts:
        parts = [_SEES[sort.power]] if powers != {1} else []
        if sort.awareness != 1.0:
            parts.append(f"aware {sort.awareness:g}")
        parts += [known[name] for known, name in (
            (ethnicities, sort.ethnicity), (religions, sort.religion)
        ) if name]  # fmt: skip
        names[sort] = " / ".join(parts) or _SEES[1]
    slugs = identifiers(names.values())
    return {sort: slugs[name] for sort, name in names.items()}


def _class_row(
    name: str, sort: Sort, ethnicities: Mapping[str, str], religions: Mapping[str, str]
) -> dict[str, object]:
    row: dict[str, object] = {"class": name}
    if name == CLASS:
        row["name"] = "People"
    if sort.power != 1:
        row["hazard_power"] = float(sort.power)
    if sort.ethnicity:
        row["ethnicity"] = ethnicities[sort.ethnicity]
    if sort.religion:
        row["religion"] = religions[sort.religion]
    if sort.awareness != 1.0:
        row["flood_awareness"] = sort.awareness
    return row


def _share_rows(weights: Mapping[str, Mapping[str, float]], slugs: Mapping[str, str]) -> Rows:
    """Weights by place; none where there is but one class."""
    if all(list(own) == [CLASS] for own in weights.values()):
        return []
    return [
        {**({} if place == DEFAULT else {"place": slugs[place]}), "class": name, "weight": weight}
        for place, own in weights.items()
        for name, weight in own.items()
    ]
