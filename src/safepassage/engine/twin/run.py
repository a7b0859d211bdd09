"""The days of one run, person by person."""

from __future__ import annotations

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import Member, Output
from safepassage.engine.twin.actors import act, make_grounds
from safepassage.engine.twin.aid import draw_food, serve
from safepassage.engine.twin.choice import grow_sites, score_places
from safepassage.engine.twin.corridor import leave_by_corridors
from safepassage.engine.twin.events import apply_events
from safepassage.engine.twin.flight import flee, populate, weigh_sources
from safepassage.engine.twin.homes import clear, go_home, record_homes
from safepassage.engine.twin.journey import decide, set_out
from safepassage.engine.twin.reception import (
    receive,
    record_shelter,
    remember_beds,
    review_sites,
)
from safepassage.engine.twin.travel import end_day, travel
from safepassage.engine.twin.world import Twin, build


def simulate_persons(compiled: Compiled, member: Member, seed: int, index: int) -> Output:
    """Run all days of one member, person by person.

    Args:
        compiled: A compiled scenario; small populations, please.
        member: The member's inputs.
        seed: Seed of the run.
        index: Number of the member.

    Returns:
        What the kernel's ``engine.day.simulate`` writes, with luck of its own: equal in
        distribution, not in numbers.
    """
    twin = build(compiled, member, seed, index)
    rules = compiled.world.rules[0]
    populate(twin)
    grounds = make_grounds(twin)
    if rules["reception"]:
        receive(twin, eve=True)
    if rules["aid"]:
        draw_food(twin)
    for day in range(compiled.scenario.days):
        twin.day = day
        if apply_events(twin) or day == 0:
            weigh_sources(twin)
        flee(twin)
        weigh_sources(twin)
        score_places(twin)
        grow_sites(twin)
        if rules["reception"]:
            review_sites(twin)
        movers = decide(twin)
        if rules["reception"]:
            remember_beds(twin)
        set_out(twin, movers)
        travel(twin)
        end_day(twin)
        leave_by_corridors(twin)
        if rules["reception"]:
            receive(twin)
            remember_beds(twin)
        if rules["aid"]:
            serve(twin)
        clear(twin)
        go_home(twin)
        act(twin, grounds)
        if rules["sinks"]:
            _leave_the_system(twin)
        _record(twin)
        if rules["reception"]:
            record_shelter(twin)
    return twin.output


def _leave_the_system(twin: Twin) -> None:
    """Some of the people at sites are resettled or move away."""
    left = []
    for person in twin.persons:
        place = twin.places[person.place]
        if person.is_free and place.is_site and twin.happens(place.own["deactivation"]):
            place.standing -= 1
            twin.output.removed[twin.day] += 1
        else:
            left.append(person)
    twin.persons = left


def _record(twin: Twin) -> None:
    """Count everybody where they are."""
    output, day = twin.output, twin.day
    for person in twin.persons:
        if person.at_home:
            output.residents[day, person.place, person.class_] += 1
        elif person.place >= 0:
            output.displaced[day, person.place, person.class_] += 1
        else:
            output.moving[day, person.class_] += 1
    record_homes(twin)
