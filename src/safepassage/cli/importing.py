"""Command ``import``: scenarios from other tools' files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, say
from safepassage.cli.running import AsJson, Overwrite


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(help="Make a scenario from other tools' files.", no_args_is_help=True)
    group.command("flee")(flee)
    app.add_typer(group, name="import")


def flee(
    input_dir: Annotated[Path, typer.Argument(help="Folder with locations.csv, routes.csv, …")],
    data_dir: Annotated[
        Path | None, typer.Argument(help="Folder with data_layout.csv; may be absent.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="simsetting.yml.")] = None,
    out: Annotated[Path | None, typer.Option(help="Scenario folder to create.")] = None,
    name: Annotated[str | None, typer.Option(help="Identifier [default: the out folder].")] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Unknown keys are warnings, not errors.")
    ] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Import a case of Flee 3."""
    from safepassage.exchange.flee import import_flee
    from safepassage.scenario.scenario import make_scenario
    from safepassage.scenario.write import write

    if out is None:
        raise typer.BadParameter("give the folder to create", param_hint="--out")
    found = import_flee(input_dir, data_dir, settings, name=name or out.name, lenient=lenient)
    scenario = make_scenario(name or out.name, found.scenario_settings, found.rules, found.tables)
    folder = write(scenario, out, overwrite=overwrite)
    if as_json:
        print_json({"folder": str(folder), "notes": list(found.notes), "inert": list(found.inert)})
        return
    for text in found.notes:
        note(f"note: {text}")
    for text in found.inert:
        say(f"never acts in Flee (acts with flee_documented): {text}")
    say(f"{folder}: {len(scenario['places'])} places, {scenario.days} days")
