"""Workers and schedulers of Dask that die: the same bits, or a typed error and nothing lost."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from safepassage import read_scenario, run, run_to
from safepassage.engine import cluster as module
from safepassage.engine import cluster_software
from safepassage.errors import WorkersError
from safepassage.scenario.scenario import Scenario
from tests.dask_cluster import DaskCluster
from tests.processes import stored_blocks

pytest.importorskip("distributed")

MEMBERS = 1500
BLOCK = 64


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


@pytest.fixture(scope="module")
def digest(tiny: Scenario) -> str:
    return run(tiny, members=MEMBERS, workers=1).digest


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with DaskCluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


class Count:
    """Progress that does something once, and checks that no member is counted twice."""

    def __init__(self, at: int, act: object) -> None:
        self.done, self.acted, self._at, self._act = 0, False, at, act

    def __call__(self, done: int, total: int) -> None:
        assert self.done < done <= total == MEMBERS
        self.done = done
        if done >= self._at and not self.acted:
            self.acted = True
            self._act()  # type: ignore[operator]


def test_a_killed_worker(tiny: Scenario, digest: str, cluster: DaskCluster, tmp_path: Path) -> None:
    cluster.have(2)
    count = Count(300, cluster.workers[0].kill)
    found = run_to(tiny, tmp_path / "run", members=MEMBERS, workers=cluster.address, progress=count)
    assert count.acted
    assert cluster.workers[0].wait(10) == -9
    assert cluster.workers[1].poll() is None
    assert count.done == MEMBERS
    assert found.result.digest == digest


def test_a_scheduler_that_is_killed_and_comes_back(
    tiny: Scenario, digest: str, cluster: DaskCluster, tmp_path: Path
) -> None:
    cluster.have(1)
    comeback = threading.Thread(target=lambda: (cluster.start(), cluster.have(1)))

    def kill() -> None:
        cluster.kill_scheduler()
        comeback.start()

    count = Count(300, kill)
    found = run_to(tiny, tmp_path / "run", members=MEMBERS, workers=cluster.address, progress=count)
    comeback.join()
    assert count.acted
    assert count.done == MEMBERS
    assert found.result.digest == digest


def test_a_scheduler_that_is_killed_for_good(
    tiny: Scenario, digest: str, cluster: DaskCluster, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    cluster.have(1)
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    monkeypatch.setattr(module, "_CONNECT_SECONDS", 1.0)
    out, count = tmp_path / "run", Count(300, cluster.kill_scheduler)
    with pytest.raises(WorkersError, match=r"was lost in mid-run .* did not come back within 1 s"):
        run_to(tiny, out, members=MEMBERS, workers=cluster.address, progress=count)
    assert not caplog.records  # else a terminal would show tracebacks of Dask
    with pytest.raises(WorkersError, match="no Dask scheduler answers"):
        run(tiny, members=2, workers=cluster.address)
    kept = stored_blocks(tmp_path / "run.part") * BLOCK
    assert count.done == kept >= 300
    seen: list[int] = []
    resumed = run_to(
        tiny, out, members=MEMBERS, resume=True, progress=lambda done, _: seen.append(done)
    )
    assert seen == list(range(kept + 1, MEMBERS + 1))
    assert resumed.result.digest == digest
    cluster.start()


def test_a_cluster_without_workers(
    tiny: Scenario, cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for worker in cluster.workers:
        worker.kill()
    monkeypatch.setattr(module, "PATIENCE", 2.0)
    with pytest.raises(WorkersError, match="has no workers"):
        run(tiny, members=2, workers=cluster.address)


def test_workers_with_other_software(
    tiny: Scenario, cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.have(1)
    ours = cluster_software.software_versions() | {"numba": "0.1"}
    monkeypatch.setattr(cluster_software, "software_versions", lambda: ours)
    with pytest.raises(WorkersError, match=r"other software: numba .* \(here 0.1\)"):
        run(tiny, members=2, workers=cluster.address)


@pytest.mark.parametrize("who", ["workers have", "scheduler has"])
def test_a_cluster_without_the_program(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['safepassage'] = None")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    poor = DaskCluster(tmp_path)
    try:
        for part, begin in (("scheduler has", poor.start), ("workers have", lambda: poor.have(1))):
            with monkeypatch.context() as patch:
                if part == who:
                    patch.setenv("PYTHONPATH", os.pathsep.join(paths))
                begin()
        with pytest.raises(WorkersError, match=f"Dask {who} other software: safepassage missing"):
            run(tiny, members=2, workers=poor.address)
    finally:
        poor.end()
