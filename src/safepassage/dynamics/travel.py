"""Phases ``choose`` and ``travel``: people set out, pass places and come to rest.

Ties: people are processed by distance covered today, then by the name of the place,
then by type; a site's room is read at that moment.
"""

from __future__ import annotations

from safepassage.arrays import I8
from safepassage.compiled.world import CROSSING, RECENT_STEP, SITE, World
from safepassage.dynamics.choice import is_full, stand, weigh_routes
from safepassage.dynamics.conditions.kernel import is_harvest
from safepassage.dynamics.departure.kernel import waits_for_exit
from safepassage.dynamics.fetch import fetch_ahead
from safepassage.dynamics.queue import Queue, lacks_room, push, take_bucket, with_room
from safepassage.dynamics.roads.kernel import entry, let_in, may_enter, waits_in_line
from safepassage.dynamics.settling.kernel import lay_down, unsettled
from safepassage.dynamics.state import Scratch, State, enter_slot, leave_slot, next_type
from safepassage.dynamics.ties.kernel import afoot, deliberates, retie
from safepassage.native import compiled, kernel, phase
from safepassage.streams import Integer, binomial, fold, multinomial_into, sub_key

_CHOICE, _ENTER, _WALK, _LEAVE, _BEFORE = 1, 3, 4, 5, 6  # sub-streams of one decision


@phase
def set_out(world: World, state: State, scratch: Scratch, key: Integer, day: int) -> None:
    """This morning's movers choose a route and stand at its start; phase ``choose``."""
    if world.rules[0]["has_plans"] and not is_harvest(world, day):
        _resume_routes(world, state)
        if world.rules[0]["roads_fill"]:
            let_in(world, state)
    for place in range(world.places.size):
        leaving = state.places[place]["leaving"]
        state.places[place]["leaving"] = 0
        for type_ in range(world.rules[0]["types"]):
            if leaving == 0:
                break
            people = state.people[place, type_]["movers"]
            if people == 0:
                continue
            leaving -= people
            state.people[place, type_]["movers"] = 0
            stream = _place_stream(world, key, place, type_)
            start, stop = _split(world, state, scratch, stream, place, _class(world, type_), people)
            for index in range(start, stop):
                going = scratch.counts[index]
                if going == 0:
                    continue
                leg = scratch.legs[index]
                people -= going
                going_as = afoot(world, unsettled(world, type_))
                if waits_in_line(world, leg):
                    state.committed[leg, going_as] += going
                    stand(state, place, going)
                else:
                    enter_slot(state, world.legs[leg]["slot_start"], going_as, going)
                    state.flow[leg, 0] += going
            state.people[place, type_]["present"] += people
            stand(state, place, people)
    if world.rules[0]["roads_fill"]:
        let_in(world, state)


@kernel
def _resume_routes(world: World, state: State) -> None:
    """Who spent the night on the way of a stored route goes on for certain."""
    for number in range(world.legs.size):
        leg = world.legs[number]
        place = world.links[leg["link"]]["start"]
        for type_ in range(world.rules[0]["types"]):
            people = state.committed[number, type_]
            if people == 0 or waits_in_line(world, number):
                continue
            state.committed[number, type_] = 0
            final = world.ways[number]["final"]
            if is_full(state, final):
                lay_down(world, state, place, type_, people)
                state.classes[final, _class(world, type_)]["refused"] += people
            else:
                state.places[place]["standing"] -= people
                state.flow[number, 0] += people
                enter_slot(state, leg["slot_start"], afoot(world, type_), people)


@kernel
def _split(
    world: World, state: State, scratch: Scratch, key: Integer, place: int, class_: int, people: int
) -> tuple[int, int]:
    """Choose routes for people at a place; ``scratch.counts`` holds who may really go.

    Who chose a site that is full or closed, or is not let in, stays (a refusal).

    Returns:
        First alternative in the arrays of ``scratch``, and the one after the last.
    """
    start, stop = weigh_routes(world, state, scratch, place, class_)
    multinomial_into(key, people, scratch.weights, start, stop, scratch.counts)
    for index in range(start, stop):
        asked = scratch.counts[index]
        if asked == 0:
            continue
        leg = world.legs[scratch.legs[index]]
        if leg["watched"] == 0:
            continue
        target = leg["end"]
        final = world.ways[scratch.legs[index]]["final"]
        if is_full(state, final) or _is_closed(world, state, final):
            scratch.counts[index] = 0
            state.classes[final, class_]["refused"] += asked
        elif state.classes[target, class_]["enter"] < 1.0:
            stream = sub_key(key, world.ways[scratch.legs[index]]["key"], _ENTER)
            let_in = binomial(stream, asked, state.classes[target, class_]["enter"])
            scratch.counts[index] = let_in
            state.classes[target, class_]["refused"] += asked - let_in
    return start, stop


@kernel
def _is_closed(world: World, state: State, place: int) -> bool:
    """Whether a site is closed (under ``flee3`` a closed camp is a settlement)."""
    if world.rules[0]["budget"] == 0 or world.places[place]["kind"] != SITE:
        return False
    return state.places[place]["open"] == 0  # type: ignore[no-any-return]


@compiled
def travel(
    world: World, state: State, scratch: Scratch, queue: Queue, due: I8, key: Integer
) -> Queue:
    """Everybody on a link covers a day's distance; people who arrive may go on the same day.

    Args:
        world: Network and rules.
        state: Changed in place.
        scratch: Working arrays of a choice.
        queue: Empty on entry and on return.
        due: (T, G) working array, used only when arrivals are processed in batches.
        key: Stream of the phase and day.

    Returns:
        The queue, perhaps with more room.
    """
    batches = world.rules[0]["batches"]
    queue = with_room(queue, 2 * _on_links(state, due), 0)
    for batch in range(batches):
        own = fold(key, batch)
        _start_travel(world, state, queue, due, own, batch, batches)
        bucket, taken = 0, 0
        while bucket < queue.head.size:
            queue = with_room(queue, taken * _most_moves(world), taken)
            bucket, taken = _sweep(world, state, scratch, queue, own, bucket, taken)
    return queue


@kernel
def _most_moves(world: World) -> int:
    """Entries of the queue that one entry can lead to: each way, riding and on foot."""
    return 2 * world.rules[0]["most_choices"] + 2  # type: ignore[no-any-return]


@kernel
def _start_travel(
    world: World, state: State, queue: Queue, due: I8, key: Integer, batch: int, batches: int
) -> None:
    """Move everybody who is on a link; of today's arrivals only this batch's part."""
    types = world.rules[0]["types"]
    for leg in range(world.legs.size):
        first = world.legs[leg]["slot_start"]
        for slot in range(world.ways[leg]["slot_stop"] - 1, first - 1, -1):
            in_parts = batches > 1 and world.slots[slot]["following"] < 0
            if not in_parts and state.busy[slot] == 0:
                continue
            type_ = 0 if in_parts else next_type(state, slot, 0)
            while type_ < types:
                people = leave_slot(state, slot, type_) if batch == 0 else 0
                if in_parts:
                    people = _part(world, due, key, leg, slot, type_, people, batch, batches)
                if people > 0:
                    _advance(world, state, queue, key, leg, slot, type_, people, 0)
                type_ = type_ + 1 if in_parts else next_type(state, slot, type_ + 1)


@kernel
def _part(
    world: World, due: I8, key: Integer, leg: int, slot: int, type_: int, people: int, batch: int,
    batches: int,
) -> int:  # fmt: skip
    """Arrivals from a slot today that are of one batch, when ``people`` were there."""
    if batch == 0:
        due[slot, type_] = people
    if due[slot, type_] == 0:
        return 0
    stream = _link_stream(world, key, leg, slot, type_, 0)
    part = binomial(stream, due[slot, type_], 1.0 / (batches - batch))
    due[slot, type_] -= part
    return part


@kernel
def _sweep(
    world: World, state: State, scratch: Scratch, queue: Queue, key: Integer, bucket: int,
    taken: int,
) -> tuple[int, int]:  # fmt: skip
    """Process the people who stand somewhere in mid-day, by distance covered.

    Args:
        world: Network and rules.
        state: Changed in place.
        scratch: Choices.
        queue: People who stand somewhere.
        key: Stream of the phase, day and batch.
        bucket: Where to begin.
        taken: People of that bucket who were taken from the queue before.

    Returns:
        ``bucket`` and ``taken`` to go on with when there is more room in the queue; the number of
        buckets, and 0, when nobody is left.
    """
    while bucket < queue.head.size:
        if taken == 0 and queue.head[bucket] >= 0:
            taken = take_bucket(queue, bucket)
        if taken > 0:
            if lacks_room(queue, taken * _most_moves(world)):
                return bucket, taken
            _process(world, state, scratch, queue, key, taken)
            taken = 0
        bucket += 1
    return bucket, 0


@kernel
def _process(
    world: World, state: State, scratch: Scratch, queue: Queue, key: Integer, count: int
) -> None:
    """Let the bucket that was taken go on; they enter later buckets only."""
    places, types, bits = world.places.size, world.rules[0]["types"], world.rules[0]["node_bits"]
    for index in range(count):
        entry = queue.keys[index]
        node = entry & ((1 << bits) - 1)
        queue.elapsed[index] = entry >> bits
        queue.nodes[index] = node // types
        queue.types[index] = node % types
    ahead = world.rules[0]["ahead"]
    for index in range(-3 * ahead, count):
        if ahead > 0:
            fetch_ahead(world, state, scratch, queue, index, count)
        if index < 0:
            continue
        people, elapsed = queue.people[index], queue.elapsed[index]
        node, type_ = queue.nodes[index], queue.types[index]
        if node < places:
            _go_on(world, state, scratch, queue, key, node, type_, people, elapsed)
        else:
            _continue_route(world, state, queue, key, node - places, type_, people, elapsed)


@kernel
def _continue_route(
    world: World, state: State, queue: Queue, key: Integer, leg: int, type_: int, people: int,
    elapsed: int,
) -> None:  # fmt: skip
    """Follow a stored route past a place, unless its end has filled up meanwhile."""
    final = world.ways[leg]["final"]
    place = world.links[world.legs[leg]["link"]]["start"]
    key = _own_key(world, key, type_)
    type_ = retie(world, state, place, type_, state.places[place]["standing"] + people)
    if is_full(state, final):
        state.classes[final, _class(world, type_)]["refused"] += people
        _rest(world, state, place, -1, type_, people, elapsed)
        return
    _enter(world, state, queue, key, place, leg, type_, people, elapsed)


@kernel
def _enter(
    world: World, state: State, queue: Queue, key: Integer, place: int, leg: int, type_: int,
    people: int, elapsed: int,
) -> None:  # fmt: skip
    """Let people onto a leg as far as its road has room; the others wait in line at its start."""
    going = may_enter(world, state, leg, people)
    if going < people:
        _rest(world, state, place, leg, type_, people - going, elapsed)
    if going > 0:
        state.flow[leg, 0] += going
        slot, type_ = entry(world, state, leg), afoot(world, type_)
        _advance(world, state, queue, key, leg, slot, type_, going, elapsed)


@kernel
def _own_key(world: World, key: Integer, type_: int) -> Integer:
    """Key of people who may be of one type after this decision, and are of several before it."""
    return key if world.births.size == 0 else sub_key(key, _BEFORE, world.homes.types[type_]["key"])


@kernel
def _go_on(
    world: World, state: State, scratch: Scratch, queue: Queue, key: Integer, place: int,
    type_: int, people: int, elapsed: int,
) -> None:  # fmt: skip
    """Who has part of the day left decides once more, as in the morning."""
    class_ = _class(world, type_)
    own = sub_key(key, state.classes[place, class_]["key"], world.homes.types[type_]["key"])
    stream = fold(own, elapsed)
    key = _own_key(world, key, type_)
    type_ = retie(world, state, place, type_, state.places[place]["standing"] + people)
    chance = state.classes[place, class_]["moves"]
    if world.rules[0]["short_stints"] and _walked_little(world, state, place, type_, elapsed):
        chance = 1.0
    if deliberates(world, state, place, type_):
        chance = 1.0
    if waits_for_exit(world, state, place, class_):
        chance = 0.0
    movers = binomial(stream, people, chance)
    if world.rules[0]["limits_leaving"] and state.classes[place, class_]["leave"] < 1.0:
        movers = binomial(fold(stream, _LEAVE), movers, state.classes[place, class_]["leave"])
    if movers > 0:
        choice = fold(stream, _CHOICE)
        start, stop = _split(world, state, scratch, choice, place, class_, movers)
        for index in range(start, stop):
            going = scratch.counts[index]
            if going > 0:
                leg = scratch.legs[index]
                people -= going
                _enter(world, state, queue, key, place, leg, type_, going, elapsed)
    if people > 0:
        _rest(world, state, place, -1, type_, people, elapsed)


@kernel
def _walked_little(world: World, state: State, place: int, type_: int, elapsed: int) -> bool:
    """Whether a person in a settlement covered less than half of the recent days' distance."""
    own = state.places[place]
    if own["is_site"] == 1 or own["hazard"] > 0.0 or own["waypoint"] == 1:
        return False
    if world.places[place]["kind"] == CROSSING:
        return False
    recent = (type_ % world.rules[0]["recent_bins"]) * RECENT_STEP
    return 0.5 * (recent + elapsed / world.rules[0]["day_units"]) < 0.5  # type: ignore[no-any-return]


@kernel
def _link_stream(
    world: World, key: Integer, leg: int, slot: int, type_: int, elapsed: int
) -> Integer:
    """Stream of people on a leg, by its route, their position and type."""
    own = sub_key(key, world.ways[leg]["key"], slot - world.legs[leg]["slot_start"])
    return sub_key(own, world.homes.types[type_]["key"], elapsed)


@kernel
def _place_stream(world: World, key: Integer, place: int, type_: int) -> Integer:
    """Stream of people at a place, by its identifier and their type."""
    return sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])


@kernel
def _on_links(state: State, due: I8) -> int:
    """Most pairs of slot and type that hold people who are on a link or wait for their batch."""
    if due.size > 0:
        return state.transit.size
    pairs = 0
    for slot in range(state.busy.size):
        pairs += min(state.busy[slot], state.transit.shape[1])
    return pairs


@kernel
def _advance(
    world: World, state: State, queue: Queue, key: Integer, leg: int, slot: int, type_: int,
    people: int, elapsed: int,
) -> None:  # fmt: skip
    """Move people on from a slot of a leg for the rest of the day, riding or on foot."""
    walkers = 0
    if _is_first(world, type_):
        walkers = people
    elif world.legs[leg]["walks"] == 1:
        stream = fold(_link_stream(world, key, leg, slot, type_, elapsed), _WALK)
        walkers = binomial(stream, people, world.ways[leg]["walk_share"])
    if walkers > 0:
        _cover(world, state, queue, leg, slot, True, type_, walkers, elapsed)
    if people > walkers:
        _cover(world, state, queue, leg, slot, False, type_, people - walkers, elapsed)


@kernel
def _cover(
    world: World, state: State, queue: Queue, leg: int, slot: int, walks: bool, type_: int,
    people: int, elapsed: int,
) -> None:  # fmt: skip
    """Cover what a day allows: under ``flee3`` always a full day, under ``budget`` the rest."""
    own = world.legs[leg]
    left = own["left"] if slot == own["slot_start"] else world.slots[slot]["left"]
    day = world.rules[0]["day_units"]
    if world.rules[0]["budget"]:
        limit = day
        following = slot + day - elapsed if left > day - elapsed else -1
    else:
        limit = world.ways[leg]["walk"] if walks else own["speed"]
        following = -1
        if left >= limit:
            row = world.slots[slot]
            following = row["following_walk"] if walks else row["following"]
    if following >= 0:
        enter_slot(state, following, _after_day(world, type_, elapsed + limit), people)
        return
    elapsed += left
    type_ = _not_first(world, type_)
    if world.rules[0]["closes_links"] and state.links[own["link"]]["open"] == 0:
        _rest(world, state, world.links[own["link"]]["start"], -1, type_, people, elapsed)
        return
    place = own["end"]
    next_leg = own["following"]
    state.flow[leg, 1 + _class(world, type_)] += people
    if elapsed < limit:
        node = place
        if next_leg >= 0:
            node = world.places.size + next_leg
        elif world.rules[0]["lumps"]:
            elapsed = _lump(world, own["last_hop"], place, elapsed)
        node = node * world.rules[0]["types"] + type_
        key = elapsed << world.rules[0]["node_bits"] | node
        push(queue, elapsed // world.rules[0]["bucket"], key, people)
    else:
        _rest(world, state, place, next_leg, type_, people, elapsed)


@kernel
def _lump(world: World, last_hop: int, place: int, elapsed: int) -> int:
    """Longest distance with the same future at a place as ``elapsed`` (``compiled.horizon``)."""
    if elapsed >= last_hop:
        return world.rules[0]["last_limit"] - 1  # type: ignore[no-any-return]
    if world.lumps.shape[1] == 0:
        return elapsed
    return world.lumps[place, elapsed // world.rules[0]["bucket"]]  # type: ignore[no-any-return]


@kernel
def _rest(
    world: World, state: State, place: int, next_leg: int, type_: int, people: int, elapsed: int
) -> None:
    """People stay at a place for the night, with or without a stored route."""
    stand(state, place, people)
    type_ = _after_day(world, type_, elapsed)
    if next_leg >= 0:
        state.committed[next_leg, type_] += people
    elif world.rules[0]["recent_bins"] > 1:
        state.people[place, type_]["tonight"] += people
    else:
        lay_down(world, state, place, type_, people)


@phase
def settle_recent_distance(world: World, state: State) -> None:
    """Halve the recent distance of who did not move, then join who arrived tonight."""
    for place in range(world.places.size):
        if state.places[place]["standing"] == 0:
            continue
        for type_ in range(world.rules[0]["types"]):
            own = state.people[place, type_]
            halved = _after_day(world, type_, 0)
            if own["present"] > 0 and halved != type_:
                state.people[place, halved]["tonight"] += own["present"]
                own["present"] = 0
        for type_ in range(world.rules[0]["types"]):
            own = state.people[place, type_]
            own["present"] += own["tonight"]
            own["tonight"] = 0


@kernel
def _after_day(world: World, type_: int, elapsed: int) -> int:
    """Type after a day in which ``elapsed`` units were covered (recent distance, halved)."""
    bins = world.rules[0]["recent_bins"]
    if bins == 1:
        return type_
    bin_ = type_ % bins
    today = elapsed / (world.rules[0]["day_units"] * RECENT_STEP)
    return type_ - bin_ + min(int(0.5 * (bin_ + today) + 0.5), bins - 1)  # type: ignore[no-any-return]


@kernel
def _is_first(world: World, type_: int) -> bool:
    rules = world.rules[0]
    return rules["first_flags"] == 2 and (type_ // rules["recent_bins"]) % 2 == 1  # type: ignore[no-any-return]


@kernel
def _not_first(world: World, type_: int) -> int:
    if _is_first(world, type_):
        return type_ - world.rules[0]["recent_bins"]  # type: ignore[no-any-return]
    return type_


@kernel
def _class(world: World, type_: int) -> int:
    return type_ // world.rules[0]["per_class"]  # type: ignore[no-any-return]
