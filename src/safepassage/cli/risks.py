"""Command ``risk``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, progress_bar, say
from safepassage.cli.running import AsJson, Overwrite, Seed
from safepassage.cli.tables import print_rows


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("risk")(risk)


def risk(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    figure: Annotated[Path | None, typer.Option(help="Write a figure (.png or .html).")] = None,
    seed: Seed = 1,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Say when an exit may be agreed and where it may become unsafe, by area; for readiness."""
    from safepassage.planning.risk.assess import risk as find_risks
    from safepassage.planning.risk.clashes import AHEAD
    from safepassage.result.store import load

    result = load(run)
    found = find_risks(result, seed=seed)
    if figure is not None:
        from safepassage.report.risk_figure import risk_figure
        from safepassage.report.save_figure import save_figure

        save_figure(risk_figure(result, found), figure, overwrite=overwrite)
        note(f"{figure}: chances by area")
    if as_json:
        with progress_bar("Scoring sieges") as progress:
            answer = found.to_json(progress)
        print_json(answer)
        return
    rows = [
        (area, *(f"{chance:.0%}" for chance in chances.values()))
        for area, chances in found.clashes.items()
    ]
    if rows:
        days = next(iter(found.clashes.values()))
        header = ["area", *(f"{ahead} days" for ahead in days)]
        print_rows("Chance of a serious clash between armed groups within", header, rows)
    months = [
        (month.area, month.month, f"{month.clash:.0%}", *(f"{n:,.0f}" for n in month.effective))
        for month in found.months
    ]
    if months:
        header = ["area", "month", "clash begins", *(f"groups {at} %" for at in (5, 50, 95))]
        print_rows("In the days of the run; groups of one alliance count once", header, months)
    unsafe = [(site, f"{chance:.0%}") for site, chance in found.unsafe.items() if chance > 0]
    title = f"Sites that may become unsafe within {max(AHEAD)} days"
    print_rows(title, ["site", "chance"], unsafe)
    for pocket, dated in found.access.items():
        header = ["from", "held by", *(f"{name} may leave" for name in dated[0].leave)]
        lines = [
            (each.date, each.held_by, *(f"{share:.0%}" for share in each.leave.values()))
            for each in dated
        ]
        print_rows(f"Share of each class that may leave {pocket}", header, lines)
    for sentence in found.sentences():
        say(f"- {sentence}.")
