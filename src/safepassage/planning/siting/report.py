"""The siting plan as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.said import Every, Fixed, People, Said, Share, said, two_digits
from safepassage.spread import Spread

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
    def finding(self) -> Said:
        """Such as ``Sarmada (tents 10000, 10,000 people)``."""
        option = self.option.replace("-", " ")
        people = People(self.capacity)
        return said("sites.one", name=self.name or self.place, option=option, people=people)


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

    @property
    def choices(self) -> tuple[SitingChoice, ...]:
        """What is shown: the plan, opening none, and the choice on the mean if it is another."""
        other = (self.by_mean,) if self.by_mean.sites != self.chosen.sites else ()
        return (self.chosen, *other, self.nothing)

    def sentences(self) -> tuple[Said, ...]:
        """What to open, what it gains, and what to know besides."""
        best, mean, nothing = self.chosen, self.by_mean, self.nothing
        do = said("sites.none")
        if best.sites:
            do = said("sites.open", sites=listed(best), usd=best.usd)
        then = said(
            "sites.then", unmet=_people(best.expected_unmet),
            worst=_people(best.worst_decile_unmet), none=_people(nothing.expected_unmet),
            none_worst=_people(nothing.worst_decile_unmet),
        )  # fmt: skip
        found = [do, then, *self._too_large()]
        if best.sites != mean.sites:
            found.append(
                said(
                    "sites.by_mean", sites=listed(mean), unmet=_people(mean.expected_unmet),
                    worst=_people(mean.worst_decile_unmet),
                )
            )  # fmt: skip
        if self.weighed:
            found.append(_risk(self.risk_weight, best))
        return tuple(found)

    def _too_large(self) -> tuple[Said, ...]:
        """Says where options have far more places than anybody is expected to need."""
        places = sum(site.capacity for site in self.chosen.sites)
        if self.demand.high <= 0 or places < _FAR_MORE * self.demand.high:
            return ()
        return (said("sites.too_large", places=places, people=_people(self.demand.high)),)


def _risk(weight: float, best: SitingChoice) -> Said:
    chances = tuple(
        said("sites.chance", name=site.name or site.place, share=Share(site.unsafe))
        for site in best.sites
        if site.unsafe > 0
    )
    if not chances:
        return said("sites.safe")
    digits = 0 if float(weight).is_integer() else 2
    return said(
        "sites.risk", weight=Fixed(weight, digits), chances=Every(chances),
        people=_people(best.expected_in_unsafe),
    )  # fmt: skip


def listed(choice: SitingChoice) -> Said | Every:
    """The sites of a choice."""
    if not choice.sites:
        return said("sites.no_site")
    return Every(tuple(site.finding for site in choice.sites))


def _people(number: float) -> People:
    """People with two digits: an expectation over members is not known better."""
    return People(two_digits(number))
