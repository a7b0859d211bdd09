"""Make ``docs/sentences.md`` and ``docs/terms.md``: ``python -m verification.sentences_page``.

Every sentence with a number, as each language writes it for 0, 1, 2, 5, 11 and 100; and the terms
that the texts keep to.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from safepassage.report.brief.language import LANGUAGES, Amount, Language, Ready, language

DOCS = Path(__file__).parents[1] / "docs"
NUMBERS = (0, 1, 2, 5, 11, 100)
ORDER = ("en", "fr", "es", "ar")
_PLACES = {"en": "Jibreen", "fr": "Jibrine", "es": "Jibreen", "ar": "جبرين"}
_FIRST, _LAST = dt.date(2016, 12, 7), dt.date(2016, 12, 12)
_SENTENCES = """\
# Sentences and their numbers

<!-- Made by `python -m verification.sentences_page`; do not edit by hand. -->

Texts of the report stand in one file a language, `src/safepassage/report/brief/words/`. A sentence
with a number has the plural forms of its language
([CLDR](https://cldr.unicode.org/index/cldr-spec/plural-rules)): two in English, three in French and
Spanish (millions have their own), six in Arabic. Below each of them, for 0, 1, 2, 5, 11, 100.
A language is added by a file with the same keys; a test holds the files to it. What the words mean
in each language: [terms](terms.md).
"""
_TERMS = """\
# Terms of the United Nations

<!-- Made by `python -m verification.sentences_page` from terms.csv and term_sources.csv. -->

What the report calls things in each language. A test compares these terms with the texts that use
them. *After* names the glossary whose usage a term follows as its writers know it; "own" marks
words of this program, for which there is no term. *Compared* lists the documents of the United
Nations, its agencies, the Red Cross and Sphere in which the term was seen in that language; they
were read in excerpts, and some of them in copies on other sites. UNTERM itself was not at hand.
{seen} of {all} terms were seen in another language than English ({by_language}), {every} of them
in all three. What is blank still wants the eye of a native speaker.

| term | English | French | Spanish | Arabic | after | compared |
|---|---|---|---|---|---|---|
"""
_NAMES = {"fr": "French", "es": "Spanish", "ar": "Arabic"}


def sentences() -> str:
    """The page of sentences."""
    return _SENTENCES + "\n" + "\n".join(_sections())


def terms() -> str:
    """The page of terms, with the documents in which they were seen."""
    documents = {row["document"]: row for row in _rows("term_sources.csv")}
    number = {name: place for place, name in enumerate(documents, start=1)}
    rows = _rows("terms.csv")
    seen = [{documents[name]["language"] for name in row["compared"].split()} for row in rows]
    by_language = ", ".join(
        f"{sum(code in some for some in seen)} in {_NAMES[code]}" for code in ORDER[1:]
    )
    head = _TERMS.format(
        seen=sum(map(bool, seen)), all=len(rows), by_language=by_language,
        every=sum(len(some) == len(_NAMES) for some in seen),
    )  # fmt: skip
    table = [
        " | ".join(
            [
                row["term"],
                *(row[code].split("|")[0] for code in ORDER),
                row["source"],
                ", ".join(
                    f"{documents[name]['language']} {number[name]}"
                    for name in row["compared"].split()
                ),
            ]
        )
        for row in rows
    ]
    listed = [
        f"{number[name]}. {_NAMES[row['language']]}: "
        + (f"[{row['title']}]({row['address']})" if row["address"] else row["title"])
        for name, row in documents.items()
    ]
    parts = ("".join(f"| {row} |\n" for row in table), "## Documents\n", "\n".join(listed))
    return head + "\n".join(parts) + "\n"


def _rows(name: str) -> list[dict[str, str]]:
    with (DOCS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rendered(words: Language, key: str, number: int) -> str:
    """A sentence with a number where its plural is decided, and examples elsewhere."""
    plural = words.plurals[key]
    texts = " ".join((words.words[key], *plural.forms.values()))
    values = {name: _example(words, key, name) for name in re.findall(r"{(\w+)}", texts)}
    amount = Amount(words.number(number), number)
    values |= dict.fromkeys(_PARTS.get(plural.count, ()), number // 2)
    people = plural.count == "people" and key not in _BARE
    values[plural.count] = words.people(amount) if people else amount
    return words(key, **values)


def _sections() -> Iterator[str]:
    assert set(ORDER) == set(LANGUAGES)
    for key in language("en").plurals:
        yield f"## {key}\n"
        yield "| | English | French | Spanish | Arabic |"
        yield "|---|---|---|---|---|"
        for number in NUMBERS:
            cells = [rendered(language(code), key, number) for code in ORDER]
            yield " | ".join((f"| {number}", *(cell.replace("|", "/") for cell in cells))) + " |"
        yield ""


def _example(words: Language, key: str, name: str) -> object:
    """What stands in a sentence beside its number."""
    own = (
        _OWN.get((key, name))
        or _OWN.get((key.split(".", maxsplit=1)[0], name))
        or _ANY.get(name, 6)
    )
    return own(words) if callable(own) else own


def _share(share: float) -> Callable[[Language], Ready]:
    return lambda words: Ready(words.percent(share))


def _counted(words: Language, unit: str, number: int) -> Ready:
    return Ready(words(f"figure.{unit}", number=Amount(words.number(number), number)))


def _people(words: Language) -> Amount:
    return words.people(Amount(words.number(31_000), 31_000))


_PARTS: Mapping[str, tuple[str, ...]] = {
    "all": ("inside",),
    "many": ("few",),
    "sieges": ("agreed",),
    "days": ("planned",),
    "hours": ("at",),
    "places": ("count",),
    "count": ("contradicted",),
}
"""What is counted of the number, so that it cannot be more."""
_BARE = ("equipped.held",)
"""Sentences that have the word for people in themselves."""
_ANY: Mapping[str, object] = {
    **dict.fromkeys(
        ("where", "side", "name", "site", "corridor"), lambda words: _PLACES[words.code]
    ),
    "vehicle": lambda words: Ready(words("column.vehicle")),
    **dict.fromkeys(("rest", "why", "ends", "most", "rough"), Ready("")),
    "error": _share(0.2),
    "source": "OCHA",
    "reliability": "B",
    "rests": lambda words: Ready(words("forecast.rests", count=6)),
    "limit": lambda words: Ready(words("plan.throughput", name=_PLACES[words.code])),
    "unit": lambda words: Ready(words("plan.unit_throughput")),
    "gain": lambda words: Ready(words("exit.saves", hours=_counted(words, "hours", 3))),
    "needed": lambda words: Ready(words("thing.blankets", amount=Amount(words.number(2500), 2500))),
    "days": lambda words: _counted(words, "days", 120),
    "there": 900,
    **dict.fromkeys(("date", "first", "start"), _FIRST),
    **dict.fromkeys(("last", "end", "worst", "now"), _LAST),
    **dict.fromkeys(("share", "chance", "usual"), _share(0.12)),
    **dict.fromkeys(("spread", "range", "was"), Ready("")),
    **dict.fromkeys(("people", "number"), 31_000),
    "what": lambda words: Ready(words("item.water")),
    "month": lambda words: Ready(words("month.12")),
    "runs": lambda words: Ready(words("lines.members", members=50)),
    "low": 1,
    "middle": 3,
    "high": 9,
    "all": 120,
    "room": 8000,
}
"""Value, or what a language makes of it, by its name."""
_OWN: Mapping[tuple[str, str], object] = {
    **{
        (group, "people"): _people
        for group in ("short_text", "exit", "exit_figure", "relocation", "roads")
    },
    ("short_text.over", "share"): _share(1.22),
    ("short_text.needs", "first"): Ready("…"),
    ("needs", "what"): lambda words: Ready(words("needs.item_water_ratio")),
    ("risk.exit_date", "low"): _FIRST,
    ("risk.exit_date", "middle"): _LAST,
    ("risk.exit_date", "high"): dt.date(2017, 1, 28),
    ("sure.forecasts", "low"): _share(0.6),
    ("sure.forecasts", "high"): _share(0.9),
    ("sure.forecasts", "worst"): _share(0.1),
    ("sure.forecasts", "best"): _share(0.3),
}
"""The same where a text or a group of texts has its own."""


def main() -> None:
    """Write both pages."""
    (DOCS / "sentences.md").write_text(sentences(), encoding="utf-8", newline="\n")
    (DOCS / "terms.md").write_text(terms(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
