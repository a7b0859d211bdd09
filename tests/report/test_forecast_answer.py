"""What a forecast of counts says: places as their owner wrote them, sums called sums."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.exchange.counts.case import read_counts
from safepassage.forecast.forecast import forecast
from safepassage.report.answers.answer import Spoken, speak
from safepassage.report.answers.forecasts import registrations_answer
from safepassage.report.brief.language import language
from safepassage.report.names import called

COUNTS = """date,place,value
2023-01-01,north-gate,100
2023-01-11,north-gate,400
2023-01-21,north-gate,900
2023-01-01,Old Mill,50
2023-01-11,Old Mill,60
2023-01-21,Old Mill,80
"""
TOTAL = "2023-01-01,total,150\n2023-01-11,total,460\n2023-01-21,total,980\n"


def spoken(found: dict[str, Any]) -> Spoken:
    words = language("en")
    return speak(registrations_answer(found), words, called(None, words))


@pytest.mark.parametrize("text", [COUNTS, COUNTS + TOTAL], ids=["summed", "reported"])
def test_a_sum_is_called_a_sum_and_the_largest_place_is_a_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    found = forecast(read_counts(path), origin="2023-01-21", horizon=30, members=20).as_dict()
    (opening,), (table,) = spoken(found).opening, spoken(found).tables
    named = [row[0] for row in table.rows]
    assert set(named) == {"People in north gate", "People in Old Mill", "All places together"}
    assert len(found["totals"]) == 1
    assert "people in all. The largest number: People in north gate, about" in opening
    (whole,) = (row for row in table.rows if row[0] == "All places together")
    assert str(whole[2]) in opening


def test_one_place_needs_no_sum(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(COUNTS.splitlines()[:4]), encoding="utf-8")
    found = forecast(read_counts(path), origin="2023-01-21", horizon=30, members=20).as_dict()
    (opening,) = spoken(found).opening
    assert "in nine of ten cases: People in north gate, about" in opening
    assert np.isfinite(found["quantities"]["present:north-gate"]["2023-02-20"]["p50"])
