"""Licences of what an installation brings: the table of docs/licences.md.

``python -m verification.licences`` prints it, from `requirements.txt` and what the packages that
are installed here say of themselves.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
_NAMED = {
    "BSD License": "BSD",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "Dual License": "BSD OR Apache-2.0",
}
_SHORT = 40


def names(file: Path = ROOT / "requirements.txt") -> list[str]:
    """Packages of a list of requirements."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [found[1] for line in lines if (found := re.match(r"([\w.-]+)==", line))]


def licence_of(name: str) -> str | None:
    """What a package says of itself; None where it is not installed, as those of another system."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classes = [
        text.rpartition("::")[2].strip()
        for text in said.get_all("Classifier") or []
        if text.startswith("License ::")
    ]
    named = said.get("License") or ""
    for text in (said.get("License-Expression"), named if len(named) <= _SHORT else "", *classes):
        if text:
            return _NAMED.get(text, text)
    return "not named"


def main() -> None:
    """Print the rows."""
    for name in names():
        sys.stdout.write(f"| {name} | {licence_of(name) or 'of another system'} |\n")


if __name__ == "__main__":
    main()
