"""Command ``plan relocation``."""

from __future__ import annotations

from safepassage.cli.exit import (
    By,
    Corridor,
    Fleet,
    Manifest,
    ScenarioOut,
    Start,
    Step,
    read_fleet,
    save_manifest,
)
from safepassage.cli.output import note, print_json, progress_bar
from safepassage.cli.running import AsJson, AsOf, Name, Seed
from safepassage.cli.targets import OverwriteFiles, refuse_targets


def plan_relocation(
    scenario: Name,
    as_of: AsOf = None,
    corridor: Corridor = None,
    start: Start = None,
    by: By = None,
    fleet: Fleet = None,
    step: Step = 60,
    manifest: Manifest = None,
    scenario_out: ScenarioOut = None,
    seed: Seed = 1,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Plan a relocation between sites of displaced people who agreed to move."""
    from safepassage.cli.shown import show
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.relocation.plan import plan_relocation as make_plan
    from safepassage.report.answers.plans import relocation_answer
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.write import write

    refuse_targets(manifest, scenario_out, overwrite=overwrite)
    declared = read_scenario(scenario, as_of=as_of)
    options = ExitOptions(
        corridor=corridor, start=start, by=by, fleet=read_fleet(fleet), step_minutes=step, seed=seed
    )
    with progress_bar("Planning") as progress:
        plan = make_plan(declared, options, progress=progress)
    if manifest is not None:
        save_manifest(plan.schedule, manifest, overwrite=overwrite)
    if scenario_out is not None:
        write(declared.with_plan(plan), scenario_out, overwrite=overwrite)
        note(f"{scenario_out}: the scenario with the plan in it, ready to run")
    if as_json:
        print_json(plan.to_json())
    else:
        show(relocation_answer(plan), declared)
