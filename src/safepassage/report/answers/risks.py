"""The answer of ``risk``."""

from __future__ import annotations

from safepassage.planning.risk.clashes import AHEAD
from safepassage.planning.risk.report import Risk
from safepassage.report.answers.answer import Answer, Table
from safepassage.said import Class, Month, Place, Range, Said, Share, Term, said

_SOME = 0.005


def risk_answer(found: Risk) -> Answer:
    """What may happen, where, and how likely that is; then the facts it rests on."""
    return Answer(
        opening=(*_unsafe(found), _readiness(found)),
        tables=(
            Table(said("risk.may_happen"), ("what", "where", "within", "chance"), _chances(found)),
            *_access(found),
            _months(found),
        ),
        remarks=found.sentences(),
    )


def _unsafe(found: Risk) -> tuple[Said, ...]:
    longest = max(AHEAD)
    likely = {site: chance for site, chance in found.unsafe.items() if chance >= _SOME}
    if not likely:
        return (said("risk.all_safe", days=longest),)
    worst = max(likely, key=lambda site: likely[site])
    given = {"where": Place(worst), "days": longest}
    first = said("risk.unsafe", chance=Share(likely[worst]), **given)
    if worst in found.declared_unsafe:
        first = said("risk.unsafe_declared", **given)
    more = len(likely) - 1
    others = (said("risk.more_unsafe", count=more, all=len(found.unsafe)),) if more else ()
    return (first, *others)


def _readiness(found: Risk) -> Said:
    return said("risk.readiness" if found.exits else "risk.no_siege", date=found.origin)


def _chances(found: Risk) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (said("risk.serious_clash"), Place(area), said("figure.days", number=days), Share(chance))
        for area, chances in found.clashes.items()
        for days, chance in chances.items()
    ]
    within = said("figure.days", number=max(AHEAD))
    for site, chance in sorted(found.unsafe.items(), key=lambda item: -item[1]):
        if chance >= _SOME:
            declared = site in found.declared_unsafe
            what = said("risk.declared_violence" if declared else "risk.clash_at_site")
            rows.append((what, Place(site), within, Share(chance)))
    return rows


def _access(found: Risk) -> list[Table]:
    return [
        Table(
            said("risk.may_leave", where=Place(pocket)),
            ("from_day", "held_by", *(Class(name) for name in dated[0].leave)),
            [
                (each.date, Term("holder", each.held_by), *map(Share, each.leave.values()))
                for each in dated
            ],
        )
        for pocket, dated in found.access.items()
        if dated
    ]


def _months(found: Risk) -> Table:
    rows = [
        (
            Place(month.area), Month(*map(int, month.month.split("-"))), Share(month.clash),
            Range.of(month.effective),
        )
        for month in found.months
    ]  # fmt: skip
    return Table(said("risk.months"), ("area", "month", "clash_begins", "groups"), rows)
