"""Commands ``run``, ``demo`` and ``replay``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli.output import note, print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from safepassage.result.result import Result

Name = Annotated[
    str, typer.Argument(help="A bundled scenario, or a folder or workbook (.xlsx) of your own.")
]
Members = Annotated[int, typer.Option(help="Members of the ensemble.")]
Seed = Annotated[int, typer.Option(help="Seed of everything random.")]
Workers = Annotated[
    int | None, typer.Option(help="Threads [default: one a processor]; the numbers are the same.")
]
AsOf = Annotated[str | None, typer.Option(help="Use only what was published by this date.")]
Out = Annotated[Path | None, typer.Option(help="Run folder [default: runs/<scenario>-<digest>].")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a run folder that is there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]

DEMO = "aleppo-2016"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("demo")(demo)
    app.command("run")(run)
    app.command("replay")(replay)


def demo(out: Out = None, overwrite: Overwrite = False, as_json: AsJson = False) -> None:
    """Run the bundled scenario of eastern Aleppo 2016 with 200 members."""
    run(DEMO, out=out, overwrite=overwrite, as_json=as_json)


def run(
    scenario: Name,
    members: Members = 200,
    seed: Seed = 1,
    workers: Workers = None,
    as_of: AsOf = None,
    out: Out = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario: a table beside what sources reported, and a run folder."""
    from safepassage.result.headline import headline
    from safepassage.result.run import run as run_ensemble
    from safepassage.result.store import refuse_taken
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario, as_of=as_of)
    if out is not None:
        refuse_taken(out, overwrite=overwrite)
    with progress_bar(f"Running {declared.name}") as progress:
        result = run_ensemble(
            declared, members=members, seed=seed, workers=workers, progress=progress
        )
    folder = _store(result, out, overwrite=overwrite)
    if as_json:
        print_json(_run_json(result, folder))
    else:
        from safepassage.report.table import headline_table

        say(declared.title)
        print_table(headline_table(headline(result)))
        say(f"Run folder: {folder} (internal: {declared.settings['sensitivity']} sensitivity)")
        say(f"Figure: {folder / 'people.html'} and {folder / 'people.png'}")


def replay(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compute a stored run again and compare it bit for bit."""
    from safepassage.result.store import replay as replay_run

    result = replay_run(folder, workers=workers)
    if as_json:
        print_json({"folder": str(folder), "digest": result.digest, "identical": True})
    else:
        say(f"{folder}: identical ({result.digest[:16]})")


def _store(result: Result, out: Path | None, *, overwrite: bool) -> Path:
    from safepassage.report.figure import save_figures
    from safepassage.result.store import default_folder, same_run, save
    from safepassage.result.tidy import write_tidy

    folder = out or default_folder(result)
    if out is None and not overwrite and same_run(folder, result):
        note(f"{folder} already holds this very run; it was kept")
        return folder
    return save(result, folder, overwrite=overwrite, extras=(write_tidy, save_figures))


def _run_json(result: Result, folder: Path) -> dict[str, Any]:
    from safepassage.compiled.compile import compile_scenario
    from safepassage.forecast.registration_scores import registration_scores
    from safepassage.result.headline import run_quantities
    from safepassage.result.summary import people_days

    return {
        "scenario": result.scenario.name,
        "members": int(result.members.size),
        "seed": result.seed,
        "days": result.scenario.days,
        "people_days": people_days(result),
        "seconds": dict(result.seconds),
        "digest": result.digest,
        "quantities": run_quantities(result),
        "scores": registration_scores(result, compile_scenario(result.scenario)),
        "folder": str(folder),
        "note": "internal: do not pass on without disclosure control",
    }
