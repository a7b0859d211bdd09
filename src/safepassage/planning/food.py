"""Cross-check of a claim about food: what a tonnage means for a number of people."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.said import Fixed, People, Said, said

FAMILY_SIZE = 5.28
"""People in a family at Jibreen in January 2017: 5,077 people in 961 families (H04, H05)."""
KCAL_PER_KG = 3500.0
"""Energy of dry food; cereals and pulses have 3,300 to 3,600, oil 8,800 kcal/kg."""
KCAL_NEED = 2100.0
"""Energy requirement, kcal a person and day (A01)."""

VERDICTS = ("far_more", "month", "bridge", "gesture")
"""Far more than one distribution; an ordinary monthly one; days to weeks; less than three days."""


@dataclass(frozen=True)
class RationPractice:
    """A ration that agencies gave, or the full energy need.

    Attributes:
        level: ``low``, ``best``, ``high`` or ``full``.
        name: In words.
        kg_per_person_day: Weight.
        source: Where it comes from.
    """

    level: str
    name: str
    kg_per_person_day: float
    source: str


@dataclass(frozen=True)
class FoodCheck:
    """What a claimed tonnage means.

    Attributes:
        tonnes: Claimed weight, t.
        people: Who would share it.
        families: As given or derived; None if unknown.
        family_size: People in a family.
        kg_per_person: Weight for one person, kg.
        kg_per_family: Weight for one family, kg.
        kcal_per_person: Energy for one person, kcal.
        days: Days that it lasts by ration level.
        month_feeds: People whom it feeds for 30 days by ration level.
        rations: The rations used.
        verdict: One of :data:`VERDICTS`.
    """

    tonnes: float
    people: float
    families: float | None
    family_size: float
    kg_per_person: float
    kg_per_family: float
    kcal_per_person: float
    days: dict[str, float]
    month_feeds: dict[str, float]
    rations: tuple[RationPractice, ...]
    verdict: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "tonnes": self.tonnes,
            "people": round(self.people),
            "families": None if self.families is None else round(self.families),
            "family_size": self.family_size,
            "kg_per_person": round(self.kg_per_person, 2),
            "kg_per_family": round(self.kg_per_family, 1),
            "kcal_per_person": round(self.kcal_per_person),
            "days": {level: round(days, 1) for level, days in self.days.items()},
            "month_feeds": {level: round(count) for level, count in self.month_feeds.items()},
            "rations": [asdict(ration) for ration in self.rations],
            "verdict": self.verdict,
        }

    def sentences(self) -> tuple[Said, Said]:
        """What it means for one person, and how plausible that is."""
        shortest, longest = self.days["high"], self.days["low"]
        means = said(
            "food.means", tonnes=self.tonnes, people=People(self.people),
            kg=Fixed(self.kg_per_person), full=round(self.days["full"]), low=round(shortest),
            high=round(longest),
        )  # fmt: skip
        if self.verdict != VERDICTS[0]:
            return means, said(f"food.{self.verdict}")
        few, many = self.month_feeds["high"], self.month_feeds["low"]
        return means, said(f"food.{self.verdict}", low=round(few), high=round(many))


@cache
def ration_practice() -> tuple[RationPractice, ...]:
    """Low, best and high ration of agencies in Syria, each with its source."""
    file = resources.files("safepassage.planning.aid").joinpath("ration_practice.csv")
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return tuple(
        RationPractice(row["level"], row["name"], float(row["kg_per_person_day"]), row["source"])
        for row in rows
    )


@checked
def food_check(
    tonnes: float,
    *,
    families: float | None = None,
    people: float | None = None,
    family_size: float = FAMILY_SIZE,
    kcal_per_kg: float = KCAL_PER_KG,
    kcal_per_day: float = KCAL_NEED,
) -> FoodCheck:
    """What a tonnage of food means for a number of people.

    Args:
        tonnes: Claimed weight, t.
        families: Number of families; give these or people.
        people: Number of people.
        family_size: People in a family.
        kcal_per_kg: Energy of the food.
        kcal_per_day: Energy need of a person and day.

    Raises:
        ScenarioError: If a number is not above 0, or neither or both of families and people are
            given.

    Examples:
        >>> import safepassage
        >>> safepassage.food_check(4.0, people=1000).kg_per_person
        4.0
    """
    _check(tonnes, families, people, family_size, kcal_per_kg, kcal_per_day)
    who = float(people) if people is not None else float(families or 0.0) * family_size
    kg = tonnes * 1000.0 / who
    full = RationPractice(
        "full",
        "Full energy need",
        kcal_per_day / kcal_per_kg,
        f"{kcal_per_day:,.0f} kcal a day at {kcal_per_kg:,.0f} kcal/kg",
    )
    rations = (*ration_practice(), full)
    days = {ration.level: kg / ration.kg_per_person_day for ration in rations}
    feeds = {
        ration.level: tonnes * 1000.0 / (ration.kg_per_person_day * 30.0) for ration in rations
    }
    return FoodCheck(
        tonnes=float(tonnes),
        people=who,
        families=float(families) if families is not None else who / family_size,
        family_size=family_size,
        kg_per_person=kg,
        kg_per_family=kg * family_size,
        kcal_per_person=kg * kcal_per_kg,
        days=days,
        month_feeds=feeds,
        rations=rations,
        verdict=_verdict(days),
    )


def _verdict(days: dict[str, float]) -> str:
    if days["high"] > 60:
        return "far_more"
    if days["high"] >= 15:
        return "month"
    return "bridge" if days["low"] >= 3 else "gesture"


def _check(tonnes: float, families: float | None, people: float | None, *others: float) -> None:
    problems = []
    if (families is None) == (people is None):
        message = "give either families or people"
        problems.append(Problem(message, column="people", remedy="one of them, not both"))
    names = ("tonnes", "families", "people", "family_size", "kcal_per_kg", "kcal_per_day")
    for name, value in zip(names, (tonnes, families, people, *others), strict=True):
        if value is not None and not (math.isfinite(value) and value > 0):
            problems.append(Problem(f"{value} is not above 0", column=name, remedy="above 0"))
    if problems:
        raise ScenarioError(problems)
