"""Every command that prints JSON, called as a user would call it on small data."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from safepassage.cli import main
from safepassage.scenario.template import new_scenario
from safepassage.scenario.write import write
from tests.forecast.test_cold import world as small
from verification.make import make
from verification.test_relocation import two_sites

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "json.schema.json"
DATA = ROOT / "tests" / "exchange" / "data"
COUNTS = "counts.csv"
_DATA, _FLEE = str(DATA), str(DATA / "flee" / "tiny")

_SERIES = [
    {"quantity": f"present:{site}", "date": f"2030-03-{day:02}", "value": day * people}
    for site, people in (("meadow", 200), ("riverton", 90))
    for day in (1, 10, 20)
]
"""Registrations of two sites."""

CALLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("run", ("run", "tiny", "--members", "4", "--no-figure", "--out", "runs/tiny")),
    ("run", ("run", "aleppo-2016", "--as-of", "2016-12-05", "--members", "6", "--actors",
             "--no-figure", "--out", "runs/aleppo")),
    ("run", ("run", "tiny", "--until", "width:0.2", "--members", "200", "--no-figure",
             "--out", "runs/until")),
    ("run", ("run", "aleppo-2016", "--members", "4", "--no-figure", "--out", "runs/whole")),
    ("shard", ("run", "tiny", "--members", "0:2", "--of", "4", "--no-figure", "--out", "runs/one")),
    ("shard", ("run", "tiny", "--members", "2:4", "--of", "4", "--no-figure", "--out", "runs/two")),
    ("run", ("merge", "runs/one", "runs/two", "--no-figure", "--out", "runs/merged")),
    ("replay", ("replay", "runs/tiny")),
    ("check", ("check", "aleppo-2016")),
    ("check", ("check", "nowhere")),
    ("explain", ("explain", "aleppo-2016")),
    ("explain", ("explain", "tiny")),
    ("xlsx", ("xlsx", "tiny", "--out", "tiny.xlsx")),
    ("phases", ("phases",)),
    ("quantities", ("quantities", "aleppo-2016")),
    ("export", ("export", "runs/aleppo", "--out", "out")),
    ("export", ("export", "runs/aleppo", "--out", "exact", "--raw")),
    ("deposit", ("deposit", "runs/tiny", "--out", "crate.zip", "--licence", "CC-BY-4.0")),
    ("report", ("report", "runs/tiny", "--out", "tiny.html")),
    ("compare", ("compare", "runs/tiny", "runs/merged")),
    ("needs", ("needs", "runs/aleppo", "--figure", "needs.html", "--orders", "orders.xlsx")),
    ("needs", ("needs", "runs/aleppo", "--orders", "exact.xlsx", "--raw")),
    ("equipped", ("needs", "runs/aleppo", "--area", "west-aleppo")),
    ("food", ("food", "4", "--people", "1000")),
    ("food", ("food", "4", "--families", "200")),
    ("risk", ("risk", "runs/aleppo", "--figure", "risk.html")),
    ("reconcile", ("reconcile", "aleppo-2016", "--as-of", "2016-12-05", "--members", "64")),
    ("changes", ("changes", "aleppo-2016", "--from", "2016-12-01", "--to", "2016-12-05",
                 "--members", "64")),
    ("sensitivity", ("sensitivity", "aleppo-2016", "--as-of", "2016-12-05", "--members", "8")),
    ("fit", ("fit", "aleppo-2016", "--as-of", "2016-12-05", "--members", "64", "--out", "fitted")),
    ("forecast-counts", ("forecast", COUNTS, "--origin", "2023-10-01", "--members", "40",
                         "--figure", "ahead.html")),
    ("forecast-claims", ("forecast", "aleppo-2016", "--origin", "2016-12-05", "--members", "40")),
    ("backtest", ("backtest", COUNTS, "--members", "40", "--every", "60", "--horizons", "30")),
    ("plan-exit", ("plan", "exit", "aleppo-2016", "--stress", "--members", "4")),
    ("plan-exit", ("plan", "exit", "aleppo-2016", "--manifest", "plan.csv", "--no-stress",
                   "--figure", "exit.html", "--scenario-out", "planned")),
    ("check-plan", ("check-plan", "aleppo-2016", "plan.csv")),
    ("plan-roads", ("plan", "roads", "example", "--area", "harbour")),
    ("plan-aid", ("plan", "aid", "runs/whole", "--days", "5", "--figure", "aid.html")),
    ("plan-sites", ("plan", "sites", "runs/aleppo", "--budget-usd", "1000000",
                    "--figure", "sites.html")),
    ("plan-clearance", ("plan", "clearance", "runs/whole", "--scenario-out", "cleared")),
    ("plan-relocation", ("plan", "relocation", "two-sites", "--manifest", "moves.csv",
                         "--scenario-out", "moved")),
    ("import", ("import", "unhcr", f"{_DATA}/unhcr/timeseries.json", "--out", "unhcr")),
    ("import-flee", ("import", "flee", f"{_FLEE}/input_csv", f"{_FLEE}/source_data", "--out",
                     "flee")),
    ("import-flee-batch", ("import", "flee", str(DATA / "flee"), "--batch", "--members", "4",
                           "--out", "cases")),
    ("backtest-cold", ("backtest", "small", "--cold", "--members", "8")),
    ("start", ("start", "--boundaries", f"{_DATA}/cod_ab/current.geojson", "--population",
               f"{_DATA}/cod_ps/raw_latin1.csv", "--acled", f"{_DATA}/acled/events.csv", "--out",
               "started")),
    ("failure", ("run", "tiny", "--members", "0")),
    ("failure", ("run", "tiny", "--membres", "4")),
    ("failure", ("replay", "nowhere")),
)  # fmt: skip
"""Name in the schema, and the command without ``--json``."""


def answers(folder: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Schema, command and answer of every call, made one after the other in a folder."""
    _write_counts(folder / COUNTS)
    example = new_scenario("example")
    write(example, folder / "example")
    write(example.replace(series=_SERIES, reception=[]), folder / "registered")
    write(make(**two_sites()), folder / "two-sites")
    write(small(), folder / "small")
    with _inside(folder):
        for name, words in CALLS:
            yield name, " ".join(words), answer(*words)


def answer(*words: str) -> dict[str, Any]:
    """What a command prints with ``--json``, called in this process."""
    out, errors = StringIO(), StringIO()
    with (
        patch.object(sys, "argv", ["safepassage", *words, "--json"]), redirect_stdout(out),
        redirect_stderr(errors), suppress(SystemExit),
    ):  # fmt: skip
        main()
    assert len(out.getvalue().splitlines()) == 1, f"{words}: {out.getvalue()} {errors.getvalue()}"
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before, mask = Path.cwd(), os.umask(0)  # what new files are like by default decides nothing
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.umask(mask)


def _write_counts(path: Path) -> None:
    """Two towns, every ten days for most of a year."""
    rows = ["date,place,value"]
    for number in range(36):
        month, day = divmod(number, 3)
        date = f"2023-{month + 1:02}-{day * 10 + 1:02}"
        rows += [f"{date},adre,{1000 + 900 * number + 70 * (number % 4)}"]
        rows += [f"{date},renk,{400 + 300 * number + 50 * (number % 3)}"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
