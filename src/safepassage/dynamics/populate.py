"""Before the first day: put people where the scenario has them, and draw who will stay."""

from __future__ import annotations

from safepassage.compiled.world import Member, Output, World
from safepassage.dynamics.state import State
from safepassage.streams import Integer, binomial, kernel, sub_key


@kernel
def populate(world: World, member: Member, state: State, output: Output, key: Integer) -> None:
    """Residents split into who stays and who would go; displaced people stand at their place."""
    rules = world.rules[0]
    per_class = rules["per_class"]
    first = rules["recent_bins"] if rules["first_flags"] == 2 else 0
    for place in range(world.places.size):
        for class_ in range(rules["classes"]):
            people = member.residents[place, class_]
            stream = sub_key(key, world.places[place]["key"], class_)
            staying = binomial(stream, people, member.staying_share[class_])
            state.classes[place, class_]["staying"] = staying
            state.classes[place, class_]["residents"] = people - staying
            output.staying[place, class_] = staying
            displaced = member.displaced[place, class_]
            state.people[place, class_ * per_class + first]["present"] += displaced
            state.places[place]["standing"] += displaced
            state.totals[0] += people + displaced
