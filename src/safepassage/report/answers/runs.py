"""What ``run`` says first: how many fled, and where most people are at once."""

from __future__ import annotations

from safepassage.report.answers.answer import Answer
from safepassage.result.geography import Geography
from safepassage.result.headline import prepare, quantiles
from safepassage.result.headline_names import headline_names
from safepassage.result.result import Result
from safepassage.said import People, Place, Said, said
from safepassage.scenario.quantity import EVERYWHERE, parse_quantity
from safepassage.spread import Spread


def run_answer(result: Result) -> Answer:
    """The two sentences that a report begins with; the table beside the reports follows them."""
    return Answer((*_fled(result), *_fullest(result)), ())


def _fled(result: Result) -> tuple[Said, ...]:
    name = headline_names(result.scenario)[0]
    quantity = parse_quantity(name)
    if quantity.word != "displaced_from":
        return ()
    given = {"date": result.scenario.end, **_people(Spread(*quantiles(result, name)[:, -1]))}
    if quantity.parts[-1] == EVERYWHERE:
        return (said("short_text.fled_all", **given),)
    return (said("short_text.fled", where=Place(quantity.parts[-1]), **given),)


def _fullest(result: Result) -> tuple[Said, ...]:
    """Of all sites the one with the highest median, on its fullest day."""
    targets = Geography(result.scenario)
    names = [f"present:{site}" for site in targets.reception]
    names = [name for name in names if not targets.hidden(name)]
    if not names:
        return ()
    prepare(result, names)
    fullest = max(names, key=lambda name: float(quantiles(result, name)[1].max()))
    values = quantiles(result, fullest)
    day = int(values[1].argmax())
    if not values[1, day]:
        return ()
    where = Place(parse_quantity(fullest).parts[-1])
    date, people = result.dates[day].item(), _people(Spread(*values[:, day]))
    return (said("short_text.fullest", where=where, date=date, **people),)


def _people(spread: Spread) -> dict[str, object]:
    low, middle, high = spread.known()
    return {"people": People(middle), "low": low, "high": high}
