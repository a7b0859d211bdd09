"""Shards as commands: the JSON of a merge is that of the run, and what does not fit is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safepassage import load
from tests.cli.forks import Forks

REFUSED = 2


@pytest.mark.slow
def test_a_merge_prints_what_the_run_prints(tmp_path: Path) -> None:
    out = tmp_path / "printed"
    with Forks() as forks:
        whole = forks.call(
            out, "run", "tiny", "--members", "100", "--out", tmp_path / "a", "--json"
        )
        assert whole[0] == 0, whole[2]
        shards = [tmp_path / "s0", tmp_path / "s1"]
        for shard, members in zip(shards, ("0:30", "30:100"), strict=True):
            options = ("--members", members, "--of", "100", "--out", shard, "--json")
            status, said, errors = forks.call(out, "run", "tiny", *options)
            assert status == 0, errors
            assert json.loads(said)["shard"] == members
        merged = forks.call(out, "merge", *shards, "--out", tmp_path / "b", "--json")
        assert merged[0] == 0, merged[2]
        refused = forks.call(
            out, "merge", shards[1], shards[1], tmp_path / "s2", "--out", tmp_path / "c", "--json"
        )
        taken = forks.call(out, "merge", *shards, "--out", tmp_path / "b")
    one, other = json.loads(whole[1]), json.loads(merged[1])
    assert set(one) == set(other)
    for differs in ("seconds", "folder"):
        assert set(one.pop(differs)) == set(other.pop(differs)) or differs == "folder"
    assert one == other
    assert load(tmp_path / "a").digest == load(tmp_path / "b").digest == one["digest"]
    names = [{path.name for path in (tmp_path / run).iterdir()} for run in ("a", "b")]
    assert names[0] == names[1]
    for name in ("counts.csv", "people.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert (refused[0], json.loads(refused[1])["ok"]) == (REFUSED, False)
    assert refused[2].strip().splitlines() == [
        f"error: {tmp_path}/s2: is not a finished run folder",
        f"error: {tmp_path}/s1: is given twice",
        "error: members 0:30 are in no shard that can be used",
    ]
    assert not (tmp_path / "c").exists()
    assert taken[0] == REFUSED
    assert "exists" in taken[2]
