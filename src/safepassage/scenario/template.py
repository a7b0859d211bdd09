"""A filled scenario to start from: a small invented example with a row in every table."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from safepassage.arguments import checked
from safepassage.scenario.behaviour import with_behaviour
from safepassage.scenario.read import read_folder
from safepassage.scenario.scenario import Scenario


def template_folder() -> Path:
    """Folder of the example's files."""
    return Path(str(resources.files("safepassage.scenario"))) / "example"


@checked
def new_scenario(name: str) -> Scenario:
    """A small, complete and checked example to be edited: ``safepassage new NAME --out DIR``.

    Its people choose where to go as people did in past conflicts (``behaviour``).

    Args:
        name: Name of the scenario; it becomes part of file names.

    Raises:
        ScenarioError: If the name cannot be a file name.

    Examples:
        >>> import safepassage
        >>> safepassage.new_scenario("valley").days
        30
    """
    return with_behaviour(read_folder(template_folder()).replace(name=name))
