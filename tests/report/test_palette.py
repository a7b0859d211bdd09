"""Colours stand in one place."""

from __future__ import annotations

import re
from pathlib import Path

from safepassage.report import palette

REPORT = Path(palette.__file__).parent
COLOUR = re.compile(r"""["'(: ]#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b""")


def test_no_other_file_has_colours() -> None:
    files = [
        path
        for suffix in ("*.py", "*.css", "*.typ", "*.j2")
        for path in REPORT.rglob(suffix)
        if path.name != "palette.py"
    ]
    assert len(files) > 30
    assert {path.name for path in files if COLOUR.search(path.read_text(encoding="utf-8"))} == set()


def test_style_sheets_use_colours_that_exist() -> None:
    known = palette.colours().keys()
    css = (REPORT / "brief" / "brief.css").read_text(encoding="utf-8")
    print_template = (REPORT / "brief" / "brief.typ").read_text(encoding="utf-8")
    page = (REPORT / "base.html.j2").read_text(encoding="utf-8")
    used = {*re.findall(r"var\(--([a-z0-9-]+)\)", css + page)}
    used |= {*re.findall(r"colours\.at\(\"([a-z0-9-]+)\"\)", print_template)}
    assert {"over-capacity", "head"} <= used <= known
    assert f"--over-capacity: {palette.OVER_CAPACITY};" in palette.style()
