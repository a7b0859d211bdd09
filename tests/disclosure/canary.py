"""Scenarios whose hidden numbers stand nowhere else, and a search of finished files for them.

Every enclosed place has people of each class in ranges that no sum, no open place and no rounding
reaches: a number in such a range, in anything that a file holds (embedded data, hidden sheets,
attributes), is a leak. Places are enclosed by access, by closed roads or by a declared siege.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.scenario.scenario import Scenario
from verification.make import date, make

Range = tuple[int, int]
POCKET: tuple[Range, ...] = ((140_001, 160_000), (500_001, 899_999))
"""Wounded, and people, of one enclosed place. Sums of several lie between and beyond, and so do
samples of a scale (1, 2 or 5 times a power of ten)."""
OPEN: Range = (20_000, 29_999)
"""People of one place that anybody may leave, not published where single places are not."""
FEW = 7
"""People at one open place: a small count at every level but `low`, where it is 4."""
_NUMBER = re.compile(
    r"(?<![\w#.])(?:\d{1,3}(?:[,\u00a0\u202f\u066c']\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?!\w)"
)
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩\u066b\u066c", "0123456789.,")


WAYS = ("access", "roads", "siege")
"""How the pocket is enclosed."""


def scenario_of(seed: int, level: str) -> Scenario:
    """A pocket of two or three places, ruins in it, open places, a site."""
    draws = np.random.default_rng(seed)
    way = WAYS[seed % len(WAYS)]
    pocket = [f"inside-{n}" for n in range(draws.integers(2, 4))]
    open_ = [f"open-{n}" for n in range(draws.integers(2, 5))]
    names = [*pocket, "ruins", *open_, "front", "hamlet", "camp"]
    places: dict[str, str | dict[str, Any]] = {
        name: {
            "kind": "site" if name == "camp" else "settlement",
            "lat": round(float(draws.uniform(0, 1)), 2),
            "lon": round(float(draws.uniform(0, 1)), 2),
            "name": name.title(),
        }
        for name in names
    }
    rows = [_row(name, "wounded", int(draws.integers(152_000, 158_000))) for name in pocket]
    rows += [_row(name, "people", int(draws.integers(600_000, 690_000))) for name in pocket]
    rows += [_row(name, "people", int(draws.integers(22_000, 28_000))) for name in open_]
    rows += [_row("front", "people", int(draws.integers(3_000, 4_000)))]
    rows += [{"place": "hamlet", "class": "people", "best": 4 if level == "low" else FEW}]
    chain = ["ruins", *pocket, *open_, "hamlet", "front", "camp"]
    routes = [
        (a, b, float(draws.integers(5, 40)), {"route": "gate"} if b == open_[0] else {})
        for a, b in pairwise(chain)
    ]
    claims = [
        _claim(f"present:{pocket[0]}", 650_123),
        _claim(f"present:{open_[0]}", 25_123),
        _claim(f"displaced_from:{pocket[1]}", 611_123),
        _claim("present:camp", 2_000),
        _claim("arrived:hamlet", 3),
        _claim("present:rim", 675_123),
    ]
    return make(
        places=places,
        routes=routes,
        classes=[{"class": "people"}, {"class": "wounded"}],
        populations=rows,
        capacities={"camp": 3_000},
        areas=[
            {"area": "rim", "place": place}  # one neighbourhood of the pocket and an open place
            for place in (pocket[0], open_[0])
        ],
        events=[(0, "hazard", "front", "intensity", 1), *_enclosing(way, pocket)],
        sieges=[{"pocket": place, "siege_start": date(0)[:10]} for place in pocket]
        if way == "siege"
        else [],
        claims=claims,
        sources=[{"source_id": "s", "name": "A source", "reliability": "B"}],
        days=5,
    ).replace(sensitivity=level)


def _enclosing(way: str, pocket: list[str]) -> list[tuple[int, str, str, str, object]]:
    """Events that enclose the pocket; violence in it, where nobody lives, makes it one."""
    if way == "access":
        return [(0, "access", place, "leave", 0) for place in pocket]
    if way == "roads":
        return [(0, "hazard", "ruins", "intensity", 1), (0, "route", "gate", "open", "false")]
    return []


def _row(place: str, class_: str, people: int) -> dict[str, Any]:
    spread = {"low": people - 900, "best": people, "high": people + 900}
    return {"place": place, "class": class_, "status": "resident", **spread}


def _claim(quantity: str, people: int) -> dict[str, Any]:
    return {
        "claim": quantity.replace(":", "-").replace("_", "-"),
        "quantity": quantity,
        "low": people,
        "high": people,
        "unit": "people",
        "date": date(2)[:10],
        "published": date(2)[:10],
        "source_id": "s",
        "status": "estimate",
    }


def forbidden(level: str) -> tuple[Range, ...]:
    """Ranges of numbers that no file of a level may hold."""
    return POCKET if level in {"low", "moderate"} else (*POCKET, OPEN)


def leaks(folder: Path, level: str) -> dict[str, list[float]]:
    """Files of a folder and what they hold of forbidden numbers."""
    found: dict[str, list[float]] = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        every = {number for text in texts(path) for number in numbers(text)}
        bad = {n for n in every for low, high in forbidden(level) if low <= n <= high}
        if bad:
            found[path.name] = sorted(bad)
    return found


def numbers(text: str) -> set[float]:
    """Numbers in a text, however thousands and decimals are written."""
    plain = (re.sub(r"[,'\u00a0\u202f\u066c]", "", one) for one in
             _NUMBER.findall(text.translate(_ARABIC)))  # fmt: skip
    return {float(one) for one in plain}


def texts(path: Path) -> Iterator[str]:
    """Everything in a finished file that a program could read out of it, as text."""
    suffix = path.suffix.lower()
    if suffix == ".html":
        page = path.read_text(encoding="utf-8")
        yield from _leaves(json.loads(_data(page)))
        yield re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    elif suffix in {".json", ".geojson"}:
        yield from _leaves(json.loads(path.read_text(encoding="utf-8")))
    elif suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (cell for row in csv.reader(file) for cell in row)
    elif suffix == ".txt":
        yield path.read_text(encoding="utf-8")
    else:
        yield from _packed(path, suffix)


def _packed(path: Path, suffix: str) -> Iterator[str]:
    if suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if "theme" not in name and "styles" not in name:
                    text = book.read(name).decode("utf-8", errors="replace")
                    yield re.sub(r'(defaultThemeVersion|calcId)="\d+"', "", text)
    elif suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        yield str(table.schema.metadata)
        yield from (str(cell) for column in table.to_pydict().values() for cell in column)
    elif suffix == ".nc":
        import h5netcdf

        with h5netcdf.File(path) as file:
            yield str(dict(file.attrs))
            for name, variable in file.variables.items():
                yield f"{name} {dict(variable.attrs)}"
                yield " ".join(str(value) for value in np.asarray(variable[...]).ravel().tolist())
    elif suffix == ".pdf":
        tool = shutil.which("pdftotext")
        if tool:
            yield subprocess.run(
                [tool, str(path), "-"], capture_output=True, check=True
            ).stdout.decode()
    else:
        raise AssertionError(f"{path}: nothing here reads it")


def _data(page: str) -> str:
    """All that the charts of a page are drawn from."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return found[1]


def _leaves(value: object) -> Iterator[str]:
    """Every key and value of JSON, one by one: numbers beside each other are not one number."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)


def small_counts(folder: Path, threshold: int) -> list[str]:
    """Cells of exported tables, and rows of charts, with a count from 1 to the threshold."""
    import pandas as pd

    found = []
    for path in sorted(folder.rglob("counts_*.csv")):
        table = pd.read_csv(path, encoding="utf-8-sig")
        for key in {"p05", "p50", "p95"} & set(table.columns):
            few = table[(table[key] > 0) & (table[key] < threshold)]
            found += [f"{path.name}: {row}" for row in few.to_dict("records")]
    for path in sorted(folder.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        found += [f"{path.name}: {row}" for row in _few(json.loads(_data(page)), threshold)]
    return found


def _few(value: object, threshold: int) -> Iterator[str]:
    """Rows under `values` of a chart with a small number of people; samples of a scale are none."""
    if isinstance(value, dict):
        rows = value.get("values")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and "cx" not in row:
                keys = {"n", "low", "high", "value"} | (set("lqmrh") if "q" in row else set())
                people = {key: row[key] for key in keys & row.keys()}
                if any(isinstance(n, (int, float)) and 0 < n < threshold for n in people.values()):
                    yield str(row)
        for inner in value.values():
            yield from _few(inner, threshold)
    elif isinstance(value, list):
        for inner in value:
            yield from _few(inner, threshold)
