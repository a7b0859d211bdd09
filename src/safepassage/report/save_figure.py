"""Writes a figure to a file that a command was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.whole import blocked, whole_file

_SCALE = 1.5


def refuse_figure(path: Path | None, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written or is there already, before anything is computed.

    Raises:
        ScenarioError: If so; None is no file.
    """
    if path is None:
        return
    problem = None
    if path.suffix not in {".png", ".html"}:
        problem = Problem(f"{path.name!r} is no figure", column="--figure", remedy=".png or .html")
    elif reason := blocked(path):
        problem = Problem(reason, column="--figure")
    elif path.is_dir() or (path.exists() and not overwrite):
        problem = Problem(f"{path} exists", column="--figure", remedy="name another, or remove it")
    if problem is not None:
        raise ScenarioError([problem])


def save_figure(spec: dict[str, Any], path: Path, *, overwrite: bool = False) -> None:
    """Write a figure as .png, or as .html that never asks the network.

    It is its owner's alone (0600): figures of commands draw exact counts. What may leave is a
    report or an export.

    Raises:
        ScenarioError: If the file has another ending, or is there already.
    """
    import vl_convert  # slow to import

    refuse_figure(path, overwrite=overwrite)
    with whole_file(path, private=True) as part:
        if path.suffix == ".png":
            part.write_bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[]))
        else:
            text = vl_convert.vegalite_to_html(spec, bundle=True)
            part.write_text(text, encoding="utf-8", newline="\n")
