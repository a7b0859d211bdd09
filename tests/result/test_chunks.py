"""Chunks of a stored run: what is damaged on disk is found, whichever byte it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage import load, read_scenario
from safepassage.errors import StoreError
from safepassage.result.streamed import run_to


def chunk_of(folder: Path, name: str) -> Path:
    """The first chunk of an array."""
    return min(path for path in (folder / name / "c").rglob("*") if path.is_file())


@pytest.mark.parametrize("where", [0, 5, 20, -6, -1])
def test_a_flipped_byte_is_found_when_the_run_is_read(tmp_path: Path, where: int) -> None:
    folder = run_to(read_scenario("tiny"), tmp_path / "run", members=20).location.path
    (arrays,) = {path.parent.parent for path in folder.rglob("displaced/zarr.json")}
    chunk = chunk_of(arrays, "displaced")
    content = bytearray(chunk.read_bytes())
    content[where] ^= 0xFF
    chunk.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        load(folder)


def test_a_chunk_that_was_cut_off_is_found(tmp_path: Path) -> None:
    folder = run_to(read_scenario("tiny"), tmp_path / "run", members=20).location.path
    (arrays,) = {path.parent.parent for path in folder.rglob("displaced/zarr.json")}
    chunk = chunk_of(arrays, "displaced")
    for kept in (chunk.stat().st_size - 1, 3, 0):
        chunk.write_bytes(chunk.read_bytes()[:kept])
        with pytest.raises(StoreError, match="damaged"):
            load(folder)
