"""Figures from version to version in `benchmarks/history.csv`: a row a figure, only added to."""

from __future__ import annotations

import csv
import datetime as dt
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safepassage import __version__

FILE = Path(__file__).with_name("history.csv")
COLUMNS = (
    "date", "version", "commit", "processor", "cores", "python", "metric", "value", "unit",
)  # fmt: skip
UNITS = {
    "_us": "us", "_ms": "ms", "_s": "s", "seconds": "s", "_mb": "MB", "_gb": "GB", "_kb": "kB",
    "_per_s": "1/s",
}  # fmt: skip
"""Endings of names, the longest that fits counts; what has none is a bare number."""


def record(found: Mapping[str, Any], file: Path = FILE) -> None:
    """Add the numbers in what was measured."""
    where = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "version": __version__,
        "commit": commit(),
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else "",
        "python": platform.python_version(),
    }
    new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        for metric, value in numbers(found):
            short = f"{value:.4g}" if isinstance(value, float) else value
            writer.writerow(where | {"metric": metric, "value": short, "unit": unit(metric)})


def numbers(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float | int]]:
    """Numbers by dotted name; rows of a list are named by their case."""
    for name, value in found.items():
        metric = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            yield from numbers(value, metric)
        elif isinstance(value, list):
            rows = [row for row in value if isinstance(row, Mapping) and "case" in row]
            yield from (pair for row in rows for pair in numbers(row, f"{metric}.{row['case']}"))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield metric, value


def unit(metric: str) -> str:
    """Unit that the ending of a name says."""
    fitting = [ending for ending in UNITS if metric.endswith(ending)]
    return UNITS[max(fitting, key=len)] if fitting else "1"


def commit() -> str:
    """Short name of the commit, with ``+`` if files differ from it; empty without git."""
    here = FILE.parent
    git = ["git", "-C", str(here)]
    named = subprocess.run(
        [*git, "rev-parse", "--short=7", "HEAD"], capture_output=True, text=True, check=False
    )
    if named.returncode:
        return ""
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--", ":/src"], capture_output=True, text=True, check=False
    )
    return named.stdout.strip() + ("+" if changed.stdout.strip() else "")


def processor() -> str:
    """Name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()
