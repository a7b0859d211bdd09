"""Commands ``export`` and ``deposit``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, print_json, say, say_wrapped
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteExport, OverwriteFiles

Run = Annotated[Path, typer.Argument(help="Run folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("export")(export)
    app.command("deposit")(deposit)


def export(
    run: Run,
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="csv, xlsx, hapi, hxl, geojson; parquet, geoparquet, netcdf (with the extra).",
        ),
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
    flows: Annotated[
        bool, typer.Option("--flows", help="Also people who went from place to place, by day.")
    ] = False,
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
        flows=flows,
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
    counted = sum(rows for name, rows in written.rows.items() if name.startswith("counts_"))
    if counted:
        say(f"Suppressed: {written.suppressed:,} of {counted:,} rows of counts")
    say_wrapped(written.notice)


def deposit(
    run: Run,
    out: Annotated[Path, typer.Option(help="Archive (.zip) or folder to write.")],
    licence: Annotated[
        str, typer.Option(help="Licence of the deposit: SPDX, such as CC-BY-4.0, or an address.")
    ],
    author: Annotated[
        list[str] | None, typer.Option(help="A person to be cited; may be given again.")
    ] = None,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Write a run as an RO-Crate for an archive of research data: exact, and logged."""
    from safepassage.exchange.deposit import deposit as write_deposit

    found = write_deposit(run, out, licence=licence, authors=author or (), overwrite=overwrite)
    if as_json:
        print_json(
            {
                "path": str(found.path),
                "digest": found.digest,
                "conditions": found.conditions,
                "without_licence": list(found.without_licence),
            }
        )
        return
    say(f"{found.path}: {found.conditions}")
    if found.left_out:
        note(f"not deposited, for they are no part of the run: {', '.join(found.left_out)}")
    if found.without_licence:
        unknown = ", ".join(found.without_licence)
        note(f"the licence of these sources is not known; ask before you publish: {unknown}")
