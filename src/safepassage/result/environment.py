"""Where, when and by what command a run was made, and whose data it rests on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shlex
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from safepassage.scenario.scenario import Scenario

_PACKAGE = Path(__file__).parents[1]
INTERNAL_NOTE = "internal: counts by place; do not pass on without disclosure control"
"""How to treat a run."""


def environment() -> dict[str, Any]:
    """Where a run was made, and how to treat it; nothing names a person or a machine."""
    return {
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": command(sys.argv),
        "commit": commit(),
        "python": platform.python_version(),
        "machine": {
            "system": f"{platform.system()} {platform.release()}",
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
        "note": INTERNAL_NOTE,
    }


def sources(scenario: Scenario) -> list[dict[str, str]]:
    """The sources of a scenario with their licences; empty where it is not known."""
    keys = ("source_id", "name", "licence")
    return [{key: row[key] for key in keys} for row in scenario["sources"].rows()]


def command(arguments: list[str]) -> str | None:
    """The command line of the program; None where the library was called from another one."""
    program = Path(arguments[0]) if arguments else Path()
    own = {_PACKAGE / "__main__.py"}
    if program.stem != _PACKAGE.name and program not in own:
        return None
    return shlex.join([_PACKAGE.name, *arguments[1:]])


def commit(package: Path = _PACKAGE) -> str | None:
    """The commit that the program is of, where its installation or its repository says so.

    Args:
        package: Folder of the package.

    Returns:
        Hexadecimal digits; changes that are not committed do not show (the kernel's hash has those
        that change numbers).
    """
    try:
        told = metadata.distribution(package.name).read_text("direct_url.json")
        known = json.loads(told or "{}").get("vcs_info", {}).get("commit_id")
        return str(known) if known else _head(package.parents[1])
    except (OSError, ValueError, IndexError, metadata.PackageNotFoundError):
        return None


def _head(root: Path) -> str | None:
    """Commit of a working copy, read from its files."""
    git = root / ".git"
    if git.is_file():  # a further working copy of one repository
        git = root / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = git / shared.read_text(encoding="utf-8").strip() if shared.exists() else git
    for place in (git, common):
        if (place / name).exists():
            return (place / name).read_text(encoding="utf-8").strip()
    packed = (common / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), None)
