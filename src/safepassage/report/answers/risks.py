"""The answer of ``risk``."""

from __future__ import annotations

from safepassage.planning.risk.clashes import AHEAD
from safepassage.planning.risk.report import Risk
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.brief.language import language
from safepassage.result.names import day_text

_SOME = 0.005


def risk_answer(found: Risk) -> Answer:
    """What may happen, where, and how likely that is; then the facts it rests on."""
    english = language("en")
    sentences = [english.say(sentence, found.called) for sentence in found.sentences()]
    return Answer(
        opening=(_unsafe(found), _clash(found)),
        tables=(
            Table("What may happen", ("what", "where", "within", "chance"), _chances(found)),
            *_access(found),
            *_months(found),
        ),
        remarks=tuple(sentences),
    )


def _unsafe(found: Risk) -> str:
    longest = max(AHEAD)
    likely = {site: chance for site, chance in found.unsafe.items() if chance >= _SOME}
    if not likely:
        return f"No site is known to become unsafe within {longest} days."
    worst = max(likely, key=lambda site: likely[site])
    why = (
        " because the scenario has violence there"
        if worst in found.declared_unsafe
        else f" with a chance of {likely[worst]:.0%}"
    )
    more = len(likely) - 1
    others = f", and {more} more of the {len(found.unsafe)} sites may" if more else ""
    return f"{found.called(worst)} becomes unsafe within {longest} days{why}{others}."


def _clash(found: Risk) -> str:
    if not found.exits:
        return f"As of {day_text(found.origin)} no siege is declared."
    return (
        f"As of {day_text(found.origin)} these chances are for readiness only: they follow from "
        "records of other sieges and clashes, and say nothing about what anybody intends."
    )


def _chances(found: Risk) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("a serious clash of armed groups", found.called(area), f"{days} days", f"{chance:.0%}")
        for area, chances in found.clashes.items()
        for days, chance in chances.items()
    ]
    for site, chance in sorted(found.unsafe.items(), key=lambda item: -item[1]):
        if chance >= _SOME:
            what = "violence, as declared" if site in found.declared_unsafe else "a clash at a site"
            rows.append((what, found.called(site), f"{max(AHEAD)} days", f"{chance:.0%}"))
    return rows


def _access(found: Risk) -> list[Table]:
    return [
        Table(
            f"Share of each group that may leave {found.called(pocket)}",
            ("from", "held by", *(found.called(name) for name in dated[0].leave)),
            [
                (
                    day_text(each.date),
                    each.held_by,
                    *(f"{share:.0%}" for share in each.leave.values()),
                )
                for each in dated
            ],
        )
        for pocket, dated in found.access.items()
        if dated
    ]


def _months(found: Risk) -> list[Table]:
    rows = [
        (found.called(month.area), month.month, f"{month.clash:.0%}", month.effective.text())
        for month in found.months
    ]
    header = ("area", "month", "a clash begins", "groups")
    return [Table("In the days of the run; groups of one alliance count once", header, rows)]
