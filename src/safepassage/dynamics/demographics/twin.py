"""Which class a newly displaced person is of, and how a person of a class sees a place."""

from __future__ import annotations

from safepassage.dynamics.conditions.twin import flood_weight
from safepassage.dynamics.flood_forecast.twin import foreseen_score
from safepassage.engine.twin.world import Twin


def class_of_newly_displaced(twin: Twin, place: int) -> int:
    """Class of a person who becomes displaced at a place."""
    rows = list(twin.compiled.scenario["class_shares"].rows())
    if not rows:
        return 0
    scenario = twin.compiled.scenario
    name = twin.compiled.places[place]
    areas = zip(scenario["areas"]["area"], scenario["areas"]["place"], strict=True)
    called = {name} | {area for area, member in areas if member == name}
    own = [row for row in rows if row["place"] in called]
    chosen = own or [row for row in rows if not row["place"]]
    row = twin.luck.choices(chosen, [row["weight"] for row in chosen])[0]
    return twin.compiled.classes.index(row["class"])


def look_at_groups(twin: Twin) -> None:
    """Count the classes of those who stand at each place this morning."""
    for place in twin.places:
        place.by_class = [0] * len(twin.compiled.classes)
    for person in twin.persons:
        if not person.at_home and person.place >= 0:
            twin.places[person.place].by_class[person.class_] += 1


def seen_score(twin: Twin, number: int, class_: int) -> float:
    """Attraction of a place for a class, flood and population after its power."""
    place = twin.places[number]
    power = twin.of_class("hazard_power", class_, 1.0)
    score = place.score_before**power * flood_weight(twin, number)
    if twin.rule("use_pop_for_loc_weight") and not place.is_site:
        score *= max(1.0, place.population) ** twin.number("pop_power_for_loc_weight")
    where = "camp" if place.is_site else "conflict" if place.hazard > 0 else "town"
    if twin.rule(f"match_{where}_ethnicity"):
        ratio = _ratio(twin, number, "ethnicity", class_)
        score *= 1.0 if ratio is None else 10.0 * ratio
    if where == "camp" and twin.rule("match_camp_religion"):
        ratio = _ratio(twin, number, "religion", class_)
        score *= 1.0 if ratio is None else ratio / twin.number("average_religion_fraction")
    return foreseen_score(twin, number, class_, float(score))


def _ratio(twin: Twin, number: int, column: str, class_: int) -> float | None:
    """People of the same group who stood at a place this morning, by its population."""
    own = twin.of_class(column, class_, "")
    if not own:
        return None
    place = twin.places[number]
    alike = sum(
        people
        for other, people in enumerate(place.by_class)
        if twin.of_class(column, other, "") == own
    )
    if place.population >= 1:
        return alike / place.population
    if not twin.budget and not twin.rule("flee_documented"):
        return alike / 1e8
    return alike / sum(place.by_class) if sum(place.by_class) else None
