"""Command ``serve``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.output import note, say


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    root: Annotated[Path, typer.Option(help="Folder to open scenarios from and keep runs in.")] = (
        Path()
    ),
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 5006,
    host: Annotated[str, typer.Option(help="Address; others than this need a password.")] = (
        "127.0.0.1"
    ),
    password: Annotated[
        str | None, typer.Option(help="Password; others may read it in the list of processes.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File whose first line is the password.")
    ] = None,
) -> None:
    """Open the workbench in your browser: edit, run, compare, plan and export."""
    from safepassage.workbench.serve import Options
    from safepassage.workbench.serve import serve as serve_workbench

    if password_file is not None:
        if password is not None:
            raise typer.BadParameter("give one password only", param_hint="--password-file")
        try:
            lines = password_file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            message = "is not UTF-8 text"
            raise typer.BadParameter(message, param_hint="--password-file") from None
        password = lines[0] if lines else ""

    def started(address: str) -> None:
        say(f"Open {address} in your browser; Ctrl-C ends it")
        note("Keep this address to yourself: with it anybody can open the workbench.")
        if password is not None:
            note(
                "Others open it without the token and log in with the password. The connection is "
                "not encrypted: use it in a network you trust"
            )

    serve_workbench(Options(root, port, host, password), started)
