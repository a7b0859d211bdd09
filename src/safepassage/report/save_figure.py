"""Writes a figure to a file that a command was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.report.internal import labelled
from safepassage.whole import blocked, whole_file

_SCALE = 1.5


def refuse_figure(path: Path | None, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written or is there already, before anything is computed.

    Raises:
        ScenarioError: If so; None is no file.
    """
    for target in () if path is None else _targets(path):
        problem = None
        if target.suffix not in {".png", ".html"}:
            remedy = ".png or .html, or no ending for both"
            problem = Problem(f"{target.name!r} is no figure", column="--figure", remedy=remedy)
        elif reason := blocked(target):
            problem = Problem(reason, column="--figure")
        elif target.is_dir() or (target.exists() and not overwrite):
            remedy = "name another, or remove it"
            problem = Problem(f"{target} exists", column="--figure", remedy=remedy)
        if problem is not None:
            raise ScenarioError([problem])


def save_figure(spec: dict[str, Any], path: Path, *, overwrite: bool = False) -> None:
    """Write a figure as .png, as .html that never asks the network, or without an ending as both.

    It is its owner's alone (0600) and says so inside: figures of commands draw exact counts and
    positions. What may leave is a report or an export.

    Raises:
        ScenarioError: If a file has another ending, or is there already.
    """
    import vl_convert  # slow to import

    refuse_figure(path, overwrite=overwrite)
    spec = labelled(spec)
    for target in _targets(path):
        with whole_file(target, private=True) as part:
            if target.suffix == ".png":
                picture = vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
                part.write_bytes(picture)
            else:
                text = vl_convert.vegalite_to_html(spec, bundle=True)
                part.write_text(text, encoding="utf-8", newline="\n")


def _targets(path: Path) -> list[Path]:
    return [path] if path.suffix else [path.with_suffix(ending) for ending in (".png", ".html")]
