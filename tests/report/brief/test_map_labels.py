"""Names on the map do not cover each other, on a page and on a telephone."""

from __future__ import annotations

from itertools import combinations

import pytest

from safepassage.disclosure.findings import Findings
from safepassage.report.brief.map_labels import FRAMES, chosen
from safepassage.report.brief.map_scales import boxes


@pytest.mark.parametrize("frame", FRAMES)
def test_names_do_not_cover_each_other(findings: Findings, frame: tuple[int, int]) -> None:
    data = findings.map
    assert data is not None
    width, height = frame
    for box in boxes(data):
        drawn = []
        for name, x, y, to_the_left in chosen(data, box, frame):
            at = (x - box[0]) / (box[1] - box[0]) * width
            length = 6.5 * len(name) + 9
            start = at - length if to_the_left else at
            assert start >= 0
            assert start + length <= width
            drawn.append((start, start + length, (y - box[2]) / (box[3] - box[2]) * height))
        assert len(drawn) >= 3
        for (start, end, up), (other, other_end, other_up) in combinations(drawn, 2):
            assert end <= other or other_end <= start or abs(up - other_up) >= 12
