"""The answers of ``needs``, ``needs --area`` and ``food``."""

from __future__ import annotations

import datetime as dt

import numpy as np

from safepassage.planning.food import FoodCheck
from safepassage.planning.needs.equipped import Equipped
from safepassage.planning.needs.report import RATIOS, Needs
from safepassage.planning.needs.things import Missing
from safepassage.report.answers.answer import Answer, Table
from safepassage.said import Every, Fixed, People, Place, Range, Said, Term, said, two_digits
from safepassage.scenario.dates import Date, as_date


def needs_answer(found: Needs, date: Date | None) -> Answer:
    """What is missing where, worst first; then the same as ratios."""
    missing = found.things.on(date)
    return Answer(
        opening=(_worst(missing, date), *_how_many(missing)),
        tables=(
            Table(
                said("needs.missing"),
                ("site", "day", "what", "there", "missing"),
                [_row(one) for one in missing],
            ),
            Table(
                said("needs.ratios"),
                ("site", "day", "people", *RATIOS),
                [
                    _ratios(found, day, site)
                    for day, site in found.shown(date)
                    if found.hidden[day, site] or found.people[1, day, site] >= 1
                ],
            ),
        ),
        remarks=_remarks(found),
    )


def _worst(missing: tuple[Missing, ...], date: Date | None) -> Said:
    if not missing:
        if date is None:
            return said("needs.nothing_missing")
        return said("needs.nothing_missing_on", date=as_date(date))
    worst = missing[0]
    return said(
        "needs.worst", where=Place(worst.site), date=dt.date.fromisoformat(worst.date),
        thing=said(f"thing.{worst.item}", amount=worst.short.known().median),
        people=People(two_digits(worst.people)),
    )  # fmt: skip


def _how_many(missing: tuple[Missing, ...]) -> tuple[Said, ...]:
    sites = len({one.site for one in missing})
    if sites <= 1:
        return (said("needs.no_other"),) if missing else ()
    return (said("needs.sites_short", count=sites),)


def _row(one: Missing) -> tuple[object, ...]:
    there = one.there if one.there else said("word.none")
    day = dt.date.fromisoformat(one.date)
    return (Place(one.site), day, Term("item_unit", one.item), there, Range.of(one.short))


def _ratios(found: Needs, day: int, site: int) -> tuple[object, ...]:
    """Medians alone: the spread stands with what is missing."""
    where, date = Place(found.sites[site]), found.dates[day].item()
    if found.hidden[day, site]:
        band = found.bands.get((found.sites[site], str(found.dates[day])), "–")
        return (where, date, said("needs.enclosed"), "–", "–", "–", band)
    ratios = (found.ratios[key][1, day, site] for key in RATIOS)
    return (where, date, two_digits(found.people[1, day, site]), *map(_ratio, ratios))


def _ratio(value: float) -> object:
    if np.isnan(value):
        return "–"
    if not np.isfinite(value):
        return said("needs.none_there")
    if value < 0.05 or 1 < value < 1.05:  # no "0.0", and no "1.0" where the standard is not met
        return Fixed(max(value, 1.01) if value > 1 else value, 2)
    return Fixed(two_digits(value), 0 if value >= 10 else 1)


def _remarks(found: Needs) -> tuple[Said, ...]:
    unknown = [
        Place(site)
        for column, site in enumerate(found.sites)
        if not any(
            np.isfinite(found.things.supply[item][:, column]).any()
            for item in ("floor_area", "water", "toilets")
        )
    ]
    remarks = [said("needs.standards_used")]
    if unknown:
        remarks.append(said("needs.unknown", sites=Every(tuple(unknown))))
    return tuple(remarks)


def equipped_answer(found: Equipped) -> Answer:
    """Whether an area had what those who came needed."""
    first, *rest = found.sentences
    return Answer((first,), (), tuple(rest))


def food_answer(found: FoodCheck) -> Answer:
    """What a weight of food means for people, by ration."""
    rows = [
        (
            Term("ration", ration.level),
            Fixed(ration.kg_per_person_day, 2),
            round(found.days[ration.level]),
            two_digits(found.month_feeds[ration.level]),
            ration.source,
        )
        for ration in found.rations
    ]
    header = ("ration", "kg_a_day", "days", "feeds_month", "source")
    digits = 0 if found.tonnes.is_integer() else 1
    title = said("food.title", tonnes=Fixed(found.tonnes, digits))
    return Answer(found.sentences(), (Table(title, header, rows),))
