"""People pack for some days before they leave: a mechanism outside the package."""

from safepassage import Mechanism, OwnArray, Rule
from safepassage.streams import binomial, sub_key


def pack(world, state, rules, waiting, packing, key, day):
    """Who flees today packs first; of those who pack, each leaves with the same chance a day."""
    ready = 1.0 / (1.0 + rules[0]["days"])
    for place in range(world.places.size):
        for type_ in range(world.rules[0]["types"]):
            class_ = type_ // world.rules[0]["per_class"]
            people, at_home = state.people[place, type_], state.classes[place, class_]
            stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
            fled = people["movers"]
            leaving = binomial(stream, waiting[place, type_] + fled, ready)
            held = fled - leaving
            people["movers"] -= held
            people["present"] -= held
            state.places[place]["standing"] -= held
            at_home["fled"] -= held
            at_home["staying"] += held
            waiting[place, type_] += held
            packing[day, place, class_] += waiting[place, type_]


PACKING = Mechanism(
    name="packing",
    after="flight",
    function=pack,
    rules=(Rule("days", default=2.0, low=0.0, high=30.0, unit="days"),),
    memory=(OwnArray("waiting", ("place", "type"), "people"),),
    observables=(
        OwnArray("packing", ("day", "place", "class"), "people", "people at home who pack"),
    ),
)
