"""Commands ``plan`` (aid, sites, clearance), ``compare``, ``needs`` and ``food``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.exit import check_plan, plan_exit
from safepassage.cli.output import note, print_json, progress_bar
from safepassage.cli.relocation import plan_relocation
from safepassage.cli.roads import plan_roads
from safepassage.cli.running import AsJson, Seed
from safepassage.cli.targets import OverwriteFiles, OverwriteScenario, refuse_targets
from safepassage.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from safepassage.planning.needs.report import Needs
    from safepassage.result.result import Result

Run = Annotated[Path, typer.Argument(help="Run folder.")]
Start = Annotated[str | None, typer.Option("--from", help="When the plan begins.")]
Figure = Annotated[Path | None, typer.Option(help="Write a figure (.png or .html).")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(
        help="Plan an exit, a relocation, roads, aid, sites or clearance.", no_args_is_help=True
    )
    group.command("exit")(plan_exit)
    group.command("relocation")(plan_relocation)
    group.command("roads")(plan_roads)
    group.command("aid")(plan_aid)
    group.command("sites")(plan_sites)
    group.command("clearance")(plan_clearance)
    app.add_typer(group, name="plan")
    app.command("check-plan")(check_plan)
    app.command("compare")(compare)
    app.command("needs")(needs)
    app.command("food")(food)


def plan_aid(
    run: Run,
    start: Start = None,
    days: Annotated[int, typer.Option(help="Planned days.")] = 14,
    seed: Seed = 1,
    figure: Figure = None,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Plan the food of some days: who gets how much, and which vehicle brings it."""
    from safepassage.cli.shown import show
    from safepassage.planning.aid.plan import plan_aid as make_plan
    from safepassage.report.answers.plans import aid_answer
    from safepassage.report.save_figure import refuse_figure
    from safepassage.result.store import load

    refuse_figure(figure, overwrite=overwrite)
    with progress_bar("Planning routes") as progress:
        result = load(run)
        plan = make_plan(result, start=start, days=days, seed=seed, progress=progress)
    if figure is not None:
        from safepassage.report.needs_figure import aid_figure
        from safepassage.report.save_figure import save_figure

        save_figure(aid_figure(plan), figure, overwrite=overwrite)
    if as_json:
        print_json(plan.to_json())
        return
    show(aid_answer(plan), result.scenario)


def plan_sites(
    run: Run,
    budget_usd: Annotated[float | None, typer.Option(help="Most that may be spent.")] = None,
    start: Start = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day that counts.")] = None,
    risk_weight: Annotated[
        float,
        typer.Option(
            metavar="W",
            help="Weigh risk: a person in a site that becomes unsafe counts as W without a place.",
        ),
    ] = 0.0,
    figure: Figure = None,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Choose which candidate sites to open, how large, against all members and not their mean."""
    from safepassage.cli.shown import show
    from safepassage.planning.siting.plan import plan_sites as make_plan
    from safepassage.report.answers.plans import sites_answer
    from safepassage.report.save_figure import refuse_figure
    from safepassage.result.store import load

    refuse_figure(figure, overwrite=overwrite)
    result = load(run)
    plan = make_plan(result, budget_usd=budget_usd, risk_weight=risk_weight, start=start, end=end)
    if figure is not None:
        from safepassage.report.needs_figure import sites_figure
        from safepassage.report.save_figure import save_figure

        save_figure(sites_figure(plan), figure, overwrite=overwrite)
    if as_json:
        print_json(plan.to_json())
        return
    show(sites_answer(plan), result.scenario)


def plan_clearance(
    run: Run,
    start: Start = None,
    scenario_out: Annotated[
        Path | None, typer.Option(help="Write the scenario with this order, ready to run.")
    ] = None,
    overwrite: OverwriteScenario = False,
    as_json: AsJson = False,
) -> None:
    """Order contaminated places by people able to return per day of work."""
    from safepassage.cli.shown import show
    from safepassage.planning.clearance.plan import plan_clearance as make_plan
    from safepassage.report.answers.plans import clearance_answer
    from safepassage.result.store import load
    from safepassage.scenario.write import write

    refuse_targets(scenario_out, overwrite=overwrite)
    result = load(run)
    plan = make_plan(result, start=start)
    if scenario_out is not None:
        write(result.scenario.with_plan(plan), scenario_out, overwrite=overwrite)
        note(f"{scenario_out}: the scenario with the plan; run it with the same seed to compare")
    if as_json:
        print_json(plan.to_json())
        return
    show(clearance_answer(plan), result.scenario)


def needs(
    run: Run,
    date: Annotated[str | None, typer.Option(help="Day [default: each site's fullest].")] = None,
    standards: Annotated[
        Path | None, typer.Option(help="Standards (CSV) instead of the scenario's.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="Was this area or place equipped for those who came?")
    ] = None,
    figure: Figure = None,
    orders: Annotated[
        Path | None,
        typer.Option(help="Write what to order (.xlsx), for suppliers: rounded up, labelled."),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="The exact list of --orders, for you alone; logged.")
    ] = False,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Compare shelter, water, toilets and food with the standards, by site and date."""
    from safepassage.cli.shown import english, show
    from safepassage.planning.needs.by_site import needs as find_needs
    from safepassage.report.answers.needs import needs_answer
    from safepassage.report.save_figure import refuse_figure
    from safepassage.result.store import load

    if area is not None:
        if figure is not None or date is not None or orders is not None:
            problem = Problem(
                "does not act with --area",
                column="--figure, --date, --orders",
                remedy="leave it out",
            )
            raise ScenarioError([problem])
        _equipped(run, area, standards, as_json=as_json)
        return
    if raw and orders is None:
        problem = Problem("acts on an order list", column="--raw", remedy="give --orders too")
        raise ScenarioError([problem])
    refuse_targets(orders, overwrite=overwrite)
    refuse_figure(figure, overwrite=overwrite)
    result = load(run)
    found = find_needs(result, standards)
    if orders is not None:
        note(_write_orders(result, found, run, orders, raw=raw, overwrite=overwrite))
    if figure is not None:
        from safepassage.report.needs_figure import needs_figure
        from safepassage.report.save_figure import save_figure

        save_figure(needs_figure(found), figure, overwrite=overwrite)
    if as_json:
        answer, texts = found.to_json(), english(found.sentences(), result.scenario)
        for row, text in zip(answer["exceeded"], texts, strict=False):
            row["text"] = text
        print_json(answer)
        return
    show(needs_answer(found, date), result.scenario)


def _write_orders(
    result: Result, found: Needs, run: Path, path: Path, *, raw: bool, overwrite: bool
) -> str:
    """Write the order list and log its release; gives what to say."""
    from safepassage.disclosure.order_list import exact_order_list, order_list
    from safepassage.disclosure.releases import log_release, release_policy
    from safepassage.exchange.xlsx.orders import write_orders

    policy = release_policy(result.scenario, None if raw else run)
    listed = exact_order_list(found) if raw else order_list(result, found, policy)
    log_release(run, result.scenario, policy, out=path, form="orders", raw=raw)
    write_orders(listed, path, overwrite=overwrite)
    return "\n".join([f"{path}: {listed.notice}", *listed.remarks])


def _equipped(run: Path, area: str, standards: Path | None, *, as_json: bool) -> None:
    """Say whether an area was equipped: shelter, water, food, winter items, beds and cost."""
    from safepassage.cli.shown import english, show
    from safepassage.planning.needs.equipped import equipped
    from safepassage.report.answers.needs import equipped_answer
    from safepassage.result.store import load

    result = load(run)
    found = equipped(result, area, standards)
    if as_json:
        sentences = english(found.sentences, result.scenario)
        print_json(found.to_json() | {"sentences": sentences})
        return
    show(equipped_answer(found), result.scenario)


def food(
    tonnes: Annotated[float, typer.Argument(help="Claimed weight, t.")],
    families: Annotated[float | None, typer.Option(help="Number of families.")] = None,
    people: Annotated[float | None, typer.Option(help="Number of people.")] = None,
    as_json: AsJson = False,
) -> None:
    """Cross-check a claim: what a tonnage of food means for a number of people."""
    from safepassage.cli.shown import english, show
    from safepassage.planning.food import food_check
    from safepassage.report.answers.needs import food_answer

    found = food_check(tonnes, families=families, people=people)
    if as_json:
        print_json(found.to_json() | {"sentences": english(found.sentences())})
        return
    show(food_answer(found))


def compare(
    first: Annotated[Path, typer.Argument(help="Run folder, for instance without a plan.")],
    second: Annotated[Path, typer.Argument(help="Run folder with the same seed and members.")],
    quantity: Annotated[list[str] | None, typer.Option(help="Only these (repeat).")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two runs with the same seed, such as with and without a plan."""
    from safepassage.cli.shown import english, show
    from safepassage.report.answers.compared import compare_answer
    from safepassage.result.compare import compare as find_differences
    from safepassage.result.compare import warnings
    from safepassage.result.store import load

    one, other = load(first), load(second)
    found = find_differences(one, other, quantity)
    said = warnings(one, other)
    if as_json:
        print_json({"differences": [row.as_dict() for row in found], "warnings": english(said)})
        return
    show(compare_answer(found, said), one.scenario)
