"""How sure we are: reports within the range, scores of registrations beside simple guesses."""

from __future__ import annotations

from safepassage.disclosure.fans import Met
from safepassage.disclosure.findings import Findings
from safepassage.report.brief.document import Section, Sheet
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.names import quantity_name
from safepassage.scenario.inputs import OF_RULES, split_input


def met_all(findings: Findings) -> Met:
    """Reports of all quantities together."""
    each = [fan.met for fan in findings.reported]
    return Met(
        sum(one.inside for one in each),
        sum(one.below for one in each),
        sum(one.above for one in each),
    )


def sure(findings: Findings, language: Language) -> Section:
    """The section."""
    whole = met_all(findings)
    lead = [language("sure.lead")]
    if whole.all:
        lead.append(language("sure.coverage", all=whole.all, inside=whole.inside))
        lead.append(language("sure.known_note"))
    sheets = [_quantities(findings, language)] if whole.all else []
    scores = findings.scores
    if scores.get("ard") is None:
        lead.append(language("sure.no_series"))
    else:
        lead.append(_forecasts(findings, language))
        sheets.append(_scores(findings, language))
        guesses = [row["ard"] for row in scores["baselines"].values() if row["ard"] is not None]
        if guesses:
            wins = scores["ard"] < min(guesses)
            lead.append(language("sure.wins" if wins else "sure.loses"))
    inputs = findings.inputs
    if inputs.names:
        sheets.append(_inputs(findings, language))
    if inputs.left_out:
        lead.append(language("sure.people_left_out", count=inputs.left_out))
    return Section("sure", language("sure.heading"), tuple(lead), sheets=tuple(sheets))


def _forecasts(findings: Findings, language: Language) -> str:
    """What the forecast of registrations is, how good it was, and on how much that rests."""
    known = findings.forecasts
    low, high = (Ready(language.percent(value)) for value in known.inside)
    worst, best = (Ready(language.percent(value)) for value in known.skill)
    few, many = known.periods
    text = language("sure.forecasts", cases=known.cases, low=low, high=high, worst=worst, best=best)
    return f"{text} {language('sure.periods', few=few, many=many)}"


def _quantities(findings: Findings, language: Language) -> Sheet:
    rows = []
    for fan in findings.reported:
        found = fan.met
        if found.all:
            counts = (found.all, found.inside, found.below, found.above)
            name = quantity_name(language, findings.about, fan.quantity)
            rows.append((name, *(language.number(count) for count in counts)))
    head = ("quantity", "values", "inside", "below", "above")
    return Sheet(
        caption=language("sure.by_quantity"),
        head=tuple(language(f"sure.{key}") for key in head),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3, 4}),
    )


def _scores(findings: Findings, language: Language) -> Sheet:
    scores = findings.scores
    rows = [("model", scores["ard"])]
    rows += [(name, row["ard"]) for name, row in scores["baselines"].items()]
    return Sheet(
        caption=language("sure.scores"),
        head=(language("sure.who"), language("sure.ard")),
        rows=tuple(
            (language(f"sure.{name}"), "–" if value is None else language.number(value, 3))
            for name, value in rows
        ),
        numeric=frozenset({1}),
    )


def _inputs(findings: Findings, language: Language) -> Sheet:
    inputs = findings.inputs
    rows = [
        (input_name(language, findings, name, acts), *(_plain(language, each) for each in three))
        for name, acts, three in zip(
            inputs.names, inputs.inputs, inputs.values.T.tolist(), strict=True
        )
    ]
    return Sheet(
        caption=language("sure.inputs"),
        head=tuple(language(f"sure.{key}") for key in ("input", "low", "middle", "high")),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3}),
        folded=True,
    )


def input_name(language: Language, findings: Findings, name: str, acts: str) -> str:
    """What is uncertain, in words; an input without some is called as the scenario calls it."""
    kind, target = split_input(acts)
    word = target if kind == OF_RULES else kind
    if not language.has(f"input.{word}"):
        return language("input.other", name=name.replace("-", " "))
    about = findings.about
    names = {**about.classes, **about.names, **about.corridors}
    if kind in {"throughput", "opening"}:
        names = {**names, **about.corridors}
    return language(f"input.{word}", name=names.get(target, target.replace("-", " ")))


def _plain(language: Language, value: float) -> str:
    return language.number(value, 0 if abs(value) >= 100 else 2)
