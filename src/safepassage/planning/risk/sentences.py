"""Risks as sentences to be made: dated, by area, and with how few cases they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.arrays import F8
from safepassage.evidence.pockets import Pocket
from safepassage.planning.risk.exit_date import ExitRisk, date_at
from safepassage.planning.risk.shares_by_side import Held
from safepassage.result.clash_months import ClashMonth
from safepassage.said import Month, Place, Range, Said, Share, Term, said
from safepassage.scenario.relations import Relation
from safepassage.spread import AT, Spread

_SHOWN = 0.005
"""Below this a share reads as 0 %."""


def exit_sentences(origin: dt.date, found: ExitRisk) -> list[Said]:
    """When an exit may be agreed, how many may leave, and how often exits were interrupted."""
    low, middle, high = (date_at(origin, found.date.days, at) for at in AT)
    known, agreed = found.date.fit.cases
    where, size = Place(found.pocket), found.size
    made = [
        said(
            "risk.exit_date", where=where, low=low, middle=middle, high=high, sieges=known,
            agreed=agreed,
        )
    ]  # fmt: skip
    if found.people is not None:
        people = _range(Spread.of_draws(found.people))
        operations = size.known[0]
        made.append(
            said("risk.exit_size", people=people, operations=operations, sieges=size.sieges)
        )
    if size.days is not None:
        least, usual, most = Spread.of_draws(size.days)
        days = {"low": round(least), "days": round(usual), "high": round(most)}
        made.append(said("risk.exit_days", **days))
    if size.interrupted is not None:
        share = Share(size.interrupted)
        made.append(said("risk.interrupted", operations=size.known[2], share=share))
        made.append(_stops(size.stop_days))
    return made


def _stops(days: F8 | None) -> Said:
    if days is None:
        return said("risk.stop_unknown")
    least, usual, most = Spread.of_draws(days)
    return said("risk.stop", low=max(round(least), 1), days=max(round(usual), 1), high=round(most))


def clash_sentence(area: str, chances: dict[int, float], constant: dict[int, float]) -> Said:
    """Chance of a serious clash in an area within the longest time ahead."""
    longest = max(chances)
    return said(
        "risk.clash", where=Place(area), days=longest, chance=Share(chances[longest]),
        usual=Share(constant[longest]),
    )  # fmt: skip


def group_sentence(area: str, numbers: tuple[float, float, float]) -> Said:
    """How many groups, and what can be said of how uneven they are."""
    low, best, high = (round(number) for number in numbers)
    spread = said("risk.groups_spread", low=low, high=high) if low < high else None
    return said("risk.groups", where=Place(area), groups=best, spread=spread)


def concentration_sentences(months: Sequence[ClashMonth]) -> list[Said]:
    """How many groups are left at the end of a run that had them in its days."""
    last = {month.area: month for month in months}
    return [
        said(
            "risk.groups_end", where=Place(area), month=Month(*map(int, month.month.split("-"))),
            groups=round(month.groups.median), effective=_range(month.effective),
        )
        for area, month in last.items()
    ]  # fmt: skip


def held_sentences(held: dict[str, dict[dt.date, Held]]) -> list[Said]:
    """What each side holds on the last published day, and held on the first."""
    made = []
    for side, rows in sorted(held.items(), key=_area_at_last, reverse=True):
        if not any(_holds_some(share) for share in rows.values()):
            continue
        first, last = next(iter(rows)), next(reversed(rows))
        share, who = rows[last], Term("holder", side)
        if share.area is not None:
            before, was = rows[first].area, None
            if before is not None and first < last:
                was = said("risk.held_was", date=first, area=Share(before))
            area = Share(share.area)
            made.append(said("risk.held_area", date=last, side=who, area=area, was=was))
        if share.people is not None:
            low, middle, high = (Share(value) for value in share.people)
            wide = said("risk.held_range", low=low, high=high) if low < high else None
            made.append(said("risk.held_people", date=last, side=who, people=middle, range=wide))
    return made


def _holds_some(share: Held) -> bool:
    """Whether a side holds what a percentage shows."""
    most = share.people.high if share.people is not None else 0.0
    return max(share.area or 0.0, most) >= _SHOWN


def _area_at_last(item: tuple[str, dict[dt.date, Held]]) -> float:
    return next(reversed(item[1].values())).area or 0.0


def relation_sentence(relation: Relation) -> Said:
    """A relation as a dated fact; nothing is said of what it brings about."""
    begun = said("risk.relation_begun", date=relation.start) if relation.start else None
    ended = said("risk.relation_open")
    if relation.end is not None:
        ended = said("risk.relation_ended", date=relation.end)
    return said(
        "risk.relation",
        what=Term("relation", relation.kind),
        sponsor=relation.sponsor.replace("-", " ").title(),
        supported=Place(relation.supported),
        begun=begun,
        ended=ended,
        source=said("risk.relation_source", name=relation.source) if relation.source else None,
    )


def pocket_sentence(pocket: Pocket, people: Spread) -> Said:
    """An enclosed part, its days and its people together."""
    count = len(pocket.places)
    return said("risk.pocket", places=count, date=pocket.since, people=_range(people))


def _range(spread: Spread) -> Range:
    return Range.of(spread)
