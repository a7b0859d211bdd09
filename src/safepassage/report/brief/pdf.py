"""The document as a PDF of a few pages, set by typst.

Texts reach typst as data, never as markup. Charts are drawn as SVG, with no base address allowed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from safepassage.errors import SafepassageError, not_installed
from safepassage.report import palette
from safepassage.report.brief.document import Document, Figure, Section, Sheet
from safepassage.report.brief.map_scales import ASPECT

_TEMPLATE = "brief.typ"
ARABIC = ("Noto Naskh Arabic", "Noto Sans Arabic", "Amiri", "Scheherazade New", "Arial", "Tahoma")
"""Fonts with Arabic letters, best first; the first one comes with the program."""
FONTS = Path(__file__).parent / "fonts"
LATIN = ("Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")
_MOST_ROWS = 16
"""Rows of a table that are printed; the page has all."""
_MOST_FIGURES = 6


def require() -> None:
    """Make sure that a PDF can be set, before any work is done.

    Raises:
        SafepassageError: If typst is missing.
    """
    try:
        import typst  # noqa: F401
    except ImportError:
        raise SafepassageError(not_installed("a PDF", "typst", 80)) from None


def pdf(document: Document) -> bytes:
    """The PDF.

    Raises:
        SafepassageError: If typst cannot set it.
    """
    import typst

    pictures: dict[str, bytes] = {}
    data = _data(document, pictures)
    template = resources.files("safepassage.report.brief").joinpath(_TEMPLATE).read_bytes()
    files: Any = {"main": template, "data.json": json.dumps(data).encode(), **pictures}
    try:
        made = typst.compile(files, format="pdf", font_paths=[FONTS])
    except (RuntimeError, ValueError) as error:  # typst's own error is a RuntimeError
        raise SafepassageError(f"the PDF cannot be set: {error}") from error
    if not isinstance(made, bytes):
        raise SafepassageError("the PDF cannot be set: typst gave no single file")
    return made


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts(font_paths=[FONTS]).families())


def _data(document: Document, pictures: dict[str, bytes]) -> dict[str, Any]:
    known = _families()
    latin = [name for name in LATIN if name in known]
    arabic = [name for name in ARABIC if name in known]
    return {
        "lang": document.language,
        "colours": palette.colours(),
        "rtl": document.direction == "rtl",
        "fonts": [*arabic, *latin] if document.direction == "rtl" else [*latin, *arabic],
        "title": document.title,
        "lines": document.lines,
        "label": document.label,
        "tiles": [[tile.label, tile.value, tile.note] for tile in document.tiles],
        "heading": document.words["short"],
        "short": document.short,
        "sections": [_section(section, pictures) for section in document.sections],
        "footer": document.footer[:2],
    }


def _section(section: Section, pictures: dict[str, bytes]) -> dict[str, Any]:
    figures = list(section.figures[:_MOST_FIGURES])
    if section.map is not None:
        figures = [section.map.figure]
    notes = section.lead if section.map is None else (*section.lead, _day(section))
    return {
        "key": section.key,
        "heading": section.heading,
        "lead": notes,
        "bullets": section.bullets,
        "figures": [_figure(figure, pictures) for figure in figures],
        "wide": section.map is not None,
        "sheets": [_sheet(sheet) for sheet in section.sheets if not sheet.folded],
    }


def _day(section: Section) -> str:
    assert section.map is not None  # noqa: S101 (the caller looked)
    return section.map.days[section.map.start]


def _figure(figure: Figure, pictures: dict[str, bytes]) -> dict[str, str]:
    import vl_convert  # slow to import

    width, height = figure.size
    if figure.key == "map":
        height = round(width / ASPECT)
    spec = {**figure.spec, "width": width, "height": height, "autosize": {"type": "pad"}}
    name = f"{figure.key}.svg"
    pictures[name] = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
    return {"file": name, "title": figure.title, "summary": figure.summary}


def _weights(sheet: Sheet) -> list[float]:
    """Widths of the columns, by their longest texts, which may wrap."""
    columns = zip(sheet.head, *sheet.rows[:_MOST_ROWS], strict=True)
    return [round(max(len(cell) for cell in column) ** 0.62, 2) for column in columns]


def _sheet(sheet: Sheet) -> dict[str, Any]:
    marked = [number for number in sorted(sheet.marked) if number < _MOST_ROWS]
    return {
        "caption": sheet.caption,
        "head": sheet.head,
        "rows": sheet.rows[:_MOST_ROWS],
        "more": max(0, len(sheet.rows) - _MOST_ROWS),
        "weights": _weights(sheet),
        "numeric": sorted(sheet.numeric),
        "marked": marked,
    }
