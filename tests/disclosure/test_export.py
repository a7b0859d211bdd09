"""What leaves a run: no small count, no neighbourhood of a pocket, no formula, a label."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from safepassage import read_scenario, run
from safepassage.cli.app import app
from safepassage.disclosure.counts import VALUES, class_counts, place_counts
from safepassage.disclosure.disclose import enclosed_rows
from safepassage.disclosure.export import export
from safepassage.disclosure.fans import fans, withheld_days
from safepassage.disclosure.policy import LABELS, PRECISIONS, Policy, level_of, policy_of
from safepassage.disclosure.releases import LOG, log_release, release_policy
from safepassage.errors import SafepassageError, ScenarioError, StoreError
from safepassage.neutral import FORMULA, guard, neutral, unguard
from safepassage.report.brief.write import write_report
from safepassage.result.result import Result
from safepassage.result.store import save
from safepassage.scenario.table import Table
from safepassage.scenario.timeline.timeline import timeline
from safepassage.scenario.write import write
from safepassage.spread import weighted_quantiles


@pytest.fixture(scope="module")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016"), members=4)


@pytest.fixture(scope="module")
def single() -> Result:
    """One member: its quantiles are its counts, so that they do add up."""
    return run(read_scenario("aleppo-2016"), members=1)


def shut_pairs(result: Result) -> set[tuple[str, str]]:
    days, places = np.nonzero(timeline(result.scenario).enclosed)
    dates = result.dates.astype(str)
    return {(dates[d], result.places[p]) for d, p in zip(days, places, strict=True)}


def test_no_small_count_and_nothing_by_neighbourhood_of_a_pocket(aleppo: Result) -> None:
    for told in (place_counts(aleppo, Policy()), class_counts(aleppo, Policy())):
        shown = told.table.loc[~told.table["suppressed"], list(VALUES)].astype(int).to_numpy()
        assert not ((shown > 0) & (shown < 10)).any()
        assert (shown % 5 == 0).all()
        assert told.hidden > 0
    table = place_counts(aleppo, Policy()).table
    pairs = set(zip(table["date"].dt.strftime("%Y-%m-%d"), table["place"], strict=True))
    assert shut_pairs(aleppo)
    assert not pairs & shut_pairs(aleppo)
    assert ("2016-12-01", "enclosed") in pairs


def test_what_is_hidden_of_one_member_cannot_be_subtracted(single: Result) -> None:
    exact = Policy(base=1)
    table = place_counts(single, exact).table
    for _, rows in table.groupby(["date", "quantity"]):
        hidden = rows.loc[rows["suppressed"] & (rows["place"] != "all")]
        total = rows.loc[rows["place"] == "all"].iloc[0]
        if len(hidden) and not total["suppressed"]:
            left = (
                total["p50"] - rows.loc[~rows["suppressed"] & (rows["place"] != "all"), "p50"].sum()
            )
            assert len(hidden) > 1
            assert left >= exact.threshold


def test_totals_agree_with_the_run(single: Result) -> None:
    table = place_counts(single, Policy(base=1)).table
    day = single.day_of("2016-12-20")
    row = table[(table["date"] == "2016-12-20") & (table["place"] == "all")]
    displaced = row.loc[row["quantity"] == "displaced", "p50"].item()
    assert displaced == single.arrays["displaced"][0, day].sum()


def test_enclosed_rows_of_any_table(aleppo: Result) -> None:
    table = pd.DataFrame(
        {
            "place": ["as-sukkari", "as-sukkari", "jibreen", "all"],
            "date": pd.to_datetime(["2016-12-01", "2017-01-15", "2016-12-01", "2016-12-01"]),
        }
    )
    assert enclosed_rows(table, aleppo.scenario).tolist() == [True, False, False, False]


@pytest.mark.parametrize("places", ["admin1", "admin2", "none"])
def test_coarser_places(aleppo: Result, places: str, tmp_path: Path) -> None:
    policy = policy_of(aleppo.scenario, places=places)
    keys = set(place_counts(aleppo, policy).table["place"])
    assert not keys & set(aleppo.places)
    written = export(aleppo, tmp_path / "out", policy=policy)
    assert written.rows["places"] == 0


def test_moves_are_exported_by_place_only_and_agree_with_the_run(
    aleppo: Result, tmp_path: Path
) -> None:
    policy = policy_of(aleppo.scenario)
    export(aleppo, tmp_path / "out", flows=True)
    table = pd.read_csv(tmp_path / "out" / "flows.csv", encoding="utf-8-sig")
    assert len(table)
    shut = np.asarray(timeline(aleppo.scenario).enclosed)
    dates = aleppo.dates.astype(str).tolist()
    median = weighted_quantiles(aleppo.arrays["flow"], aleppo.weight, (0.5,))[0]
    for row in table.itertuples():
        start, end = row[2], row[3]
        day, link = dates.index(row.date), aleppo.links.index(f"{start}>{end}")
        assert abs(row.people - median[day, link]) <= policy.base / 2
        assert row.people >= policy.threshold
        assert not shut[day, [aleppo.places.index(start), aleppo.places.index(end)]].any()
    areas = policy_of(aleppo.scenario, places="admin2")
    with pytest.raises(ScenarioError, match="not published by area"):
        export(aleppo, tmp_path / "areas", policy=areas, flows=True)


def test_sensitivity_decides(aleppo: Result) -> None:
    high = aleppo.scenario.replace(sensitivity="high")
    assert policy_of(high).threshold > policy_of(aleppo.scenario).threshold
    assert policy_of(high).places == "admin2"
    assert policy_of(high, places="admin1", threshold=30).threshold == 30


@pytest.mark.parametrize("level", LABELS)
@pytest.mark.parametrize(
    "looser",
    [{"threshold": -1}, {"base": -1}, {"places": -1}, {"decimals": 1}, {"sensitivity": -1}],
)
def test_nothing_goes_below_the_level(
    aleppo: Result, level: str, looser: dict[str, int], tmp_path: Path
) -> None:
    """One step looser in any attribute is refused, by the options and by a policy of one's own."""
    scenario = aleppo.scenario.replace(sensitivity=level)
    floor = level_of(scenario)
    ((key, step),) = looser.items()
    order = {"places": list(PRECISIONS), "sensitivity": list(LABELS)}.get(key)
    value = getattr(floor, key)
    if order is not None and order.index(value) == 0:
        pytest.skip("nothing is looser")
    wanted = order[order.index(value) + step] if order else value + step
    with pytest.raises(ScenarioError, match="--raw") as caught:
        policy_of(scenario, **{key: wanted})
    assert caught.value.problems[0].column == key
    run_ = dataclasses.replace(aleppo, scenario=scenario)
    with pytest.raises(ScenarioError, match="--raw"):
        export(run_, tmp_path / "out", policy=dataclasses.replace(floor, **{key: wanted}))
    assert not (tmp_path / "out").exists()


def test_a_higher_threshold_rounds_coarser(aleppo: Result) -> None:
    assert policy_of(aleppo.scenario, threshold=101).base == 51
    with pytest.raises(ScenarioError, match="base"):
        policy_of(aleppo.scenario, threshold=101, base=50)


def test_a_run_is_released_under_one_set_of_rules(aleppo: Result, tmp_path: Path) -> None:
    folder = save(aleppo, tmp_path / "run")
    scenario = aleppo.scenario
    export(aleppo, tmp_path / "one", run_folder=folder, policy=policy_of(scenario, threshold=40))
    line = json.loads((folder / LOG).read_text(encoding="utf-8"))
    assert (line["threshold"], line["base"], line["places"]) == (40, 20, "place")
    again = export(aleppo, tmp_path / "two", run_folder=folder)  # not given: as before
    assert "39" in again.notice
    for other in ({}, {"threshold": 50}, {"places": "none", "threshold": 40}):
        policy = policy_of(scenario, **other)
        with pytest.raises(StoreError, match="subtracted"):
            export(aleppo, tmp_path / "three", run_folder=folder, policy=policy)
        with pytest.raises(StoreError, match="subtracted"):
            write_report(aleppo, tmp_path / "b.html", run_folder=folder, policy=policy, judge=False)
    assert not (tmp_path / "three").exists()
    assert not (tmp_path / "b.html").exists()
    assert release_policy(scenario, folder).threshold == 40
    log_release(folder, scenario, Policy(), out=tmp_path, form="csv", raw=True)
    assert json.loads((folder / LOG).read_text().splitlines()[-1])["threshold"] == 0
    (folder / LOG).write_text("[1]\n", encoding="utf-8")
    with pytest.raises(StoreError, match="line 1"):
        release_policy(scenario, folder)


def test_raw_takes_no_rules(aleppo: Result, tmp_path: Path) -> None:
    folder = save(aleppo, tmp_path / "run")
    out = str(tmp_path / "out")
    asked = ["export", str(folder), "--out", out, "--raw", "--threshold", "3"]
    assert CliRunner().invoke(app, asked).exit_code != 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": 2}, {"base": 0}, {"places": "street"}, {"decimals": 9}, {"sensitivity": "x"}],
)
def test_rules_that_protect_nobody_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ScenarioError):
        Policy(**wrong)  # type: ignore[arg-type]


def test_nasty_texts_are_never_formulas(tmp_path: Path) -> None:
    """Scenarios refuse texts that begin with =; the writers must hold without that."""
    tiny = read_scenario("tiny")
    nasty = ['=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1+1"]
    rows = list(tiny["places"].rows())
    places = [{**row, "name": nasty[n % len(nasty)]} for n, row in enumerate(rows)]
    scenario = dataclasses.replace(
        tiny, tables={**tiny.tables, "places": Table.from_values("places", places)}
    )
    result = run(scenario, members=2)
    for form in ("csv", "xlsx", "parquet"):
        export(result, tmp_path / form, policy=Policy(), form=form)
    table = pd.read_csv(tmp_path / "csv" / "places.csv", encoding="utf-8-sig")
    assert len(table) == len(places)
    for texts in (table["name"], pd.read_excel(
        tmp_path / "xlsx" / "export.xlsx", sheet_name="places", engine="calamine"
    )["name"]):  # fmt: skip
        assert all(not str(text).lstrip(" ").startswith(FORMULA) for text in texts)
    assert (table["sensitivity"] == "moderate").all()


def test_neutral() -> None:
    assert neutral("=1") == "'=1"
    assert neutral("plain - text") == "plain - text"
    assert neutral("\uff1d1") == "'\uff1d1"


@given(st.text(alphabet="'=+-@\t a", max_size=6))
@settings(derandomize=True)
def test_a_guarded_text_is_neutral_and_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(FORMULA)


def test_a_scenario_folder_has_no_formulas_and_reads_back_equal(tmp_path: Path) -> None:
    tiny = read_scenario("tiny")
    notes = ["+1+1", "-2", "@SUM(A1)", "'-x", "plain"]
    claims = [{**row, "note": notes[n % len(notes)]} for n, row in enumerate(tiny["claims"].rows())]
    scenario = tiny.replace(claims=claims)
    folder = write(scenario, tmp_path / "tiny")
    assert read_scenario(folder) == scenario
    table = pd.read_csv(folder / "claims.csv", dtype=str)
    assert not table["note"].fillna("").str.startswith(FORMULA).any()


def test_raw_needs_a_flag_is_logged_and_keeps_the_pocket_together(
    aleppo: Result, tmp_path: Path
) -> None:
    folder = save(aleppo, tmp_path / "run")
    with pytest.raises(StoreError, match="logged"):
        export(aleppo, tmp_path / "raw", policy=Policy(), raw=True)
    export(aleppo, tmp_path / "raw", policy=Policy(), raw=True, run_folder=folder)
    line = json.loads((folder / LOG).read_text(encoding="utf-8"))
    assert line["raw"] is True
    table = pd.read_csv(tmp_path / "raw" / "raw_counts.csv", encoding="utf-8-sig")
    assert not set(zip(table["date"], table["place"], strict=True)) & shut_pairs(aleppo)
    assert table["sensitivity"].str.contains("raw").all()


def test_taken_folders_are_refused(aleppo: Result, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    for overwrite in (False, True):
        with pytest.raises(StoreError):
            export(aleppo, tmp_path / "mine", policy=Policy(), overwrite=overwrite)
    assert (tmp_path / "mine" / "thesis.txt").exists()
    with pytest.raises(SafepassageError, match="csv"):
        export(aleppo, tmp_path / "x", policy=Policy(), form="cvs")


def test_command(aleppo: Result, tmp_path: Path) -> None:
    folder = save(aleppo, tmp_path / "run")
    out = tmp_path / "out"
    answer = CliRunner().invoke(app, ["export", str(folder), "--out", str(out), "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert set(told["files"]) == {path.name for path in out.iterdir()}
    assert told["notice"] in (out / "README.txt").read_text(encoding="utf-8")


def test_a_workbook_begins_with_headlines_and_has_names_and_real_dates(tmp_path: Path) -> None:
    """A manager opens it and can sort, filter and pivot by month without a list of identifiers."""
    result = run(read_scenario("aleppo-2016"), members=4)
    policy = policy_of(result.scenario)
    export(result, tmp_path / "out", policy=policy, form="xlsx")
    with CalamineWorkbook.from_path(str(tmp_path / "out" / "export.xlsx")) as book:
        assert book.sheet_names[0] == "headlines"
        first = book.get_sheet_by_name("headlines").to_python()
        rows = book.get_sheet_by_name("counts_by_place").to_python()
    assert "Sensitivity" in str(first[0][0]) or policy.label in str(first[0][0])
    said = {(row[0], row[1]): row for row in first[3:]}
    fled = said["People who fled: Eastern Aleppo", "last day"]
    assert fled[2] == result.scenario.end
    assert fled[3] <= fled[4] <= fled[5]
    head = rows[0]
    assert {"name", "low (5 %)", "median", "high (95 %)"} <= set(head)
    assert all(isinstance(row[head.index("date")], dt.date) for row in rows[1:])
    named = {row[head.index("place")]: row[head.index("name")] for row in rows[1:]}
    assert named["jibreen"] == "Jibreen collective shelter"
    shown = {fan.label for fan in fans(result, policy, withheld_days(result, policy))}
    assert {label for label, _ in said} >= shown
