"""Command ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, say
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteExport

Run = Annotated[Path, typer.Argument(help="Run folder.")]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export")(export)


def export(
    run: Run,
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    form: Annotated[
        str, typer.Option("--format", help="csv, parquet, xlsx, hapi, hxl, geojson or netcdf.")
    ] = "csv",
    threshold: Annotated[
        int | None,
        typer.Option(help="Suppress below this; at least as the sensitivity asks."),
    ] = None,
    base: Annotated[
        int | None,
        typer.Option(help="Round to this; at least as the sensitivity asks."),
    ] = None,
    places: Annotated[
        str | None,
        typer.Option(help="place, admin2, admin1 or none; not finer than the sensitivity."),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Exact counts, without disclosure control; logged.")
    ] = False,
    overwrite: OverwriteExport = False,
    as_json: AsJson = False,
) -> None:
    """Write tables for others: small counts suppressed, rounded, labelled."""
    from safepassage.disclosure.export import export as write_export
    from safepassage.disclosure.releases import release_policy
    from safepassage.disclosure.write import WRITERS
    from safepassage.errors import Problem, ScenarioError
    from safepassage.exchange.export_formats import EXPORT_FORMATS
    from safepassage.result.store import load

    result = load(run)
    given = {"threshold": threshold, "base": base, "places": places}
    if raw and any(value is not None for value in given.values()):
        raise ScenarioError(
            [Problem("acts on rounded counts only", column="--raw", remedy="give one or the other")]
        )
    policy = release_policy(result.scenario, None if raw else run, **given)
    written = write_export(
        result,
        out,
        policy=policy,
        form=form,
        raw=raw,
        run_folder=run,
        overwrite=overwrite,
        writers={**WRITERS, **EXPORT_FORMATS},
    )
    if raw:
        note("raw: exact counts; the export is logged in the run folder")
    if as_json:
        print_json(
            {
                "folder": str(written.folder),
                "files": [path.name for path in written.files],
                "rows": dict(written.rows),
                "suppressed": written.suppressed,
                "raw": written.raw,
                "notice": written.notice,
            }
        )
        return
    for path in written.files:
        say(str(path))
    say(f"Suppressed: {written.suppressed:,} of {sum(written.rows.values()):,} rows")
    say(written.notice)
