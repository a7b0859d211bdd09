"""Scenarios that come with the package."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def bundled_folder(name: str) -> Path:
    """Folder of a bundled scenario."""
    return Path(str(resources.files("safepassage"))) / "cases" / name


def bundled_names() -> tuple[str, ...]:
    """Names of the bundled scenarios."""
    folder = bundled_folder(".")
    return tuple(sorted(path.parent.name for path in folder.glob("*/scenario.toml")))
