"""Command ``risk``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, progress_bar
from safepassage.cli.running import AsJson, Seed
from safepassage.cli.targets import OverwriteFiles


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("risk")(risk)


def risk(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    figure: Annotated[Path | None, typer.Option(help="Write a figure (.png or .html).")] = None,
    seed: Seed = 1,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Say when an exit may be agreed and where it may become unsafe, by area; for readiness."""
    from safepassage.cli.shown import show
    from safepassage.planning.risk.assess import risk as find_risks
    from safepassage.report.answers.risks import risk_answer
    from safepassage.report.save_figure import refuse_figure
    from safepassage.result.store import load

    refuse_figure(figure, overwrite=overwrite)
    result = load(run)
    found = find_risks(result, seed=seed)
    if figure is not None:
        from safepassage.report.risk_figure import risk_figure
        from safepassage.report.save_figure import save_figure

        save_figure(risk_figure(result, found), figure, overwrite=overwrite)
        note(f"{figure}: chances by area, with positions; readable by you alone")
    if as_json:
        with progress_bar("Scoring sieges") as progress:
            answer = found.to_json(progress)
        print_json(answer)
        return
    show(risk_answer(found), result.scenario)
