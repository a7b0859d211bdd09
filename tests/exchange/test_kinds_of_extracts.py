"""Extracts of OpenStreetMap in other forms: a place off the road, and numbers that editors give."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.formats import read_files

pytest.importorskip("osmium")
FORMS = ("osm.pbf", "osm.gz", "osm.bz2", "opl")
NODES = {  # a road, and a village 6.7 km off it with a street that joins nothing
    1: (10.0, 20.0, "Alpha"), 2: (10.0, 20.05, ""), 3: (10.0, 20.1, "Beta"),
    4: (10.06, 20.05, "Gamma"), 5: (10.07, 20.06, ""),
}  # fmt: skip
WAYS = {10: [1, 2, 3], 11: [4, 5]}


def extract(path: Path, sign: int = 1) -> Path:
    """The same roads in the form that the file's name says, with ids of a sign."""
    import osmium

    if path.name.endswith(".osm.gz"):  # as editors write it: they alone have ids below zero
        path.write_bytes(gzip.compress(_as_xml(sign).encode()))
        return path
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (lat, lon, name) in NODES.items():
            tags = {"place": "village", "name": name} if name else {}
            node = osmium.osm.mutable.Node(id=sign * number, location=(lon, lat), tags=tags)
            writer.add_node(node)
        for number, nodes in WAYS.items():
            refs = [sign * node for node in nodes]
            tags = {"highway": "tertiary"}
            writer.add_way(osmium.osm.mutable.Way(id=sign * number, nodes=refs, tags=tags))
    return path


def _as_xml(sign: int) -> str:
    lines = ["<osm version='0.6' generator='JOSM'>"]
    for number, (lat, lon, name) in NODES.items():
        tags = f"<tag k='place' v='village'/><tag k='name' v='{name}'/>" if name else ""
        lines.append(f"<node id='{sign * number}' lat='{lat}' lon='{lon}'>{tags}</node>")
    for number, nodes in WAYS.items():
        refs = "".join(f"<nd ref='{sign * node}'/>" for node in nodes)
        tag = "<tag k='highway' v='tertiary'/>"
        lines.append(f"<way id='{sign * number}'>{refs}{tag}</way>")
    return "\n".join([*lines, "</osm>"])


@pytest.mark.parametrize("form", FORMS)
def test_a_place_off_the_road_is_no_detour_and_its_way_is_assumed(
    tmp_path: Path, form: str
) -> None:
    found = read_files("osm", [extract(tmp_path / f"x.{form}")])
    rows = {frozenset((row["from"], row["to"])): row for row in found.tables["routes"]}
    direct = rows.pop(frozenset(("alpha", "beta")))
    assert direct["length_km"] == pytest.approx(10.95, abs=0.05)
    assert rows
    assert all(row["source_id"] == "assumption" for row in rows.values())


@pytest.mark.parametrize("form", FORMS)
def test_negative_numbers_are_refused_with_the_way_out(tmp_path: Path, form: str) -> None:
    with pytest.raises(ScenarioError, match="osmium renumber"):
        read_files("osm", [extract(tmp_path / f"x.{form}", sign=-1)])
