"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from safepassage import __version__
from safepassage.cli import (
    evidence,
    exporting,
    forecasting,
    importing,
    planning,
    reporting,
    risks,
    running,
    scenarios,
    serving,
    starting,
)

app = typer.Typer(
    name="safepassage",
    help="From contradictory reports to an ensemble of what may happen to the people, "
    "and from the ensemble to a plan.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"safepassage {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Options of every command."""
    del version


running.register(app)
scenarios.register(app)
forecasting.register(app)
evidence.register(app)
planning.register(app)
exporting.register(app)
reporting.register(app)
risks.register(app)
importing.register(app)
serving.register(app)
starting.register(app)
