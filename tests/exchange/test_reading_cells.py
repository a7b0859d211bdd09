"""Numbers and dates by their columns, names without loss, roads without detours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from safepassage.errors import ScenarioError
from safepassage.exchange.cells import BadCellError
from safepassage.exchange.context import Context, Gazetteer
from safepassage.exchange.dates import date_style
from safepassage.exchange.formats import read_files
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, fold, is_total, unique
from safepassage.exchange.numbers import count_style, measure_style, suppressed
from safepassage.exchange.points import Point
from safepassage.exchange.roads import STRETCH, Roads, length_km, network
from safepassage.exchange.same_events import joined


def counts(*texts: str, separator: str = ",", elsewhere: str | None = None) -> list[float | None]:
    style = count_style(texts, separator, lambda: elsewhere)
    return [style.value(text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("1.234", "1.234.567"), [1234, 1234567]),
        (("1,234", "1,234,567"), [1234, 1234567]),
        (("12,34,567", "1,234"), [1234567, 1234]),
        (("1 234", "12\u202f345", "7"), [1234, 12345, 7]),
        (("١٬٢٣٤", "٥٦"), [1234, 56]),  # noqa: RUF001
        (("13.250", "987"), [13250, 987]),
        (("1,205", "12 345"), [1205, 12345]),
        (("1'234", "1’234"), [1234, 1234]),
        (("1.2E+05", "3"), [120000, 3]),
    ],
)
def test_a_column_settles_the_style_of_its_numbers(
    texts: tuple[str, ...], values: list[float]
) -> None:
    assert counts(*texts) == values


@pytest.mark.parametrize(
    ("texts", "separator", "elsewhere"),
    [
        (("25.000",), ",", None),
        (("25.000",), "\t", None),
        (("1,234",), ";", None),
        (("13.250",), ",", None),
        (("25.000",), ";", "."),
        (("1.234,5", "1,234.5", "1,234"), ",", None),
    ],
)
def test_what_stays_open_is_refused_with_both_readings(
    texts: tuple[str, ...], separator: str, elsewhere: str | None
) -> None:
    with pytest.raises(BadCellError, match=r"two ways: .* or .*--decimal"):
        counts(*texts, separator=separator, elsewhere=elsewhere)


def test_a_latitude_has_its_point_where_it_must() -> None:
    style = measure_style(["36.512", "42.001"], (-90, 90), ";", lambda: None)
    assert style.value("36.512") == 36.512


@pytest.mark.parametrize(("text", "most"), [("*", 4), ("<5", 4), ("<=10", 10), ("< 3", 2)])
def test_hidden_counts(text: str, most: float) -> None:
    assert suppressed(text) == (1, most)
    assert suppressed("5") is None


def days(*texts: str, year: int | None = None) -> list[str]:
    style = date_style((text, year) for text in texts)
    return [str(style.value(text, year)) for text in texts]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("03/04/2024", "25/01/2024"), "2024-04-03"),
        (("03/04/2024", "01/25/2024"), "2024-03-04"),
        (("3.4.24", "25.1.24"), "2024-04-03"),
        (("5 de enero de 2024",), "2024-01-05"),
        (("1er février 2024",), "2024-02-01"),
        (("٥ يناير ٢٠٢٤",), "2024-01-05"),  # noqa: RUF001
        (("5 كانون الثاني 2024",), "2024-01-05"),
        (("5 січня 2024 року",), "2024-01-05"),
        (("January 5th, 2024",), "2024-01-05"),
        (("45296",), "2024-01-05"),
        (("20240105",), "2024-01-05"),
        (("2024/01/05 13:30",), "2024-01-05"),
        (("05/05/2024",), "2024-05-05"),
    ],
)
def test_a_column_settles_the_order_of_its_dates(texts: tuple[str, ...], first: str) -> None:
    assert days(*texts)[0] == first


@pytest.mark.parametrize(
    "texts",
    [("03/04/2024",), ("03/04/2024", "25/01/2024", "01/25/2024"), ("25/01/2024", "45355")],
)
def test_dates_that_stay_open_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(BadCellError, match=r"two ways: .*--dates"):
        days(*texts)


@pytest.mark.parametrize("text", ["12345", "76543", "1403/01/05", "13/13/2024"])
def test_what_is_hardly_a_date_is_none(text: str) -> None:
    with pytest.raises(BadCellError, match="calendar"):
        days(text)


def test_a_year_beside_settles_two_digits() -> None:
    assert days("0025-09-26", "3-Jan-25", year=2025) == ["2025-09-26", "2025-01-03"]
    with pytest.raises(BadCellError, match="calendar"):
        days("29 February 2023", year=2023)


def test_another_date_column_settles_the_order(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    tags = "#adm1+name,#affected+idps,#date+reported,#date+end"
    file.write_text(f"a,b,c,d\n{tags}\nNorth,7,25/01/2024,03/04/2024\n", encoding="utf-8")
    row = read_files("hxl", [file]).tables["claims"][0]
    assert row["date"] == dt.date(2024, 4, 3)


def test_workbooks_are_read_with_their_types(tmp_path: Path) -> None:
    import xlsxwriter

    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Data")
        for number, name in enumerate(["#adm1+code", "#affected+idps", "#date"]):
            sheet.write_string(0, number, name)
        sheet.write_row(1, 0, ["ZZ01", 1205])
        sheet.write_datetime(1, 2, dt.date(2024, 4, 3), book.add_format({"num_format": "d/m"}))
    row = read_files("hxl", [file]).tables["claims"][0]
    assert (row["quantity"], row["low"], row["date"]) == ("idps:zz01", 1205, dt.date(2024, 4, 3))


def test_encodings_are_read_or_refused_with_their_readings(tmp_path: Path) -> None:
    text = "a,b,c\n#adm1+name,#affected+idps,#date\nÑuñoa,7,2024-01-25\n"
    file = tmp_path / "t.csv"
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        file.write_text(text, encoding=encoding)
        assert read_files("hxl", [file]).tables["claims"][0]["quantity"] == "idps:nunoa"
    file.write_text(text.replace("Ñuñoa", "نينوى"), encoding="cp1256")
    with pytest.raises(ScenarioError, match=r"نينوى.*cp1256"):
        read_files("hxl", [file])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Deir ez-Zor", "DEIR EZ ZOR"), ("Chernihivs’ka", "Chernihivs'ka"), ("Côte", "cote")],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert len(set(unique([UnitName("", one), UnitName("", other)]).values())) == 1


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.lists(
        st.builds(
            UnitName,
            st.sampled_from(["", "", "ZZ01", "ZZ02"]),
            st.text("abنميАБ京 -", min_size=1, max_size=4),  # noqa: RUF001
            st.sampled_from(["", "North", "South"]),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_no_two_units_share_an_identifier_whatever_the_order(
    units: list[UnitName], random: Any
) -> None:
    from safepassage.exchange.names import same_name

    made = unique(units)
    by_name: dict[str, set[tuple[str, ...]]] = {}
    for unit, name in made.items():
        key = ("code", unit.code) if unit.code else (same_name(unit.name), same_name(unit.above))
        by_name.setdefault(name, set()).add(key)
    assert all(len(keys) == 1 for keys in by_name.values())
    shuffled = list(units)
    random.shuffle(shuffled)
    assert unique(shuffled) == made


def test_totals_are_known_in_many_tongues() -> None:
    assert all(map(is_total, ["Total", "GRAND TOTAL", "المجموع", "Итого", "Total général"]))
    assert not any(map(is_total, ["Totalán", "North", "نينوى"]))


def test_a_code_belongs_to_the_level_that_it_names() -> None:
    places = [
        {"place": "alpha", "name": "Central", "admin1_code": "ZZ01", "admin2_code": "ZZ0101"},
        {"place": "beta", "name": "Central", "admin1_code": "ZZ02", "admin2_code": "ZZ0201"},
    ]
    areas = [
        {"area": "north", "name": "North", "place": "alpha"},
        {"area": "south", "name": "South", "place": "beta"},
    ]
    known = Gazetteer(places, areas)
    assert known.find("ZZ01") == "north"
    assert known.find("ZZ0101") == "alpha"
    assert known.find("", "Central", "South", 2) == "beta"
    assert known.find("", "Central", "", 2) not in {"alpha", "beta"}
    assert known.find("", "Central", "", 1) not in {"alpha", "beta", "north", "south"}


def test_a_code_that_no_place_has_is_not_that_of_a_namesake() -> None:
    known = Gazetteer(
        [{"place": "central", "name": "Central", "admin1_code": "ZZ01", "admin2_code": "ZZ0101"},
         {"place": "port", "name": "Port", "admin1_code": "ZZ01", "admin2_code": "ZZ0102"}]
    )  # fmt: skip
    theirs = UnitName("ZZ0901", "Central", "", 2)
    port = UnitName("ZZ0102", "Port", "", 2)
    assert known.finder([theirs, port]) == {theirs: "zz0901", port: "port"}
    # Codes of another list altogether say nothing: then the name does.
    assert known.finder([UnitName("A-7", "Central", "", 2)]) == {
        UnitName("A-7", "Central", "", 2): "central"
    }


def test_one_number_may_be_the_code_of_two_levels() -> None:
    units = [UnitName("12", "North", "", 1), UnitName("12", "Alpha", "North", 2)]
    assert set(Gazetteer().finder(units).values()) == {"adm1-12", "adm2-12"}


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("#adm1+code,#affected+idps,#date\nZZ01,7,2024-01-25\n", encoding="utf-8")
    found = read_files("hxl", [file, file])
    assert len(found.tables["claims"]) == 1
    assert "stands there already" in found.losses.lines()[0]


def test_losses_are_told_on_failure_too(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = "ZZ,ZZ01,Alpha,1000\nZZ,,Total,1000\nZZ,ZZ02,Beta,many\n"
    file.write_text(f"ADM0_PCODE,ADM1_PCODE,ADM1_EN,T_TL\n{rows}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="1 rows left out: they are totals"):
        read_files("cod-ps", [file])


def test_events_of_two_sources_count_once_each() -> None:
    day = dt.date(2024, 1, 3)
    here, near = Point(day, 36.5, 42.5, "A", "", 3), Point(day, 36.51, 42.5, "A", "", 5)
    far = Point(day, 37.5, 42.5, "B", "", 1)
    found = Imported()
    kept = joined([here], [near, far, near], found)
    assert [point.deaths for point in kept] == [5, 1, 5]
    assert found.losses.rows.total() == 1


def grid(seed: int, side: int) -> tuple[Roads, Any]:
    """A net of roads with gaps, bends and dead ends, and its matrix for Dijkstra."""
    rng = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(side * side), side)
    lat = row * 0.02 + rng.uniform(-0.005, 0.005, side * side)
    lon = column * 0.02 + rng.uniform(-0.005, 0.005, side * side)
    right, down = np.flatnonzero(column < side - 1), np.flatnonzero(row < side - 1)
    start, end = np.append(right, down), np.append(right + 1, down + side)
    kept = rng.random(len(start)) < 0.7
    roads = Roads(lat, lon, start[kept], end[kept])
    km = length_km(lat, lon, roads.start, roads.end)
    graph = coo_array((km, (roads.start, roads.end)), shape=(side**2, side**2)).tocsr()
    return roads, graph


@pytest.mark.parametrize("seed", range(6))
def test_ways_over_routes_are_as_long_as_by_road(seed: int) -> None:
    roads, graph = grid(seed, 14)
    rng = np.random.default_rng(seed)
    at = rng.choice(14 * 14, 30, replace=False)
    main = dijkstra(graph, directed=False)
    big = int(np.isfinite(main).sum(axis=1).argmax())
    at = at[np.isfinite(main[big, at])]
    places = [{"lat": roads.lat[node], "lon": roads.lon[node]} for node in at]
    links = network(roads, places, within_km=0.01).links
    size = len(at)
    ends = [link.one for link in links], [link.other for link in links]
    routes = coo_array(([link.km for link in links], ends), shape=(size, size)).tocsr()
    true = main[np.ix_(at, at)]
    by_routes = dijkstra(routes, directed=False)
    assert (by_routes <= true * STRETCH + 1e-9).all()
    assert (by_routes >= true - 1e-9).all()
    assert len(links) < size * (size - 1) / 2


def test_through_traffic_does_not_visit_a_place_off_the_road() -> None:
    roads = Roads(np.zeros(5), np.linspace(0.0, 0.4, 5), np.arange(4), np.arange(1, 5))
    places = [
        {"lat": 0.0, "lon": 0.0}, {"lat": 0.0, "lon": 0.4}, {"lat": 0.05, "lon": 0.2},
    ]  # fmt: skip
    net = network(roads, places, within_km=10)
    direct = next(link for link in net.links if (link.one, link.other) == (0, 1))
    assert direct.km == pytest.approx(44.48, abs=0.01)
    assert not net.guess(direct)
    assert all(net.guess(link) for link in net.links if 2 in {link.one, link.other})


def test_a_place_is_found_or_made_once() -> None:
    context = Context(gazetteer=Gazetteer([{"place": "north", "name": "نينوى"}]))
    assert context.gazetteer.find("", "نينوى") == "north"
