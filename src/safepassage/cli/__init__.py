"""The command line: it reads options, calls the library and prints; nothing else lives here."""

from __future__ import annotations

import sys

from typer import Abort
from typer.exceptions import TyperException

from safepassage.cli.app import app
from safepassage.cli.failing import fail, placed, refuse_dash, wants_json
from safepassage.cli.output import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_REFUSED, complain, note
from safepassage.cli.process_begin import begin
from safepassage.cli.process_end import leave
from safepassage.errors import RunError, SafepassageError, ScenarioError


def main() -> None:
    """Run a command; every error that a user can mend ends in a message and a status.

    Status 0: done; 1: the run failed; 2: refused (usage, scenario, folder); 130: interrupted.
    With ``--json`` a failure is one object on stdout as well.
    """
    as_json = wants_json(sys.argv[1:])
    refuse_dash(sys.argv[1:], as_json=as_json)
    try:
        _run(as_json=as_json)
    except RunError as error:
        fail(error, EXIT_FAILED, as_json=as_json)
    except ScenarioError as error:
        fail(placed(error, sys.argv[1:]), EXIT_REFUSED, as_json=as_json)
    except SafepassageError as error:
        fail(error, EXIT_REFUSED, as_json=as_json)
    except MemoryError:
        text = "not enough memory; use fewer members or a smaller scenario"
        fail(text, EXIT_FAILED, as_json=as_json)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)  # who reads has had enough, such as `head`
    except OSError as error:
        text = f"{error.filename or 'file system'}: {error.strerror or error}"
        fail(text, EXIT_FAILED, as_json=as_json)


def _run(*, as_json: bool) -> None:
    """Run the command that was asked for; without JSON a wrong usage is shown by typer."""
    try:
        status = app(standalone_mode=not as_json)
    except TyperException as error:
        fail(error.format_message(), error.exit_code, as_json=as_json)
    except Abort:
        status = EXIT_FAILED
    except SystemExit as ending:
        if ending.code != EXIT_INTERRUPTED:
            raise
        status = EXIT_INTERRUPTED
    if status == EXIT_INTERRUPTED:
        text = "interrupted: nothing was left half written"
        if as_json:
            fail(text, EXIT_INTERRUPTED, as_json=True)
        note(text)
    if isinstance(status, int):
        sys.exit(status)


def program() -> None:
    """The whole process: begin, run a command and end."""
    try:
        begin()
    except SafepassageError as error:
        complain(str(error))
        leave(EXIT_REFUSED)
    try:
        main()
    except SystemExit as ending:
        leave(ending.code)
    leave(0)
