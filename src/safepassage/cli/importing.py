"""Command ``import``: scenarios and tables from other tools' files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from safepassage.cli.flee_cases import flee
from safepassage.cli.imported import context_of, tell
from safepassage.cli.reading import Dates, Decimal, Encoding, SheetName, Skip, given_answers
from safepassage.cli.running import AsJson
from safepassage.cli.table_import import import_table
from safepassage.cli.targets import OverwriteScenario
from safepassage.exchange.formats import FORMATS

Out = Annotated[Path, typer.Option(help="Folder to create: tables, or with --into a scenario.")]
Into = Annotated[
    str | None,
    typer.Option(help="Scenario to put the rows into; the result goes to --out."),
]
Published = Annotated[
    str | None, typer.Option(help="Day on which rows without one became known, such as 2023-10-05.")
]
QuantityWord = Annotated[
    str | None, typer.Option("--quantity", help="Word of the quantity instead of the format's.")
]
Hold = Annotated[
    int | None, typer.Option(min=1, max=365, help="Days for which an event counts [default: 7].")
]
Lag = Annotated[
    int | None,
    typer.Option(min=0, max=3650, help="Days until an event is published [default: the format's]."),
]
Suburbs = Annotated[
    bool | None,
    typer.Option("--suburbs/--no-suburbs", help="Parts of towns are places too [default: no]."),
]
Lenient = Annotated[
    bool, typer.Option("--lenient", help="Leave rows out that cannot be read, with a note each.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(help="Make tables of other tools' files.", no_args_is_help=True)
    group.command("flee")(flee)
    for name, entry in FORMATS.items():
        group.command(name, help=f"{entry.title}. Fills {', '.join(entry.gives)}.")(_command(name))
    group.command("table")(import_table)
    app.add_typer(group, name="import")


def _command(name: str) -> Callable[..., None]:
    def read(
        files: Annotated[list[Path], typer.Argument(help="Files of this format.")],
        out: Out,
        into: Into = None,
        published: Published = None,
        quantity: QuantityWord = None,
        hold: Hold = None,
        lag: Lag = None,
        suburbs: Suburbs = None,
        dates: Dates = None,
        decimal: Decimal = None,
        encoding: Encoding = None,
        sheet: SheetName = None,
        skip: Skip = 0,
        lenient: Lenient = False,
        overwrite: OverwriteScenario = False,
        as_json: AsJson = False,
    ) -> None:
        from safepassage.exchange.formats import read_files
        from safepassage.exchange.merge import with_imported, write_tables
        from safepassage.scenario.read import read_scenario
        from safepassage.scenario.write import write

        answers = {"published": published, "quantity": quantity, "hold": hold, "lag": lag,
                   "suburbs": suburbs}  # fmt: skip
        _refuse_unused(name, answers)
        base = read_scenario(into) if into else None
        context = context_of(base, published, quantity, hold, lag, suburbs=bool(suburbs))
        given = given_answers(dates, decimal, encoding, sheet, skip)
        found = read_files(name, files, context, given=given, lenient=lenient)
        if base is None:
            write_tables(found, out, overwrite=overwrite)
        else:
            write(with_imported(base, found), out, overwrite=overwrite)
        tell(found, out, as_json=as_json)

    return read


def _refuse_unused(name: str, answers: dict[str, Any]) -> None:
    """No option is taken that would do nothing."""
    for option, value in answers.items():
        if value is not None and option not in FORMATS[name].options:
            used = [key for key, entry in FORMATS.items() if option in entry.options]
            message = f"does nothing for {name}; it acts for {', '.join(used)}"
            raise typer.BadParameter(message, param_hint=f"--{option}")
