"""Command ``import table``: claims from any table, by the columns that the user names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli.imported import context_of, tell, tell_losses
from safepassage.cli.output import note, print_json, say
from safepassage.cli.reading import Dates, Decimal, Encoding, SheetName, Skip, given_answers
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteScenario

if TYPE_CHECKING:
    from safepassage.exchange.anytable import Mapping, Preview
    from safepassage.exchange.given import Given


def import_table(
    files: Annotated[list[Path], typer.Argument(help="CSV files, workbooks or JSON records.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to create. Without it there is only a preview.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="Column of the day of a count.")] = None,
    place: Annotated[str | None, typer.Option(help="Column of the place: P-code or name.")] = None,
    value: Annotated[str | None, typer.Option(help="Column of the number of people.")] = None,
    quantity: Annotated[
        str | None, typer.Option(help="Word of the quantity [default: idps].")
    ] = None,
    above: Annotated[
        str | None, typer.Option(help="Column of the unit above, where places share names.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Column that keeps two counts of a place and day apart; may be repeated."
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Mapping that was kept by --save-mapping.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save-mapping", help="File to keep the mapping in.")
    ] = None,
    into: Annotated[str | None, typer.Option(help="Scenario to put the rows into.")] = None,
    published: Annotated[
        str | None, typer.Option(help="Day on which the counts became known.")
    ] = None,
    dates: Dates = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    sheet: SheetName = None,
    skip: Skip = 0,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Leave rows out that cannot be read.")
    ] = False,
    overwrite: OverwriteScenario = False,
    as_json: AsJson = False,
) -> None:
    """Make claims of any table: say which columns hold the day, the place and the number."""
    from safepassage.exchange.anytable import read_table, save_mapping
    from safepassage.exchange.imported import Imported
    from safepassage.exchange.merge import with_imported, write_tables
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.write import write

    given = given_answers(dates, decimal, encoding, sheet, skip)
    columns = {"date": date, "place": place, "value": value, "above": above}
    wanted, given = _mapping(mapping, {**columns, "by": tuple(by or ())}, quantity, given)
    base = read_scenario(into) if into else None
    found = Imported(lenient=lenient, given=given)
    context = context_of(base, published, None, None, None)
    previews = [read_table(path, wanted, found, context) for path in files]
    found.stop_if_any()
    if save is not None:
        save_mapping(wanted, given, save)
    if not as_json:
        for path, preview in zip(files, previews, strict=True):
            if preview is not None:
                _show(path, preview)
    if out is None:
        if as_json:
            claims = [item for preview in previews if preview for item in preview.claims]
            print_json({"preview": claims, "notes": found.notes, "losses": found.losses.as_dict()})
            return
        for text in found.notes:
            note(f"note: {text}")
        tell_losses(found.losses)
        say("This is a preview: give --out to keep it")
        return
    if base is None:
        write_tables(found, out, overwrite=overwrite)
    else:
        write(with_imported(base, found), out, overwrite=overwrite)
    tell(found, out, as_json=as_json)


def _mapping(
    kept: Path | None, said: dict[str, Any], word: str | None, given: Given
) -> tuple[Mapping, Given]:
    """The mapping that was kept, under what the user says now."""
    from dataclasses import asdict

    from safepassage.exchange.anytable import Mapping, load_mapping, with_quantity
    from safepassage.exchange.given import Given

    values, answers = load_mapping(kept) if kept else ({}, {})
    values |= {key: value for key, value in said.items() if value}
    answers |= {key: value for key, value in asdict(given).items() if value}
    for name in ("date", "place", "value"):
        if name not in values:
            raise typer.BadParameter(f"name the column of the {name}", param_hint=f"--{name}")
    return with_quantity(Mapping(**values), word), Given(**answers)


def _show(path: Path, preview: Preview) -> None:
    for role, column, style in preview.columns:
        say(f"{path.name}: {role} is the column {column!r} ({style})")
    for quantity, day, people in preview.claims:
        say(f"  {quantity}  {day}  {people}")
