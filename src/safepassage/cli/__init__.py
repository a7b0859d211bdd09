"""The command line: it reads options, calls the library and prints; nothing else lives here."""

from __future__ import annotations

import sys

from safepassage.cli.app import app
from safepassage.cli.output import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_REFUSED, complain, note
from safepassage.cli.process_begin import begin
from safepassage.cli.process_end import leave
from safepassage.errors import RunError, SafepassageError


def main() -> None:
    """Run a command; every error that a user can mend ends in a message and a status.

    Status 0: done; 1: the run failed; 2: refused (usage, scenario, folder); 130: interrupted.
    """
    try:
        app(standalone_mode=True)
    except RunError as error:
        complain(str(error))
        sys.exit(EXIT_FAILED)
    except SafepassageError as error:
        complain(str(error))
        sys.exit(EXIT_REFUSED)
    except SystemExit as ending:
        if ending.code == EXIT_INTERRUPTED:
            note("interrupted: nothing was left half written")
        raise
    except MemoryError:
        complain("not enough memory; use fewer members or a smaller scenario")
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)  # who reads has had enough, such as `head`
    except OSError as error:
        complain(f"{error.filename or 'file system'}: {error.strerror or error}")
        sys.exit(EXIT_FAILED)


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
