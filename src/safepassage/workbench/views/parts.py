"""Pieces that several tabs use; every text is shown as text."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
import panel as pn

from safepassage.errors import SafepassageError, ScenarioError

_TONES = {"plain": "#222222", "good": "#0a5c2b", "bad": "#a30b0b", "quiet": "#555555"}
_MOST_SHOWN = 30


class Notice:
    """A line or list that says how something went; screen readers hear it."""

    def __init__(self, text: str = "", tone: str = "quiet") -> None:
        self.pane = pn.pane.HTML("", sizing_mode="stretch_width")
        self.say([text] if text else [], tone)

    def say(self, lines: str | Sequence[str], tone: str = "good") -> None:
        """Show lines."""
        listed = [lines] if isinstance(lines, str) else list(lines)
        shown = listed[:_MOST_SHOWN]
        if len(listed) > _MOST_SHOWN:
            shown.append(f"and {len(listed) - _MOST_SHOWN} more")
        body = "".join(f"<div>{html.escape(line)}</div>" for line in shown)
        self.pane.object = f'<div role="status" style="color:{_TONES[tone]}">{body}</div>'

    def attempt(self, action: Callable[[], Any], done: str = "") -> Any:
        """Do something; an error that a user can mend is shown, and None given."""
        try:
            value = action()
        except ScenarioError as error:
            self.say([str(problem) for problem in error.problems], "bad")
        except SafepassageError as error:
            self.say(str(error).splitlines(), "bad")
        except OSError as error:
            self.say(f"file system: {error.strerror or error}", "bad")
        else:
            if done:
                self.say(done)
            return value
        return None


def heading(text: str, level: int = 2) -> Any:
    """A heading."""
    return pn.pane.HTML(f"<h{level} style='margin:.3em 0'>{html.escape(text)}</h{level}>")


def words(lines: str | Iterable[str]) -> Any:
    """Plain text, a paragraph a line."""
    listed = [lines] if isinstance(lines, str) else lines
    body = "".join(f"<p style='margin:.2em 0'>{html.escape(line)}</p>" for line in listed)
    return pn.pane.HTML(body, sizing_mode="stretch_width", max_width=900)


def grid(frame: pd.DataFrame, **options: Any) -> Any:
    """A table that is shown only."""
    plain = {name: {"type": "plaintext"} for name in frame.columns}
    settings: dict[str, Any] = {
        "show_index": False,
        "disabled": True,
        "formatters": plain,
        "layout": "fit_data_table",
        "pagination": "local",
        "page_size": 15,
        "sizing_mode": "stretch_width",
    }
    return pn.widgets.Tabulator(frame, **(settings | options))
