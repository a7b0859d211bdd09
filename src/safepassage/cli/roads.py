"""Command ``plan roads``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.output import note, print_json, progress_bar, say
from safepassage.cli.running import AsJson, AsOf, Name, Seed
from safepassage.cli.tables import print_rows

if TYPE_CHECKING:
    from safepassage.planning.roads.plan import RoadsPlan


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
    from safepassage.planning.roads.plan import plan_roads as make_plan
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
        print_json(plan.to_json())
    else:
        _show(plan)


def _show(plan: RoadsPlan) -> None:
    say(
        f"{plan.people:,} people who chose to leave {plan.area}, from {plan.start:%Y-%m-%d %H:%M}: "
        f"all arrive within {plan.flow.makespan:.1f} h; proven: at least {plan.flow.lower:.1f} h "
        f"(gap {plan.flow.gap:.1%})."
    )
    print_rows(
        "What holds it up: roads that are full",
        ["road", "from", "to", "hours full", "10 % more saves (h)"],
        [
            (route, start, end, f"{held.hours:.1f}", f"{held.saves:.2f}")
            for route, start, end, held in plan.binding()[:10]
        ],
    )
    print_rows(
        "Arrivals",
        ["destination", "people"],
        [(place, f"{count:,}") for place, count in plan.destinations()],
    )
    for line in plan.sentences():
        say(f"- {line}")
