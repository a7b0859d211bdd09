"""The document as one HTML file that never asks the network; every text is escaped."""

from __future__ import annotations

from importlib import resources
from typing import Any

from safepassage.report import palette
from safepassage.report.brief.document import Document
from safepassage.report.drawing import drawing_program
from safepassage.report.page import script_json

_TEMPLATE = "brief.html.j2"
_SCRIPT = "brief.js"
_STYLE = "brief.css"


def html(document: Document) -> str:
    """The page."""
    from jinja2 import Environment, StrictUndefined  # slow to import

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.from_string(_read(_TEMPLATE)).render(
        document=document,
        words=document.words,
        style=palette.style() + _read(_STYLE),
        script=_read(_SCRIPT),
        program=drawing_program(),
        data=script_json(_data(document)),
    )


def _data(document: Document) -> dict[str, Any]:
    """What the script of the page needs."""
    map_ = next((part.map for part in document.sections if part.map is not None), None)
    return {
        "charts": {figure.key: _fluid(figure.key, figure.spec) for figure in document.figures()},
        "days": list(map_.days) if map_ else [],
        "words": {key: document.words[key] for key in ("play", "stop", "near", "far", "failed")},
    }


def _fluid(key: str, spec: Any) -> dict[str, Any]:
    """A chart that takes the width of its frame."""
    sizes: dict[str, Any] = {"width": "container", "height": 190}
    if key == "map":
        sizes = {"width": "container", "height": "container"}
    return {**spec, **sizes, "autosize": {"type": "fit", "contains": "padding"}}


def _read(name: str) -> str:
    return resources.files("safepassage.report.brief").joinpath(name).read_text("utf-8")
