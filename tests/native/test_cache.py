"""Machine code is kept for the very kernel, for one user, and never needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import safepassage
from safepassage.native import compiled, folder, sources

PACKAGE = Path(safepassage.__file__).parent
DRAW = """
import numpy, safepassage.streams
from safepassage.native.folder import cache_folder
print(safepassage.streams.binomial(numpy.uint64(7), 1000, 0.3), cache_folder())
"""
RUN = """
import safepassage
print(safepassage.run(safepassage.read_scenario("tiny"), members=1, seed=1).digest)
"""


def copied(folder: Path) -> Path:
    """A copy of the package that may be edited; returns the folder it is imported from."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "src" / PACKAGE.name, ignore=ignored)
    return folder / "src"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def kept_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of a module: who edits it undoes that."""
    return copied(tmp_path_factory.mktemp("kept"))


def environment(home: Path | None, **more: str) -> dict[str, str]:
    """This one, without what leads to a cache but a home."""
    leads = {"HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR", "LOCALAPPDATA", "USERPROFILE"}
    kept = {key: value for key, value in os.environ.items() if key not in leads}
    return kept | ({} if home is None else {"HOME": str(home)}) | more


def begin(
    code: str, variables: dict[str, str], source: Path | None = None
) -> subprocess.Popen[str]:
    if source is not None:
        variables = variables | {"PYTHONPATH": str(source)}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def output(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err
    return out.split()


@pytest.mark.parametrize(
    "file", [path.relative_to(PACKAGE) for path in sources.kernel_files()], ids=str
)
def test_a_change_of_any_kernel_file_changes_the_hash(
    kept_copy: Path, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    before = sources.kernel_hash()
    monkeypatch.setattr(sources, "_PACKAGE", kept_copy / PACKAGE.name)
    monkeypatch.setattr(sources, "kernel_files", sources.kernel_files.__wrapped__)
    assert sources.kernel_hash.__wrapped__() == before
    changed = kept_copy / PACKAGE.name / file
    text = changed.read_text()
    changed.write_text(text + "\n_MORE = 1\n")
    assert sources.kernel_hash.__wrapped__() != before
    changed.write_text(text)


def test_a_changed_constant_changes_the_very_next_run(copy: Path) -> None:
    variables = dict(os.environ)
    before = output(begin(RUN, variables, copy))
    inner = copy / PACKAGE.name / "streams" / "keys.py"
    text = inner.read_text()
    assert text.count("0x9E3779B97F4A7C15") == 1
    inner.write_text(text.replace("0x9E3779B97F4A7C15", "0x9E3779B97F4A7C17"))
    assert output(begin(RUN, variables, copy)) != before


@pytest.mark.parametrize("home", [None, Path(os.devnull)])
def test_without_a_home_or_an_install_that_can_be_written(
    copy: Path, tmp_path: Path, home: Path | None
) -> None:
    for path in copy.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    variables = environment(home, TMPDIR=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")
    files = set(copy.rglob("*"))
    drawn, kept = output(begin(DRAW, variables, copy))
    assert drawn == expected()
    assert home is None or Path(kept).parent.parent == tmp_path
    assert set(copy.rglob("*")) == files


def expected() -> str:
    import numpy as np

    from safepassage.streams import binomial

    return str(binomial(np.uint64(7), 1000, 0.3))


def test_no_place_to_keep_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(folder, "_roots", lambda: [tmp_path / "file"])
    assert folder.cache_folder.__wrapped__() is None
    code = DRAW.replace(
        "\nprint", "\nimport safepassage.native.folder as f\nf._roots = list\nprint"
    )
    assert output(begin(code, environment(tmp_path))) == [expected(), "None"]


def test_two_processes_at_once_and_a_third_that_reads(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    both = [begin(DRAW, variables), begin(DRAW, variables)]
    (first, kept), second = output(both[0]), output(both[1])
    assert [first, kept] == second == [expected(), str(kept)]
    files = list(Path(kept).iterdir())
    assert [file.suffix for file in files] == [".pickle"]
    assert Path(kept).is_relative_to(tmp_path)
    before = files[0].stat().st_mtime_ns
    assert output(begin(DRAW, variables)) == second
    assert files[0].stat().st_mtime_ns == before


def test_a_torn_file_is_compiled_anew(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    _, kept = output(begin(DRAW, variables))
    (file,) = Path(kept).iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert output(begin(DRAW, variables))[0] == expected()
    assert file.stat().st_size == len(whole)


@pytest.mark.parametrize("name", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_the_wish_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv(name, str(tmp_path))
    found = folder.cache_folder.__wrapped__()
    assert found is not None
    assert found.parent == tmp_path / "safepassage"
    assert found.name == f"kernel-{sources.kernel_hash()}-{sources.machine_hash()}"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of this kind are not there")
def test_code_that_others_may_write_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_roots", lambda: [tmp_path])
    own = folder.cache_folder.__wrapped__()
    assert own is not None
    own.chmod(0o777)
    assert folder.cache_folder.__wrapped__() is None


def test_functions_that_the_hash_does_not_cover_are_not_kept() -> None:
    @compiled
    def own(number: int) -> int:
        return number + 1

    assert own(1) == 2
    kept = folder.cache_folder()
    assert kept is None or not list(kept.glob("*own*"))


def test_folders_that_nobody_uses_any_more_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_roots", lambda: [tmp_path])
    old, recent, other = (tmp_path / name for name in ("kernel-old", "kernel-recent", "other"))
    for path in (old, recent, other):
        path.mkdir()
    (old / "file").touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    own = folder.cache_folder.__wrapped__()
    assert set(tmp_path.iterdir()) == {recent, other, own}
