"""Documentation pages: `make site`. They ask nothing from the network."""

from __future__ import annotations

from safepassage import __version__

project = "safepassage"
author = "The safepassage authors"
version = release = __version__
extensions = ["myst_parser"]
exclude_patterns = ["notebooks"]  # drawn by whoever opens them
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"safepassage {release}"
html_copy_source = False
html_show_search_summary = False  # a page opened as a file may not fetch others
