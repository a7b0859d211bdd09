"""What the workbench has computed in a process of its own, one function a kind of job."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from safepassage.scenario.scenario import Scenario

Progress = Callable[[int, int], None]


def run(progress: Progress, scenario: Scenario, folder: Path, members: int, seed: int) -> str:
    """Run an ensemble and store it; gives the name of the run folder."""
    from safepassage.report.figure import save_figures
    from safepassage.result.streamed import run_to
    from safepassage.result.tidy import write_tidy

    run_to(
        scenario, folder, members=members, seed=seed, progress=progress, overwrite=True,
        extras=(write_tidy, save_figures),
    )  # fmt: skip
    return folder.name


def plan(
    progress: Progress, scenario: Scenario, corridor: str | None, start: str | None, by: str | None
) -> dict[str, Any]:
    """Plan an exit; gives what may be shown and the scenario with the plan in it."""
    from safepassage.planning.exit.planner import plan_exit

    progress(0, 1)
    made = plan_exit(scenario, corridor=corridor, start=start, by=by)
    progress(1, 1)
    return {
        "summary": made.to_json(),
        "sentences": made.sentences(),
        "scenario": scenario.with_plan(made),
    }


def report(progress: Progress, folder: Path, target: Path, language: str) -> str:
    """Write the report of a run as one page; gives its path."""
    from safepassage.report.brief.write import write_report
    from safepassage.result.store import load

    write_report(
        load(folder), target, code=language, run_folder=folder, overwrite=True, progress=progress
    )
    return str(target)


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
    {"run": run, "plan": plan, "report": report, "export": export}
)
"""Kind of job → function of (progress, …)."""


def forget(kind: str, arguments: Mapping[str, Any]) -> None:
    """Remove what a job left that was ended on the way."""
    if kind == "run":
        folder = arguments["folder"]
        shutil.rmtree(folder.with_name(f"{folder.name}.part"), ignore_errors=True)


def available(kind: str) -> bool:
    """Whether this installation can do a kind of job."""
    import importlib.util

    needed = {"report": "safepassage.report.brief", "export": "safepassage.disclosure"}
    return kind not in needed or importlib.util.find_spec(needed[kind]) is not None
