"""The report in a few sentences and numbers."""

from __future__ import annotations

import math

import numpy as np

from safepassage.arrays import F8
from safepassage.disclosure.fans import Fan
from safepassage.disclosure.findings import Findings
from safepassage.disclosure.publishable_plans import PublishablePlan
from safepassage.report.brief.document import Tile
from safepassage.report.brief.figures import about
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import names_of
from safepassage.report.brief.sections.claims import contradicted, missed
from safepassage.report.brief.sections.plan import binding_name
from safepassage.report.brief.sections.sure import met_all
from safepassage.scenario.quantity import EVERYWHERE


def short(findings: Findings, language: Language) -> tuple[str, ...]:
    """At most six sentences."""
    texts: list[str] = []
    texts += _fled(findings, language)
    texts += _sites(findings, language)
    texts += _needs(findings, language)
    if findings.plan is not None:
        plan = findings.plan
        texts.append(_plan(findings, language, plan))
        if plan.binding:
            what = Ready(binding_name(language, findings, plan.binding[0][0]))
            texts.append(language("short_text.plan_binds", what=what))
    whole = met_all(findings)
    if whole.all:
        sure = language("short_text.sure", inside=whole.inside, all=whole.all)
        counts = {"contradicted": contradicted(findings), "missed": missed(findings)}
        more = [language(f"short_text.{key}", count=n) for key, n in counts.items() if n]
        texts.append(" ".join([sure, *more]))
    return tuple(texts)


def tiles(findings: Findings, language: Language) -> tuple[Tile, ...]:
    """Numbers at the top."""
    found = []
    policy = findings.policy
    fled = _first(findings, "displaced_from")
    if fled is not None:
        low, middle, high = (about(language, value, policy) for value in fled.on(-1))
        note = language("tile.range", low=low, high=high)
        when = language("tile.by", date=fled.dates[-1])
        label = language("tile.fled_all")
        if fled.place != EVERYWHERE:
            label = language("tile.fled", where=_where(findings, language, fled))
        found.append(Tile(label, middle, f"{note}, {when}"))
    site = _fullest(findings)
    if site is not None:
        fan, day = site
        low, middle, high = (about(language, value, policy) for value in fan.on(day))
        when = language("tile.on", date=findings.about.date(day))
        label = language("tile.fullest", where=_where(findings, language, fan))
        found.append(Tile(label, middle, f"{language('tile.range', low=low, high=high)}, {when}"))
    if findings.plan is not None:
        hours = language.number(round(findings.plan.hours))
        note = language.people(about(language, findings.plan.people, policy))
        found.append(Tile(language("tile.plan"), hours, note))
    whole = met_all(findings)
    if whole.all:
        note = language("tile.of", inside=whole.inside, all=whole.all)
        share = language.percent(whole.inside / whole.all)
        found.append(Tile(language("tile.sure"), share, note))
    return tuple(found)


def _plan(findings: Findings, language: Language, plan: PublishablePlan) -> str:
    """How many can be out within how many hours, and whether anything could be faster."""
    people = language.people(about(language, plan.people, findings.policy))
    hours, least = round(plan.hours), math.ceil(plan.bound - 1e-9)
    text = language("short_text.plan", people=people, hours=hours)
    if least >= hours:
        return f"{text} {language('short_text.plan_best')}"
    return f"{text} {language('short_text.plan_bound', hours=least)}"


def _first(findings: Findings, word: str) -> Fan | None:
    return next((f for f in findings.fans if f.quantity.startswith(f"{word}:")), None)


def _where(findings: Findings, language: Language, fan: Fan) -> Ready:
    if fan.place == EVERYWHERE:
        return Ready(language("quantity.everywhere"))
    return Ready(language.name(findings.about.names.get(fan.place, fan.place)))


def _fled(findings: Findings, language: Language) -> list[str]:
    fan = _first(findings, "displaced_from")
    if fan is None:
        return []
    where = _where(findings, language, fan)
    low, middle, high = (about(language, v, findings.policy) for v in fan.on(-1))
    given = {"date": fan.dates[-1], "people": language.people(middle), "low": low, "high": high}
    text = language("short_text.fled_all", **given)
    if fan.place != EVERYWHERE:
        text = language("short_text.fled", where=where, **given)
    as_of = findings.about.as_of
    if as_of is None or not findings.about.start <= as_of < fan.dates[-1]:
        return [text]
    day = (as_of - findings.about.start).days
    low, middle, high = (about(language, v, findings.policy) for v in fan.on(day))
    now = language(
        "short_text.fled_now", now=as_of, people=language.people(middle), low=low, high=high
    )
    return [f"{text} {now}"]


def _fullest(findings: Findings) -> tuple[Fan, int] | None:
    """Of all sites the one with the highest median, and on which day."""
    if not findings.sites:
        return None
    fan = max(findings.sites, key=lambda one: float(one.known[1].max()))
    return fan, int(np.argmax(fan.known[1]))


def _sites(findings: Findings, language: Language) -> list[str]:
    """The fullest site, and of those beyond their capacity the one that is furthest beyond."""
    site = _fullest(findings)
    if site is None:
        return []
    fan, day = site
    low, middle, high = (about(language, v, findings.policy) for v in fan.on(day))
    people = language.people(middle)
    given = {"date": findings.about.date(day), "people": people, "low": low, "high": high}
    texts = [language("short_text.fullest", where=_where(findings, language, fan), **given)]
    shares = [(_share(one), one) for one in findings.sites]
    share, fan = max(shares, key=lambda pair: float(pair[0].max()))
    if (share > 1).any():
        day = int(np.argmax(share))
        texts.append(
            language(
                "short_text.over",
                where=_where(findings, language, fan),
                days=int((share > 1).sum()),
                date=findings.about.date(day),
                share=Ready(language.percent(float(share[day]))),
                room=Ready(language.number(float(fan.capacity[day]))),
            )
        )
    return texts


def _share(fan: Fan) -> F8:
    """Median people by capacity, shape (D,); 0 without a limit."""
    return np.asarray(np.nan_to_num(fan.known[1] / fan.capacity))


def _needs(findings: Findings, language: Language) -> list[str]:
    if findings.needs is None:
        return []
    certain = [entry for entry in findings.needs.exceeded if not entry.possible]
    if not certain:
        return [language("short_text.needs_none")]
    worst = max(
        certain,
        key=lambda entry: (
            entry.what != "ration_days",
            entry.values[1] if np.isfinite(entry.values[1]) else 0.0,
        ),
    )
    first = Ready(language.say(worst.sentence, names_of(findings.about)))
    return [language("short_text.needs", count=len(certain), first=first)]
