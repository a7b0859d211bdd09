"""Risks in plain words: dated, by area, and with how few cases they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.evidence.pockets import Pocket
from safepassage.planning.risk.exit_date import ExitRisk, date_at
from safepassage.planning.risk.shares_by_side import Held
from safepassage.result.clash_months import ClashMonth
from safepassage.spread import AT, Spread


def exit_sentences(origin: dt.date, found: ExitRisk) -> list[str]:
    """When an exit may be agreed, how many may leave, and how often exits were interrupted."""
    low, middle, high = (date_at(origin, found.date.days, at) for at in AT)
    known, agreed = found.date.fit.cases
    when = (
        f"A first exit from {found.pocket}: half of the draws by {middle}, nine in ten "
        f"from {low} to {high}. It rests on {known} sieges, {agreed} with an agreement: "
        "few, and not sampled at random. For readiness only"
    )
    said = [when]
    size = found.size
    if found.people is not None:
        least, usual, most = Spread.of_draws(found.people)
        said.append(
            f"If one is agreed, {usual:,.0f} people may leave ({least:,.0f} to {most:,.0f}), from "
            f"{size.known[0]} operations of {size.sieges} sieges"
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
            f"Chance that it is interrupted {size.interrupted:.0%}, from {size.known[2]} "
            f"operations; {stops}"
        )
    return said


def clash_sentence(area: str, chances: dict[int, float], constant: dict[int, float]) -> str:
    """Chance of a serious clash in an area within the longest time ahead."""
    longest = max(chances)
    return (
        f"{area}: chance of a serious clash between armed groups within {longest} days "
        f"{chances[longest]:.0%} (constant rate: {constant[longest]:.0%})"
    )


def group_sentence(area: str, numbers: tuple[float, float, float]) -> str:
    """How many groups, and what can be said of how uneven they are."""
    low, best, high = numbers
    spread = f" ({low:,.0f} to {high:,.0f})" if low < high else ""
    return (
        f"{area}: about {best:,.0f} armed groups{spread} side by side. Their sizes are not on "
        f"record, so the effective number is at most that number"
    )


def concentration_sentences(months: Sequence[ClashMonth]) -> list[str]:
    """How many groups are left at the end of a run that had them in its days."""
    last = {month.area: month for month in months}
    said = []
    for area, month in last.items():
        said.append(
            f"{area}: by the end of {month.month} the run has {month.groups.median:,.0f} groups; "
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
            parts.append(
                f"{people.median:.0%} of the people ({people.low:.0%} to {people.high:.0%})"
            )
        if parts:
            said.append(f"On {last} {side} held {' and '.join(parts)}")
    return said


def _area_at_last(item: tuple[str, dict[dt.date, Held]]) -> float:
    return next(reversed(item[1].values())).area or 0.0


def pocket_sentence(pocket: Pocket, people: Spread) -> str:
    """An enclosed part, its days and its people together."""
    return (
        f"An enclosed part of {len(pocket.places)} places since {pocket.since}: "
        f"{people.median:,.0f} people ({people.low:,.0f} to {people.high:,.0f}) together"
    )
