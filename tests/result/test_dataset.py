"""``result.zarr`` is the dataset of the run: xarray opens it, with or without this package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from safepassage import load, merge, read_scenario, run, run_to, save
from safepassage.compiled.outputs import OUTPUTS
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def assert_equal(folder: Path, result: Result) -> None:
    """The stored dataset has the bits, names and facts of the result's."""
    opened, expected = xr.open_zarr(folder / "result.zarr"), result.dataset
    xr.testing.assert_identical(opened.load(), expected)
    assert set(opened.variables) == set(expected.variables)
    for name, array in expected.variables.items():
        if array.dtype != object:
            assert opened[name].dtype == array.dtype, name
            assert opened[name].values.tobytes() == array.values.tobytes(), name


def test_of_a_run_a_shard_and_a_merged_run(tiny: Scenario, tmp_path: Path) -> None:
    whole = run(tiny, members=70)
    assert_equal(run_to(tiny, tmp_path / "run", members=70).location.path, whole)
    for name, first, count in (("a", 0, 30), ("b", 30, 40)):
        run_to(tiny, tmp_path / name, members=count, first=first, of=70)
        shard = run(tiny, members=count, first=first)
        assert_equal(tmp_path / name, shard)
        assert shard.dataset.member.values.tolist() == list(range(first, first + count))
    merged = merge([tmp_path / "b", tmp_path / "a"], tmp_path / "whole").result
    assert_equal(tmp_path / "whole", merged)
    xr.testing.assert_identical(merged.dataset, whole.dataset)


@pytest.mark.parametrize("name", ["aleppo-2016", "karabakh-2023"])
def test_of_every_mechanism(name: str, tmp_path: Path) -> None:
    result = run(read_scenario(name), members=3)
    weighed = result.reweighted(np.array([1.0, 2.0, 5.0]))
    folder = save(weighed, tmp_path / "run")
    assert_equal(folder, weighed)
    assert_equal(folder, load(folder))


def test_what_it_holds(tiny: Scenario) -> None:
    result = run(tiny, members=4)
    data = result.dataset
    np.testing.assert_array_equal(data.inputs, result.inputs)
    assert data.input.values.tolist() == list(result.input_names) != []
    for quantity in data["quantity"].values:
        np.testing.assert_array_equal(data.headline.sel(quantity=quantity), curve(result, quantity))
    assert "present:camp-a" in data["quantity"]
    assert data.left_by.sizes["corridor"] == 0
    assert "sheltered" not in data  # reception did not act
    assert data.displaced.attrs["units"] == "people"
    assert data.lat.attrs["units"] == "degrees_north"
    assert data.place_name.sel(place="camp-a").item() == "Camp A"
    assert data.attrs["title"] == tiny.title
    assert data.attrs["digest"] == result.digest
    assert {one["source_id"] for one in json.loads(data.attrs["references"])} == set(
        tiny["sources"]["source_id"]
    )


def test_armed_groups_by_day_are_kept_but_not_in_it(tmp_path: Path) -> None:
    clashes = [
        {"area": "riverton", "date": f"2029-{month:02}-10", "days": 4} for month in range(3, 13)
    ]
    scenario = new_scenario("example").replace(rules={"actors": True}, clashes=clashes)
    result = run(scenario, members=4)
    folder = save(result, tmp_path / "run")
    assert_equal(folder, result)
    internal = {name for name, array in OUTPUTS.items() if array.internal}
    assert internal.isdisjoint(xr.open_zarr(folder / "result.zarr").variables)
    for name in internal:
        assert result.arrays[name].size
        np.testing.assert_array_equal(load(folder).arrays[name], result.arrays[name])


_PLAIN = """
import sys, warnings
sys.modules["safepassage"] = None
warnings.simplefilter("error")
import xarray as xr
data = xr.open_zarr(sys.argv[1])
assert data.displaced.chunks, "not read lazily"
print(int(data.displaced.sel(place="camp-b", day="2020-01-05").sum()))
print(float(data.headline.sel(quantity="present:camp-a").isel(day=-1).mean()))
tree = xr.open_datatree(sys.argv[1], engine="zarr")
assert tree["internal/digest"].dims == ("member", "byte")
"""


def test_it_opens_where_this_package_is_not_installed(tiny: Scenario, tmp_path: Path) -> None:
    result = run_to(tiny, tmp_path / "run", members=5).result
    done = python(_PLAIN, tmp_path / "run" / "result.zarr")
    assert done.returncode == 0, done.stderr
    people, mean = done.stdout.split()
    place, day = result.places.index("camp-b"), result.day_of("2020-01-05")
    assert int(people) == result.arrays["displaced"][:, day, place].sum()
    assert float(mean) == curve(result, "present:camp-a")[:, -1].mean()


def python(program: str, *arguments: Path) -> subprocess.CompletedProcess[Any]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", [3, 4])
def test_runs_of_earlier_formats_become_one(number: int, tmp_path: Path) -> None:
    old = load(DATA / f"format-{number}")
    again = load(save(old, tmp_path / "again"))
    assert_equal(tmp_path / "again", again)
    xr.testing.assert_equal(again.dataset, old.dataset)
