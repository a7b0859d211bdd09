"""A folder with the example's files, to be damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from safepassage.scenario.template import template_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "example"
    shutil.copytree(template_folder(), target)
    return target
