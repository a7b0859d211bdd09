"""Command ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import print_json, progress_bar, say, say_wrapped
from safepassage.cli.running import AsJson
from safepassage.cli.targets import OverwriteFiles

Run = Annotated[Path, typer.Argument(help="Run folder.")]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("report")(report)


def report(
    run: Run,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("brief.html"),
    pdf: Annotated[bool, typer.Option("--pdf", help="Also a PDF beside it.")] = False,
    language: Annotated[str, typer.Option(help="en, fr, es or ar.")] = "en",
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Write the report of a run: one page that works offline, read in two minutes."""
    from safepassage.report.brief.write import write_report
    from safepassage.result.store import load

    result = load(run)
    with progress_bar("Weighing claims") as progress:
        written = write_report(
            result,
            out,
            language=language,
            pdf=pdf,
            run_folder=run,
            overwrite=overwrite,
            progress=progress,
        )
    document = written.document
    if as_json:
        print_json(
            {
                "files": [str(path) for path in written.files],
                "bytes": [path.stat().st_size for path in written.files],
                "language": document.language,
                "sensitivity": document.label,
                "short": list(document.short),
                "sections": [section.key for section in document.sections],
            }
        )
        return
    for path in written.files:
        say(str(path))
    for text in document.short:
        say_wrapped(text, bullet="- ")
    say(document.label)
