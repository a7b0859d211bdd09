"""What a small command does not pay for: libraries that take longer to import than it takes."""

from __future__ import annotations

from pathlib import Path

from tests.processes import modules_of

SLOW = {"altair", "pandas", "pyarrow", "scipy.special", "scipy.stats", "vl_convert", "xarray"}


def test_a_run_without_figure_imports_no_slow_library(tmp_path: Path) -> None:
    options = ("--members", "2", "--no-figure", "--out", "run")
    assert not modules_of("run", "tiny", *options, cwd=tmp_path) & SLOW
    assert (tmp_path / "run" / "counts.csv").is_file()


def test_help_imports_not_even_numpy(tmp_path: Path) -> None:
    assert not modules_of("run", "--help", cwd=tmp_path) & {*SLOW, "numpy", "numba", "scipy"}
