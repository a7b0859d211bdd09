"""`python -m benchmarks [--cases DIR] [--json] [--record] [--only flee,scale,…]`.

Without ``--only``, everything is measured that the cases at hand allow.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import aid, flee, history, scale, workbench, worlds
from benchmarks import exit as exits
from safepassage.result.run import run
from safepassage.scenario.scenario import Scenario

PARTS = ("flee", "command", "large", "exit", "aid", "scale", "workbench")


def parser() -> argparse.ArgumentParser:
    """Options of the command."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument("--cases", type=Path, help="folder with Flee cases")
    made.add_argument("--only", default=",".join(PARTS), help="parts, comma separated")
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument(
        "--record", action="store_true", help="add the figures to benchmarks/history.csv"
    )
    scale.add_options(made)
    return made


def main() -> None:
    """Measure what is asked for, keep it if asked, and print it."""
    options = parser().parse_args()
    parts = options.only.split(",")
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)} (parts are {', '.join(PARTS)})")
    found = measured(options, parts)
    if options.record:
        history.record(found)
    print(json.dumps(found) if options.json else _text(found))


def measured(options: argparse.Namespace, parts: list[str]) -> dict[str, Any]:
    """Figures of the parts, by name."""
    found: dict[str, Any] = {}
    if options.cases and "flee" in parts:
        found["flee"] = flee.flee_rows(options.cases)
        found["flee_geometric_mean"] = flee.geometric_mean(found["flee"])
        found["thousandfold_population"] = flee.thousandfold(options.cases)
    if "command" in parts:
        found["help_s"] = _seconds([sys.executable, "-m", "safepassage", "--help"])
        if options.cases:
            found["mali2012_1000_members_s"] = flee.whole_command(options.cases)
    if "large" in parts:
        if options.cases and (options.cases / "netherlands_network").is_dir():
            found["netherlands_s"] = _member_seconds(worlds.netherlands(options.cases))
        found["synthetic_s"] = _member_seconds(worlds.synthetic())
        found["peak_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    if "exit" in parts:
        found["exit"] = exits.measure(options.cases, ["aleppo", "city", "program"])
    if "aid" in parts:
        found["aid"] = aid.measure()
    if "scale" in parts:
        found["scale"] = scale.measure(options)
    if "workbench" in parts:
        found["workbench"] = workbench.measure()
    return found


def _seconds(command: list[str]) -> float:
    subprocess.run(command, check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def _member_seconds(scenario: Scenario) -> float:
    """Seconds of one member, compilation and setup out."""
    return float(run(scenario, members=1, workers=1).seconds["run"])


def _text(found: dict[str, Any]) -> str:
    lines = [
        f"{row['case']:12s} Flee {row['flee_s']:8,.0f} s   member {row['ours_ms']:8.2f} ms   "
        f"{row['ratio']:10,.0f} times"
        for row in found.pop("flee", [])
    ]
    for part in ("exit", "aid", "workbench"):
        lines += [f"{part:12s} {name}: {value}" for name, value in found.pop(part, {}).items()]
    scaling = history.numbers({"scale": found.pop("scale", {})})
    lines += [f"{metric:40s} {value:10,.4g} {history.unit(metric)}" for metric, value in scaling]
    lines += [f"{name.replace('_', ' '):28s} {value:10,.2f}" for name, value in found.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
