"""The answer of ``needs``."""

from __future__ import annotations

import numpy as np

from safepassage.planning.needs.report import Needs
from safepassage.planning.needs.things import Missing
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import about, day_text


def needs_answer(found: Needs, date: str | None) -> Answer:
    """What is missing where, worst first; then the same as ratios."""
    missing = found.things.on(date)
    header = ("site", "date", "people", "shelter", "water", "toilets", "days of food")
    return Answer(
        opening=(_worst(missing, date), _how_many(missing)),
        tables=(
            Table(
                "What is missing, most people first: median (5 % to 95 %)",
                ("site", "day", "what", "there", "missing"),
                [_row(one) for one in missing],
            ),
            Table(
                "Needed divided by what is there: above 1 the standard is missed",
                header,
                _ratios(found, date),
            ),
        ),
        remarks=_remarks(found),
    )


def _worst(missing: tuple[Missing, ...], date: str | None) -> str:
    when = f"on {day_text(date)}" if date else "on the fullest day of each site"
    if not missing:
        return f"Nothing is known to be missing {when}."
    worst = missing[0]
    return (
        f"{worst.name} is short of {worst.what} on {day_text(worst.date)}: about "
        f"{worst.short.known().median:,.0f} {worst.unit} are missing, for {_two(worst.people)} "
        "people."
    )


def _unit(one: Missing) -> str:
    return one.what if one.what == one.unit else f"{one.what}, {one.unit}"


def _how_many(missing: tuple[Missing, ...]) -> str:
    sites = len({one.site for one in missing})
    if sites <= 1:
        return "No other site is known to be short of anything." if missing else ""
    return f"In all {sites} sites are short of something."


def _row(one: Missing) -> tuple[str, ...]:
    there = "none" if not one.there else f"{one.there:,.0f}"
    return (
        one.name,
        day_text(one.date, year=False),
        _unit(one),
        there,
        about(one.short),
    )


def _ratios(found: Needs, date: str | None) -> list[tuple[str, ...]]:
    """Medians alone: the spread stands with what is missing."""
    return [
        (name, day, people.split(" (")[0], *(cell.split(" (")[0] for cell in rest))
        for name, day, people, *rest in found.rows(date)
    ]


def _remarks(found: Needs) -> tuple[str, ...]:
    unknown = [
        name
        for column, name in enumerate(found.names)
        if not any(
            np.isfinite(found.things.supply[item][:, column]).any()
            for item in ("floor_area", "water", "toilets")
        )
    ]
    said = [
        "Needs follow the standards that --json lists with their sources; order lists: --orders."
    ]
    if unknown:
        said.append(f"Nobody says what these sites have: {', '.join(unknown)}.")
    return tuple(said)


def _two(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.0f}"
