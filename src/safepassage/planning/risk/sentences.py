"""Risks in plain words: dated, by area, and with how few cases they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from safepassage.evidence.pockets import Pocket
from safepassage.planning.risk.exit_date import ExitRisk, date_at
from safepassage.planning.risk.shares_by_side import Held
from safepassage.result.clash_months import ClashMonth
from safepassage.result.names import about, day_text
from safepassage.spread import AT, Spread

_SHOWN = 0.005
"""Below this a share reads as 0 %."""


def exit_sentences(origin: dt.date, found: ExitRisk, pocket: str) -> list[str]:
    """When an exit may be agreed, how many may leave, and how often exits were interrupted."""
    low, middle, high = (date_at(origin, found.date.days, at) for at in AT)
    known, agreed = found.date.fit.cases
    when = (
        f"{pocket}: if its siege goes as others did, a first exit is as likely before "
        f"{day_text(middle)} as after it, and nine times in ten between {day_text(low)} and "
        f"{day_text(high)}. This rests on {known} sieges, {agreed} with an agreement: few, and not "
        "a random sample. For readiness only"
    )
    said = [when]
    size = found.size
    if found.people is not None:
        least, usual, most = Spread.of_draws(found.people)
        said.append(
            f"If one is agreed, about {about(Spread(least, usual, most))} people may leave, by the "
            f"record of {size.known[0]} operations in {size.sieges} sieges"
        )
    if size.days is not None:
        least, usual, most = Spread.of_draws(size.days)
        said.append(f"An exit may take {usual:.0f} days ({least:.0f} to {most:.0f})")
    if size.interrupted is not None:
        stops = "too few are known to say how long a stop lasts"
        if size.stop_days is not None:
            least, usual, most = Spread.of_draws(size.stop_days)
            stops = f"a stop lasts {usual:.0f} days ({least:.1f} to {most:.0f})"
        said.append(
            f"Of {size.known[2]} known operations {size.interrupted:.0%} were interrupted; {stops}"
        )
    return said


def clash_sentence(area: str, chances: dict[int, float], constant: dict[int, float]) -> str:
    """Chance of a serious clash in an area within the longest time ahead."""
    longest = max(chances)
    return (
        f"{area}: the chance of a serious clash between armed groups within {longest} days is "
        f"{chances[longest]:.0%}; by the long-run rate alone it would be {constant[longest]:.0%}"
    )


def group_sentence(area: str, numbers: tuple[float, float, float]) -> str:
    """How many groups, and what can be said of how uneven they are."""
    low, best, high = numbers
    spread = f" ({low:,.0f} to {high:,.0f})" if low < high else ""
    return (
        f"{area}: about {best:,.0f} armed groups{spread} side by side; how large each is is not on "
        "record, so as few as a handful may count"
    )


def concentration_sentences(months: Sequence[ClashMonth], names: Mapping[str, str]) -> list[str]:
    """How many groups are left at the end of a run that had them in its days."""
    last = {month.area: month for month in months}
    said = []
    for area, month in last.items():
        said.append(
            f"{names.get(area, area)}: by the end of {month.month} the run has "
            f"{month.groups.median:,.0f} groups; "
            f"those of one alliance counted once, {month.effective.text()}"
        )
    return said


def held_sentences(held: dict[str, dict[dt.date, Held]]) -> list[str]:
    """What each side holds on the last published day, and held on the first."""
    said = []
    for side, rows in sorted(held.items(), key=_area_at_last, reverse=True):
        first, last = next(iter(rows)), next(reversed(rows))
        share = rows[last]
        parts = []
        if share.area is not None:
            before = rows[first].area
            was = f" (on {first} {before:.0%})" if before is not None and first < last else ""
            parts.append(f"{share.area:.0%} of the area{was}")
        if share.people is not None:
            people = share.people
            wide = f" ({people.low:.0%} to {people.high:.0%})" if people.low < people.high else ""
            parts.append(f"{people.median:.0%} of the people{wide}")
        if parts and any(_holds_some(share) for share in rows.values()):
            said.append(f"On {day_text(last)} {side} held {' and '.join(parts)}")
    return said


def _holds_some(share: Held) -> bool:
    """Whether a side holds what a percentage shows."""
    most = share.people.high if share.people is not None else 0.0
    return max(share.area or 0.0, most) >= _SHOWN


def _area_at_last(item: tuple[str, dict[dt.date, Held]]) -> float:
    return next(reversed(item[1].values())).area or 0.0


def pocket_sentence(pocket: Pocket, people: Spread) -> str:
    """An enclosed part, its days and its people together."""
    return (
        f"{len(pocket.places)} places are enclosed together since {day_text(pocket.since)}, with "
        f"about {about(people)} people"
    )
