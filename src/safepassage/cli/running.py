"""Commands ``run``, ``merge``, ``demo`` and ``replay``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli.output import note, print_json, print_table, progress_bar, say, say_wrapped
from safepassage.errors import WorkersError

if TYPE_CHECKING:
    from safepassage.result.result import Result
    from safepassage.result.store import Extra
    from safepassage.result.streamed import Stored

Name = Annotated[
    str, typer.Argument(help="A bundled scenario, or a folder or workbook (.xlsx) of your own.")
]
Members = Annotated[int, typer.Option(help="Members of the ensemble.")]
Seed = Annotated[int, typer.Option(help="Seed of everything random.")]
Workers = Annotated[
    str | None,
    typer.Option(
        metavar="WORKERS",
        help="Threads [default: one a processor], local:N processes or dask://host:port; the "
        "numbers are the same.",
    ),
]
AsOf = Annotated[str | None, typer.Option(help="Use only what was published by this date.")]
Out = Annotated[Path | None, typer.Option(help="Run folder [default: runs/<scenario>-<digest>].")]
Target = Annotated[
    str | None,
    typer.Option(
        metavar="PATH",
        help="Run folder, or an address such as s3://bucket/run "
        "[default: runs/<scenario>-<digest>].",
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a run folder that is there.")]
Figure = Annotated[
    bool,
    typer.Option("--figure/--no-figure", help="Draw the page people.html."),
]
Picture = Annotated[
    bool, typer.Option("--picture", help="Draw people.png too, for documents; takes seconds.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]

DEMO = "aleppo-2016"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("demo")(demo)
    app.command("run")(run)
    app.command("merge")(merge)
    app.command("replay")(replay)


def demo(
    out: Target = None,
    overwrite: Overwrite = False,
    figure: Figure = True,
    picture: Picture = False,
    as_json: AsJson = False,
) -> None:
    """Run the bundled scenario of eastern Aleppo 2016 with 200 members."""
    run(DEMO, out=out, overwrite=overwrite, figure=figure, picture=picture, as_json=as_json)


def run(
    scenario: Name,
    members: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Members of the ensemble, or A:B for a shard [default: 200; with --until at "
            "most 100000].",
        ),
    ] = None,
    of: Annotated[
        int | None, typer.Option(help="Members of the ensemble that a shard A:B is of.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(help="width:0.02 adds members until every headline is known that well."),
    ] = None,
    seed: Seed = 1,
    workers: Workers = None,
    as_of: AsOf = None,
    out: Target = None,
    overwrite: Overwrite = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted run of the same --out.")
    ] = False,
    actors: Annotated[
        bool,
        typer.Option(
            "--actors",
            help="Let armed groups side by side clash (rules.actors); needs presence.csv.",
        ),
    ] = False,
    figure: Figure = True,
    picture: Picture = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario: a table beside what sources reported, and a run folder."""
    from safepassage.cli.members import Asked
    from safepassage.result.streamed import run_to
    from safepassage.scenario.read import read_scenario

    asked = Asked.read(members, of=of, until=until, out=out, resume=resume)
    declared = read_scenario(scenario, as_of=as_of)
    if actors:
        declared = declared.replace(rules={"actors": True})
    try:
        with progress_bar(f"Running {declared.name}") as progress:
            stored = run_to(
                declared, out, members=asked.members, first=asked.first, of=of, until=until,
                seed=seed, workers=workers, overwrite=overwrite, resume=resume, progress=progress,
                extras=() if asked.is_shard else _extras(page=figure, picture=picture),
            )  # fmt: skip
    except (KeyboardInterrupt, WorkersError):
        if out is not None:
            note(f"what was finished of {out} is kept; the same command with --resume goes on")
        raise
    if asked.is_shard:
        _show_shard(stored, as_json=as_json)
    else:
        _show_run(stored, as_json=as_json)


def merge(
    shards: Annotated[
        list[str], typer.Argument(help="Run folders made with --members A:B --of N.")
    ],
    out: Annotated[str, typer.Option(metavar="PATH", help="Run folder or address.")],
    overwrite: Overwrite = False,
    figure: Figure = True,
    picture: Picture = False,
    as_json: AsJson = False,
) -> None:
    """Put shards together: the run that one machine would have made, bit for bit."""
    from safepassage.result.merge import merge as merge_shards

    with progress_bar("Merging") as progress:
        extras = _extras(page=figure, picture=picture)
        stored = merge_shards(shards, out, overwrite=overwrite, progress=progress, extras=extras)
    _show_run(stored, as_json=as_json)


def replay(
    folder: Annotated[str, typer.Argument(help="Run folder or address.")],
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compute a stored run again and compare it bit for bit."""
    from safepassage.result.replay import replay as replay_run

    with progress_bar("Replaying") as progress:
        result = replay_run(folder, workers=workers, progress=progress)
    if as_json:
        print_json({"folder": str(folder), "digest": result.digest, "identical": True})
    else:
        say(f"{folder}: identical ({result.digest[:16]})")


def _extras(*, page: bool, picture: bool) -> tuple[Extra, ...]:
    """Files that a whole run has beside its arrays; nothing is imported for a run that is there."""

    def write(result: Result, folder: Path) -> None:
        from safepassage.result.headline import prepare
        from safepassage.result.headline_names import headline_names, run_names
        from safepassage.result.tidy import write_tidy

        prepare(result, (*headline_names(result.scenario), *run_names(result.scenario)))
        write_tidy(result, folder)
        if page:
            from safepassage.report.figure import save_page

            save_page(result, folder)
        if picture:
            from safepassage.report.figure import save_picture

            save_picture(result, folder)

    return (write,)


def _show_run(stored: Stored, *, as_json: bool) -> None:
    result, folder = stored.result, stored.location
    if stored.was_there:
        note(f"{folder} already holds this very run; it was kept")
    if stored.precision is not None and not stored.precision.reached:
        note(
            f"not reached: {stored.precision.quantity} is known to {stored.precision.width:.3g} of "
            f"its mean after {stored.precision.members:,} members; raise --members"
        )
    if as_json:
        print_json(_run_json(stored))
        return
    from safepassage.cli.shown import show
    from safepassage.report.answers.runs import run_answer
    from safepassage.report.table import headline_table
    from safepassage.result.headline import headline

    scenario = result.scenario
    show(run_answer(result), scenario)
    say("")
    say_wrapped(scenario.title)
    print_table(headline_table(headline(result)))
    say(f"Run folder: {folder} (internal: {scenario.settings['sensitivity']} sensitivity)")
    drawn = [f"{folder}/{name}" for name in ("people.html", "people.png") if folder.has(name)]
    if drawn:
        say(f"Figure: {' and '.join(drawn)}")
    if stored.precision is not None:
        precision = stored.precision
        say(f"Members: {precision.members:,}; width {precision.width:.3g} ({precision.quantity})")


def _show_shard(stored: Stored, *, as_json: bool) -> None:
    result, folder = stored.result, stored.location
    first, last = int(result.members[0]), int(result.members[-1])
    if as_json:
        print_json(
            {
                "scenario": result.scenario.name,
                "shard": f"{first}:{last + 1}",
                "seed": result.seed,
                "seconds": dict(result.seconds),
                "digest": result.digest,
                "folder": str(folder),
                "note": "internal: do not pass on without disclosure control",
            }
        )
    else:
        say(f"{folder}: members {first} to {last}; put together with safepassage merge")


def _run_json(stored: Stored) -> dict[str, Any]:
    from safepassage.forecast.registration_scores import registration_scores
    from safepassage.result.clash_months import clash_months
    from safepassage.result.headline import run_quantities
    from safepassage.result.summary import people_days

    result = stored.result
    months = [month.as_dict() for month in clash_months(result)]
    until = {} if stored.precision is None else {"until": stored.precision.as_dict()}
    return {
        "scenario": result.scenario.name,
        "members": int(result.members.size),
        "seed": result.seed,
        "days": result.scenario.days,
        "people_days": people_days(result),
        "seconds": dict(result.seconds),
        "digest": result.digest,
        "quantities": run_quantities(result),
        "scores": registration_scores(result),
        **until,
        **({"clash_months": months} if months else {}),
        "folder": str(stored.location),
        "note": "internal: do not pass on without disclosure control",
    }
