"""The PDF: a few pages, Arabic too; what is missing is said before any work."""

from __future__ import annotations

import re
import sys

import pytest

from safepassage.errors import SafepassageError
from safepassage.report.brief.document import Document
from safepassage.report.brief.pdf import ARABIC, FONTS, pdf, require

pytest.importorskip("typst", reason="typst is not installed")


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_english(documents: dict[str, Document]) -> None:
    data = pdf(documents["en"])
    assert data.startswith(b"%PDF")
    assert 2 <= pages(data) <= 4


def test_arabic_has_an_arabic_font_inside(documents: dict[str, Document]) -> None:
    data = pdf(documents["ar"])
    assert 2 <= pages(data) <= 4
    fonts = set(
        re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", data.replace(b"/BaseFont /", b"/BaseFont/"))
    )
    assert {b"NotoNaskhArabic", b"NotoNaskhArabic-Bold"} <= fonts, fonts


def test_hostile_texts_are_no_markup(nasty_document: Document) -> None:
    assert pdf(nasty_document).startswith(b"%PDF")


def test_the_arabic_font_needs_no_installation() -> None:
    import typst

    own = typst.Fonts(include_system_fonts=False, font_paths=[FONTS]).families()
    assert ARABIC[0] in own


def test_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SafepassageError, match=r"typst .*extra 'all'"):
        require()
