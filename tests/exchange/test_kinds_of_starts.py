"""The kinds of events, boundaries and roads that once went wrong, in forms other than reported."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.context import Context
from safepassage.exchange.formats import read_files
from safepassage.exchange.merge import gazetteer_of, with_imported
from safepassage.exchange.start import Answers, Started, start_scenario
from safepassage.result.run import run
from tests.exchange.made_files import FORMS, Rows, point, save, shapes, square

TABLES = ("csv", "semicolon", "xlsx")
ACLED = ("event_id_cnty", "event_date", "event_type", "sub_event_type", "inter1", "latitude",
         "longitude", "location", "country", "time_precision", "geo_precision",
         "fatalities")  # fmt: skip
UCDP = ("id", "year", "type_of_violence", "where_prec", "where_coordinates", "adm_1", "latitude",
        "longitude", "country", "date_prec", "date_start", "date_end", "best", "high",
        "low")  # fmt: skip
PEOPLE: Rows = [("ADM1_PCODE", "T_TL"), ("ZZ01", 1000), ("ZZ02", 2000)]
FIRST = Answers(start=dt.date(2024, 1, 1))


def boundaries(folder: Path) -> Path:
    """Two provinces, and one district in each."""
    own = [
        {"ADM2_EN": "Alpha", "ADM2_PCODE": "ZZ0101", "ADM1_EN": "North", "ADM1_PCODE": "ZZ01"},
        {"ADM2_EN": "Beta", "ADM2_PCODE": "ZZ0201", "ADM1_EN": "South", "ADM1_PCODE": "ZZ02"},
    ]
    return shapes(folder / "adm2.geojson", [(own[n], square(20 + n)) for n in (0, 1)])


def provinces(folder: Path) -> Path:
    own = [{"ADM1_EN": n, "ADM1_PCODE": c} for n, c in (("North", "ZZ01"), ("South", "ZZ02"))]
    return shapes(folder / "adm1.geojson", [(own[n], square(20 + n)) for n in (0, 1)])


def district_people(folder: Path, form: str = "csv") -> Path:
    rows: Rows = [("ADM2_PCODE", "T_TL"), ("ZZ0101", 1000), ("ZZ0201", 2000)]
    return save(folder, "pop", form, rows)


def battle(number: str, day: object, sort: str = "Armed clash", deaths: int = 3) -> tuple[Any, ...]:
    return (number, day, "Battles", sort, "1", "10.5", "20.5", "Alpha", "Zedland", 1, 1, deaths)


@pytest.mark.parametrize("form", TABLES)
def test_control_of_one_unit_on_one_day_is_one_row(tmp_path: Path, form: str) -> None:
    day = dt.date(2024, 1, 5)
    rows: Rows = [
        ACLED, battle("Z1", day, "Non-state actor overtakes territory", 2),
        battle("Z2", day, "Government regains territory", 9),
        battle("Z3", day, "Government regains territory", 0),
    ]  # fmt: skip
    started = start_scenario(
        "s", boundaries=boundaries(tmp_path), population=district_people(tmp_path, form),
        acled_file=save(tmp_path, "acled", form, rows),
    )  # fmt: skip
    control = [row for row in started.scenario["events"].rows() if row["kind"] == "control"]
    assert [row["value"] for row in control] == ["government"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("first", "second"),
    [("25/01/2024", "03/02/2024"), ("25 janvier 2024", "3 février 2024"),
     ("25 يناير 2024", "3 فبراير 2024"), ("45316", "45325"), ("25.1.24", "3.2.24"),
     ("2024-01-25T00:00:00Z", "2024-02-03T00:00:00Z")],
)  # fmt: skip
def test_dates_of_a_column_settle_one_another(
    tmp_path: Path, form: str, first: str, second: str
) -> None:
    path = save(tmp_path, "t", form, [ACLED, battle("Z1", second), battle("Z2", first)])
    found = read_files("acled", [path])
    rows = [row for row in found.tables["events"] if row["value"] != "0"]
    assert {row["date"] for row in rows} == {dt.date(2024, 1, 25), dt.date(2024, 2, 3)}


@pytest.mark.parametrize("form", FORMS)
def test_a_day_and_a_month_that_nothing_tells_apart_are_refused(tmp_path: Path, form: str) -> None:
    path = save(tmp_path, "t", form, [ACLED, battle("Z1", "03/04/2024")])
    with pytest.raises(ScenarioError, match="2024-03-04 or 2024-04-03; give --dates"):
        read_files("acled", [path])


@pytest.mark.parametrize("form", TABLES)
def test_the_type_of_old_files_is_the_change_of_control(tmp_path: Path, form: str) -> None:
    rows: Rows = [
        [*ACLED[:3], *ACLED[4:]],
        [*battle("Z1", "2015-01-03")[:2], "Battle-Government regains territory",
         *battle("Z1", "")[4:]],
        [*battle("Z2", "2015-01-05")[:2], "Battle-Non-state actor overtakes territory",
         *battle("Z2", "")[4:]],
    ]  # fmt: skip
    found = read_files("acled", [save(tmp_path, "t", form, rows)])
    control = [row["value"] for row in found.tables["events"] if row["kind"] == "control"]
    assert control == ["government", "non-state"]


def test_people_of_units_that_are_not_there_are_left_out_and_counted(tmp_path: Path) -> None:
    for form in TABLES:
        rows: Rows = [*PEOPLE, ("ZZ77", 500_000)]
        started = start_scenario(
            "s", boundaries=provinces(tmp_path), population=save(tmp_path, "pop", form, rows),
            answers=FIRST,
        )  # fmt: skip
        people = started.scenario["populations"]
        assert people["best"][people["status"] == "resident"].sum() == 3000
        assert started.losses.lost == 500_000
        assert "WARNING" in started.losses.alarm


@pytest.mark.parametrize("form", TABLES)
def test_an_event_known_to_its_province_counts_in_it(tmp_path: Path, form: str) -> None:
    rough = (1, 2024, 1, 4, "North province", "North", 10.9, 20.9, "Z", 1, "2024-01-03",
             "2024-01-03", 90, 90, 90)  # fmt: skip
    file = save(tmp_path, "u", form, [UCDP, rough])
    people = save(tmp_path, "pop", form, PEOPLE)
    started = start_scenario(
        "s", boundaries=provinces(tmp_path), population=people, ucdp_file=file, answers=FIRST
    )
    first = next(iter(started.scenario["events"].rows()))
    assert (first["target"], first["value"]) == ("north", "0.9")
    quiet = start_scenario("s", boundaries=provinces(tmp_path), population=people, answers=FIRST)
    context = Context(gazetteer=gazetteer_of(quiet.scenario))
    found = read_files("ucdp", [file], context)
    assert [row["target"] for row in found.tables["events"]] == ["north", "north"]


@pytest.mark.parametrize("form", TABLES)
def test_one_battle_counts_once_however_it_comes(tmp_path: Path, form: str) -> None:
    acled = save(tmp_path, "a", form, [ACLED, battle("Z1", "2024-01-03")])
    later = save(
        tmp_path, "b", form, [ACLED, battle("Z1", "2024-01-03"), battle("Z2", "2024-02-03")]
    )
    same = (1, 2024, 1, 1, "Alpha", "North", 10.52, 20.5, "Z", 1, "2024-01-03", "2024-01-03",
            3, 3, 3)  # fmt: skip
    ucdp = save(tmp_path, "u", form, [UCDP, same])
    files: dict[str, Any] = {
        "boundaries": boundaries(tmp_path), "population": district_people(tmp_path),
        "answers": Answers(start=dt.date(2024, 1, 1), days=90),
    }  # fmt: skip

    def levels(scenario: Any) -> list[tuple[str, str]]:
        rows = [row for row in scenario["events"].rows() if row["kind"] == "hazard"]
        return [(str(row["date"])[:10], str(row["value"])) for row in rows]

    both = start_scenario("s", **files, acled_file=acled, ucdp_file=ucdp).scenario
    assert levels(both) == [("2024-01-03", "0.25"), ("2024-01-10", "0")]
    made = start_scenario("s", **files).scenario
    for name, path in (("acled", acled), ("ucdp", ucdp), ("acled", later)):
        context = Context(gazetteer=gazetteer_of(made))
        made = with_imported(made, read_files(name, [path], context))
    assert levels(made) == [
        ("2024-01-03", "0.25"), ("2024-01-10", "0"), ("2024-02-03", "0.25"), ("2024-02-10", "0"),
    ]  # fmt: skip
    twice = read_files("acled", [acled, later])
    assert [row["value"] for row in twice.tables["events"]] == ["0.25", "0", "0.25", "0"]


@pytest.mark.parametrize("form", TABLES)
def test_what_is_missing_is_named_by_its_option(tmp_path: Path, form: str) -> None:
    own, people = boundaries(tmp_path), district_people(tmp_path, form)
    with pytest.raises(ScenarioError, match="--first-day"):
        start_scenario("s", boundaries=own, population=people)
    # Events none of which is violent date nothing.
    march = ("Z1", "2024-01-03", "Protests", "Peaceful protest", *battle("Z1", "")[4:])
    quiet = save(tmp_path, "a", form, [ACLED, march])
    with pytest.raises(ScenarioError, match="--first-day"):
        start_scenario("s", boundaries=own, population=people, acled_file=quiet)


@pytest.mark.parametrize("form", TABLES)
def test_a_table_of_several_levels_has_everybody_once(tmp_path: Path, form: str) -> None:
    rows: Rows = [
        ("ADM0_PCODE", "ADM1_PCODE", "ADM2_PCODE", "T_TL"), ("ZZ", "", "", 3000),
        ("ZZ", "ZZ01", "", 1000), ("ZZ", "ZZ02", "", 2000), ("ZZ", "ZZ01", "ZZ0101", 600),
        ("ZZ", "ZZ01", "ZZ0102", 400), ("ZZ", "ZZ02", "ZZ0201", 2000),
    ]  # fmt: skip
    files = {"boundaries": provinces(tmp_path), "population": save(tmp_path, "pop", form, rows)}
    made = start_scenario("s", **files, answers=FIRST)
    rows = made.scenario["populations"].rows()
    residents = [float(row["best"]) for row in rows if row["status"] == "resident"]
    assert residents == [1000, 2000]


@pytest.mark.parametrize("form", TABLES)
def test_people_of_another_level_or_country_are_refused(tmp_path: Path, form: str) -> None:
    people = save(tmp_path, "pop", form, PEOPLE)
    with pytest.raises(ScenarioError, match="level 1, the boundaries are of level 2"):
        start_scenario(
            "s", boundaries=boundaries(tmp_path), population=people, answers=FIRST
        )  # fmt: skip
    other: Rows = [("ADM1_PCODE", "T_TL"), ("YY01", 1000)]
    with pytest.raises(ScenarioError, match="none of its counts"):
        start_scenario(
            "s", boundaries=provinces(tmp_path), population=save(tmp_path, "other", form, other),
            answers=FIRST,
        )  # fmt: skip


def test_people_are_assumed_only_where_the_user_asks_for_it(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="--assume-density"):
        start_scenario("s", boundaries=boundaries(tmp_path), answers=FIRST)
    asked = replace(FIRST, density=50.0)
    made = start_scenario("s", boundaries=boundaries(tmp_path), answers=asked)
    rows = list(made.scenario["populations"].rows())
    assert {str(row["source_id"]) for row in rows} == {"assumption"}
    residents = [row for row in rows if row["status"] == "resident"]
    assert all(str(row["note"]).startswith("Assumed: 50 people") for row in residents)
    # About 12,000 km² at 50 a km².
    assert all(590_000 < float(row["best"]) < 620_000 for row in residents)
    first = made.assumptions[0]
    assert (first.name, first.low, first.high) == ("population", 5.0, 500.0)
    assert "assumed-population" in made.scenario["claims"]["claim"].tolist()
    assert "WARNING: no population was given" in made.text()


def test_points_have_no_area_to_assume_people_by(tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    features = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Point", "coordinates": [20.0 + index, 10.0]}}
        for index, name in enumerate(("Alpha", "Beta"))
    ]  # fmt: skip
    points.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(ScenarioError, match="these units are points: Alpha, Beta"):
        start_scenario("s", boundaries=points, answers=replace(FIRST, density=50.0))


def test_people_displaced_before_are_a_wide_range_where_nothing_says_more(tmp_path: Path) -> None:
    files = {"boundaries": provinces(tmp_path), "population": save(tmp_path, "pop", "csv", PEOPLE)}
    made = start_scenario("s", **files, answers=FIRST)
    rows = [row for row in made.scenario["populations"].rows() if row["status"] == "displaced"]
    assert [(row["best"], row["home"]) for row in rows] == [(20, ""), (40, "")]
    (assumed,) = [item for item in made.assumptions if item.name == "displaced-before"]
    assert (assumed.low, assumed.high) == (0.001, 0.2)
    drawn = run(made.scenario, members=64, seed=1).arrays["displaced"][:, 0].sum(axis=(1, 2))
    assert np.quantile(drawn, 0.95) > 50 * np.quantile(drawn, 0.05)


@pytest.mark.parametrize("form", TABLES)
def test_people_displaced_before_are_census_less_present(tmp_path: Path, form: str) -> None:
    present: Rows = [PEOPLE[0], ("ZZ01", 700), ("ZZ02", 2200)]
    files = {"boundaries": provinces(tmp_path), "population": save(tmp_path, "pop", form, PEOPLE)}
    made = start_scenario(
        "s", **files, present=save(tmp_path, "now", form, present), answers=FIRST
    )  # fmt: skip
    rows = [
        (row["place"], row["status"], row["home"], row["best"])
        for row in made.scenario["populations"].rows()
    ]
    assert rows == [
        ("north", "resident", "", 700),
        ("south", "resident", "", 2000),
        ("south", "displaced", "north", 200),
    ]
    assert any("100 of the 300 people missing" in note for note in made.notes)
    assert len(made.scenario["homes"]) == 1


LINES = [[[20.0, 10.0], [20.25, 10.0], [20.5, 10.0]], [[20.25, 10.2], [20.25, 10.18]]]


@pytest.mark.parametrize("form", ["line", "multi", "gpkg", "shp"])
def test_roads_pass_by_a_place_off_the_road(tmp_path: Path, form: str) -> None:
    lines = LINES
    if form == "line":
        items: list[Any] = [({}, {"type": "LineString", "coordinates": own}) for own in lines]
        roads = shapes(tmp_path / "r.geojson", items)
    elif form == "multi":
        roads = shapes(
            tmp_path / "r.json", [({}, {"type": "MultiLineString", "coordinates": lines})]
        )
    else:
        roads = layer(tmp_path / f"r.{form}", lines)
    places = [("Alpha", 20.0, 10.0), ("Beta", 20.5, 10.0), ("Gamma", 20.25, 10.2)]
    points = [
        ({"ADM1_EN": name, "ADM1_PCODE": f"ZZ0{n}"}, point(lon, lat))
        for n, (name, lon, lat) in enumerate(places, 1)
    ]
    people: Rows = [*PEOPLE, ("ZZ03", 3000)]
    made = start_scenario(
        "s", boundaries=shapes(tmp_path / "p.geojson", points), roads=roads, answers=FIRST,
        population=save(tmp_path, "pop", "xlsx", people),
    ).scenario  # fmt: skip
    rows = {(str(row["from"]), str(row["to"])): row for row in made["routes"].rows()}
    assert rows["alpha", "beta"]["length_km"] == pytest.approx(54.75, abs=0.1)
    assert rows["alpha", "beta"]["source_id"] == "start-roads"
    others = [row for ends, row in rows.items() if "gamma" in ends]
    assert others
    assert all(row["source_id"] == "assumption" for row in others)


def layer(path: Path, lines: list[list[list[float]]]) -> Path:
    """Lines in a layer of a GeoPackage or shapefile."""
    pyogrio = pytest.importorskip("pyogrio")
    import shapely

    wkb = np.array([shapely.to_wkb(shapely.LineString(own)) for own in lines], dtype=object)
    number = np.arange(len(lines))
    driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix]
    pyogrio.raw.write(
        path, wkb, [number], ["n"], crs="EPSG:4326", geometry_type="LineString", driver=driver
    )
    return path


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"admin1Name": "North", "admin1Pcod": "ZZ01"}, "ZZ01"),
        ({"admin1Na_1": "North", "admin1Pcod": "ZZ01"}, "ZZ01"),
        ({"ADMIN0": "Zedland", "ADMIN1": "North", "FNID": "ZZ2020A1"}, "ZZ2020A1"),
        ({"NAME_0": "Zedland", "NAME_1": "North", "GID_1": "ZZZ.1_1"}, "ZZZ.1_1"),
        ({"shapeName": "North", "shapeISO": "ZZ-01", "shapeType": "ADM1"}, "ZZ-01"),
        ({"NAME": "North", "adm1_code": "ZZZ-1", "admin": "Zedland"}, "ZZZ-1"),
        ({"name": "North", "name_ar": "شمال"}, ""),
    ],
)
def test_boundaries_of_many_makers(tmp_path: Path, own: dict[str, str], code: str) -> None:
    other = {key: text.replace("North", "South").replace("1", "2", 1) if key not in
             {"ADMIN0", "NAME_0", "admin", "shapeType"} else text
             for key, text in own.items()}  # fmt: skip
    path = shapes(tmp_path / "b.geojson", [(own, square(20)), (other, square(21))])
    rows = read_files("cod-ab", [path]).tables["places"]
    assert [row["place"] for row in rows] == ["north", "south"]
    assert str(rows[0].get("admin1_code", "")) == code


def ucdp_battle(first: str, last: str, precision: int) -> tuple[Any, ...]:
    return (1, 2024, 1, 1, "Alpha", "North", 10.52, 20.5, "Z", precision, first, last, 3, 3, 3)


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(
    ("precision", "first", "last", "begins"),
    [
        (1, "2024-01-03", "2024-01-03", ["2024-01-03"]),  # one day in both
        (2, "2024-01-02", "2024-01-04", ["2024-01-03"]),  # the day lies between
        (1, "2024-01-04", "2024-01-04", ["2024-01-03", "2024-01-04"]),  # both exact: two events
        (2, "2024-01-04", "2024-01-06", ["2024-01-03", "2024-01-04"]),  # the days do not meet
    ],
)
def test_days_of_two_sources_meet_within_their_precision_only(
    tmp_path: Path, form: str, precision: int, first: str, last: str, begins: list[str]
) -> None:
    made = of_both(tmp_path, form, 1, ucdp_battle(first, last, precision))
    assert days_that_rise(made) == begins
    assert any("stand in both sources" in note for note in made.notes) is (len(begins) == 1)


@pytest.mark.parametrize("form", TABLES)
def test_the_day_of_the_more_exact_source_counts(tmp_path: Path, form: str) -> None:
    # ACLED's precision 2 is a week around its day, the 3rd.
    made = of_both(tmp_path, form, 2, ucdp_battle("2024-01-05", "2024-01-05", 1))
    assert days_that_rise(made) == ["2024-01-05"]
    assert any("1 of them on different days" in note for note in made.notes)
    week_after = of_both(tmp_path, form, 2, ucdp_battle("2024-01-07", "2024-01-07", 1))
    assert days_that_rise(week_after) == ["2024-01-03", "2024-01-07"]


def of_both(folder: Path, form: str, precision: int, ucdp: tuple[Any, ...]) -> Started:
    row = (*battle("Z1", "2024-01-03")[:9], precision, *battle("Z1", "2024-01-03")[10:])
    return start_scenario(
        "s", boundaries=boundaries(folder), population=district_people(folder),
        acled_file=save(folder, "a", form, [ACLED, row]),
        ucdp_file=save(folder, "u", form, [UCDP, ucdp]),
        answers=Answers(start=dt.date(2024, 1, 1), days=90),
    )  # fmt: skip


def days_that_rise(made: Started) -> list[str]:
    """Days on which hazard at Alpha rises."""
    rows = [row for row in made.scenario["events"].rows() if row["kind"] == "hazard"]
    levels = [0.0, *(float(row["value"]) for row in rows)]
    return [
        str(row["date"])[:10] for row, before in zip(rows, levels, strict=False)
        if float(row["value"]) > before
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_a_unit_stands_on_the_road_that_crosses_it(tmp_path: Path, form: str) -> None:
    # The road passes 50 km south of the points of three units, one of which is too small for it.
    own = [({"ADM1_EN": "A"}, square(20.0)), ({"ADM1_EN": "B"}, square(21.0)),
           ({"ADM1_EN": "C"}, square(22.45, 10.45, 0.1))]  # fmt: skip
    line = [[19.5 + n / 10, 10.05] for n in range(40)]
    roads = (
        shapes(tmp_path / "r.geojson", [({}, {"type": "LineString", "coordinates": line})])
        if form == "geojson"
        else layer(tmp_path / "r.gpkg", [line])
    )
    counts: Rows = [("ADM1_EN", "T_TL"), ("A", 10), ("B", 20), ("C", 30)]
    made = start_scenario(
        "s", boundaries=shapes(tmp_path / "b.geojson", own), answers=FIRST, roads=roads,
        population=save(tmp_path, "pop", "csv", counts),
    )  # fmt: skip
    places = {str(row["place"]): row for row in made.scenario["places"].rows()}
    assert (places["a"]["lat"], places["b"]["lat"]) == (10.05, 10.05)
    assert "on a road, 50 km from" in str(places["a"]["note"])
    assert places["c"]["lat"] == pytest.approx(10.5)
    routes = {
        (str(r["from"]), str(r["to"])): str(r["source_id"]) for r in made.scenario["routes"].rows()
    }
    assert routes == {("a", "b"): "start-roads", ("b", "c"): "assumption"}
    (moved,) = [item for item in made.assumptions if item.name == "points-on-roads"]
    assert moved.low == 2
    assert any("no road near C" in note for note in made.notes)


def test_names_in_other_languages_are_kept(tmp_path: Path) -> None:
    """COD boundaries carry a name in each language of a country."""
    north = {"ADM1_EN": "North", "ADM1_AR": "شمال", "ADM1_FR": "Nord", "ADM1_PCODE": "ZZ01"}
    town = {"ADM2_EN": "Town", "ADM2_AR": "بلدة", "ADM2_PCODE": "ZZ0101"}
    city = {"ADM2_EN": "City", "ADM2_AR": "", "ADM2_PCODE": "ZZ0102"}
    path = shapes(tmp_path / "b.geojson", [(north | town, square(20)), (north | city, square(21))])
    tables = read_files("cod-ab", [path]).tables
    assert [row.get("name_ar", "") for row in tables["places"]] == ["بلدة", ""]
    assert "name_fr" not in tables["places"][0]
    assert {(row["name"], row["name_ar"], row["name_fr"]) for row in tables["areas"]} == {
        ("North", "شمال", "Nord")
    }
