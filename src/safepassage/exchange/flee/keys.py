"""The keys of ``simsetting.yml``, of one version of Flee: what each does there and here."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

VERSION = "Flee 3, commit 02cd2cbd of 14 May 2026"
"""The version that the table follows."""

Here = Literal["acts", "documented", "ignored", "inert", "refused", "renamed"]
_MEANING: dict[Here, str] = {
    "acts": "acts as in Flee",
    "documented": "never acts in Flee; acts here with `flee_documented`",
    "ignored": "without effect on the numbers; a note says so",
    "inert": "never acts, in Flee or here; a note says so",
    "refused": "an error",
    "renamed": "read under its new name, with a warning; refused by `--strict`",
}
_PAGE = "flee-keys.md"


@dataclass(frozen=True)
class Key:
    """One key.

    Attributes:
        section: Section that holds it; empty at the top.
        name: The key.
        here: What becomes of it here.
        note: What it does, or why it does nothing.
    """

    section: str
    name: str
    here: Here
    note: str


@cache
def keys() -> Mapping[str, Mapping[str, Key]]:
    """Section → key → what is known of it."""
    source = resources.files("safepassage.exchange.flee").joinpath("keys.csv")
    outcomes: dict[str, Here] = {here: here for here in get_args(Here)}
    found: dict[str, dict[str, Key]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        key = Key(row["section"], row["key"], outcomes[row["here"]], row["note"])
        found.setdefault(key.section, {})[key.name] = key
    return found


def keys_markdown() -> str:
    """The page of the keys."""
    lines = [
        "# Settings of Flee's cases",
        "",
        "<!-- Made from src/safepassage/exchange/flee/keys.csv; do not edit by hand. To make it",
        'again: python -c "from safepassage.exchange.flee.keys import write_keys;',
        "write_keys('docs')\" -->",
        "",
        f"What `import flee` makes of each key of `simsetting.yml`. It follows {VERSION}.",
        "A key that is not listed is an error that names the nearest one (`--lenient`: a warning).",
        "",
        *(f"- *{here}*: {meaning}." for here, meaning in _MEANING.items()),
    ]
    for section, known in keys().items():
        lines += ["", f"## {section or 'Top level'}", "| key | here | note |", "|---|---|---|"]
        lines += [f"| `{key.name}` | {key.here} | {key.note} |" for key in known.values()]
    return "\n".join(lines) + "\n"


def write_keys(docs: str | Path) -> Path:
    """Write the page of the keys into the folder of the documentation."""
    path = Path(docs) / _PAGE
    path.write_text(keys_markdown(), encoding="utf-8", newline="\n")
    return path
