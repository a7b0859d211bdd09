"""Where arrivals sleep: rows of ``reception``, sites and their services → arrays.

Letters as in ``compiled.world``. The arrays are empty where the mechanism is not in the day.
"""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.services import services
from safepassage.dynamics.reception.arrays import RECEPTION_DTYPE, Reception
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.standards import cold_days, standard, standards_of

_JUDGED = ("floor_area", "water", "toilets")


def no_reception() -> Reception:
    """Arrays of a day without reception."""
    return Reception(
        np.zeros(0, RECEPTION_DTYPE),
        np.zeros(0, np.int64),
        np.zeros((0, 0), np.int64),
        np.zeros((0, 0)),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros((0, 0)),
    )


def receives(scenario: Scenario) -> bool:
    """Whether reception is in the day: rule set ``budget`` and a row of ``reception``."""
    return bool(scenario.rules.set == "budget" and len(scenario["reception"]))


def build_reception(scenario: Scenario) -> Reception:
    """Arrays of a scenario; empty where reception is not in its day."""
    if not receives(scenario):
        return no_reception()
    ids = scenario["places"]["place"].tolist()
    named = {*scenario["sites"]["place"].tolist(), *scenario["reception"]["place"].tolist()}
    kinds = dict(zip(ids, scenario["places"]["kind"].tolist(), strict=True))
    names = [place for place in ids if place in named or kinds[place] == "site"]
    index = {name: number for number, name in enumerate(names)}
    classes = scenario["classes"]["class"].tolist() or ["people"]
    places = np.zeros(len(names), RECEPTION_DTYPE)
    places["place"] = [ids.index(name) for name in names]
    places["host_capacity"], places["winter_share"] = np.inf, 1.0
    places["leave_chance"] = places["onward"] = np.nan
    admits = np.ones((len(names), len(classes)), np.int64)
    shares = np.zeros((len(names), len(classes)))
    for row in sorted(scenario["reception"].rows(), key=lambda row: bool(row["class"])):
        here = index[row["place"]]
        which = slice(None) if not row["class"] else classes.index(row["class"])
        admits[here, which] = row["admits"]
        shares[here, which] = row["host_share"]
        if not row["class"]:
            own = places[here : here + 1]
            own["winter_share"] = row["winter_share"]
            own["onward"] = row["onward"]
            own["leave_chance"] = 1.0 / row["stay_days"]
            if not np.isnan(row["host_capacity"]):
                own["host_capacity"] = row["host_capacity"]
    row_of = np.full(len(ids), -1, np.int64)
    row_of[places["place"]] = np.arange(len(names))
    parties = scenario["classes"]["party_size"].astype(np.int64)
    return Reception(
        places=places,
        row=row_of,
        admits=admits,
        host_share=shares,
        party=parties if parties.size else np.ones(1, np.int64),
        cold=cold_days(scenario).astype(np.int64),
        served=_served(scenario, names),
    )


def _served(scenario: Scenario, names: list[str]) -> F8:
    """People for whom every known service of a day meets its standard, shape (D, R)."""
    used, supply, cold = standards_of(scenario), services(scenario, names), cold_days(scenario)
    found = np.full((scenario.days, len(names)), np.inf)
    if not float(scenario.rules.crowding_power) > 0 and "crowding_power" not in _inputs(scenario):
        return found
    for name in _JUDGED:
        if np.isnan(supply[name]).all():
            continue
        entry = standard(used, name)
        each = np.where(cold, entry.needed(cold=True), entry.needed(cold=False))
        with np.errstate(divide="ignore", invalid="ignore"):
            enough = supply[name] / each[:, None]
        found = np.fmin(found, np.where(np.isnan(supply[name]), np.inf, enough))
    return found


def _inputs(scenario: Scenario) -> set[str]:
    return {text.removeprefix("rules.") for text in scenario["uncertain"]["input"].tolist()}
