"""Before the first day: put people where the scenario has them, and draw who will stay."""

from __future__ import annotations

from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member, World
from safepassage.dynamics.settling.kernel import come_to_rest
from safepassage.dynamics.state import State, class_key
from safepassage.dynamics.ties.kernel import split_by_ties
from safepassage.native import kernel
from safepassage.streams import Integer, binomial, sub_key


@kernel
def populate(world: World, member: Member, state: State, output: Output, key: Integer) -> None:
    """Residents split into who stays and who would go; displaced people stand at their place."""
    rules = world.rules[0]
    per_class = rules["per_class"]
    first = rules["recent_bins"] if rules["first_flags"] == 2 else 0
    for place in range(world.places.size):
        for class_ in range(rules["classes"]):
            people = member.residents[place, class_]
            stream = sub_key(key, world.places[place]["key"], class_key(world, class_))
            staying = binomial(stream, people, member.staying_share[class_])
            state.classes[place, class_]["staying"] = staying
            state.classes[place, class_]["residents"] = people - staying
            output.staying[place, class_] = staying
            displaced = member.displaced[place, class_]
            displaced -= _put_away(world, member, state, stream, place, class_, first)
            type_ = class_ * per_class + first
            if rules["settles"]:
                come_to_rest(world, state, stream, place, type_, displaced)
            else:
                split_by_ties(world, state, stream, place, type_, displaced)
            state.places[place]["standing"] += member.displaced[place, class_]
            state.totals[0] += people + member.displaced[place, class_]


@kernel
def _put_away(
    world: World, member: Member, state: State, key: Integer, place: int, class_: int, first: int
) -> int:
    """Put people down whose home is known and who want to return; gives their number."""
    rules = world.rules[0]
    in_all = 0
    for home in range(world.homes.place.size):
        people = member.homes.away[place, class_, home]
        if people > 0:
            stream = sub_key(key, world.places[world.homes.place[home]]["key"], 1)
            keep = binomial(stream, people, member.homes.wish[home, class_])
            type_ = class_ * rules["per_class"] + (home + 1) * rules["sorts"] + first
            come_to_rest(world, state, stream, place, type_, keep)
            in_all += keep
    return in_all
