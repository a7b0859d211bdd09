"""The siting plan as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.spread import Spread

COLUMNS = ("open", "USD", "without a place", "in the worst tenth")
"""Headings of :meth:`SitingPlan.rows`."""
_FAR_MORE = 2.0
"""Places by which the chosen sites exceed the people who need one before a remark is made."""


@dataclass(frozen=True)
class OpenSite:
    """A site to open: place, size, capacity in people, USD, chance to become unsafe, name."""

    place: str
    option: str
    capacity: float
    usd: float
    unsafe: float = 0.0
    name: str = ""

    @property
    def words(self) -> str:
        """Such as ``Sarmada (tents 10000, 10,000 people)``."""
        option = self.option.replace("-", " ")
        return f"{self.name or self.place} ({option}, {self.capacity:,.0f} people)"


@dataclass(frozen=True)
class SitingChoice:
    """A set of sites and how it fares over all members.

    Attributes:
        sites: What to open.
        usd: Cost.
        expected_unmet: Weighted mean of people without a place.
        worst_decile_unmet: Mean over the worst tenth of the members (CVaR 90).
        unmet: 5, 50 and 95 %.
        proven: Whether the solver proved it best.
        expected_in_unsafe: People in new sites times their chance to become unsafe, weighted mean.
    """

    sites: tuple[OpenSite, ...]
    usd: float
    expected_unmet: float
    worst_decile_unmet: float
    unmet: Spread
    proven: bool
    expected_in_unsafe: float = 0.0

    def as_dict(self, *, weighed: bool = False) -> dict[str, Any]:
        """Plain values for JSON; those of risk only where it is weighed."""
        sites = [
            {"place": s.place, "option": s.option, "capacity": s.capacity, "usd": s.usd}
            | ({"unsafe": round(s.unsafe, 4)} if weighed else {})
            for s in self.sites
        ]
        risk = {"expected_in_unsafe": round(self.expected_in_unsafe, 2)} if weighed else {}
        return {
            "sites": sites,
            "usd": self.usd,
            "expected_unmet": round(self.expected_unmet, 2),
            "worst_decile_unmet": round(self.worst_decile_unmet, 2),
            "unmet": self.unmet.as_dict(),
            "proven": self.proven,
            **risk,
        }


@dataclass(frozen=True)
class SitingPlan:
    """Sites chosen against the ensemble, beside those that the mean alone would choose.

    Attributes:
        scenario: Name.
        budget_usd: Most that may be spent, or None.
        worst_weight: Weight of the worst decile against the mean, 0 to 1.
        need_share: Share of the people who need a place.
        chosen: Against the ensemble.
        by_mean: Against the weighted mean of the arrivals, judged on the ensemble.
        nothing: Opening none.
        demand: People without a place before, 5, 50 and 95 %.
        candidates: Number of candidate places and options.
        enclosed_left_out: Places that are besieged all the time, whose people are not planned.
        risk_weight: Persons without a place that one in an unsafe site counts as; 0 is off.
    """

    scenario: str
    budget_usd: float | None
    worst_weight: float
    need_share: float
    chosen: SitingChoice
    by_mean: SitingChoice
    nothing: SitingChoice
    demand: Spread
    candidates: Mapping[str, int]
    enclosed_left_out: int
    risk_weight: float = 0.0

    @property
    def weighed(self) -> bool:
        """Whether risk was weighed."""
        return self.risk_weight > 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        risk = {"risk_weight": self.risk_weight} if self.weighed else {}
        return risk | {
            "scenario": self.scenario,
            "budget_usd": self.budget_usd,
            "worst_weight": self.worst_weight,
            "need_share": self.need_share,
            "demand": self.demand.as_dict(),
            "ensemble": self.chosen.as_dict(weighed=self.weighed),
            "mean_based": self.by_mean.as_dict(weighed=self.weighed),
            "open_none": self.nothing.as_dict(weighed=self.weighed),
            "candidates": dict(self.candidates),
            "enclosed_places_left_out": self.enclosed_left_out,
            "sensitivity": "high",
            "note": "internal: do not pass on; unmet = people without a place at their fullest",
        }

    def header(self) -> tuple[str, ...]:
        """Headings of :meth:`rows`."""
        return (*COLUMNS, "in unsafe sites") if self.weighed else COLUMNS

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of a table: sites, cost, people without a place, the same in the worst tenth.

        The choice on the mean alone has a row only where it is another one.
        """
        chosen = [self.chosen, self.nothing]
        if self.by_mean.sites != self.chosen.sites:
            chosen.insert(1, self.by_mean)
        return [
            (_sites(choice), f"{choice.usd:,.0f}", _people(choice.expected_unmet),
             _people(choice.worst_decile_unmet),
             *([_people(choice.expected_in_unsafe)] if self.weighed else []))
            for choice in chosen
        ]  # fmt: skip

    def sentences(self) -> list[str]:
        """The plan in plain words."""
        best, mean, nothing = self.chosen, self.by_mean, self.nothing
        do = "Open no site: none would give more people a place."
        if best.sites:
            do = f"Open {_sites(best)} for USD {best.usd:,.0f}."
        then = (
            f"Then about {_people(best.expected_unmet)} people find no place on the fullest day, "
            f"{_people(best.worst_decile_unmet)} in the worst tenth of the simulations; with no "
            f"site opened {_people(nothing.expected_unmet)} and "
            f"{_people(nothing.worst_decile_unmet)}."
        )
        said = [do, then, *self._too_large()]
        if best.sites != mean.sites:
            said.append(
                f"For the mean of the arrivals alone one would open {_sites(mean)}: "
                f"{_people(mean.expected_unmet)} people would find no place, "
                f"{_people(mean.worst_decile_unmet)} in the worst tenth."
            )
        if self.weighed:
            said += _risk_sentences(self.risk_weight, best)
        return said

    def _too_large(self) -> list[str]:
        """Says where options have far more places than anybody is expected to need."""
        places = sum(site.capacity for site in self.chosen.sites)
        if self.demand.high <= 0 or places < _FAR_MORE * self.demand.high:
            return []
        said = (
            f"These sites have {places:,.0f} places and at most about {_people(self.demand.high)} "
            "people need one: no cheaper option gives as many a place. Add one to "
            "candidate_sites, or set --budget-usd."
        )
        return [said]


def _risk_sentences(weight: float, best: SitingChoice) -> list[str]:
    chances = [
        f"{site.name or site.place} {site.unsafe:.0%}" for site in best.sites if site.unsafe > 0
    ]
    if not chances:
        return ["No site that is opened is known to be one that could become unsafe."]
    listed = ", ".join(chances)
    said = (
        f"A person in a site that becomes unsafe counted as {weight:g} without a place. Chances: "
        f"{listed}; {_people(best.expected_in_unsafe)} people are expected to be in one."
    )
    return [said]


def _sites(choice: SitingChoice) -> str:
    return ", ".join(site.words for site in choice.sites) or "no site"


def _people(number: float) -> str:
    """People with two digits: an expectation over members is not known better."""
    return f"{float(f'{number:.2g}'):,.0f}"
