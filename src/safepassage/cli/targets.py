"""Files and folders that a command writes: what ``--overwrite`` replaces, and early refusal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from safepassage.errors import Problem, ScenarioError
from safepassage.whole import blocked

OverwriteFiles = Annotated[
    bool, typer.Option("--overwrite", help="Replace files of these names that are there.")
]
OverwriteExport = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Replace a folder that an earlier export wrote, and all that is in it."
    ),
]
OverwriteScenario = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Replace a scenario's files that are there; other files stay."
    ),
]


def refuse_targets(*targets: Path | None, overwrite: bool) -> None:
    """Refuse files and folders that cannot be written or are taken, before anything is computed.

    Args:
        targets: What the command will write; None is nothing.
        overwrite: Whether those that are there may be replaced.

    Raises:
        ScenarioError: With every one that cannot.
    """
    problems = []
    for target in targets:
        if target is None:
            continue
        if reason := blocked(target):
            problems.append(Problem(f"cannot be written: {reason}"))
        elif os.path.lexists(target) and not overwrite:
            remedy = "choose another or --overwrite"
            problems.append(Problem("exists", str(target), remedy=remedy))
    if problems:
        raise ScenarioError(problems)
