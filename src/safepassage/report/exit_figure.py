"""The figure of an exit plan as a picture and as a page: High sensitivity, for its owner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.arguments import checked
from safepassage.errors import SafepassageError
from safepassage.planning.exit.plan import ExitPlan
from safepassage.report.exit_chart import exit_chart
from safepassage.report.exit_words import ExitWords
from safepassage.report.page import plan_page
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.whole import blocked, whole_file

ENDINGS = (".png", ".html")
_SCALE = 1.5


def exit_figure(scenario: Scenario, plan: ExitPlan, language: str = "en") -> dict[str, Any]:
    """Vega-Lite specification of the figure, with all data inside."""
    return _figure(scenario, plan, ExitWords.of(scenario, language))


@checked
def save_exit_figure(
    scenario: Scenario | str | Path,
    plan: ExitPlan,
    path: str | Path,
    *,
    language: str = "en",
    overwrite: bool = False,
) -> list[Path]:
    """Write the figure, readable and writable by its owner alone (0600).

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        path: Ends in ``.png`` or ``.html``; without an ending both are written.
        language: en, fr, es or ar.
        overwrite: Replace files that are there.

    Returns:
        The files.

    Raises:
        ScenarioError: If there is no such language.
        SafepassageError: If a file exists, has another ending or cannot be written.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> [file.name for file in safepassage.save_exit_figure(scenario, plan, "exit.html")]
        ['exit.html']
    """
    scenario = as_scenario(scenario)
    words = ExitWords.of(scenario, language)
    targets = figure_files(Path(path))
    for target in targets:
        if reason := blocked(target):
            raise SafepassageError(reason)
        if target.is_dir() or (target.exists() and not overwrite):
            raise SafepassageError(f"{target}: exists; choose another or allow to overwrite")
    spec = _figure(scenario, plan, words)
    for target in targets:
        try:
            with whole_file(target, private=True) as part:
                part.write_bytes(_content(words, plan, spec, target.suffix.lower()))
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


def _figure(scenario: Scenario, plan: ExitPlan, words: ExitWords) -> dict[str, Any]:
    return exit_chart(scenario, plan, words, _lines(words, plan))


def _content(words: ExitWords, plan: ExitPlan, spec: dict[str, Any], ending: str) -> bytes:
    if ending == ".html":
        return plan_page(plan, words, spec).encode("utf-8")
    import vl_convert  # slow to import

    return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[]))


def _lines(words: ExitWords, plan: ExitPlan) -> list[str]:
    """What to know about the figure."""
    found = (*plan.opening(), *(row.sentence for row in plan.binding[:3]))
    return [*map(words.say, found), words("label")]
