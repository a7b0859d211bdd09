"""People handed over between two models at the end of a day, and nobody lost or made on the way."""

from __future__ import annotations

from safepassage.compiled.compile import Compiled
from safepassage.engine.stepper import Stepper
from safepassage.errors import Problem, RunError, ScenarioError
from safepassage.limits import whole_problems
from safepassage.scenario.nearest import unknown_problem
from safepassage.streams.named import named_generator

_MOST = 10**12


class Handover:
    """One member to which people come from outside, and which people leave.

    Only people who stand at a place are handed over, as displaced people of a class: what a class
    is, is all that another model can know of them.
    """

    def __init__(self, compiled: Compiled, stepper: Stepper, seed: int, member: int) -> None:
        self._compiled, self._stepper = compiled, stepper
        self._seed, self._member = seed, member

    def bring(self, place: str, people: int, class_: str | None) -> None:
        """Put people down at a place; they act from the next day on.

        Raises:
            ScenarioError: If place, class or number is wrong.
            RunError: If the scenario has reception, ties or people who settle.
        """
        at, of = self._positions(place, class_, people)
        rules, state = self._compiled.world.rules[0], self._stepper.state
        first = int(rules["recent_bins"]) if rules["first_flags"] == 2 else 0
        state.people[at, of * int(rules["per_class"]) + first]["present"] += people
        state.totals[0] += people
        self._changed(at, people)

    def take(self, place: str, people: int, class_: str | None) -> int:
        """Take people away who stand at a place, any of them alike, and count them.

        Raises:
            ScenarioError: If place, class or number is wrong.
            RunError: If the scenario has reception, ties or people who settle.
        """
        at, of = self._positions(place, class_, people)
        per_class, state = int(self._compiled.world.rules[0]["per_class"]), self._stepper.state
        standing = state.people[at, of * per_class : (of + 1) * per_class]["present"]
        taken = min(people, int(standing.sum()))
        day = f"day {self._stepper.day}"
        draws = named_generator(self._seed, "handover", f"member {self._member}", day, place)
        standing -= draws.multivariate_hypergeometric(standing, taken, method="marginals")
        state.totals[1] += taken
        state.totals[3] += taken
        self._changed(at, -taken)
        return taken

    def _changed(self, at: int, people: int) -> None:
        state = self._stepper.state
        state.places[at]["standing"] += people
        state.crowding[0] += 1

    def _positions(self, place: str, class_: str | None, people: int) -> tuple[int, int]:
        rules, compiled = self._compiled.world.rules[0], self._compiled
        if rules["reception"] or rules["sorts"] != rules["first_flags"] * rules["recent_bins"]:
            raise RunError(
                "people cannot be handed over where there is reception, or where people have ties "
                "or settle: leave these tables and columns out"
            )
        problems: list[Problem] = whole_problems(("people", people, 0, _MOST))
        if place not in compiled.places:
            problems.append(
                unknown_problem("place", str(place), compiled.places, "", None, "place")
            )
        wanted = compiled.classes[0] if class_ is None else class_
        if wanted not in compiled.classes or (class_ is None and len(compiled.classes) > 1):
            known = compiled.classes
            problems.append(unknown_problem("class", str(class_), known, "", None, "class_"))
        if problems:
            raise ScenarioError(problems)
        return compiled.places.index(place), compiled.classes.index(wanted)
