"""Borders on the map stand where they are, and only in its view."""

from __future__ import annotations

import numpy as np

from safepassage import make_scenario, read_scenario, run
from safepassage.disclosure.map_data import MapData, map_data
from safepassage.disclosure.policy import policy_of
from safepassage.report.brief.map_borders import border_layer, borders
from safepassage.report.brief.map_scales import Scales, boxes
from safepassage.scenario.scenario import Scenario


def drawn(scenario: Scenario) -> MapData:
    data = map_data(run(scenario, members=2), policy_of(scenario))
    assert data is not None
    return data


def test_a_border_between_two_towns_is_drawn_between_them() -> None:
    """El Geneina in Sudan, Adré in Chad: 22.45° and 22.20° east on one latitude."""
    places = {
        "place": ["el-geneina", "adre"], "kind": ["settlement", "site"],
        "lat": [13.45, 13.47], "lon": [22.45, 22.20],
    }  # fmt: skip
    tables = {
        "places": places,
        "routes": [{"from": "el-geneina", "to": "adre", "length_km": 30}],
        "classes": {"class": ["people"]},
        "populations": [{"place": "el-geneina", "class": "people", "best": 1000}],
    }
    settings = {"title": "Two towns", "start": "2023-06-01", "days": 3}
    data = drawn(make_scenario("two", settings, tables=tables))
    (x0, x1, y0, y1), _ = boxes(data)
    lines = borders(data)
    points = np.concatenate(lines)
    assert (points >= (x0, y0)).all()
    assert (points <= (x1, y1)).all()
    west, east = data.places["x"].min(), data.places["x"].max()
    crossing = np.interp(data.places["y"].mean(), *points[points[:, 1].argsort()][:, ::-1].T)
    assert west < crossing < east


def test_far_from_any_border_there_is_no_layer() -> None:
    data = drawn(read_scenario("tiny"))
    assert border_layer(Scales(*boxes(data), 1.0, 1.0), data) == []
