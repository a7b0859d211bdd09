"""The answer of ``sensitivity``, and what uncertain inputs are called."""

from __future__ import annotations

from safepassage.forecast.unknowns import Index, Sensitivity
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import Names, day_text
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.inputs import OF_RULES, split_input
from safepassage.scenario.scenario import Scenario

WORDS = {
    "population": "how people are divided among places and groups",
    "populations": "how many people lived in {place}",
    "staying": "how many stay: {class_}",
    "throughput": "how many people an hour pass {corridor}",
    "attraction": "how strongly {place} attracts people",
    "wish": "how many want to return to {place}",
    "willing": "how soon people return to {place} who can",
    "damage": "how many houses are damaged in {place}",
    "contamination": "how large the contaminated area is in {place}",
    "area_ha": "how large each contaminated area is",
    "team_rate": "how much a clearance team clears in a day",
    "damaged": "how many houses are damaged in each place",
    "home_willing": "how soon people return to each place",
    "displaced_before": "how many people were displaced from {place} before the first day",
    "settling": "how many of those who come to rest in {place} stay for long",
    "hazard": "how strong the violence in {place} is",
    "opening": "when {corridor} opens",
    "open_hours": "how many hours a day {corridor} is open",
    "actors": "what armed groups do in {place}",
}
"""Kind of input → what is not known, for every kind but rules, which describe themselves."""
_NOTHING = 0.01


def input_words(names: Names, text: str) -> str:
    """What is not known, in words."""
    kind, target = split_input(text)
    if kind == OF_RULES:
        rule = dictionary()[OF_RULES][target].description
        return rule[:1].lower() + rule[1:].split(":")[0]
    if text.endswith(".csv"):  # rows of populations, which vary together
        kind = "population"
    return WORDS[kind].format(
        place=names.place(target) if target else "each place",
        class_=names.class_(target) if target else "each class",
        corridor=names.corridor(target) if target else "each corridor",
    )


def sensitivity_answer(found: Sensitivity, scenario: Scenario) -> Answer:
    """Which unknown to find out first."""
    names = Names(scenario)
    what = f"“{names.quantity(found.quantity)}” on {day_text(found.date)}"
    some = [index for index in found.indices if index.total >= _NOTHING]
    quiet = len(found.indices) - len(some)
    return Answer(
        opening=(_first(names, found, what), _spread(found)),
        tables=(
            Table(
                "Part of each unknown in that uncertainty, alone and together with others",
                ("unknown", "part", "give or take"),
                [_row(names, index) for index in some],
            ),
        ),
        remarks=(
            *([f"{quiet} other unknowns have a part of less than 1 % each."] if quiet else []),
            *(
                [f"{len(found.left_out)} inputs about violence, sieges or control are not varied."]
                if found.left_out
                else []
            ),
        ),
    )


def _first(names: Names, found: Sensitivity, what: str) -> str:
    best = next((index for index in found.indices if index.name == found.find_out_first), None)
    if best is None:
        return (
            f"No single unknown stands out in {what} after {found.runs:,} simulations; more "
            "--members show smaller differences."
        )
    share = _share(best.first)
    unknown = input_words(names, best.input)
    return f"Find out first {unknown}: it explains {share} of what is uncertain in {what}."


def _spread(found: Sensitivity) -> str:
    if found.deviation <= 0:
        return "It is the same in all simulations."
    return (
        f"As things are known, it is about {_short(found.mean)}, give or take "
        f"{_short(found.deviation)}."
    )


def _row(names: Names, index: Index) -> tuple[str, str, str]:
    return (
        input_words(names, index.input),
        _share(index.total),
        f"{min(1.0, index.total_error):.0%}",
    )


def _share(value: float) -> str:
    """A share of the variance in steps of five; estimates of it may lie outside 0 to 1."""
    bounded = min(1.0, max(0.0, value))
    if bounded >= 0.975:
        return "nearly all"
    return f"{round(bounded * 20) * 5} %" if bounded >= 0.05 else "less than 5 %"


def _short(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"
