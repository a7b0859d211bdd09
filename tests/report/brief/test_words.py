"""Texts in all languages: the same keys and values; numbers and dates as they are written."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

import safepassage
from safepassage.disclosure.figures import count, publishable
from safepassage.disclosure.policy import LABELS, Policy
from safepassage.errors import ScenarioError
from safepassage.report.brief.figures import about
from safepassage.report.brief.language import LANGUAGES, Ready, language

SOURCE = Path(safepassage.__file__).parent / "report" / "brief"
PAGE = SOURCE.parents[1] / "workbench" / "static" / "words"
MONTHS = [f"{group}.{number}" for group in ("month", "short") for number in range(1, 13)]


def values_in(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text_with_the_same_values(code: str) -> None:
    english, other = language("en").words, language(code).words
    assert set(other) == set(english)
    for key, text in english.items():
        assert values_in(other[key]) == values_in(text), key
        assert other[key] or key == "format.first"


@pytest.mark.parametrize("code", LANGUAGES)
def test_plurals_have_the_forms_of_their_language(code: str) -> None:
    """Forms are those of CLDR; all but ``one`` and ``two`` show the number.

    Of one day the last one is the first one. French and Spanish have a form for millions.
    """
    words = language(code)
    assert set(words.plurals) == set(language("en").plurals)
    known = {words.plural_form(count) for count in (0, 1, 2, 5, 11, 100)} | {"other"}
    for key, plural in words.plurals.items():
        forms = {name: text for name, text in plural.forms.items() if name != "count"}
        assert set(forms) <= known | {words.plural_form(1_000_000)}
        assert known - {"zero"} <= set(forms), key
        for name, text in forms.items():
            without = values_in(words.words[key]) - values_in(text)
            spared = {"one": {plural.count, "last", "first", "low", "high"}, "two": {plural.count}}
            assert without <= spared.get(name, set()), (key, name)


@pytest.mark.parametrize("word", ["xécution", "مرات تشغيل", "مرات التشغيل", "التشغيل الوسيط"])
def test_a_run_is_called_a_simulation(word: str) -> None:
    """French *exécutions* are killings; the Arabic words are those for machines."""
    assert not any(word in text for code in ("fr", "ar") for text in language(code).words.values())


@pytest.mark.parametrize(
    ("code", "word"),
    [("fr", "est occupé"), ("es", "está ocupad"), ("fr", "enclavé"), ("es", "cercad")],
)
def test_a_place_with_people_is_not_occupied_and_a_besieged_one_not_landlocked(
    code: str, word: str
) -> None:
    """*Occupé* is what an army does to a town; *enclavé* is a country without a coast."""
    assert not any(word in text for text in every_form(code))


def every_form(code: str) -> list[str]:
    """All texts of reports, answers and the workbench."""
    page = json.loads((PAGE / f"{code}.json").read_text(encoding="utf-8"))
    words = language(code)
    forms = [text for plural in words.plurals.values() for text in plural.forms.values()]
    for text in page.values():
        forms += [text] if isinstance(text, str) else text.values()
    return [*words.words.values(), *forms]


def test_french_marks_do_not_fall_onto_the_next_line() -> None:
    """A space before ``: ; ! ? » %`` and after ``«``, and one that does not break."""
    loose = re.compile(r"(?<![\u00a0\u202f])[;:!?»%]|«(?!\u00a0)")
    assert [text for text in every_form("fr") if loose.search(text)] == []


def test_spanish_percentages_keep_their_sign() -> None:
    assert [text for text in every_form("es") if " %" in text] == []


def test_arabic_texts_have_arabic_digits() -> None:
    texts = [re.sub(r"{\w+}", "", text) for text in every_form("ar")]
    assert [text for text in texts if re.search(r"[0-9]", text)] == []


LARGE = {
    "clearance.gain": "days of many people, added up",
    "clearance.gain_less": "the same",
    "clearance.gain_none": "the same",
    "equipped.planned": "upper end of a range of people",
    "exit.cannot": "people who chose to leave",
    "exit.naive": "hours of many people, added up",
    "exit.some_of": "people who chose to leave",
    "food.far_more": "upper end of a range of people",
    "food.means": "upper end of a range of days",
    "forecast.whole": "people in all places",
    "sites.too_large": "places of several sites",
}
"""Texts whose number beside a noun is never one."""


def test_a_number_beside_a_noun_has_plural_forms() -> None:
    """Else a text says "1 hours"; Arabic has six forms."""
    counted = re.compile(
        r"{\w+} (?:more )?(hours|days|places|sites|reports|runs|simulations|times|people|families"
        r"|person-days|person-hours)\b"
    )
    words = language("en")
    found = {
        key
        for key, text in words.words.items()
        if key not in words.plurals and counted.search(text)
    }
    assert found == set(LARGE)


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("en", 1, "for 1 day:"),
        ("en", 8, "for 8 days;"),
        ("es", 1, "durante 1 día:"),
        ("es", 8, "durante 8 días"),
        ("fr", 1, "pendant 1 jour\u00a0:"),
        ("fr", 8, "pendant 8 jours"),
        ("ar", 2, "ليومين"),
        ("ar", 8, "لمدة ٨ أيام"),
        ("ar", 11, "لمدة ١١ يومًا"),  # noqa: RUF001
        ("ar", 100, "لمدة ١٠٠ يوم"),  # noqa: RUF001
    ],
)
def test_a_count_has_its_plural(code: str, count: int, said: str) -> None:
    given = {"where": "A", "room": 10, "date": dt.date(2016, 12, 1), "share": Ready("2")}
    assert said in language(code)("short_text.over", days=count, **given)


@pytest.mark.parametrize("code", ["fr", "ar", "es"])
def test_texts_are_translated(code: str) -> None:
    same = [
        key
        for key, text in language("en").words.items()
        if language(code).words[key] == text and len(text) > 12 and "{" not in text
    ]
    assert same == []


def test_every_key_in_the_code_exists() -> None:
    used: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'language\(\s*"([a-z_]+\.[a-z_]+)"', text))
        used |= set(re.findall(r'"((?:future|map)\.[a-z_]+)"', text))
    for path in SOURCE.parents[1].rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'\bsaid\(\s*"([a-z_]+\.[a-z_]+)"', text))
    assert len(used) > 60
    assert {"risk.exit_date", "risk.none"} <= used
    assert used <= set(language("en").words)
    assert {f"label.{level}" for level in LABELS} <= set(language("en").words)
    assert set(MONTHS) <= set(language("en").words)


@pytest.mark.parametrize(
    ("code", "number", "percent", "date"),
    [
        ("en", "1,234,567.5", "12%", "1 December 2016"),
        ("fr", "1\u202f234\u202f567,5", "12\u202f%", "1er décembre 2016"),
        ("ar", "١٬٢٣٤٬٥٦٧٫٥", "١٢٪", "١ كانون الأول/ديسمبر ٢٠١٦"),  # noqa: RUF001
    ],
)
def test_numbers_and_dates(code: str, number: str, percent: str, date: str) -> None:
    words = language(code)
    assert words.number(1234567.5, 1) == number
    assert words.percent(0.12) == percent
    assert words.date(dt.date(2016, 12, 1)) == date


def test_a_name_cannot_turn_a_sentence_nor_add_values() -> None:
    arabic = language("ar")
    assert arabic("map.held", who="{x} (A)") == "يسيطر عليه \u2068{x} (A)\u2069"
    assert language("en")("map.held", who="a\u0000b\nc") == "held by a b c"
    assert arabic("map.held", who=Ready("س")) == "يسيطر عليه س"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ScenarioError, match="en, ar, es, fr"):
        language("de")


def test_small_counts_are_words() -> None:
    english, policy = language("en"), Policy()
    assert about(english, count(3, policy), policy) == "fewer than 10"
    assert about(english, count(0, policy), policy) == "0"
    texts = [about(english, count(n, policy), policy) for n in (12, 1234, 61_234)]
    assert texts == ["10", "1,250", "61,000"]


def test_what_is_drawn_of_a_small_count_does_not_depend_on_it() -> None:
    import numpy as np

    drawn = [
        publishable(np.array([[n], [n], [n]], dtype=float), Policy()).tolist() for n in (1, 5, 9)
    ]
    assert drawn[0] == drawn[1] == drawn[2] == [[0.0], [0.0], [10.0]]


def test_whatever_binds_a_plan_has_a_name_and_a_unit() -> None:
    rules = (SOURCE.parents[1] / "planning" / "exit" / "rules").glob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in rules)
    kinds = set(re.findall(r'Exhausted\(\s*f"([a-z]+):', source))
    assert {"throughput", "window", "fleet"} <= kinds
    words = language("en").words
    assert all({f"plan.{kind}", f"plan.unit_{kind}"} <= set(words) for kind in kinds)
