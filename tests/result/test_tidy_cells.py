"""Tidy tables: the same however few counts are held at once, from memory and from disk."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from safepassage import read_scenario, run
from safepassage.neutral import neutral_frame
from safepassage.result import store, tidy
from safepassage.result.store import load
from safepassage.result.streamed import run_to


def test_the_table_does_not_depend_on_what_is_held_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = run_to(read_scenario("aleppo-2016"), tmp_path / "run", members=6)
    whole = tidy.tidy(stored.result)
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    monkeypatch.setattr(tidy, "_CHUNK_CELLS", 1000)
    pieces = tidy.tidy(load(stored.location.path))
    pd.testing.assert_frame_equal(whole, pieces)


def test_empty_places_are_left_out_and_the_numbers_are_those_of_the_members(tmp_path: Path) -> None:
    result = run_to(read_scenario("tiny"), tmp_path / "run", members=9).result
    table = tidy.tidy(result)
    for (place, quantity), rows in table.groupby(["place", "quantity"]):
        counts = result.arrays[quantity][:, :, result.places.index(str(place)), 0]
        assert counts.any()
        np.testing.assert_array_equal(rows["p50"], np.sort(counts, axis=0)[4])
        np.testing.assert_allclose(rows["mean"], counts.mean(axis=0), atol=5e-4)
    filled = {name for name in result.places if result.dataset.displaced.sel(place=name).any()}
    assert set(table.loc[table["quantity"] == "displaced", "place"]) == filled


@pytest.mark.parametrize("name", ["tiny", "aleppo-2016"])
def test_the_file_is_the_table_with_texts_made_neutral(name: str, tmp_path: Path) -> None:
    result = run(read_scenario(name), members=4)
    renamed = dataclasses.replace(result, places=tuple(f"={place}" for place in result.places))
    tidy.write_tidy(renamed, tmp_path)
    label = f"{result.scenario.settings['sensitivity']}, internal: exact counts"
    table = neutral_frame(tidy.tidy(renamed).assign(sensitivity=label))
    assert table["place"].str.startswith("'=").all()
    table.to_csv(tmp_path / "pandas.csv", index=False, encoding="utf-8-sig",
                 date_format="%Y-%m-%d")  # fmt: skip
    assert (tmp_path / "counts.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()
