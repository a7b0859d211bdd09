"""What leaves a run is the same file, byte by byte, whenever and wherever it is written again.

Everything is written by two processes, with other seeds of Python's hashes and other clocks.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.write import WRITERS
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.result.store import save

FORMATS = (*WRITERS, *EXPORT_FORMATS)
PROGRAM = """
import sys, time
from pathlib import Path
time.time = lambda now=time.time: now() + 86_400 * float(sys.argv[3])  # what asks Python for it
from safepassage.disclosure.export import export
from safepassage.disclosure.order_list import order_list
from safepassage.disclosure.policy import level_of
from safepassage.disclosure.write import WRITERS
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.exchange.xlsx import write_workbook
from safepassage.exchange.xlsx.orders import write_orders
from safepassage.planning.needs.by_site import needs
from safepassage.report.brief.write import write_report
from safepassage.result.store import load
from safepassage.scenario.write import write
run, out = Path(sys.argv[1]), Path(sys.argv[2])
result, writers = load(run), {**WRITERS, **EXPORT_FORMATS}
for form in writers:
    export(result, out / form, form=form, writers=writers)
export(result, out / "raw", raw=True, run_folder=run)
for code in ("en", "ar"):
    write_report(result, out / f"{code}.html", language=code, pdf=code == "en", judge=False)
orders = order_list(result, needs(result), level_of(result.scenario))
write_orders(orders, out / "orders.xlsx")
write_workbook(result.scenario, out / "scenario.xlsx")
write(result.scenario, out / "scenario")
"""


def written(run_folder: Path, out: Path, number: int) -> dict[str, str]:
    """File → digest of what a process of its own wrote."""
    command = [sys.executable, "-c", PROGRAM, str(run_folder), str(out), str(number)]
    environment = os.environ | {"PYTHONHASHSEED": str(number + 1), "TZ": f"UTC{number - 5}"}
    subprocess.run(command, check=True, env=environment, timeout=600)
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_two_exports_of_a_run_are_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    folder = save(run(read_scenario("tiny"), members=5), tmp_path / "run")
    first, second = (written(folder, tmp_path / str(number), number) for number in range(2))
    assert set(first) == set(second)
    assert {name.split("/")[0] for name in first} >= {*FORMATS, "raw", "en.html", "en.pdf"}
    different = [name for name in first if first[name] != second[name]]
    assert different == []
