"""Command ``plan roads``."""

from __future__ import annotations

from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, progress_bar
from safepassage.cli.running import AsJson, AsOf, Name, Seed


def plan_roads(
    scenario: Name,
    area: Annotated[str, typer.Option(help="Area or place whose people are planned for.")],
    to: Annotated[
        list[str] | None, typer.Option(help="Destination, a place or area (repeat); open sites.")
    ] = None,
    as_of: AsOf = None,
    start: Annotated[str | None, typer.Option("--from", help="When the plan begins.")] = None,
    persons_per_hour: Annotated[
        float, typer.Option(help="Throughput of a road that has none of its own.")
    ] = 4000.0,
    gap: Annotated[float, typer.Option(help="Wished distance from the proven bound.")] = 0.01,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Plan the quickest way out by road for those who chose to leave, with a proven bound."""
    from safepassage.cli.shown import english, show
    from safepassage.planning.exit.plan import PROTECTION
    from safepassage.planning.roads.plan import plan_roads as make_plan
    from safepassage.report.answers.roads import roads_answer
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    with progress_bar("Planning") as progress:
        progress(0, 1)
        plan = make_plan(
            declared, area, to=to or (), start=start, persons_per_hour=persons_per_hour, gap=gap,
            seed=seed,
        )  # fmt: skip
    note("Times and ways of departures are of High sensitivity: for you alone")
    if as_json:
        print_json(plan.to_json() | {"notice": " ".join(english(PROTECTION))})
    else:
        show(roads_answer(plan), declared)
