"""Commands as a user runs them: what they print, and their exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safepassage import load, read_scenario
from safepassage.scenario.write import write
from tests.processes import call, call_here

REFUSED = 2


def test_run_prints_one_json_object(tmp_path: Path) -> None:
    done = call("run", "tiny", "--members", "20", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) >= {
        "scenario", "members", "seed", "days", "people_days", "seconds", "digest", "quantities",
        "scores",
    }  # fmt: skip
    assert set(answer["seconds"]) == {"setup", "run", "per_member"}
    assert answer["people_days"] == pytest.approx(10_000, rel=0.03)
    camp = answer["quantities"]["present:camp-a"]["2020-01-10"]
    assert camp["p05"] <= camp["p50"] <= camp["p95"]
    folder = tmp_path / answer["folder"]
    assert load(folder).digest == answer["digest"]
    names = {path.name for path in folder.iterdir()}
    assert names >= {"people.html", "counts.csv", "scenario"}


def test_the_table_names_quantities_and_sources(tmp_path: Path) -> None:
    done = call_here("run", "tiny", "--members", "20", "--out", "here", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Camp A" in done.stdout
    assert "aid agency" in done.stdout
    again = call_here("run", "tiny", "--members", "20", "--out", "here", cwd=tmp_path)
    assert again.returncode == REFUSED
    assert "--overwrite" in again.stderr
    third = call_here(
        "run", "tiny", "--members", "21", "--out", "here", "--overwrite", cwd=tmp_path
    )
    assert third.returncode == 0


def test_the_same_default_run_is_kept(tmp_path: Path) -> None:
    first = call_here("run", "tiny", "--members", "3", cwd=tmp_path)
    second = call_here("run", "tiny", "--members", "3", cwd=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "was kept" in second.stderr


def test_replay(tmp_path: Path) -> None:
    call_here("run", "tiny", "--members", "3", "--out", "here", cwd=tmp_path)
    done = call_here("replay", "here", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["identical"] is True


def test_new_check_and_explain(tmp_path: Path) -> None:
    made = call_here("new", "valley", "--example", "--out", "valley", cwd=tmp_path)
    assert made.returncode == 0
    assert call_here("check", "valley", cwd=tmp_path).returncode == 0
    explained = call_here("explain", "valley", "--json", cwd=tmp_path)
    assert json.loads(explained.stdout)["periods"]


def test_check_lists_every_problem_at_once(tmp_path: Path) -> None:
    folder = write(read_scenario("tiny"), tmp_path / "broken")
    routes = folder / "routes.csv"
    routes.write_text(routes.read_text().replace("camp-b", "camp-c").replace(",10,", ",-10,"))
    done = call_here("check", "broken", cwd=tmp_path)
    assert done.returncode == REFUSED
    assert "routes.csv, row 3, column length_km" in done.stderr
    assert "Traceback" not in done.stderr
    as_json = json.loads(call_here("check", "broken", "--json", cwd=tmp_path).stdout)
    assert as_json["ok"] is False
    assert as_json["problems"][0]["file"] == "routes.csv"


@pytest.mark.parametrize(
    "args",
    [
        ("run", "alepo-2016"),
        ("run", "tiny", "--as-of", "yesterday"),
        ("run", "tiny", "--members", "0"),
        ("run", "tiny", "--members", "many"),
        ("replay", "nowhere"),
        ("check", "nowhere"),
        ("import", "flee", "nowhere", "--out", "x"),
        ("fly",),
    ],
)
def test_refusals_have_status_2_and_no_traceback(args: tuple[str, ...], tmp_path: Path) -> None:
    done = (call if args == ("replay", "nowhere") else call_here)(*args, cwd=tmp_path)
    assert done.returncode == REFUSED
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def _heed_interrupts() -> None:
    """As in a terminal; what runs in the background of a shell inherits that they are ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "safepassage", "run", "aleppo-2016", "--members", "200000"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 (it sets a signal, nothing else)
    )
    try:
        time.sleep(6)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_output_survives_an_old_console(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "safepassage", "run", "tiny", "--members", "3"]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    done.stdout.decode("cp1252")


def test_armed_groups_are_told_by_area_and_month(tmp_path: Path) -> None:
    refused = call_here("run", "tiny", "--members", "2", "--actors", cwd=tmp_path)
    assert refused.returncode == REFUSED
    assert "presence.csv" in refused.stderr
    asked = ("run", "aleppo-2016", "--as-of", "2016-12-05", "--members", "4", "--json")
    on, off = (call_here(*asked, *more, cwd=tmp_path) for more in (("--actors",), ()))
    assert on.returncode == 0, on.stderr
    months = json.loads(on.stdout)["clash_months"]
    assert [(row["area"], row["month"]) for row in months] == [
        ("idleb", "2016-12"), ("idleb", "2017-01"),
    ]  # fmt: skip
    assert "clashing" not in on.stdout
    assert "clash_months" not in json.loads(off.stdout)
