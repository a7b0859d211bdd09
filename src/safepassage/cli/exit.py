"""Commands ``plan exit`` and ``check-plan``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from safepassage.cli.output import (
    EXIT_REFUSED,
    complain,
    note,
    print_json,
    progress_bar,
    say,
)
from safepassage.cli.running import AsJson, AsOf, Name, Seed
from safepassage.cli.targets import OverwriteFiles, refuse_targets
from safepassage.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from safepassage.planning.exit.plan import ExitPlan
    from safepassage.planning.exit.stress import Stress
    from safepassage.scenario.scenario import Scenario

Corridor = Annotated[list[str] | None, typer.Option(help="Corridors to use (repeat); all.")]
Start = Annotated[str | None, typer.Option("--from", help="When the plan begins.")]
By = Annotated[str | None, typer.Option(help="Deadline for arrival.")]
Fleet = Annotated[list[str] | None, typer.Option(help="Such as bus=80 (repeat).")]
Step = Annotated[int, typer.Option(help="Minutes of a step, 5 to 1440.")]

Manifest = Annotated[
    Path | None, typer.Option(help="Write the departures (.csv or .xlsx), for you alone.")
]
Figure = Annotated[
    Path | None, typer.Option(help="Draw it (.png or .html; no ending: both), for you alone.")
]
FigureLanguage = Annotated[
    str, typer.Option("--language", help="Of the figure and its page: en, fr, es or ar.")
]
ScenarioOut = Annotated[
    Path | None, typer.Option(help="Write the scenario with the plan in it, ready to run.")
]
Weigh = Annotated[
    bool, typer.Option("--weigh", help="Weigh who waits by the claims known (takes a minute).")
]
Test = Annotated[
    bool | None,
    typer.Option(
        "--stress/--no-stress",
        help="Try it under drawn numbers [default: yes; with --json: no].",
    ),
]


def plan_exit(
    scenario: Name,
    as_of: AsOf = None,
    corridor: Corridor = None,
    start: Start = None,
    by: By = None,
    fleet: Fleet = None,
    step: Step = 60,
    manifest: Manifest = None,
    figure: Figure = None,
    scenario_out: ScenarioOut = None,
    weigh: Weigh = False,
    stress: Test = None,
    members: Annotated[int, typer.Option(help="Members of the stress test.")] = 500,
    seed: Seed = 1,
    language: FigureLanguage = "en",
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Plan a safe exit for those who chose to leave: schedule, proof, and what holds it up."""
    from safepassage.cli.shown import show
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.exit.planner import plan_exit as make_plan
    from safepassage.planning.exit.stress import stress_both
    from safepassage.report.answers.exits import exit_answer
    from safepassage.report.brief.language import language as known_language
    from safepassage.report.exit_figure import figure_files
    from safepassage.scenario.read import read_scenario

    drawn = [] if figure is None else figure_files(figure)
    refuse_targets(manifest, *drawn, scenario_out, overwrite=overwrite)
    known_language(language)
    declared = read_scenario(scenario, as_of=as_of)
    options = ExitOptions(
        corridor=corridor, start=start, by=by, fleet=read_fleet(fleet), step_minutes=step, seed=seed
    )
    if weigh:
        from safepassage.planning.exit.who_waits import weigh_who_waits

        with progress_bar("Weighing who waits") as progress:
            waiting = weigh_who_waits(declared, options, progress=progress)
        options = replace(options, result=waiting)
    with progress_bar("Planning") as progress:
        plan = make_plan(declared, options, progress=progress)
    tested = None
    if stress or (stress is None and not as_json):
        with progress_bar("Trying it") as progress:
            progress(0, 1)
            tested = stress_both(declared, plan, members=members, seed=seed, result=options.result)
    _write_files(
        declared, plan, _Files(manifest, figure, language, scenario_out), overwrite=overwrite
    )
    if as_json:
        print_json(plan.to_json() | ({"stress": _stress_json(tested)} if tested else {}))
    else:
        show(exit_answer(plan, tested), declared)


class _Files(NamedTuple):
    """Files asked for."""

    manifest: Path | None
    figure: Path | None
    language: str
    scenario: Path | None


def _write_files(declared: Scenario, plan: ExitPlan, files: _Files, *, overwrite: bool) -> None:
    manifest, figure, language, scenario_out = files
    if manifest is not None:
        save_manifest(plan, manifest, overwrite=overwrite)
    if figure is not None:
        from safepassage.report.exit_figure import save_exit_figure

        for path in save_exit_figure(
            declared, plan, figure, language=language, overwrite=overwrite
        ):
            note(f"{path}: High sensitivity, readable by you alone")
    if scenario_out is not None:
        from safepassage.scenario.write import write

        write(declared.with_plan(plan), scenario_out, overwrite=overwrite)
        same = f"seed and --as-of {declared.as_of}" if declared.as_of else "seed"
        note(f"{scenario_out}: the scenario with the plan; run it with the same {same} to compare")


def save_manifest(plan: ExitPlan, manifest: Path, *, overwrite: bool) -> None:
    """Write the departures, and say who may read them."""
    from safepassage.planning.exit.manifest import write_manifest

    write_manifest(plan, manifest, overwrite=overwrite)
    note(f"{manifest}: High sensitivity, readable by you alone")


def _stress_json(tested: tuple[Stress, Stress]) -> dict[str, Any]:
    planned, naive = tested
    return planned.to_json() | {"naive": naive.to_json()}


def read_fleet(texts: list[str] | None) -> dict[str, int] | None:
    """Vehicles by type of texts such as ``bus=80``."""
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
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    options = ExitOptions(
        corridor=corridor, start=start, by=by, fleet=read_fleet(fleet), step_minutes=step, seed=seed
    )
    problems = find_problems(declared, manifest, options)
    if as_json:
        found = [problem.as_dict() for problem in problems]
        print_json({"manifest": str(manifest), "ok": not problems, "problems": found})
    else:
        for problem in problems:
            complain(str(problem))
        say(f"{manifest}: {len(problems) or 'no'} problems")
    if problems:
        raise typer.Exit(EXIT_REFUSED)
