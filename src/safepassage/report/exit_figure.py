"""The figure of an exit plan as a picture and as a page: High sensitivity, for its owner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.arguments import checked
from safepassage.errors import SafepassageError
from safepassage.planning.exit.plan import ExitPlan
from safepassage.report.brief.language import language
from safepassage.report.exit_chart import exit_chart
from safepassage.report.names import called
from safepassage.report.page import plan_page
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.whole import blocked, whole_file

LABEL = "Sensitivity: High. Counts and times of convoys; for those who carry them out."
ENDINGS = (".png", ".html")
_SCALE = 1.5


def exit_figure(scenario: Scenario, plan: ExitPlan) -> dict[str, Any]:
    """Vega-Lite specification of the figure, with all data inside."""
    return exit_chart(scenario, plan, _lines(scenario, plan))


@checked
def save_exit_figure(
    scenario: Scenario | str | Path, plan: ExitPlan, path: str | Path, *, overwrite: bool = False
) -> list[Path]:
    """Write the figure, readable and writable by its owner alone (0600).

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        path: Ends in ``.png`` or ``.html``; without an ending both are written.
        overwrite: Replace files that are there.

    Returns:
        The files.

    Raises:
        SafepassageError: If a file exists, has another ending or cannot be written.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> [file.name for file in safepassage.save_exit_figure(scenario, plan, "exit.html")]
        ['exit.html']
    """
    scenario = as_scenario(scenario)
    targets = figure_files(Path(path))
    for target in targets:
        if reason := blocked(target):
            raise SafepassageError(reason)
        if target.is_dir() or (target.exists() and not overwrite):
            raise SafepassageError(f"{target}: exists; choose another or allow to overwrite")
    spec = exit_figure(scenario, plan)
    for target in targets:
        try:
            with whole_file(target, private=True) as part:
                part.write_bytes(_content(scenario, plan, spec, target.suffix.lower()))
        except OSError as error:
            raise SafepassageError(f"{target}: cannot be written: {error.strerror}") from error
    return targets


def figure_files(path: Path) -> list[Path]:
    """The files that a name stands for.

    Raises:
        SafepassageError: If it has another ending.
    """
    if path.suffix.lower() in ENDINGS:
        return [path]
    if path.suffix:
        raise SafepassageError(f"{path}: end the name in .png or .html, or give no ending for both")
    return [path.with_suffix(ending) for ending in ENDINGS]


def _content(scenario: Scenario, plan: ExitPlan, spec: dict[str, Any], ending: str) -> bytes:
    if ending == ".html":
        return plan_page(scenario, plan, spec, LABEL).encode("utf-8")
    import vl_convert  # slow to import

    return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[]))


def _lines(scenario: Scenario, plan: ExitPlan) -> list[str]:
    """What to know about the figure."""
    english = language("en")
    found = (*plan.opening(), *(row.sentence for row in plan.binding[:3]))
    return [*(english.say(one, called(scenario, english)) for one in found), LABEL]
