"""What the heading of a column says against its numbers being people."""

from __future__ import annotations

import re

from safepassage.exchange.names import same_name

HOUSEHOLDS = "households"
_WORDS = {
    HOUSEHOLDS: (
        "hh", "hhs", "household", "households", "family", "families", "menage", "menages",
        "famille", "familles", "hogar", "hogares", "familia", "familias", "agregados", "أسرة",
        "أسر", "اسر", "الأسر", "الاسر", "عائلة", "عائلات", "العائلات", "семей", "семьи",
        "домохозяйств", "домогосподарств", "родин", "сімей", "aile", "hane", "keluarga", "kk",
    ),
    "shares": (
        "percent", "percentage", "pct", "share", "proportion", "rate", "ratio", "pourcentage",
        "taux", "porcentaje", "tasa", "نسبة", "процент", "відсоток", "частка", "доля",
    ),
    "thousands": ("thousands", "thousand", "milliers", "miles", "тыс", "тыс.", "тис", "آلاف"),
    "millions": ("millions", "million", "millones", "млн", "ملايين"),
}  # fmt: skip
_THOUSANDS = re.compile(r"(?:^|[^\d.,])['’]?000s?\b|\bx\s?1[, ]?000\b")
_GROUPS = {same_name(word): unit for unit, words in _WORDS.items() for word in words}


_PARTS = {"sex", "gender", "age", "age group", "agegroup", "age range", "sexe", "genre", "sexo",
          "edad", "grupo de edad", "tranche d age", "groupe d age", "النوع", "الجنس", "العمر",
          "стать", "вік", "пол", "возраст"}  # fmt: skip
_WHOLE = {"", "all", "total", "both", "both sexes", "all ages", "tous", "todos", "ensemble", "any"}


def is_part_heading(heading: str) -> bool:
    """Whether the rows of a table are parts by what such a column says: by sex or age."""
    words = heading.casefold().replace("'", " ").replace("_", " ").strip("# ")
    return " ".join(words.split()) in _PARTS


def is_whole(cell: str) -> bool:
    """Whether a cell of such a column says that its row is a total over it."""
    return cell.strip().casefold() in _WHOLE


def unit_of(heading: str) -> str:
    """``households``, ``shares``, ``thousands`` or ``millions``; empty where people may be meant.

    Where a heading names people and households (*IDPs in families*), people may be meant.
    """
    if "%" in heading:
        return "shares"
    words = same_name(heading).split()
    found = [_GROUPS[word] for word in words if word in _GROUPS]
    if not found and _THOUSANDS.search(heading):
        return "thousands"
    if found and set(words) & _PEOPLE and found[0] == HOUSEHOLDS:
        return ""
    return found[0] if found else ""


_PEOPLE = {
    same_name(word)
    for word in (
        "individuals", "individual", "persons", "people", "individus", "personnes", "personas",
        "أفراد", "افراد", "الأفراد", "осіб", "человек", "людей",  # noqa: RUF001
    )
}  # fmt: skip
