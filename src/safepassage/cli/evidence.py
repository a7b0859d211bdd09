"""Commands ``reconcile``, ``changes``, ``sensitivity`` and ``fit``."""

from __future__ import annotations

from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.output import print_json, progress_bar, say
from safepassage.cli.running import AsJson, AsOf, Members, Name, Seed, Workers
from safepassage.cli.tables import print_rows
from safepassage.cli.targets import OverwriteScenario, refuse_targets
from safepassage.limits import DEFAULT_MEMBERS

if TYPE_CHECKING:
    from safepassage.scenario.scenario import Scenario

QuantityName = Annotated[
    str | None,
    typer.Option(
        help="Such as displaced_from:east-aleppo; the command quantities lists them [default: the "
        "first of that list].",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("reconcile")(reconcile)
    app.command("changes")(changes)
    app.command("sensitivity")(sensitivity)
    app.command("fit")(fit)
    app.command("quantities")(quantities)


def reconcile(
    scenario: Name,
    quantity: QuantityName = None,
    as_of: AsOf = None,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Weigh all claims known by a date: one estimate by day, and the claims outside it."""
    from safepassage.cli.shown import show
    from safepassage.forecast.reconcile import reconcile as weigh
    from safepassage.report.answers.reconcile import reconcile_answer
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario)
    day = as_date(as_of) if as_of else None
    asked = quantity or _first(declared)
    with progress_bar("Weighing claims") as progress:
        found = weigh(
            declared, quantity=asked, as_of=day, members=members, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
        return
    show(reconcile_answer(found, declared), declared)


def changes(
    scenario: Name,
    from_: Annotated[str, typer.Option("--from", help="Earlier as-of date.")],
    to: Annotated[str, typer.Option(help="Later as-of date.")],
    quantity: Annotated[list[str] | None, typer.Option(help="Only these (repeat).")] = None,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Show what moved in the estimates between two as-of dates, and which claims moved it."""
    from safepassage.cli.shown import show
    from safepassage.forecast.changes import changes as compare
    from safepassage.report.answers.changes import changes_answer
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario)
    with progress_bar("Comparing estimates") as progress:
        found = compare(
            declared, from_=as_date(from_), to=as_date(to), quantities=quantity, members=members,
            seed=seed, workers=workers, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
    else:
        show(changes_answer(found, declared), declared)


def sensitivity(
    scenario: Name,
    quantity: QuantityName = None,
    date: Annotated[str | None, typer.Option(help="Day it is about [default: the last].")] = None,
    as_of: AsOf = None,
    members: Annotated[int, typer.Option(help="Base samples, a power of two.")] = 128,
    seed: Seed = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Rank the unknowns of population, behaviour and reception: which to go and find out first."""
    from safepassage.cli.shown import show
    from safepassage.forecast.sensitivity import sensitivity as rank
    from safepassage.report.answers.unknowns import sensitivity_answer
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    asked, day = quantity or _first(declared), as_date(date) if date else None
    with progress_bar("Varying unknowns") as progress:
        found = rank(
            declared, quantity=asked, date=day, members=members, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
    else:
        show(sensitivity_answer(found), declared)


class FitTo(Enum):
    """What ``fit`` can be fitted to."""

    CLAIMS = "claims"
    REGISTRATIONS = "registrations"


def fit(
    scenario: Name,
    to: Annotated[FitTo, typer.Option(help="What the ranges are fitted to.")] = FitTo.CLAIMS,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the copy with the new ranges; may be absent.")
    ] = None,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    overwrite: OverwriteScenario = False,
    as_json: AsJson = False,
) -> None:
    """Narrow the ranges of uncertain inputs by what is known, into a copy of the scenario."""
    from safepassage.cli.shown import show
    from safepassage.forecast.fit import fit as narrow
    from safepassage.report.answers.fits import fit_answer
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.write import write

    refuse_targets(out, overwrite=overwrite)
    declared = read_scenario(scenario)
    day = as_date(as_of) if as_of else None
    with progress_bar("Fitting") as progress:
        found = narrow(
            declared, to=to.value, as_of=day, members=members, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    folder = None if out is None else write(found.scenario, out, overwrite=overwrite)
    if as_json:
        print_json(found.to_json() | {"folder": None if folder is None else str(folder)})
        return
    show(fit_answer(found, declared), declared)
    if folder is not None:
        say(f"{folder}: a copy with these ranges")


def quantities(scenario: Name, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List what can be asked about: each quantity in words, and how often it was reported."""
    from safepassage.result.listed import quantities as listed_quantities
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    found = listed_quantities(declared)
    if as_json:
        listed = [asdict(row) for row in found]
        print_json({"scenario": declared.name, "quantities": listed})
        return
    rows = [(row.quantity, row.words, row.reports) for row in found]
    print_rows("What can be asked about", ("--quantity", "in words", "reports"), rows)
    say("Add @CLASS for one class of people, such as present:PLACE@wounded.")


def _first(declared: Scenario) -> str:
    """The first headline: people who fled."""
    from safepassage.result.headline_names import headline_names

    return headline_names(declared)[0]
