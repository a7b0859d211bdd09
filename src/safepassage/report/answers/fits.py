"""The answer of ``fit``."""

from __future__ import annotations

from safepassage.forecast.fit import Fit, FittedInput
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.quantities import reported
from safepassage.said import Brief, Fixed, Range, Said, Share, Unknown, said
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread


def fit_answer(found: Fit, scenario: Scenario) -> Answer:
    """What the reports narrowed most, what they could not, and how they lie after it."""
    ranked = sorted(found.inputs, key=lambda one: one.width)
    narrowed = [one for one in ranked if not one.says_little]
    quiet = len(ranked) - len(narrowed)
    inside = sum(one.inside for one in found.claims)
    most = said("fit.none")
    if narrowed:
        first = narrowed[0]
        most = said("fit.most", what=Unknown(first.input), share=Share(first.width))
    values = reported(scenario)
    return Answer(
        opening=(most, said("fit.held", inside=inside, all=len(found.claims))),
        tables=(
            Table(
                said("fit.title", date=found.as_of),
                ("unknown", "before", "after"),
                [_row(one) for one in narrowed],
            ),
            Table(
                said("fit.reports"),
                ("what", "day", "reported", "fitted", "inside"),
                [
                    (
                        Brief(one.quantity),
                        one.date,
                        values.get(one.claim, one.said),
                        Range.of(Spread(one.p05, one.median, one.p95)),
                        yes(one.inside),
                    )
                    for one in found.claims
                ],
            ),
        ),
        remarks=(
            *([said("fit.more", count=quiet)] if quiet else []),
            *found.warnings,
            said("fit.unchanged"),
        ),
    )


def yes(is_so: bool) -> Said:  # noqa: FBT001
    """``yes`` or ``no``."""
    return said("word.yes" if is_so else "word.no")


def _row(one: FittedInput) -> tuple[object, ...]:
    return (Unknown(one.input), _range(one.before), _range(one.after))


def _range(values: tuple[float, float, float]) -> Said:
    """In two digits; more are not known of an input."""
    low, middle, high = map(_digits, values)
    return said("figure.spread", low=low, middle=middle, high=high)


def _digits(value: float) -> Fixed:
    """In two digits, and no more than three decimals."""
    if abs(value) >= 10:
        return Fixed(value, 0)
    return Fixed(value, 1 if abs(value) >= 1 else 2 if abs(value) >= 0.1 else 3)
