"""The pages of sentences and terms are up to date, and the texts keep to the terms."""

from __future__ import annotations

import csv
import re

import pytest

from safepassage.report.brief.language import LANGUAGES, language
from tests.docs.pages import ROOT
from verification.sentences_page import NUMBERS, rendered, sentences, terms

with (ROOT / "docs" / "terms.csv").open(encoding="utf-8", newline="") as _file:
    TERMS = list(csv.DictReader(_file))
with (ROOT / "docs" / "term_sources.csv").open(encoding="utf-8", newline="") as _file:
    DOCUMENTS = {row["document"]: row for row in csv.DictReader(_file)}
USES = [(row, key) for row in TERMS for key in row["keys"].split()]


def test_the_pages_are_up_to_date() -> None:
    again = "make it again: python -m verification.sentences_page"
    assert (ROOT / "docs" / "sentences.md").read_text(encoding="utf-8") == sentences(), again
    assert (ROOT / "docs" / "terms.md").read_text(encoding="utf-8") == terms(), again


def test_there_are_sixty_terms_in_every_language() -> None:
    assert len(TERMS) >= 60
    assert all(row[code] and row["source"] for row in TERMS for code in LANGUAGES)


def test_a_term_was_compared_with_a_document_of_a_language() -> None:
    """Each document is used and has its title; at least forty terms were seen."""
    used = [name for row in TERMS for name in row["compared"].split()]
    assert set(used) == set(DOCUMENTS)
    assert {row["language"] for row in DOCUMENTS.values()} == set(LANGUAGES) - {"en"}
    assert all(row["title"] for row in DOCUMENTS.values())
    assert all(row["address"][:4] in {"http", ""} for row in DOCUMENTS.values())
    assert sum(bool(row["compared"]) for row in TERMS) >= 40


@pytest.mark.parametrize(
    ("row", "key"), USES, ids=[f"{row['term']}-{key}".replace(" ", "-") for row, key in USES]
)
def test_a_text_uses_the_term(row: dict[str, str], key: str) -> None:
    """In each language the text holds the term or one of the forms that it takes."""
    for code in LANGUAGES:
        text = language(code).words[key].casefold()
        assert any(form.casefold() in text for form in row[code].split("|")), (code, text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_shows_a_number_or_its_word(code: str) -> None:
    """Nothing is left to be filled in, and counts beyond two are seen."""
    words = language(code)
    for key in words.plurals:
        for number in NUMBERS:
            text = rendered(words, key, number)
            assert "{" not in text
            assert not re.search(r"(?<!\.)\.\.(?!\.)|  | [.,]|(\b\w{4,}) \1\b", text), (key, text)
            seen = words.number(number) in text or key == "needs.nothing"
            assert seen or number <= 2, (key, text)
