"""Which quantities of a run may be published at all, whatever they count."""

from __future__ import annotations

from safepassage.disclosure.policy import Policy
from safepassage.result.geography import Geography
from safepassage.result.reports import Report
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.scenario.scenario import Scenario


class Permits:
    """What the rules allow to name.

    Attributes:
        geography: Places and areas of the scenario.
        policy: Rules of disclosure control.
        planned: Whether the scenario carries convoys of a plan, whose days are not published.
    """

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self.geography = Geography(scenario)
        self.policy = policy
        self.planned = len(scenario["departures"]) > 0

    def quantity(self, name: str) -> bool:
        """Whether a quantity may be published.

        Not published: one neighbourhood of an enclosed pocket, an area that together with other
        areas would give one away; what is finer than the policy's places; and, beside the convoys
        of a plan, the people who leave by a corridor.
        """
        parsed = parse_quantity(name)
        word, target = parsed.word, parsed.parts[-1]
        if word == "left_by":
            return self.policy.places == "place" and not self.planned
        if self.geography.hidden(name) or not self._coarse_enough(target):
            return False
        enclosed = self.geography.enclosed
        if word == "returned":  # to a place that is open again
            enclosed = self.geography.still_enclosed
        return word == "cleared" or not self._reveals_one(target, enclosed)

    def _coarse_enough(self, target: str) -> bool:
        """Whether a target is made of whole units of the policy's places."""
        if self.policy.places == "place":
            return True
        places = self.geography.places(target)
        every = self.geography.kinds.keys()
        if self.policy.places == "none":
            return places == every
        table = self.geography.scenario["places"]
        codes = table[f"{self.policy.places}_code"].tolist()
        units: dict[str, set[str]] = {}
        for place, code in zip(table["place"].tolist(), codes, strict=True):
            units.setdefault(str(code or ""), set()).add(place)
        return all(unit <= places or unit.isdisjoint(places) for unit in units.values())

    def _reveals_one(self, target: str, enclosed: frozenset[str]) -> bool:
        """Whether sums of areas would leave one enclosed place by itself, this one among them.

        All enclosed places are published together, so that each area divides them into those
        inside and those outside. An area counts if every part that all areas before it make keeps
        two places or more; those with most enclosed places come first.
        """
        areas = self.geography.areas
        if len(enclosed) < 2 or target not in areas:
            return False
        parts = [enclosed]
        for area in sorted(areas, key=lambda name: (-len(areas[name] & enclosed), name)):
            inside = areas[area]
            pieces = [piece for part in parts for piece in (part & inside, part - inside) if piece]
            sound = all(len(piece) > 1 for piece in pieces)
            if area == target:
                return not sound
            parts = pieces if sound else parts
        return False

    def reports(self, name: str, reports: tuple[Report, ...]) -> tuple[Report, ...]:
        """Those reports of a quantity that count nobody or not a small number of people."""
        if parse_quantity(name).word in UNITS:
            return reports
        return tuple(one for one in reports if not self.small(one.low, one.high))

    def small(self, *values: float | None) -> bool:
        """Whether any of some counts of people is above 0 and below the threshold."""
        return any(value is not None and 0 < value < self.policy.threshold for value in values)
