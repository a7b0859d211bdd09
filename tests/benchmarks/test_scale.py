"""The benchmark of scale measures what it says, on sizes too small to be of use as figures."""

from __future__ import annotations

import pytest

from benchmarks import growth, scale
from benchmarks.__main__ import parser
from benchmarks.clock import fastest
from safepassage import read_scenario


def test_the_fastest_of_several_rounds_counts_and_digests_must_agree() -> None:
    times = {"a": iter([3.0, 1.0, 2.0]), "b": iter([5.0, 6.0, 4.0])}
    calls = {name: lambda seconds=seconds: (next(seconds), "d") for name, seconds in times.items()}
    assert fastest(calls, 3) == {"a": 1.0, "b": 4.0}
    with pytest.raises(RuntimeError, match="differ"):
        fastest({"a": lambda: (1.0, "x"), "b": lambda: (1.0, "y")}, 1)


@pytest.mark.slow
def test_all_parts_give_figures() -> None:
    text = "--only scale --scale-case tiny --rounds 1 --worker-members 40 --dask-members 40"
    options = parser().parse_args([*text.split(), "--scale-only", "workers,dask,merge",
                                   "--shard-members", "3"])  # fmt: skip
    found = scale.measure(options)
    for kind in ("threads_memory", "threads_stored", "processes_memory", "processes_stored"):
        figures = found["workers"][kind]
        assert figures["speedup"] == pytest.approx(figures["one_s"] / figures["two_s"])
    assert found["dask"]["overhead"] > -1
    assert found["merge"]["members"] == 30
    assert found["merge"]["merge_s"] > 0


def test_cost_a_member_is_the_difference_to_a_run_of_one(tmp_path) -> None:
    from safepassage.scenario.write import write

    case = write(read_scenario("tiny"), tmp_path / "tiny")
    row = growth.one_size(case, 1000, 1)  # larger, and repeated less often
    assert row["start_s"] > 0
    assert row["disk_a_member_kb"] > 0.1
    assert row["peak_mb"] > 50
