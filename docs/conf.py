"""Documentation pages: `make site`. They ask nothing from the network."""

from __future__ import annotations

import typer
from sphinx.application import Sphinx
from typer.cli import get_docs_for_click

from safepassage import __version__
from safepassage.cli.app import app as commands

project = "safepassage"
author = "The safepassage authors"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
myst_enable_extensions = ["deflist"]
exclude_patterns = ["notebooks"]  # drawn by whoever opens them
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"safepassage {release}"
html_copy_source = False
html_show_search_summary = False  # a page opened as a file may not fetch others


def _list_commands(_app: Sphinx, name: str, source: list[str]) -> None:
    """Put every command with its options into the page of commands."""
    if name == "commands":
        command = typer.main.get_command(commands)
        context = typer.Context(command, info_name="safepassage")  # type: ignore[arg-type]
        text = get_docs_for_click(obj=command, ctx=context, name="safepassage")  # type: ignore[arg-type]
        _, _, body = text.partition("**Usage**")
        source[0] = source[0].replace("<!-- commands -->", "**Usage**" + body)


def setup(app: Sphinx) -> None:
    """Connect what is made while the pages are built."""
    app.connect("source-read", _list_commands)
