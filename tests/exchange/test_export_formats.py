"""Writers for other programs, an extract of OpenStreetMap, and the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.disclosure.write import write_parquet
from safepassage.errors import ScenarioError, StoreError
from safepassage.exchange.context import Context
from safepassage.exchange.export_formats import write_geojson, write_hapi, write_hxl, write_netcdf
from safepassage.exchange.formats import read_files
from safepassage.exchange.geoparquet import write_geoparquet
from safepassage.exchange.roads import Roads, network

DATA = Path(__file__).parent / "data"
COUNTS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2023-09-19", "2023-09-19", "2023-09-19"]),
        "place": ["north", "south", "all"],
        "quantity": "displaced",
        "p05": pd.array([5, None, 10], dtype="Int64"),
        "p50": pd.array([10, None, 20], dtype="Int64"),
        "p95": pd.array([15, None, 30], dtype="Int64"),
        "suppressed": [False, True, False],
    }
)
PLACES = pd.DataFrame(
    {
        "place": ["north", "south"],
        "name": ["=1+1", "South"],
        "kind": "settlement",
        "lat": [10.1, 10.3],
        "lon": [20.1, 20.3],
        "admin1_code": ["XL01", ""],
        "admin2_code": ["XL0101", ""],
    }
)
TABLES = {"counts_by_place": COUNTS, "places": PLACES}


def test_hapi_names_and_hxl_row(tmp_path: Path) -> None:
    write_hxl(TABLES, tmp_path, "notice", "low")
    lines = (tmp_path / "counts_by_place.csv").read_text(encoding="utf-8-sig").splitlines()
    header, tags, north, south, whole = (line.split(",") for line in lines)
    assert header[:2] == ["reference_period_start", "reference_period_end"]
    assert tags[header.index("population")] == "#population"
    assert north[header.index("place_name")] == "'=1+1"
    assert south[header.index("population")] == ""
    assert south[header.index("warning")]
    assert not whole[header.index("warning")]
    write_hapi(TABLES, tmp_path, "notice", "low")
    assert pd.read_parquet(tmp_path / "counts_by_place.parquet")["population"].isna().sum() == 1


def test_without_the_extra_parquet_is_refused_and_the_rest_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for write in (write_parquet, write_geoparquet):
        with pytest.raises(StoreError, match=r"Parquet needs pyarrow \(170 MB\)"):
            write(TABLES, tmp_path, "notice", "low")
    assert not list(tmp_path.iterdir())
    write_hapi(TABLES, tmp_path, "notice", "low")
    assert {path.name for path in tmp_path.iterdir()} == {"counts_by_place.csv", "places.csv"}


def test_geoparquet_is_read_as_its_specification_says(tmp_path: Path) -> None:
    ends = {"from_lat": [10.1], "from_lon": [20.1], "to_lat": [10.3], "to_lon": [20.3]}
    flows = pd.DataFrame({"from": ["north"], "to": ["south"], **ends, "people": [40]})
    classes = pd.DataFrame({"class": ["people"], "p50": [10]})
    tables = {**TABLES, "flows": flows, "counts_by_class": classes}
    files = write_geoparquet(tables, tmp_path, "notice", "low")
    read = {path.stem: pq.read_table(path) for path in files}
    kinds = {}
    for name, table in read.items():
        assert table.schema.metadata[b"notice"] == b"notice"
        assert set(table["sensitivity"].to_pylist()) == {"low"}
        about = json.loads(table.schema.metadata.get(b"geo", b"{}"))
        if about:
            assert about["version"] == "1.1.0"
            (kinds[name],) = about["columns"][about["primary_column"]]["geometry_types"]
    assert kinds == {"counts_by_place": "Point", "places": "Point", "flows": "LineString"}
    shapes = shapely.from_wkb(read["counts_by_place"]["geometry"].to_pylist())
    assert [shape and shape.coords[0] for shape in shapes] == [(20.1, 10.1), (20.3, 10.3), None]
    line = shapely.from_wkb(read["flows"]["geometry"][0].as_py())
    assert list(line.coords) == [(20.1, 10.1), (20.3, 10.3)]


def test_geojson_and_netcdf_keep_what_is_suppressed_blank(tmp_path: Path) -> None:
    write_geojson(TABLES, tmp_path, "notice", "low")
    content = json.loads((tmp_path / "places.geojson").read_text(encoding="utf-8"))
    assert content["features"][1]["properties"]["counts"][0]["p50"] is None
    pytest.importorskip("h5netcdf")
    import xarray as xr

    write_netcdf(TABLES, tmp_path, "notice", "low")
    with xr.open_dataset(tmp_path / "counts_by_place.nc", engine="h5netcdf") as data:
        assert data.attrs["notice"] == "notice"
        assert float(data.p50.sel(place="north").squeeze()) == 10
        assert bool(np.isnan(data.p50.sel(place="south").to_numpy()).all())


def osm_extract(path: Path, ways: list[tuple[list[int], str]], sorts: dict[int, str]) -> Path:
    """Five points on a line, some of them places, and ways between them."""
    osmium = pytest.importorskip("osmium")
    with osmium.SimpleWriter(str(path)) as writer:
        mutable = osmium.osm.mutable
        for number in range(5):
            sort = sorts.get(number)
            tags = {"place": sort, "name": f"Town {number}"} if sort else {}
            where = (20 + number / 10, 10.0)
            writer.add_node(mutable.Node(id=number + 1, location=where, tags=tags))
        for nodes, kind in ways:
            way = mutable.Way(id=nodes[0], nodes=nodes, tags={"highway": kind})
            writer.add_way(way)
    return path


def test_osm_routes_follow_roads_and_tracks_where_no_road_joins(tmp_path: Path) -> None:
    ways = [([1, 2, 3], "primary"), ([3, 4, 5], "track")]
    towns = dict.fromkeys((0, 2, 4), "town")
    found = read_files("osm", [osm_extract(tmp_path / "country.osm.pbf", ways, towns)])
    rows = {(row["from"], row["to"]): row for row in found.tables["routes"]}
    assert sorted(rows) == [("town-0", "town-2"), ("town-2", "town-4")]
    assert rows["town-0", "town-2"]["length_km"] == pytest.approx(21.9, abs=0.1)
    assert "track" in str(rows["town-2", "town-4"]["note"])
    assert "note" not in rows["town-0", "town-2"]
    none = [(nodes, "primary" if kind == "primary" else "steps") for nodes, kind in ways]
    found = read_files("osm", [osm_extract(tmp_path / "other.osm.pbf", none, towns)])
    assert len(found.tables["routes"]) == 1
    assert any("without a road" in line for line in found.losses.lines())


def test_a_track_is_no_short_cut_between_places_on_roads() -> None:
    roads = Roads(
        np.array([0.0, 0.0, 0.1]), np.array([0.0, 0.2, 0.1]), np.array([0, 2, 0]),
        np.array([2, 1, 1]), np.array([False, False, True]),
    )  # fmt: skip
    places = [{"lat": 0.0, "lon": 0.0}, {"lat": 0.0, "lon": 0.2}]
    (link,) = network(roads, places, within_km=1).links
    assert link.km == pytest.approx(31.45, abs=0.05)


def test_suburbs_are_places_on_request(tmp_path: Path) -> None:
    file = osm_extract(
        tmp_path / "city.osm.pbf", [([1, 2, 3, 4, 5], "primary")], {0: "town", 4: "suburb"}
    )
    found = read_files("osm", [file], Context(suburbs=True))
    assert [row["place"] for row in found.tables["places"]] == ["town-0", "town-4"]
    with pytest.raises(ScenarioError):
        read_files("osm", [file])


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    return subprocess.run(
        [sys.executable, "-m", "safepassage", *words],
        capture_output=True, text=True, encoding="cp1252", cwd=cwd, env=environment, check=False,
    )  # fmt: skip


def test_import_and_start_on_a_console_of_cp1252(tmp_path: Path) -> None:
    done = command(
        "start", "--boundaries", str(DATA / "cod_ab/current.geojson"),
        "--population", str(DATA / "cod_ps/raw_latin1.csv"),
        "--acled", str(DATA / "acled/events.csv"), "--title", "شمال", "--out", "new", cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert (tmp_path / "new/assumptions.md").is_file()
    merged = command(
        "import", "hapi", str(DATA / "hapi/idps.csv"), "--into", "new", "--out", "more",
        "--published", "2023-10-05", "--json", cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(merged.stdout)["rows"]["claims"] == 2
    assert "idps:north" in (tmp_path / "more/claims.csv").read_text(encoding="utf-8")


def test_an_option_that_would_do_nothing_is_refused() -> None:
    words = ["import", "osm", "x.pbf", "--out", "y", "--published", "2023-10-05"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "does nothing for osm" in done.output
