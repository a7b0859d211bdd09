"""Languages of the page: a file of words each."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from safepassage.report.brief.language import LANGUAGES, language


@cache
def page_languages() -> dict[str, dict[str, Any]]:
    """Code → its name, its direction and the locale of numbers and dates.

    Those that have a file of the page and one of the report; English first.
    """
    found = {}
    for code in LANGUAGES:
        if _file(code).is_file():
            locale = page_words(code)["language.locale"]
            words = language(code)
            name = words("page.language")
            found[code] = {"name": name, "direction": words.direction, "locale": locale}
    return found


@cache
def page_words(code: str) -> dict[str, Any]:
    """Texts of the page by key."""
    found: dict[str, Any] = json.loads(_file(code).read_text("utf-8"))
    return found


def _file(code: str) -> Any:
    return resources.files("safepassage.workbench").joinpath("static", "words", f"{code}.json")
