"""Command ``plan relocation``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.cli.exit import By, Corridor, Fleet, Manifest, ScenarioOut, Start, Step, read_fleet
from safepassage.cli.output import note, print_json, progress_bar, say
from safepassage.cli.running import AsJson, AsOf, Name, Seed
from safepassage.cli.targets import OverwriteFiles

if TYPE_CHECKING:
    from safepassage.planning.relocation.plan import RelocationPlan
    from safepassage.scenario.scenario import Scenario


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
    from safepassage.planning.exit.options import ExitOptions
    from safepassage.planning.relocation.plan import plan_relocation as make_plan
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    options = ExitOptions(
        corridor=corridor, start=start, by=by, fleet=read_fleet(fleet), step_minutes=step, seed=seed
    )
    with progress_bar("Planning") as progress:
        plan = make_plan(declared, options, progress=progress)
    _write(declared, plan, manifest, scenario_out, overwrite=overwrite)
    if as_json:
        print_json(plan.to_json())
    else:
        first, *rest = plan.sentences()
        say(f"Status: {plan.schedule.status}. {first}")
        for line in rest:
            say(f"- {line}")


def _write(
    declared: Scenario,
    plan: RelocationPlan,
    manifest: Path | None,
    scenario_out: Path | None,
    *,
    overwrite: bool,
) -> None:
    if manifest is not None:
        from safepassage.planning.exit.manifest import write_manifest

        write_manifest(plan.schedule, manifest, overwrite=overwrite)
        note(f"{manifest}: High sensitivity, readable by you alone")
    if scenario_out is not None:
        from safepassage.scenario.write import write

        write(declared.with_plan(plan), scenario_out, overwrite=overwrite)
        note(f"{scenario_out}: the scenario with the plan in it, ready to run")
