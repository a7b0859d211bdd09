"""The answer of ``sensitivity``."""

from __future__ import annotations

from safepassage.forecast.unknowns import Index, Sensitivity
from safepassage.report.answers.answer import Answer, Table
from safepassage.said import Quantity, Said, Share, Unknown, said, two_digits

_NOTHING = 0.01
_NEARLY_ALL, _SMALL, _STEP = 0.975, 0.05, 0.05


def sensitivity_answer(found: Sensitivity) -> Answer:
    """Which unknown to find out first."""
    some = [index for index in found.indices if index.total >= _NOTHING]
    quiet, held = len(found.indices) - len(some), len(found.left_out)
    return Answer(
        opening=(_first(found), _spread(found)),
        tables=(
            Table(
                said("unknowns.title"),
                ("unknown", "part", "give_or_take"),
                [_row(index) for index in some],
            ),
        ),
        remarks=(
            *([said("unknowns.quiet", count=quiet)] if quiet else []),
            *([said("unknowns.held", count=held)] if held else []),
        ),
    )


def _first(found: Sensitivity) -> Said:
    what = {"what": Quantity(found.quantity), "date": found.date}
    best = next((index for index in found.indices if index.name == found.find_out_first), None)
    if best is None:
        return said("unknowns.none", runs=found.runs, **what)
    return said("unknowns.first", unknown=Unknown(best.input), share=_share(best.first), **what)


def _spread(found: Sensitivity) -> Said:
    if found.deviation <= 0:
        return said("unknowns.same")
    mean, deviation = two_digits(found.mean), two_digits(found.deviation)
    return said("unknowns.about", mean=mean, deviation=deviation)


def _row(index: Index) -> tuple[object, ...]:
    return (Unknown(index.input), _share(index.total), Share(min(1.0, index.total_error)))


def _share(value: float) -> Said | Share:
    """A share of the variance in steps of five; estimates of it may lie outside 0 to 1."""
    bounded = min(1.0, max(0.0, value))
    if bounded >= _NEARLY_ALL:
        return said("unknowns.nearly_all")
    if bounded < _SMALL:
        return said("unknowns.less_than", share=Share(_SMALL))
    return Share(round(bounded / _STEP) * _STEP)
