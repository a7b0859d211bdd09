"""What is said to who is not in yet, in the first known language that the browser asks for."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib import resources

from safepassage.workbench.languages import page_languages

_LONGEST = 500
"""Characters of a request's languages that are read: anybody may send them."""
_PAGE = """<!doctype html><html lang="{code}" dir="{direction}"><meta charset="utf-8">
<title>safepassage</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/static/style.css">
<body class="login"><main><form method="post" action="/login"><h1>safepassage</h1><p>{remark}</p>
<label for="password">{password}</label>
<input id="password" type="password" name="password" autofocus required>
<button class="main">{enter}</button></form></main></body></html>
"""


def asked_for(accepted: str | None) -> str:
    """Code of a language of the page; English if none is known.

    Args:
        accepted: ``Accept-Language`` of a request: browsers list the languages in their order.
    """
    for part in (accepted or "")[:_LONGEST].split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in page_languages():
            return code
    return "en"


def line(key: str, accepted: str | None) -> str:
    """A text of ``login`` on a line of its own."""
    return f"{_words(asked_for(accepted))[f'login.{key}']}\n"


def login_page(accepted: str | None, remark: str = "") -> str:
    """The page that asks for the password.

    Args:
        accepted: ``Accept-Language`` of the request.
        remark: Key of a text of ``login`` above the field.
    """
    code = asked_for(accepted)
    words = {key: escape(_words(code)[f"login.{key}"]) for key in ("password", "enter")}
    above = escape(_words(code)[f"login.{remark}"]) if remark else ""
    direction = page_languages()[code]["direction"]
    return _PAGE.format(code=code, direction=direction, remark=above, **words)


@cache
def _words(code: str) -> dict[str, str]:
    file = resources.files("safepassage.workbench").joinpath("static", "words", f"{code}.json")
    found: dict[str, str] = json.loads(file.read_text("utf-8"))
    return found
