"""Every Python block in the documentation runs; examples print what the page shows."""

from __future__ import annotations

import doctest
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.docs.pages import PAGES, ROOT, blocks

LANGUAGES = {"", "python", "text", "{toctree}", "{eval-rst}", "{include}"}
EXAMPLES = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]
PLAIN = [
    pytest.param(block.text, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(blocks(page))
    if block.language == "python" and ">>> " not in block.text
]


class _Queue:
    """Stands in for dask-jobqueue, which needs a SLURM: two workers run here, whatever is asked."""

    def __init__(self, *, cores: int, processes: int, memory: str, walltime: str) -> None:
        import distributed

        assert cores >= processes
        assert re.fullmatch(r"\d+GB", memory)
        assert re.fullmatch(r"\d\d:\d\d:\d\d", walltime)
        self.local = distributed.LocalCluster(
            n_workers=0, threads_per_worker=1, processes=False, protocol="tcp",
            dashboard_address=None,
        )  # fmt: skip
        self.scheduler_address: str = self.local.scheduler_address
        queues.append(self)

    def scale(self, *, jobs: int) -> None:
        assert jobs > 0
        self.local.scale(2)


queues: list[_Queue] = []


@pytest.fixture
def slurm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package dask_jobqueue whose cluster is this process."""
    module: Any = ModuleType("dask_jobqueue")
    module.SLURMCluster = _Queue
    monkeypatch.setitem(sys.modules, "dask_jobqueue", module)
    yield
    while queues:
        queues.pop().local.close()


def test_there_are_blocks() -> None:
    assert len(EXAMPLES) > 5
    assert len(PLAIN) > 3


def test_the_page_on_own_mechanisms_shows_the_whole_file() -> None:
    page = ROOT / "docs" / "own-mechanism.md"
    code = (page.parent / "packing.py").read_text(encoding="utf-8")
    assert code in [block.text for block in blocks(page)]


@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: page.name)
def test_examples_run(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # a page may write a run
    monkeypatch.syspath_prepend(page.parent)  # a page may import the files beside it
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0


@pytest.mark.slow
@pytest.mark.parametrize("source", PLAIN)
def test_blocks_run(
    source: str, slurm: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(source, "block", "exec"), {"__name__": "page"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_code_hides_in_another_block(page: Path) -> None:
    for block in blocks(page):
        kind = (block.language.split() or [""])[0]
        assert kind in LANGUAGES, f"{page.name}: {block.language}"
        if block.language != "python":
            python = re.search(r"^(>>> |import |from \w+ import )", block.text, re.MULTILINE)
            assert not python, f"{page.name}: {block.text}"


PUBLIC = {"safepassage", "safepassage.streams"}
"""Modules that semantic versioning holds for (docs/api.md)."""


@pytest.mark.parametrize(
    "page", [*PAGES, *(ROOT / "docs" / "notebooks").glob("*.ipynb")], ids=lambda page: page.name
)
def test_pages_import_what_is_public(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"(?m)^\W*(?:>>> )?(?:from|import) (safepassage[\w.]*)", text)
    assert set(found) <= PUBLIC
