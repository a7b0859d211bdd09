"""Commands ``reconcile``, ``changes``, ``sensitivity`` and ``fit``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, progress_bar, say
from safepassage.cli.running import AsJson, AsOf, Members, Name, Overwrite, Seed, Workers
from safepassage.cli.tables import print_dicts, print_rows
from safepassage.limits import DEFAULT_MEMBERS

QuantityName = Annotated[str, typer.Option(help="Such as displaced_from:east-aleppo.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("reconcile")(reconcile)
    app.command("changes")(changes)
    app.command("sensitivity")(sensitivity)
    app.command("fit")(fit)


def reconcile(
    scenario: Name,
    quantity: QuantityName,
    as_of: AsOf = None,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Weigh all claims known by a date: one estimate by day, and the claims outside it."""
    from safepassage.forecast.reconcile import reconcile as weigh
    from safepassage.scenario.read import as_date, read_scenario

    declared = read_scenario(scenario)
    day = as_date(as_of) if as_of else None
    with progress_bar("Weighing claims") as progress:
        found = weigh(
            declared, quantity=quantity, as_of=day, members=members, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
        return
    print_dicts(f"{quantity}: estimate by day", found.rows())
    print_dicts(
        "Claims about it, beside the estimate without their organisation",
        found.claim_rows(),
        ("source_id", "date", "published", "said", "p05", "median", "p95", "p_value", "verdict"),
    )
    print_dicts(
        "What each source shifts",
        found.source_rows(),
        ("source_id", "reliability", "claims", "median_without", "shift", "bias", "spread"),
    )
    for claim in found.contradicted:
        say(f"{claim.claim} is contradicted by {', '.join(claim.contradicted_by)}")
    for claim in found.unconfirmed:
        say(f"{claim.claim} is outside the estimate; no other claim contradicts or confirms it")
    for claim in found.known_misses:
        seen = f"{claim.claim}: {claim.said} for {claim.quantity} on {claim.date}"
        say(f"The model is probably wrong here: {seen}")


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
    from safepassage.forecast.changes import changes as compare
    from safepassage.scenario.read import as_date, read_scenario

    declared = read_scenario(scenario)
    with progress_bar("Comparing estimates") as progress:
        found = compare(
            declared, from_=as_date(from_), to=as_date(to), quantities=quantity, members=members,
            seed=seed, workers=workers, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
    else:
        print_dicts(f"What moved from {from_} to {to}", found.rows())


def sensitivity(
    scenario: Name,
    quantity: QuantityName,
    date: Annotated[str | None, typer.Option(help="Day it is about [default: the last].")] = None,
    as_of: AsOf = None,
    members: Annotated[int, typer.Option(help="Base samples, a power of two.")] = 128,
    seed: Seed = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Rank the unknowns of population, behaviour and reception: which to go and find out first."""
    from safepassage.forecast.sensitivity import sensitivity as rank
    from safepassage.scenario.read import as_date, read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    with progress_bar("Varying unknowns") as progress:
        found = rank(
            declared, quantity=quantity, date=as_date(date) if date else None, members=members,
            seed=seed, workers=workers, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
    else:
        print_dicts(f"What {quantity} depends on", found.rows())


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
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Narrow the ranges of uncertain inputs by what is known, into a copy of the scenario."""
    from safepassage.forecast.fit import fit as narrow
    from safepassage.scenario.read import as_date, read_scenario
    from safepassage.scenario.write import write

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
    plain = found.to_json()
    rows = [(row["name"], *row["before"], *row["after"], row["width"]) for row in plain["inputs"]]
    header = ["input", "5 %", "50 %", "95 %", "after 5 %", "after 50 %", "after 95 %", "width"]
    print_rows(f"Ranges before and after what was known on {found.as_of}", header, rows)
    print_dicts(
        "Claims beside the members after the fit",
        plain["claims"],
        ("claim", "quantity", "date", "said", "p05", "median", "p95", "inside"),
    )
    for text in found.warnings:
        note(f"warning: {text}")
    if folder is not None:
        say(f"{folder}: a copy with these ranges")
