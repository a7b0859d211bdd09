"""The PDF: a few pages, Arabic too; what is missing is said before any work."""

from __future__ import annotations

import re
import sys

import pytest

from safepassage.errors import SafepassageError
from safepassage.report.brief import pdf as module
from safepassage.report.brief.document import Document
from safepassage.report.brief.language import language
from safepassage.report.brief.pdf import ARABIC, pdf, require

pytest.importorskip("typst", reason="typst is not installed")


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_english(documents: dict[str, Document]) -> None:
    data = pdf(documents["en"])
    assert data.startswith(b"%PDF")
    assert 2 <= pages(data) <= 4


@pytest.mark.skipif(not set(ARABIC) & module._families(), reason="no font with Arabic letters")
def test_arabic_has_an_arabic_font_inside(documents: dict[str, Document]) -> None:
    require(language("ar"))
    data = pdf(documents["ar"])
    assert 2 <= pages(data) <= 4
    fonts = set(
        re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", data.replace(b"/BaseFont /", b"/BaseFont/"))
    )
    assert any(b"Arabic" in font or b"Amiri" in font for font in fonts), fonts


def test_hostile_texts_are_no_markup(nasty_document: Document) -> None:
    assert pdf(nasty_document).startswith(b"%PDF")


def test_no_arabic_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_families", lambda: frozenset({"DejaVu Sans Mono"}))
    require(language("en"))
    with pytest.raises(SafepassageError, match="fonts-noto-core"):
        require(language("ar"))


def test_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SafepassageError, match=r"typst .*extra 'all'"):
        require(language("en"))
