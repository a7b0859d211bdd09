"""Drafts on disk: what was opened, and every change since, for their owner alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.errors import Problem, SafepassageError, ScenarioError
from safepassage.exchange.names import first_free, fold
from safepassage.private import private_folder
from safepassage.scenario.dictionary import SETTINGS, table_names
from safepassage.scenario.parts import section, table_of
from safepassage.scenario.scenario import Scenario, assemble
from safepassage.scenario.values import unparse
from safepassage.whole import whole_file
from safepassage.workbench.draft import Draft

FOLDER = ".workbench"
LABEL = "draft: "
_OPENED, _CHANGES, _LAST = "opened.json", "changes.json", "last.json"
MOST_DRAFTS = 100
_LARGEST = 2**28
"""Bytes of a file of a draft at most."""
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What content that somebody else wrote leads to."""


class Kept:
    """Drafts under the chosen folder. A draft may be unsound: it is kept as texts."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER

    def names(self) -> dict[str, str]:
        """Drafts that are there: label → name."""
        if not self._safe(self._folder):
            return {}
        opened = (path for path in self._folder.glob(f"*/{_OPENED}") if self._safe(path.parent))
        found = sorted(path.parent.name for path in opened)
        return {f"{LABEL}{name}": name for name in found[:MOST_DRAFTS]}

    def free(self, name: str) -> str:
        """The name, or with a number if a draft has it."""
        return first_free(name, set(self.names().values()))

    def opened(self, draft: Draft) -> None:
        """Keep what was opened, in place of an earlier draft of that name."""
        folder = self._of(draft.name)
        private_folder(self._folder)
        private_folder(folder)
        _write(folder / _OPENED, {"name": draft.name, **_plain(draft.base)})
        (folder / _CHANGES).unlink(missing_ok=True)
        self.choose(draft.name)

    def changed(self, draft: Draft) -> None:
        """Keep the changes since."""
        _write(self._of(draft.name) / _CHANGES, draft.changes())

    def choose(self, name: str) -> None:
        """Remember which draft is open."""
        _write(self._folder / _LAST, {"folder": self._of(name).name})

    def read(self, name: str) -> Draft:
        """A draft as it was left, by the name of its folder.

        Raises:
            ScenarioError: If it cannot be read.
        """
        folder = self._of(name)
        try:
            draft = Draft(_scenario(_read(folder / _OPENED)), facts=True)
            if (folder / _CHANGES).is_file():
                draft.restore(_read(folder / _CHANGES))
        except (OSError, *_DAMAGE):
            remedy = f"open the scenario again, or remove {FOLDER}/{folder.name}"
            raise ScenarioError(
                [Problem("cannot be read", f"{LABEL}{name}", remedy=remedy)]
            ) from None
        return draft

    def last(self) -> Draft | None:
        """The draft that was open last, if it can be read."""
        try:
            name = str(_read(self._folder / _LAST)["folder"])
            return self.read(name) if name in self.names().values() else None
        except (OSError, SafepassageError, *_DAMAGE):
            return None

    def _of(self, name: str) -> Path:
        return self._folder / (fold(name)[:60].strip("-") or "scenario")

    @staticmethod
    def _safe(folder: Path) -> bool:
        """Whether it is a folder of ours and no link that leads elsewhere."""
        return folder.is_dir() and not folder.is_symlink()


def _plain(scenario: Scenario) -> dict[str, Any]:
    tables = {}
    for name in table_names():
        header, cells = scenario[name].texts()
        if cells:
            tables[name] = [dict(zip(header, row, strict=True)) for row in cells]
    settings = {key: unparse(value) for key, value in scenario.settings.items()}
    rules = {key: unparse(value) for key, value in scenario.rules.items()}
    return {SETTINGS[0]: settings, SETTINGS[1]: rules, "tables": tables}


def _scenario(plain: Mapping[str, Any]) -> Scenario:
    """What :func:`_plain` wrote; rows that today's dictionary does not know are left out."""
    settings = section("scenario", plain[SETTINGS[0]], [])
    rules = section("rules", plain[SETTINGS[1]], [])
    tables = {
        table: table_of(table, rows, [])
        for table, rows in plain["tables"].items()
        if table in table_names()
    }
    return assemble(str(plain["name"]), settings, rules, tables)


def _write(path: Path, value: object) -> None:
    with whole_file(path, private=True) as part:
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(read_file(path, _LARGEST, follow=False))
