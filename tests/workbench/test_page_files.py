"""Files of the page: words in every language, colours that can be read, no address elsewhere."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from safepassage.report.brief.language import LANGUAGES as OF_REPORTS
from safepassage.scenario.dictionary import dictionary, table_names
from safepassage.scenario.event_kinds import event_attributes
from safepassage.workbench.languages import page_languages
from safepassage.workbench.server import static_folder
from safepassage.workbench.tasks import TASKS
from safepassage.workbench.theme import CONTRAST, CONTRAST_DARK, DARK, LIGHT, style_sheet

STATIC = static_folder()
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
LANGUAGES = tuple(page_languages())
PLURALS = {
    "en": {"one", "other"},
    "fr": {"one", "other"},
    "es": {"one", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}


def words(code: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = json.loads(
        (STATIC / "words" / f"{code}.json").read_text(encoding="utf-8")
    )
    return found


def scripts() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)


def asked() -> set[str]:
    """Keys that the scripts ask for by name."""
    return set(re.findall(r"\bt\(\s*\"([^\"]+)\"", scripts()))


def test_a_language_of_reports_is_one_of_the_page() -> None:
    assert LANGUAGES == OF_REPORTS
    assert {path.stem for path in (STATIC / "words").glob("*.json")} == set(LANGUAGES)
    assert page_languages()["ar"]["direction"] == "rtl"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_of_the_page_stands_in_every_language(code: str) -> None:
    known = words(code)
    assert len(asked()) > 150
    assert asked() - known.keys() == set()
    assert known.keys() == words("en").keys()
    jobs = {f"job.{kind}" for kind in TASKS}
    assert jobs <= known.keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_table_column_unit_and_choice_has_a_name_in_every_language(code: str) -> None:
    """But for the rules of behaviour, which go by the names that researchers know them by."""
    known = words(code)
    names = set()
    for table in (*table_names(), "scenario"):
        names.add(f"table.{table}")
        for key, column in dictionary()[table].items():
            base = re.sub(rf"_(low|high|{'|'.join(LANGUAGES)})$", "", key)
            names.add(f"column.{base if f'column.{key}' not in known else key}")
            if column.unit:
                names.add(f"unit.{column.unit}")
            choices = column.choices if column.kind == "enum" else ()
            names |= {f"choice.{one}" for one in choices if len(one) > 1}  # no code such as A or 6
    names |= {f"choice.{one}" for pair in event_attributes() for one in pair}
    assert names - known.keys() == set()


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_translations_fill_in_the_same_values(code: str) -> None:
    def values(text: str | dict[str, str]) -> set[str]:
        parts = text.values() if isinstance(text, dict) else [text]
        return set(itertools.chain.from_iterable(re.findall(r"\{(\w+)\}", part) for part in parts))

    english, other = words("en"), words(code)
    optional = {"n", "roads"}  # one and two may be said without a figure
    different = {
        key: (values(english[key]), values(other[key]))
        for key in english
        if (values(english[key]) ^ values(other[key])) - optional
    }
    assert different == {}


def test_a_noun_beside_a_number_has_plural_forms() -> None:
    """Texts that only hold a number, as an ordinal or with no noun, are listed here."""
    counted = set(re.findall(r"\bt\(\s*\"([^\"]+)\",\s*\{\s*n\b", scripts()))
    plain = {key for key in counted if isinstance(words("en")[key], str)}
    assert plain == {
        "row.show", "paste.column", "side.room", "share.nothing", "more", "job.took", "side.people",
    }  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_with_a_number_have_every_plural_of_the_language(code: str) -> None:
    found = [text for text in words(code).values() if isinstance(text, dict)]
    assert found
    assert {frozenset(text) for text in found} == {frozenset(PLURALS[code])}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("theme", "least", "of_shapes"),
    [(LIGHT, 4.5, 3), (DARK, 4.5, 3), (CONTRAST, 7, 4.5), (CONTRAST_DARK, 7, 4.5)],
    ids=["light", "dark", "contrast", "contrast by night"],
)
def test_texts_and_controls_have_the_contrast_of_wcag(
    theme: dict[str, str], least: float, of_shapes: float
) -> None:
    """Level AA; the themes of high contrast reach AAA."""
    assert LIGHT.keys() == theme.keys()
    texts = [("text", "card"), ("text", "ground"), ("soft", "card"), ("soft", "ground"),
             ("accent", "card"), ("accent", "ground"), ("accent", "chosen"),
             ("on-accent", "accent"),
             ("good", "card"), ("bad", "card"), ("warn", "warn-ground"), ("on-head", "head"),
             ("text", "chosen"), ("good", "ground"), ("card", "good")]  # fmt: skip
    assert {pair: contrast(*(theme[name] for name in pair)) for pair in texts
            if contrast(*(theme[name] for name in pair)) < least} == {}  # fmt: skip
    shapes = [("edge", "card"), ("edge", "ground"), ("people", "card"), ("over", "land"),
              ("road", "land"), ("road-shut", "land"), ("corridor", "land"), ("hazard", "land"),
              ("corridor-open", "land"), ("mark", "land"), ("median", "card"),
              ("other-median", "card"), ("flow", "land")]  # fmt: skip
    assert {pair: contrast(*(theme[name] for name in pair)) for pair in shapes
            if contrast(*(theme[name] for name in pair)) < of_shapes} == {}  # fmt: skip


def test_the_style_follows_the_wishes_of_the_system_and_the_page() -> None:
    text = style_sheet()
    assert "(prefers-contrast: more)" in text
    for name in ("light", "dark", "contrast"):
        assert f":root[data-theme={name}]" in text


def test_no_file_of_the_page_names_an_address_elsewhere_or_reads_text_as_markup() -> None:
    risky = re.compile(r"https?://(?!www\.w3\.org/)|innerHTML|outerHTML|insertAdjacentHTML"
                       r"|document\.write|\beval\(|new Function|setAttribute\(\"on")  # fmt: skip
    files = [*SCRIPTS, STATIC / "index.html", STATIC / "style.css"]
    assert {path.name: risky.findall(path.read_text(encoding="utf-8")) for path in files
            if risky.search(path.read_text(encoding="utf-8"))} == {}  # fmt: skip
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<[a-z]+[^>]*\s(?:on[a-z]+|style)=", page)


def test_colours_stand_in_the_theme_alone() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    files: list[Path] = [*SCRIPTS, STATIC / "style.css"]
    assert {path.name for path in files if colour.search(path.read_text(encoding="utf-8"))} == set()
    used = set()
    for path in files:
        used |= set(re.findall(r"var\(--([a-z0-9-]+)\)", path.read_text(encoding="utf-8")))
    assert used <= LIGHT.keys()
