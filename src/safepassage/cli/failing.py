"""How a command fails: a line a problem on stderr, and with ``--json`` one object on stdout."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from safepassage.cli.output import EXIT_REFUSED, complain, print_json
from safepassage.errors import ScenarioError


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON; what stands behind ``--`` are names."""
    words = list(arguments)
    return "--json" in words[: words.index("--")] if "--" in words else "--json" in words


def fail(error: Exception | str, status: int, *, as_json: bool) -> NoReturn:
    """Say what went wrong and end.

    Args:
        error: What went wrong.
        status: Exit status, which the object has too.
        as_json: Also print ``{"ok": false, "status", "error", "problems"}`` on stdout.
    """
    text = str(error)
    complain(text)
    if as_json:
        found = error.problems if isinstance(error, ScenarioError) else ()
        problems = [problem.as_dict() for problem in found]
        print_json({"ok": False, "status": status, "error": text, "problems": problems})
    sys.exit(status)


def placed(error: ScenarioError, arguments: Sequence[str]) -> ScenarioError:
    """The error in sheets and cells where a command was given a workbook: it has no CSV files."""
    from safepassage.scenario.read import read_placed
    from safepassage.scenario.workbook.layout import SUFFIX

    for word in arguments:
        if word.lower().endswith(SUFFIX) and Path(word).is_file():
            try:
                return ScenarioError(read_placed(word)[1](error.problems))
            except ScenarioError:
                return error  # what is wrong with the workbook itself names its cells already
    return error


def refuse_dash(arguments: Sequence[str], *, as_json: bool) -> None:
    """Refuse ``--out -``: what is written is a folder or several files, never one stream."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    if "--out=-" in arguments or ("--out", "-") in pairs:
        remedy = "name a folder or file; --json prints one object on standard output"
        fail(f"--out -: nothing is written to standard output ({remedy})", EXIT_REFUSED,
             as_json=as_json)  # fmt: skip
