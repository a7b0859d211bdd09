"""Command ``import flee``: one case of Flee as a scenario, or a folder of cases with scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.output import EXIT_REFUSED, note, print_json, print_table, say
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteScenario

if TYPE_CHECKING:
    from safepassage.exchange.flee.batch import CaseScore

_SCORES = ("ard", "ard_rescaled", "ard_flee", "shares_first", "shares_capacity")


def flee(
    input_dir: Annotated[
        Path,
        typer.Argument(help="Folder with locations.csv, …; with --batch the folder of the cases."),
    ],
    data_dir: Annotated[
        Path | None, typer.Argument(help="Folder with data_layout.csv; may be absent.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="simsetting.yml.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Scenario folder to create; with --batch one of scenarios.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Identifier [default: the out folder].")] = None,
    batch: Annotated[
        bool, typer.Option("--batch", help="Import, run and score every case of the folder.")
    ] = False,
    members: Annotated[int, typer.Option(min=1, help="Members of each run of a batch.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the runs of a batch.")] = 1,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Unknown keys are warnings, not errors.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Refuse what Flee reads in a way of its own, without notes."),
    ] = False,
    learnt: Annotated[
        bool,
        typer.Option(
            "--learnt", help="People choose where to go as in past conflicts, not by Flee's rules."
        ),
    ] = False,
    overwrite: OverwriteScenario = False,
    as_json: AsJson = False,
) -> None:
    """Import a case of Flee 3, or with --batch a folder of cases."""
    if out is None:
        raise typer.BadParameter("give the folder to create", param_hint="--out")
    if batch:
        others = ("DATA_DIR", data_dir), ("--settings", settings), ("--name", name)
        for option, given in (*others, ("--learnt", learnt or None)):
            if given is not None:
                raise typer.BadParameter("does nothing with --batch", param_hint=option)
        _batch(input_dir, out, members, seed, lenient, strict, overwrite, as_json)
        return
    from safepassage.exchange.flee import import_flee
    from safepassage.scenario.behaviour import with_behaviour
    from safepassage.scenario.scenario import make_scenario
    from safepassage.scenario.write import write

    found = import_flee(
        input_dir, data_dir, settings, name=name or out.name, lenient=lenient, strict=strict
    )
    scenario = make_scenario(name or out.name, found.scenario_settings, found.rules, found.tables)
    if learnt:
        scenario = with_behaviour(scenario)
    folder = write(scenario, out, overwrite=overwrite)
    if as_json:
        print_json({"folder": str(folder), "notes": list(found.notes), "inert": list(found.inert)})
        return
    for text in found.notes:
        note(f"note: {text}")
    for text in found.inert:
        say(f"never acts in Flee (acts with flee_documented): {text}")
    say(f"{folder}: {len(scenario['places'])} places, {scenario.days} days")


def _batch(
    folder: Path,
    out: Path,
    members: int,
    seed: int,
    lenient: bool,
    strict: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    from safepassage.exchange.flee.batch import case_folders, score_cases, write_scores

    cases = case_folders(folder)
    rows: list[CaseScore] = []
    for row in score_cases(
        cases,
        out,
        members=members,
        seed=seed,
        lenient=lenient,
        strict=strict,
        overwrite=overwrite,
    ):
        rows.append(row)
        note(f"{row.case}: {row.status}{f': {row.problem}' if row.problem else ''}")
    table = write_scores(rows, out)
    if as_json:
        print_json({"table": str(table), "cases": [row.as_dict() for row in rows]})
    else:
        print_table(_drawn(rows))
        say(f"{table}: {len(rows)} cases, {sum(row.status != 'ok' for row in rows)} refused")
    if all(row.status != "ok" for row in rows):
        raise typer.Exit(EXIT_REFUSED)


def _drawn(rows: list[CaseScore]) -> object:
    from rich.table import Table  # slow to import

    table = Table("case", "status", "days", "notes")
    for score in _SCORES:
        table.add_column(score, justify="right")
    for row in rows:
        values = [row.as_dict()[score] for score in _SCORES]
        cells = ["" if value is None else f"{value:.3f}" for value in values]
        table.add_row(row.case, row.status, str(row.days or ""), str(row.notes or ""), *cells)
    return table
