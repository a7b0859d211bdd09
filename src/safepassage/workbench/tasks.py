"""What the workbench has computed in a process of its own, one function a kind of job."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from safepassage.scenario.scenario import Scenario
from safepassage.workbench.ahead import forecast
from safepassage.workbench.analyses import ANALYSES

Progress = Callable[[int, int], None]


def run(progress: Progress, scenario: Scenario, folder: Path, members: int, seed: int) -> str:
    """Run an ensemble and store it; gives the name of the run folder."""
    from safepassage.report.figure import save_page
    from safepassage.result.streamed import run_to
    from safepassage.result.tidy import write_tidy

    run_to(
        scenario, folder, members=members, seed=seed, progress=progress, overwrite=True,
        extras=(write_tidy, save_page),
    )  # fmt: skip
    return folder.name


def report(
    progress: Progress, folder: Path, target: Path, language: str, *, pdf: bool
) -> list[str]:
    """Write the report of a run as one page, perhaps with a PDF; gives their paths."""
    from safepassage.report.brief.write import write_report
    from safepassage.result.store import load

    written = write_report(
        load(folder), target, language=language, pdf=pdf, run_folder=folder, overwrite=True,
        progress=progress,
    )  # fmt: skip
    return [str(path) for path in written.files]


def export(progress: Progress, folder: Path, target: Path) -> list[str]:
    """Write the tables of a run for others, under disclosure control; gives the files."""
    from safepassage.disclosure import export as disclosed
    from safepassage.result.store import load

    progress(0, 1)
    result = load(folder)
    written = disclosed.export(result, target, form="xlsx", run_folder=folder, overwrite=True)
    progress(1, 1)
    return [str(path) for path in written.files]


TASKS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"run": run, "report": report, "export": export, "forecast": forecast, **ANALYSES}
)
"""Kind of job → function of (progress, …)."""


def forget(kind: str, arguments: Mapping[str, Any]) -> None:
    """Remove what a job left that was ended on the way."""
    if kind == "run" and "folder" in arguments:
        folder = arguments["folder"]
        shutil.rmtree(folder.with_name(f"{folder.name}.part"), ignore_errors=True)
