"""Command ``start``: a runnable scenario from the files that an analyst has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.imported import tell_losses
from safepassage.cli.output import note, print_json, say
from safepassage.cli.reading import Dates, Decimal, Encoding, given_answers
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteScenario


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("start")(start)


def start(
    boundaries: Annotated[
        Path, typer.Option(help="Admin units as GeoJSON: COD-AB polygons, or points.")
    ],
    out: Annotated[Path, typer.Option(help="Scenario folder to create.")],
    population: Annotated[Path | None, typer.Option(help="COD-PS table of population.")] = None,
    present: Annotated[
        Path | None,
        typer.Option(help="Such a table of people present now: the others had fled before."),
    ] = None,
    acled: Annotated[Path | None, typer.Option(help="ACLED events.")] = None,
    ucdp: Annotated[Path | None, typer.Option(help="UCDP GED or Candidate events.")] = None,
    roads: Annotated[
        Path | None, typer.Option(help="Roads: GeoJSON lines, or an extract of OpenStreetMap.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the scenario.")] = None,
    first_day: Annotated[
        str | None, typer.Option("--first-day", help="First day [default: the first event].")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=20_000, help="Days [default: 30 after the last event]."),
    ] = None,
    spread: Annotated[
        float, typer.Option(min=0, max=0.9, help="Part by which the population may be off.")
    ] = 0.2,
    hold: Annotated[int, typer.Option(min=1, max=365, help="Days for which an event counts.")] = 7,
    lag: Annotated[
        int | None,
        typer.Option(min=0, max=3650, help="Days until an event is published [ACLED 7, UCDP 30]."),
    ] = None,
    dates: Dates = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Leave rows out that cannot be read.")
    ] = False,
    assume_density: Annotated[
        float | None,
        typer.Option(
            min=0.01, max=100_000, help="People a km² to assume if there is no --population."
        ),
    ] = None,
    overwrite: OverwriteScenario = False,
    as_json: AsJson = False,
) -> None:
    """Make a runnable scenario from boundaries, population, events and roads.

    Everything that had to be assumed is printed, stands in assumptions.md and is a claim of the
    scenario, to be checked.
    """
    from safepassage.exchange.start import Answers, start_scenario
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.owner_only import owner_only
    from safepassage.scenario.write import refuse_folder, write
    from safepassage.whole import whole_file

    refuse_folder(out, overwrite=overwrite)

    answers = Answers(
        title=title,
        start=as_date(first_day) if first_day else None,
        days=days,
        spread=spread,
        hold=hold,
        lag=lag,
        lenient=lenient,
        density=assume_density,
        given=given_answers(dates, decimal, encoding),
    )
    started = start_scenario(
        out.name, boundaries=boundaries, population=population, present=present,
        acled_file=acled, ucdp_file=ucdp, roads=roads, answers=answers,
    )  # fmt: skip
    folder = write(started.scenario, out, overwrite=overwrite)
    with whole_file(folder / "assumptions.md", private=bool(owner_only(started.scenario))) as part:
        part.write_text(started.text(), encoding="utf-8")
    made = started.scenario
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "places": len(made["places"]),
                "routes": len(made["routes"]),
                "events": len(made["events"]),
                "days": made.days,
                "assumptions": [vars(item) for item in started.assumptions],
                "notes": list(started.notes),
                "losses": started.losses.as_dict(),
            }
        )
        return
    for text in started.notes:
        note(f"note: {text}")
    tell_losses(started.losses)
    for item in started.assumptions:
        say(f"assumed {item.name}: {item.low:g} to {item.high:g} {item.unit}. {item.why}.")
    say(
        f"{folder}: {len(made['places'])} places, {len(made['routes'])} routes, "
        f"{len(made['events'])} events, {made.days} days from {made.start}"
    )
    say(f"Check {folder / 'assumptions.md'}, then: safepassage run {folder}")
