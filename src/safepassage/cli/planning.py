"""Commands ``plan`` (exit, aid, sites, clearance), ``check-plan``, ``needs`` and ``food``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from safepassage.cli.output import (
    EXIT_REFUSED,
    complain,
    note,
    print_json,
    progress_bar,
    say,
)
from safepassage.cli.running import AsJson, AsOf, Name, Overwrite, Seed
from safepassage.cli.tables import print_dicts, print_rows
from safepassage.errors import Problem, ScenarioError

Run = Annotated[Path, typer.Argument(help="Run folder.")]
Corridor = Annotated[list[str] | None, typer.Option(help="Corridors to use (repeat); all.")]
Start = Annotated[str | None, typer.Option("--from", help="When the plan begins.")]
By = Annotated[str | None, typer.Option(help="Deadline for arrival.")]
Fleet = Annotated[list[str] | None, typer.Option(help="Such as bus=80 (repeat).")]
Step = Annotated[int, typer.Option(help="Minutes of a step, 5 to 1440.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(help="Plan an exit, aid, sites or clearance.", no_args_is_help=True)
    group.command("exit")(plan_exit)
    group.command("aid")(plan_aid)
    group.command("sites")(plan_sites)
    group.command("clearance")(plan_clearance)
    app.add_typer(group, name="plan")
    app.command("check-plan")(check_plan)
    app.command("compare")(compare)
    app.command("needs")(needs)
    app.command("food")(food)


def plan_exit(
    scenario: Name,
    as_of: AsOf = None,
    corridor: Corridor = None,
    start: Start = None,
    by: By = None,
    fleet: Fleet = None,
    step: Step = 60,
    manifest: Annotated[
        Path | None, typer.Option(help="Write the departures (.csv or .xlsx), for you alone.")
    ] = None,
    scenario_out: Annotated[
        Path | None, typer.Option(help="Write the scenario with the plan in it, ready to run.")
    ] = None,
    members: Annotated[int, typer.Option(help="Members of the stress test.")] = 500,
    seed: Seed = 1,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Plan a safe exit for those who chose to leave: schedule, proof, and what holds it up."""
    from safepassage.planning.exit.make import plan_exit as make_plan
    from safepassage.planning.exit.manifest import write_manifest
    from safepassage.planning.exit.stress import stress
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.write import write

    declared = read_scenario(scenario, as_of=as_of)
    note("planning ...")
    plan = make_plan(
        declared, corridor=corridor, start=start, by=by, fleet=_fleet(fleet), step_minutes=step,
        seed=seed,
    )  # fmt: skip
    tested = stress(declared, plan, members=members, seed=seed)
    if manifest is not None:
        write_manifest(plan, manifest, overwrite=overwrite)
        note(f"{manifest}: High sensitivity, readable by you alone")
    if scenario_out is not None:
        write(declared.with_plan(plan), scenario_out, overwrite=overwrite)
        note(f"{scenario_out}: the scenario with the plan; run it with the same seed to compare")
    if as_json:
        print_json(plan.to_json() | {"stress": tested.to_json()})
    else:
        _show_exit(plan, tested)


def _show_exit(plan: Any, tested: Any) -> None:
    answer = plan.to_json()
    naive = answer["naive"]["makespan_hours"]
    say(f"Status: {plan.status}; {plan.people:,} people leave from {plan.start} to {plan.end}")
    say(f"Makespan {plan.makespan_hours:.1f} h (proven: at least {plan.lower_bound_hours:.1f} h)")
    say(f"First come, first served: {naive:.1f} h")
    print_dicts("What holds it up", answer["binding"])
    for binding in plan.binding:
        say(f"- {binding.sentence}")
    for sentence in plan.left_behind:
        say(f"- {sentence}")
    print_rows(
        "Person-hours at risk",
        ["class", "this plan", "first come, first served"],
        [
            (name, hours, answer["naive"]["person_hours_at_risk"].get(name))
            for name, hours in answer["person_hours_at_risk"].items()
        ],
    )
    chances = tested.to_json()["chance_by"]
    print_rows("Chance that all are out by", ["date", "chance"], list(chances.items()))
    say(
        "Only people who chose to leave are planned for. Displacement under coercion is "
        "forbidden; people keep the right to return."
    )


def _fleet(texts: list[str] | None) -> dict[str, int] | None:
    if not texts:
        return None
    fleet = {}
    for text in texts:
        name, _, number = text.partition("=")
        if not name or not number.isdigit():
            problem = Problem(f"{text!r} is no fleet", column="--fleet", remedy="such as bus=80")
            raise ScenarioError([problem])
        fleet[name] = int(number)
    return fleet


def check_plan(
    scenario: Name,
    manifest: Annotated[Path, typer.Argument(help="Manifest (.csv or .xlsx), maybe edited.")],
    as_of: AsOf = None,
    corridor: Corridor = None,
    start: Start = None,
    by: By = None,
    fleet: Fleet = None,
    step: Step = 60,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with a manifest, also one edited by hand in Excel."""
    from safepassage.planning.exit.checker import check_plan as find_problems
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    problems = find_problems(
        declared, manifest, corridor=corridor, start=start, by=by, fleet=_fleet(fleet),
        step_minutes=step, seed=seed,
    )  # fmt: skip
    if as_json:
        found = [problem.as_dict() for problem in problems]
        print_json({"manifest": str(manifest), "ok": not problems, "problems": found})
    else:
        for problem in problems:
            complain(str(problem))
        say(f"{manifest}: {len(problems) or 'no'} problems")
    if problems:
        raise typer.Exit(EXIT_REFUSED)


def plan_aid(
    run: Run,
    start: Start = None,
    days: Annotated[int, typer.Option(help="Planned days.")] = 14,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Plan the food of some days: who gets how much, and which vehicle brings it."""
    from safepassage.planning.aid.plan import plan_aid as make_plan
    from safepassage.result.store import load

    with progress_bar("Planning routes") as progress:
        plan = make_plan(load(run), start=start, days=days, seed=seed, progress=progress)
    if as_json:
        print_json(plan.to_json())
        return
    header = ["site", "people", "days planned", "days carried", "unmet", "limit"]
    print_rows("Food by site", header, plan.rows())
    _say_all(plan.sentences())


def plan_sites(
    run: Run,
    budget_usd: Annotated[float | None, typer.Option(help="Most that may be spent.")] = None,
    start: Start = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day that counts.")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose which candidate sites to open, how large, against all members and not their mean."""
    from safepassage.planning.siting import plan_sites as make_plan
    from safepassage.result.store import load

    plan = make_plan(load(run), budget_usd=budget_usd, start=start, end=end)
    if as_json:
        print_json(plan.to_json())
        return
    header = ["plan", "sites", "USD", "expected unmet", "worst decile", "95 %"]
    print_rows("Sites to open", header, plan.rows())
    _say_all(plan.sentences())


def plan_clearance(
    run: Run,
    start: Start = None,
    scenario_out: Annotated[
        Path | None, typer.Option(help="Write the scenario with this order, ready to run.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Order contaminated places by people able to return per day of work."""
    from safepassage.planning.clearance import plan_clearance as make_plan
    from safepassage.result.store import load
    from safepassage.scenario.write import write

    result = load(run)
    plan = make_plan(result, start=start)
    if scenario_out is not None:
        write(result.scenario.with_plan(plan), scenario_out, overwrite=overwrite)
        note(f"{scenario_out}: the scenario with the plan; run it with the same seed to compare")
    if as_json:
        print_json(plan.to_json())
        return
    header = ["place", "people who wait", "ha", "days of work"]
    print_rows("Order of clearance", header, plan.rows())
    _say_all(plan.sentences())


def needs(
    run: Run,
    date: Annotated[str | None, typer.Option(help="Day [default: each site's fullest].")] = None,
    standards: Annotated[
        Path | None, typer.Option(help="Standards (CSV) instead of the scenario's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare shelter, water, toilets and food with the standards, by site and date."""
    from safepassage.planning.needs import needs as find_needs
    from safepassage.result.store import load

    found = find_needs(load(run), standards)
    if as_json:
        print_json(found.to_json())
        return
    header = ["site", "date", "people", "shelter", "water", "toilets", "ration days"]
    print_rows("Needs against standards: median (5 % to 95 %)", header, found.rows(date))
    _say_all(found.sentences())


def food(
    tonnes: Annotated[float, typer.Argument(help="Claimed weight, t.")],
    families: Annotated[float | None, typer.Option(help="Number of families.")] = None,
    people: Annotated[float | None, typer.Option(help="Number of people.")] = None,
    as_json: AsJson = False,
) -> None:
    """Cross-check a claim: what so many tonnes of food mean for so many people."""
    from safepassage.planning.food import food_check

    found = food_check(tonnes, families=families, people=people)
    if as_json:
        print_json(found.to_json())
        return
    header = ["ration", "kg a day", "days", "people for a month", "source"]
    print_rows(f"{tonnes:g} t of food", header, found.rows())
    say(found.verdict)


def compare(
    first: Annotated[Path, typer.Argument(help="Run folder, for instance without a plan.")],
    second: Annotated[Path, typer.Argument(help="Run folder with the same seed and members.")],
    quantity: Annotated[list[str] | None, typer.Option(help="Only these (repeat).")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two runs with the same luck, such as with and without a plan."""
    from safepassage.result.compare import compare as find_differences
    from safepassage.result.store import load

    found = find_differences(load(first), load(second), quantity)
    if as_json:
        print_json({"differences": [row.as_dict() for row in found]})
        return
    rows = [(row.quantity, row.first[1], row.second[1], *row.change) for row in found]
    header = ["on the last day", "first", "second", "change 5 %", "change 50 %", "change 95 %"]
    print_rows("Two runs, member by member", header, rows)


def _say_all(sentences: list[str]) -> None:
    for sentence in sentences:
        say(f"- {sentence}")
