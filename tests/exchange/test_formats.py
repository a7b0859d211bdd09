"""Each format on its fixture, with the traps of the format."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.errors import ScenarioError
from safepassage.exchange.context import Context, Gazetteer
from safepassage.exchange.formats import FORMATS, read_files
from safepassage.exchange.imported import Imported

DATA = Path(__file__).parent / "data"


def rows(name: str, file: str, table: str, **options: Any) -> list[dict[str, Any]]:
    return read_files(name, [DATA / file], Context(**options)).tables[table]


def values(name: str, file: str, **options: Any) -> dict[str, Any]:
    return {row["quantity"]: row["low"] for row in rows(name, file, "claims", **options)}


def test_hapi_keeps_unmatched_units_and_drops_errors() -> None:
    assert values("hapi", "hapi/idps.csv") == {"idps:xl0101": 1200, "idps:nowhere-known": 300}
    assert values("hapi", "hapi/needs.csv") == {"in_need:xl0101:shl": 5000}
    assert rows("hapi", "hapi/food.csv", "claims")[0]["status"] == "forecast"


def test_hapi_finds_the_places_of_a_scenario() -> None:
    known = Gazetteer([{"place": "north", "name": "North", "admin2_code": "XL0101"}])
    assert "idps:north" in values("hapi", "hapi/idps.csv", gazetteer=known)


def test_hxl_reads_semicolons_latin_1_and_gaps_and_no_parts() -> None:
    assert values("hxl", "hxl/displaced.csv") == {"idps:xl02": 12500, "idps:xl01": 800}


def test_acled_takes_both_sorts_of_inter_and_leaves_rough_events_out() -> None:
    events = rows("acled", "acled/events.csv", "events")
    holders = [(str(e["date"]), e["value"]) for e in events if e["kind"] == "control"]
    assert holders == [
        ("2023-09-20", "government"),
        ("2023-09-21", "government"),
        ("2023-09-22", "government"),
        ("2023-09-24", "non-state"),
    ]
    first = [e for e in events if e["target"] == "north-town" and e["kind"] == "hazard"]
    # Two events and ten deaths weigh 3: half. They count for seven days.
    assert [(str(e["date"]), e["value"]) for e in first] == [
        ("2023-09-19", "0.5"),
        ("2023-09-26", "0"),
    ]
    assert first[0]["published"] == dt.date(2023, 9, 26)
    assert "Side" not in str(read_files("acled", [DATA / "acled/events.csv"]).tables)


@pytest.mark.parametrize("file", ["ged_v23.csv", "candidate_no_header.csv", "ged191.csv"])
def test_ucdp_takes_the_best_estimate_whatever_the_order(file: str) -> None:
    events = rows("ucdp", f"ucdp/{file}", "events")
    assert [e["value"] for e in events] == ["0.5", "0", "0.3", "0"]


def test_ucdp_without_header_in_the_old_order_is_refused() -> None:
    with pytest.raises(ScenarioError, match="has 42 cells"):
        read_files("ucdp", [DATA / "ucdp/ged191_no_header.csv"])


def test_unhcr_preamble_dashes_and_individuals_as_text() -> None:
    found = values("unhcr", "unhcr/population.csv")
    assert found["refugees:why:xla"] == 20000
    assert found["asylum_seekers:why:xla"] == 15
    series = rows("unhcr", "unhcr/timeseries.json", "series")
    assert [row["value"] for row in series] == [1050, 6650]
    places = rows("unhcr", "unhcr/sublocation.json", "places")
    assert [row.get("lat") for row in places] == [10.3, None]


def test_dtm_sums_reasons_and_ipc_reads_both_forms() -> None:
    assert values("dtm", "dtm/idps.csv") == {"idps:xl0101": 1200, "idps:xl0102": 40}
    long = rows("ipc", "ipc/long.csv", "claims")
    assert [(row["low"], row["status"]) for row in long] == [(4000, "estimate"), (5000, "forecast")]
    assert len(rows("ipc", "ipc/wide.csv", "claims")) == 6


@pytest.mark.parametrize("file", ["current.geojson", "legacy.geojson"])
def test_cod_ab_both_schemas_alike(file: str) -> None:
    places = rows("cod-ab", f"cod_ab/{file}", "places")
    assert [(row["place"], row["admin2_code"]) for row in places] == [
        ("north", "XL0101"),
        ("south", "XL0102"),
        ("ete", "XL0201"),
    ]
    assert places[0]["area_km2"] == pytest.approx(484.9, abs=0.1)


def test_cod_ps_both_forms_and_geojson() -> None:
    wide = rows("cod-ps", "cod_ps/raw_latin1.csv", "populations")
    assert [row["best"] for row in wide] == [1000, 2000, 500]
    assert len(rows("cod-ps", "cod_ps/global.csv", "populations")) == 2
    route = rows("geojson", "geojson/network.geojson", "routes")[0]
    assert (route["from"], route["to"]) == ("north-town", "camp")


def test_a_bad_cell_names_its_row_and_can_be_left_out(tmp_path: Path) -> None:
    text = (DATA / "acled/events.csv").read_text(encoding="utf-8-sig")
    file = tmp_path / "bad.csv"
    file.write_text(text.replace("2023-09-19", "03/04/2023", 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_files("acled", [file])
    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("bad.csv", 2, "event_date")
    found = read_files("acled", [file], lenient=True)
    assert any("03/04/2023" in note for note in found.notes)


HEADERS = {
    name: (DATA / file).read_bytes()
    for name, file in {
        "hapi": "hapi/idps.csv", "hxl": "hxl/displaced.csv", "acled": "acled/events.csv",
        "ucdp": "ucdp/ged_v23.csv", "unhcr": "unhcr/population.csv", "dtm": "dtm/idps.csv",
        "ipc": "ipc/wide.csv", "cod-ab": "cod_ab/current.geojson",
        "cod-ps": "cod_ps/global.csv", "geojson": "geojson/network.geojson",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "osm"])
@settings(
    derandomize=True,
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_bytes_crash_a_reader(name: str, data: st.DataObject, tmp_path: Path) -> None:
    sound = HEADERS[name]
    at = data.draw(st.integers(0, len(sound)))
    junk = data.draw(st.binary(max_size=30) | st.sampled_from([b'"', b"\n", b";", b"=1", b"[[{"]))
    kept = data.draw(st.integers(0, len(sound)))
    content = sound[:at] + junk + sound[min(at + len(junk), kept) :]
    file = tmp_path / data.draw(st.sampled_from(["f.csv", "f.json"]))
    file.write_bytes(content)
    found = Imported(lenient=data.draw(st.booleans()))
    FORMATS[name].read([file], found, Context())
