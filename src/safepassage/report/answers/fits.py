"""The answer of ``fit``."""

from __future__ import annotations

from safepassage.forecast.fit import Fit
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.unknowns import input_words
from safepassage.result.names import Names, about, day_text
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread


def fit_answer(found: Fit, scenario: Scenario) -> Answer:
    """What the reports narrowed most, what they could not, and how they lie after it."""
    names = Names(scenario)
    ranked = sorted(found.inputs, key=lambda one: one.width)
    narrowed = [one for one in ranked if not one.says_little]
    inside = sum(one.inside for one in found.claims)
    held = f"{inside} of {len(found.claims)} reports lie within the range of nine in ten after it."
    remarks = []
    quiet = len(ranked) - len(narrowed)
    if quiet:
        verb = "unknown is" if quiet == 1 else "unknowns are"
        remarks.append(f"{quiet} more {verb} hardly narrowed by what was reported.")
    return Answer(
        opening=(_most(names, narrowed[0].input, narrowed[0].width) if narrowed else _NONE, held),
        tables=(
            Table(
                f"What is uncertain, before and after what was known on {day_text(found.as_of)}",
                ("unknown", "before", "after"),
                [
                    (input_words(names, one.input), _range(one.before), _range(one.after))
                    for one in narrowed
                ],
            ),
            Table(
                "Reports, beside the simulations after the fit",
                ("what", "day", "reported", "fitted", "inside"),
                [
                    (
                        names.brief(one.quantity),
                        day_text(one.date, year=False),
                        one.said,
                        about(Spread(one.p05, one.median, one.p95)),
                        "yes" if one.inside else "no",
                    )
                    for one in found.claims
                ],
            ),
        ),
        remarks=tuple(remarks),
    )


_NONE = "What was reported narrows no range of [[uncertain]]."


def _most(names: Names, acts: str, width: float) -> str:
    return (
        f"The reports narrow most {input_words(names, acts)}: to {width:.0%} of the range that it "
        "had."
    )


def _range(values: tuple[float, float, float]) -> str:
    """In two digits; more are not known of an input."""
    low, middle, high = (_digits(value) for value in values)
    return f"{middle} ({low} to {high})"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"
