"""What readers of files are handed: paths, and what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.exchange.context import Context

if TYPE_CHECKING:
    from safepassage.scenario.scenario import Scenario


def listed_paths(given: str | Path | Sequence[str | Path]) -> list[Path]:
    """One file or several as a list."""
    several = [given] if isinstance(given, (str, Path)) else given
    return [Path(one) for one in several]


def context_in(scenario: Scenario | str | Path | None, context: Context | None) -> Context:
    """The user's answers, and the places of a scenario if one is given."""
    context = context or Context()
    if scenario is None:
        return context
    from safepassage.exchange.merge import gazetteer_of
    from safepassage.scenario.read import as_scenario  # both are slow to import

    return replace(context, gazetteer=gazetteer_of(as_scenario(scenario)))
