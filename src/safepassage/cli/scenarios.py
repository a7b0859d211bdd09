"""Commands ``new``, ``check``, ``explain``, ``xlsx`` and ``phases``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.output import EXIT_REFUSED, complain, note, print_json, say
from safepassage.cli.running import AsJson, AsOf, Name
from safepassage.cli.targets import OverwriteFiles
from safepassage.errors import ScenarioError

if TYPE_CHECKING:
    from safepassage.scenario.read import Placed


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("explain")(explain)
    app.command("xlsx")(xlsx)
    app.command("phases")(phases)


def new(
    name: Annotated[str, typer.Argument(help="Identifier of the new scenario.")],
    out: Annotated[Path, typer.Option(help="Folder to create, or a workbook (.xlsx).")],
    with_: Annotated[
        str,
        typer.Option(
            "--with",
            help="More tables by question, with commas between: areas, evidence, reception, aid, "
            "exit, convoys, return, risk, behaviour.",
        ),
    ] = "",
    example: Annotated[
        bool, typer.Option("--example", help="Every table, filled with an invented example.")
    ] = False,
) -> None:
    """Begin a scenario: the eight tables of a first run, empty but for an example that is not read.

    A first run needs who lives where, roads, sites, violence by date, and what was reported.
    """
    from safepassage.exchange.xlsx import write_blank_workbook, write_workbook
    from safepassage.scenario.blank import blank
    from safepassage.scenario.tables import tables_for
    from safepassage.scenario.template import new_scenario
    from safepassage.scenario.workbook.layout import SUFFIX
    from safepassage.scenario.write import write
    from safepassage.scenario.write_blank import write_blank

    to_file = out.suffix.lower() == SUFFIX
    if example:
        target = (write_workbook if to_file else write)(new_scenario(name), out)
        say(f"{target}: edit its tables, then: safepassage check {target}")
        return
    tables = blank(name, [part.strip() for part in with_.split(",") if part.strip()])
    target = (write_blank_workbook if to_file else write_blank)(tables, out)
    first, more = len(tables_for([])), len(tables.tables) - len(tables_for([]))
    rest = f"; {more} more may stay empty" if more else ""
    say(f"{target}: fill the {first} tables of a first run{rest}. Then: safepassage check {target}")


def check(scenario: Name, as_json: AsJson = False) -> None:
    """Check a scenario: every error at once, with file, row, column and what is allowed.

    Warnings name what is allowed but may be a mistake, such as one report under several sources;
    they do not stop a run. What a run would take is worked out and refused if it is too much.
    """
    from safepassage.compiled.compile import compile_scenario
    from safepassage.compiled.size import size_of, size_warnings
    from safepassage.scenario.read import read_placed
    from safepassage.scenario.warnings import warnings

    placed: Placed = list
    try:
        declared, placed = read_placed(scenario)
        size = size_of(compile_scenario(declared).world)
    except ScenarioError as error:
        found = placed(error.problems)
        if as_json:
            problems = [problem.as_dict() for problem in found]
            print_json({"scenario": scenario, "ok": False, "problems": problems})
        else:
            complain("\n".join(map(str, found)))
            say("1 problem" if len(found) == 1 else f"{len(found)} problems")
        raise typer.Exit(EXIT_REFUSED) from None
    doubtful = placed([*warnings(declared), *size_warnings(size)])
    if as_json:
        listed = [problem.as_dict() for problem in doubtful]
        sound = {"scenario": declared.name, "ok": True, "problems": [], "warnings": listed}
        print_json(sound | {"size": size.as_dict()})
        return
    for problem in doubtful:
        note(f"warning: {problem}")
    say(f"{declared.name}: no problems")


def explain(scenario: Name, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show the dated periods of a scenario and what each event does, before any run."""
    from safepassage.scenario.explain import explain_dict, explain_text
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    if as_json:
        print_json(explain_dict(declared))
    else:
        say(explain_text(declared))


def xlsx(
    scenario: Name,
    out: Annotated[Path, typer.Option(help="Workbook to write (.xlsx), or a folder for CSV.")],
    as_of: AsOf = None,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Write a scenario as an Excel workbook, or a workbook as a folder of CSV tables."""
    from safepassage.exchange.xlsx import write_workbook
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.workbook.layout import SUFFIX
    from safepassage.scenario.write import write

    declared = read_scenario(scenario, as_of=as_of)
    to_file = out.suffix.lower() == SUFFIX
    target = (write_workbook if to_file else write)(declared, out, overwrite=overwrite)
    if as_json:
        print_json({"scenario": declared.name, "file": str(target)})
    else:
        say(f"{target}: edit it, then: safepassage check {target}")


def phases(as_json: AsJson = False) -> None:
    """Print the phases of a day in their order."""
    from safepassage.engine.phases import PHASES

    if as_json:
        rows = [phase._asdict() | {"when": phase.when.words} for phase in PHASES]
        print_json({"phases": rows})
    else:
        for number, phase in enumerate(PHASES, start=1):
            say(f"{number}. {phase.name}: {phase.does} ({phase.when.words})")
