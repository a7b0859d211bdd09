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
    folder = resources.files("safepassage.workbench").joinpath("static", "words")
    found = {}
    for code in LANGUAGES:
        path = folder.joinpath(f"{code}.json")
        if path.is_file():
            locale = json.loads(path.read_text("utf-8"))["language.locale"]
            words = language(code)
            name = words("page.language")
            found[code] = {"name": name, "direction": words.direction, "locale": locale}
    return found
