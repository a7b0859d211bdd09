"""Charts of a result as Altair objects, under the same disclosure control as the report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arguments import checked
from safepassage.disclosure.fans import fan as fan_of
from safepassage.disclosure.map_data import map_data, present
from safepassage.disclosure.open_days import open_days
from safepassage.disclosure.policy import Policy, policy_of
from safepassage.errors import SafepassageError
from safepassage.report import palette
from safepassage.report.brief.fan_chart import fan_chart
from safepassage.report.brief.language import language
from safepassage.report.brief.map_chart import map_chart
from safepassage.report.brief.map_scales import ASPECT, records
from safepassage.result.geography import Geography
from safepassage.result.result import Result, as_result

if TYPE_CHECKING:
    import altair as alt

_BARS = 25
_ENCLOSED = "enclosed places, together"


@checked
def plot(result: Result, language: str = "en") -> Plot:
    """Charts of a result for notebooks.

    Args:
        result: The run.
        language: Of the texts: ``en``, ``fr`` or ``ar``.

    Examples:
        >>> import safepassage
        >>> charts = safepassage.plot(safepassage.run("tiny", members=20))
        >>> type(charts.fan("present:camp-a")).__name__
        'LayerChart'
    """
    result = as_result(result)
    return Plot(result, language)


@dataclass(frozen=True, eq=False)
class Plot:
    """Charts of a result.

    Attributes:
        result: The run.
        code: Language of the texts: ``en``, ``fr`` or ``ar``.
    """

    result: Result
    code: str = "en"

    @property
    def policy(self) -> Policy:
        """Rules of disclosure control."""
        return policy_of(self.result.scenario)

    def fan(self, quantity: str, *, width: int = 480, height: int = 240) -> alt.Chart:
        """One quantity over time with what was reported.

        Args:
            quantity: Such as ``displaced_from:east-aleppo``.
            width: Pixels.
            height: Pixels.

        Raises:
            ScenarioError: If the run does not produce the quantity.
            SafepassageError: If the sensitivity or enclosure forbids publishing it.
        """
        scenario = self.result.scenario
        data = fan_of(self.result, self.policy, quantity)
        title = data.label
        windows = () if len(scenario["departures"]) else open_days(scenario)
        spec = fan_chart(language(self.code), data, windows, scenario.as_of, title)
        return _chart({**spec, "title": title, "width": width, "height": height})

    def people(self, date: str | dt.date, *, width: int = 420) -> alt.Chart:
        """People by place on a day: median, and nine in ten runs.

        Raises:
            KeyError: If the date is outside the period.
        """
        day = self.result.day_of(date)
        table = present(self.result, self.policy, np.array([day]))
        table = table.sort_values("n", ascending=False, kind="stable").head(_BARS)
        names = Geography(self.result.scenario).names
        rows = [
            {
                "place": names.get(row["key"], _ENCLOSED if row["shut"] else row["key"]),
                "low": int(row["low"]),
                "people": int(row["n"]),
                "high": int(row["high"]),
            }
            for row in records(table)
        ]
        y = {"field": "place", "type": "nominal", "sort": None, "title": None}
        x = {"field": "people", "type": "quantitative", "title": f"people on {date}"}
        span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
        return _chart(
            {
                "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
                "data": {"values": rows},
                "encoding": {"y": y},
                "layer": [
                    {"mark": {"type": "bar", "color": palette.BAND_50}, "encoding": {"x": x}},
                    {"mark": {"type": "rule", "color": palette.MEDIAN}, "encoding": span},
                ],
                "width": width,
            }
        )

    def map(self, date: str | dt.date | None = None, *, width: int = 640) -> alt.Chart:
        """The map with a slider over the days.

        Args:
            date: Day shown first; by default the last.
            width: Pixels.

        Raises:
            KeyError: If the date is outside the period.
            SafepassageError: If the sensitivity forbids to show places.
        """
        data = map_data(self.result, self.policy)
        if data is None:
            raise SafepassageError("the sensitivity of the scenario forbids to show places")
        day = self.result.scenario.days - 1 if date is None else self.result.day_of(date)
        frame = int(np.searchsorted(data.days, day, side="right")) - 1
        spec = map_chart(language(self.code), data, frame, f"Map of {self.result.scenario.name}")
        slider = {"input": "range", "min": 0, "max": len(data.days) - 1, "step": 1, "name": "day "}
        first, *others = spec["params"]
        sizes = {"width": width, "height": round(width / ASPECT)}
        return _chart({**spec, "params": [{**first, "bind": slider}, *others], **sizes})


def _chart(spec: dict[str, Any]) -> alt.Chart:
    import altair as alt  # slow to import

    return alt.Chart.from_dict(spec)
