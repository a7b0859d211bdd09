"""A run as the page shows it: figures and map that have passed the gate, fit to be shared.

Everything comes from ``disclosure``: what is not published of a run is not shown here either.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.disclosure.fans import Fan, fans, reported_fans, site_fans, withheld_days
from safepassage.disclosure.map_data import MapData, map_data
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.releases import release_policy
from safepassage.report.brief.language import LANGUAGES, Ready, language
from safepassage.result.result import Result
from safepassage.result.store import load
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.workbench.plain import labels_of


def shown_run(folder: Path) -> dict[str, Any]:
    """One run."""
    result = load(folder)
    policy = release_policy(result.scenario, folder)  # as it was released, if it was
    hidden = withheld_days(result, policy)
    every = (
        *fans(result, policy, hidden),
        *reported_fans(result, policy, hidden),
        *site_fans(result, policy, hidden),
    )
    found = {fan.quantity: fan for fan in every}
    frames, labels = map_data(result, policy), labels_of(result.scenario)
    return {
        **about(result, folder.name),
        "label": notice(policy),
        "charts": [shown_fan(fan, labels(fan.quantity)) for fan in found.values()],
        "map": None if frames is None else _map(frames),
    }


def notice(policy: Policy) -> dict[str, str]:
    """Label and rules of disclosure control, by language."""
    found = {}
    for code in LANGUAGES:
        words = language(code)
        label = Ready(words(f"label.{policy.sensitivity}"))
        rules = words("card.ethics_text", threshold=policy.threshold, base=policy.base)
        found[code] = f"{words('page.label', label=label)}. {rules}"
    return found


def about(result: Result, name: str) -> dict[str, Any]:
    """What a run is."""
    scenario = result.scenario
    return {
        "name": name,
        "title": scenario.title,
        "scenario": scenario.name,
        "members": int(result.members.size),
        "seed": int(result.seed),
        "as_of": str(scenario.as_of or ""),
        "start": str(scenario.start),
        "days": scenario.days,
    }


def shown_fan(fan: Fan, label: dict[str, str]) -> dict[str, Any]:
    """A quantity over time; null where it is withheld."""
    low, quarter, middle, three, high = fan.drawn
    return {
        "quantity": fan.quantity,
        "label": label,
        "unit": UNITS.get(parse_quantity(fan.quantity).word, "people"),
        "dates": [str(day) for day in fan.dates],
        "p05": numbers(low),
        "p25": numbers(quarter),
        "p50": numbers(middle),
        "p75": numbers(three),
        "p95": numbers(high),
        "room": None if fan.room is None else numbers(fan.room),
        "reports": [
            {
                "date": str(report.date), "low": report.low, "high": report.high,
                "source": report.source_short,
            }
            for report in fan.reports
        ],
    }  # fmt: skip


def _map(frames: MapData) -> dict[str, Any]:
    """People by frame and published unit, and flows, in degrees."""

    def points(x: Iterable[float], y: Iterable[float]) -> list[list[float]]:
        kilometres = np.column_stack([np.fromiter(values, np.float64) for values in (x, y)])
        found: list[list[float]] = np.round(frames.projection.degrees(kilometres), 4).tolist()
        return found

    people, flows = frames.people, frames.flows
    return {
        "days": frames.days.tolist(),
        "people": [
            {"frame": int(f), "key": str(key), "low": low, "n": n, "high": high,
             "room": None if not np.isfinite(room) else room, "shut": bool(shut), "at": at}
            for f, key, low, n, high, room, shut, at in zip(
                people["f"], people["key"], numbers(people["low"]), numbers(people["n"]),
                numbers(people["high"]), people["room"].astype(float), people["shut"],
                points(people["x"], people["y"]), strict=True,
            )
        ],
        "flows": [
            {"frame": int(f), "from": one, "to": other, "n": int(n)}
            for f, one, other, n in zip(
                flows["f"], points(flows["x"], flows["y"]), points(flows["x2"], flows["y2"]),
                flows["n"], strict=True,
            )
        ],
    }  # fmt: skip


def numbers(values: Iterable[float] | F8) -> list[float | None]:
    """Finite numbers; null for all others."""
    listed = np.asarray(list(values), dtype=np.float64)
    return [round(value, 4) if np.isfinite(value) else None for value in listed.tolist()]
