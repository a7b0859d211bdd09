"""Numbers and dates as French and Arabic keyboards type them: one reading or none."""

# ruff: noqa: RUF001 (digits of other scripts are what this is about)

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.keyboards import TwoReadingsError, stored_date, stored_number
from safepassage.scenario.read import read_scenario
from tests.scenario.test_read_cells import write_cell


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("370 000", "370000"),
        ("370\u202f000", "370000"),
        ("1\u00a0234,5", "1234.5"),
        ("13,45", "13.45"),
        ("0,125", "0.125"),
        ("-1,5", "-1.5"),
        ("١٣٫٤٥", "13.45"),
        ("٣٧٠٬٠٠٠", "370000"),
        ("\u200f۱۲۳", "123"),
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
    ],
)
def test_a_number_with_one_reading_is_taken(typed: str, stored: str) -> None:
    assert stored_number(typed) == stored


@pytest.mark.parametrize("typed", ["1;5", "ten", "1,2,3", "37 00", "1 2", "12.34.56", "1,5,"])
def test_what_is_no_number_stays_what_it_is(typed: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        float(stored_number(typed))


def test_a_comma_before_three_digits_has_two_readings_unless_numbers_are_whole() -> None:
    with pytest.raises(TwoReadingsError, match=r"1234 or 1\.234"):
        stored_number("1,234")
    assert stored_number("1,234", whole=True) == "1234"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("24/12/2016", "2016-12-24"),
        ("12/24/2016", "2016-12-24"),
        ("5.12.2016", "2016-12-05"),
        ("٢٤/١٢/٢٠١٦", "2016-12-24"),
        ("٢٠١٦-١٢-٠٥", "2016-12-05"),
        ("2016/12/05", "2016-12-05"),
        ("24/12/2016 8:30", "2016-12-24T08:30"),
    ],
)
def test_a_date_with_one_reading_is_taken(typed: str, stored: str) -> None:
    assert stored_date(typed) == stored


def test_a_date_with_two_readings_names_both() -> None:
    with pytest.raises(TwoReadingsError, match="2016-12-05 or 2016-05-12"):
        stored_date("05/12/2016")


def test_a_scenario_takes_them_and_names_what_it_cannot_decide(folder: Path) -> None:
    write_cell(folder, "populations", "best", "٢٤ ٠٠٠")
    write_cell(folder, "places", "lat", "10,25")
    write_cell(folder, "claims", "published", "3.3.2030")
    read = read_scenario(folder)
    assert read["populations"]["best"][0] == 24_000
    assert read["places"]["lat"][0] == 10.25
    assert str(read["claims"]["published"][0]) == "2030-03-03"
    write_cell(folder, "claims", "published", "03/04/2030")
    with pytest.raises(ScenarioError, match=r"may be 2030-04-03 or 2030-03-04; write one"):
        read_scenario(folder)
