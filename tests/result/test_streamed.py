"""Runs that stream to their folder: shards, resuming, faults; always the same bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, read_scenario, run, run_to
from safepassage.native import kernel_hash
from safepassage.result import provenance, store, stored
from safepassage.result.precision import stages
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_an_interrupted_run_computes_only_what_is_missing(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done >= 1000:
            raise KeyboardInterrupt

    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        run_to(tiny, out, members=2000, progress=interrupt)
    with pytest.raises(StoreError, match="--resume"):
        load(out)
    with pytest.raises(StoreError, match="--resume"):
        run_to(tiny, out, members=2000)
    with pytest.raises(StoreError, match="another run"):
        run_to(tiny, out, members=2000, seed=2, resume=True)
    refuse_another_kernel(tiny, out, monkeypatch)
    seen: list[int] = []
    resumed = run_to(
        tiny, out, members=2000, resume=True, progress=lambda done, _: seen.append(done)
    )
    assert seen[0] > 1
    assert len(seen) < 2000
    assert resumed.result.digest == run(tiny, members=2000).digest
    assert run_to(tiny, out, members=2000, resume=True).was_there
    refuse_another_kernel(tiny, out, monkeypatch)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def refuse_another_kernel(tiny: Scenario, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members of two kernels are not one ensemble: both are named, and nothing is written."""
    named = f"another run \\(kernel {kernel_hash()}, not 0123456789abcdef\\)"
    before = sorted(path.stat().st_mtime_ns for path in out.parent.rglob("*.json"))
    with monkeypatch.context() as later:
        later.setattr(provenance, "kernel_hash", lambda: "0123456789abcdef")
        with pytest.raises(StoreError, match=named):
            run_to(tiny, out, members=2000, resume=True)
    assert sorted(path.stat().st_mtime_ns for path in out.parent.rglob("*.json")) == before


def test_a_place_that_cannot_be_written_is_a_clear_error(tiny: Scenario) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        run_to(tiny, "/proc/nowhere/run", members=2)


def test_large_runs_stay_on_disk(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    monkeypatch.setattr(stored, "_PART", 1)
    found = run_to(tiny, tmp_path / "run", members=150).result
    whole = run(tiny, members=150)
    assert not isinstance(found.arrays["fled"], np.ndarray)
    np.testing.assert_array_equal(
        found.arrays["fled"][:, 3, [0, 2]], whole.arrays["fled"][:, 3, [0, 2]]
    )
    assert sum(part.members.size for part in found.parts()) == 150


def test_until_equals_a_fixed_run(tiny: Scenario, tmp_path: Path) -> None:
    found = run_to(tiny, tmp_path / "run", members=5000, until="width:0.05")
    assert found.precision is not None
    assert found.precision.reached
    assert found.precision.members in stages(5000)
    assert found.result.digest == run(tiny, members=found.precision.members).digest


def test_what_is_damaged_of_an_interrupted_run_is_computed_anew(
    tiny: Scenario, tmp_path: Path
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 7 * 64 + 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_to(tiny, tmp_path / "run", members=600, workers=1, progress=interrupt)
    arrays = tmp_path / "run.part" / "result.zarr"
    digests, displaced, fled = (
        sorted(path for path in (arrays / name / "c").rglob("*") if path.is_file())
        for name in ("internal/digest", "displaced", "fled")
    )
    assert len(digests) == 7
    digests[0].write_bytes(digests[0].read_bytes()[:20])
    digests[1].write_bytes(b"")
    digests[2].unlink()
    displaced[3].write_bytes(displaced[3].read_bytes()[:50])
    fled[4].unlink()
    (arrays / "internal" / "digest" / "c" / "6.f00.partial").write_bytes(b"cut off")
    seen: list[int] = []
    found = run_to(
        tiny, tmp_path / "run", members=600, resume=True,
        progress=lambda done, _: seen.append(done),
    )  # fmt: skip
    assert seen[0] == 2 * 64 + 1
    assert found.result.digest == run(tiny, members=600).digest
    assert not list((tmp_path / "run").rglob("*.partial"))
