"""Files of counts: read as they are, refused with what is wrong and what to do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import ScenarioError
from safepassage.exchange.counts.case import read_counts
from safepassage.exchange.counts.rows import counts_path
from safepassage.forecast.forecast import forecast_case

SHARED = Path(__file__).parents[3] / "shared" / "series"
HEADER = "date,place,value,published,source\n"
BEGIN = dt.date(2023, 5, 1)


def day(number: int) -> str:
    return (BEGIN + dt.timedelta(days=number)).isoformat()


def made(tmp_path: Path, *rows: str, header: str = HEADER, name: str = "counts.csv") -> Path:
    path = tmp_path / name
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def usual() -> list[str]:
    """Two towns and the border between them, every ten days for half a year."""
    return [
        f"{day(n)},{place},{base + pace * n + 70 * (n % 40)},{day(n + 1)},report"
        for n in range(0, 180, 10)
        for place, base, pace in (("adre", 1000, 300), ("renk", 400, 90))
    ]


def test_revisions_are_read_in_order_of_publication(tmp_path: Path) -> None:
    revised = f"{day(20)},adre,5,{day(60)},corrected"
    case = read_counts(made(tmp_path, revised, *usual()))
    adre = case.history.sites.index("adre")
    assert case.history.known(59).sites[adre].at(20) == 8400
    assert case.history.known(60).sites[adre].at(20) == 5
    assert case.history.published(first=True).sites[adre].at(20) == 8400
    before = forecast_case(case, 50, 30, 40, 1)
    plain = forecast_case(read_counts(made(tmp_path, *usual())), 50, 30, 40, 1)
    assert before.members.tobytes() == plain.members.tobytes()


def test_a_total_is_forecast_and_not_added_again(tmp_path: Path) -> None:
    totals = [f"{day(n)},total,{1400 + 390 * n},{day(n + 1)},report" for n in range(0, 180, 10)]
    found = forecast_case(read_counts(made(tmp_path, *usual(), *totals)), 175, 30, 40, 1)
    assert found.sites == ("adre", "renk", "total")
    assert found.together is None
    parts = forecast_case(read_counts(made(tmp_path, *usual())), 175, 30, 40, 1)
    assert parts.together is not None
    assert parts.together[:, -1].max() > parts.registered.sum()


WRONG = {
    "two values and no order": (
        [f"{day(0)},adre,5,,", f"{day(0)},adre,6,,", f"{day(9)},adre,7,,"],
        "adre has 6 on .*, and 5 in row 2, with nothing to say which came later",
    ),
    "percentages": ([f"{day(0)},adre,45%,,", f"{day(9)},adre,50%,,"], "is a percentage"),
    "percentages without a sign": (
        [f"{day(0)},adre,45.5,,", f"{day(9)},adre,50,,"],
        "percentages or shares",
    ),
    "shares": ([f"{day(0)},adre,0.45,,", f"{day(9)},adre,1,,"], "percentages or shares"),
    "one row": ([f"{day(0)},adre,5,,"], "holds one row"),
    "all zeros": ([f"{day(0)},adre,0,,", f"{day(9)},adre,0,,"], "holds zeros only"),
    "a date in the future": (
        [f"{day(0)},adre,5,,", "2199-01-01,adre,6,,"],
        "2199-01-01 lies in the future",
    ),
    "no counts at all": ([], "holds no counts"),
    "published before the day": ([f"{day(9)},adre,5,{day(0)},"], "before the day"),
    "no place": ([f"{day(9)},,5,,"], "must be filled"),
    "a negative count": ([f"{day(9)},adre,-5,,"], "is not from 0"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_with_its_row(what: str, tmp_path: Path) -> None:
    rows, says = WRONG[what]
    with pytest.raises(ScenarioError, match=says) as caught:
        read_counts(made(tmp_path, *rows))
    assert all(problem.file == "counts.csv" for problem in caught.value.problems)


def test_stocks_and_cumulative_counts_are_not_mixed(tmp_path: Path) -> None:
    header = "date,place,value,measure\n"
    rows = [f"{day(0)},adre,5,stock", f"{day(9)},adre,9,cumulative"]
    with pytest.raises(ScenarioError, match="measures are mixed: 'cumulative' here and 'stock'"):
        read_counts(made(tmp_path, *rows, header=header))
    rows = [f"{day(0)},adre,9,cumulative", f"{day(9)},adre,5,cumulative"]
    with pytest.raises(ScenarioError, match=r"falls from 9 \(row 2\) to 5"):
        read_counts(made(tmp_path, *rows, header=header))
    falling = [f"{day(0)},adre,9,,", f"{day(9)},adre,5,,"]
    with pytest.raises(ScenarioError, match="a cumulative count cannot"):
        read_counts(made(tmp_path, *falling), cumulative=True)
    assert not read_counts(made(tmp_path, *falling)).history.cumulative


def test_what_a_path_holds_decides(tmp_path: Path) -> None:
    folder = tmp_path / "imported"
    folder.mkdir()
    assert counts_path(folder) is None
    table = (
        "quantity,date,value,published\npresent:adre,2023-05-01,5,\npresent:adre,2023-05-11,9,\n"
    )
    (folder / "series.csv").write_text(table, encoding="utf-8")
    assert counts_path(folder) == folder / "series.csv"
    assert read_counts(folder / "series.csv").history.sites == ("adre",)
    (folder / "scenario.toml").write_text("", encoding="utf-8")
    assert counts_path(folder) is None
    assert counts_path(tmp_path / "nothing.csv") is None


def test_claims_of_an_import_are_read_as_they_are(tmp_path: Path) -> None:
    header = "claim,quantity,low,high,date,published,source_id\n"
    rows = [f"c{n},idps:td01,{n + 5},{n + 5},{day(n)},{day(n)},dtm" for n in (0, 30)]
    case = read_counts(made(tmp_path, *rows, header=header, name="claims.csv"))
    assert case.history.sites == ("idps:td01",)
    ranged = [f"c,idps:td01,5,9,{day(0)},{day(0)},dtm"]
    with pytest.raises(ScenarioError, match="end of a range"):
        read_counts(made(tmp_path, *ranged, header=header, name="claims.csv"))


def test_a_workbook_is_read_like_the_file(tmp_path: Path) -> None:
    path = tmp_path / "counts.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("from the field")
        for column, name in enumerate(HEADER.strip().split(",")):
            sheet.write(0, column, name)
        for number, row in enumerate(usual(), 1):
            about, place, value, published, source = row.split(",")
            sheet.write_datetime(number, 0, dt.datetime.fromisoformat(about))
            sheet.write(number, 1, place)
            sheet.write_number(number, 2, float(value))
            sheet.write_datetime(number, 3, dt.datetime.fromisoformat(published))
            sheet.write(number, 4, source)
    assert counts_path(path) == path
    book_case, file_case = read_counts(path), read_counts(made(tmp_path, *usual()))
    for name, rows in file_case.history.rows.items():
        for ours, theirs in zip(book_case.history.rows[name], rows, strict=True):
            assert np.array_equal(ours, theirs)


def test_the_command_forecasts_a_file_and_says_how_good_it_was(tmp_path: Path) -> None:
    path, figure = made(tmp_path, *usual()), tmp_path / "figure.html"
    asked = ["forecast", str(path), "--origin", day(165), "--horizon", "40"]
    shown = CliRunner().invoke(app, [*asked, "--figure", str(figure)])
    assert shown.exit_code == 0, shown.output
    assert "independent outcomes" in shown.stdout
    assert "The simulation took no part" in shown.stdout
    assert '"adre"' in figure.read_text(encoding="utf-8")
    answer = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert set(answer["quantities"]) == {"present:adre", "present:renk", "registered:all"}
    assert set(answer["past"]["horizons"]) == {"30", "40"}
    for model, says in (("simulator", "needs a scenario"), ("thetta", "theta")):
        refused = CliRunner().invoke(app, [*asked, "--model", model])
        assert isinstance(refused.exception, ScenarioError)
        assert says in str(refused.exception)


def test_several_cases_are_one_command(tmp_path: Path) -> None:
    one, two = (made(tmp_path, *usual(), name=f"{name}.csv") for name in ("one", "two"))
    asked = ["backtest", str(one), str(two), "--horizons", "30"]
    answer = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert set(answer["cases"]) == {"one", "two"}
    skills = [case["horizons"]["30"]["crps_skill"] for case in answer["cases"].values()]
    assert answer["pooled"]["30"]["mean_skill"] == pytest.approx(np.mean(skills))
    shown = CliRunner().invoke(app, asked)
    assert "together" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100
    twice = CliRunner().invoke(app, ["backtest", str(one), str(one)])
    assert "is named twice" in str(twice.exception)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/series")
@pytest.mark.parametrize(
    ("name", "origins"),
    [
        ("rohingya2017_arrivals", ("2017-10-03", "2017-11-12", "2017-12-17")),
        ("sudan2023_arrivals", ("2023-07-13", "2023-09-12", "2023-10-03")),
    ],
)
def test_the_shared_series_are_forecast_from_the_file_alone(
    name: str, origins: tuple[str, ...]
) -> None:
    case = read_counts(SHARED / f"{name}.csv")
    for origin in origins:
        number = (dt.date.fromisoformat(origin) - case.start).days
        found = forecast_case(case, number, 30, 100, 1)
        assert np.all(np.isfinite(found.members))
        assert np.all(found.middle[-1] < 3 * found.registered)
