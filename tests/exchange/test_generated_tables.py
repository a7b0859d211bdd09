"""Files in many styles are read to the values they were made from, or refused: never wrongly."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from safepassage.exchange.anytable import Mapping, read_table
from safepassage.exchange.context import Context
from safepassage.exchange.formats import read_files
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import same_name

FILES = int(os.environ.get("SAFEPASSAGE_GENERATED_FILES", "100"))
"""Files of each sort; 10,000 were read once: SAFEPASSAGE_GENERATED_FILES=10000."""
HEALTH = list(HealthCheck)
GROUPS = {"none": "", "comma": ",", "point": ".", "blank": " ", "narrow": "\u202f", "quote": "'"}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
           "octubre", "noviembre", "diciembre"),
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر",
           "أكتوبر", "نوفمبر", "ديسمبر"),
}  # fmt: skip
DATES = ("iso", "time", "dmy", "dmy.", "mdy", "dmy2", "mdy2", "compact", "serial", *MONTHS)
NAMES = (
    ("North", "South", "Deir ez-Zor", "Côte d'Or", "Saint-Louis", "Aleppo"),
    ("نينوى", "الانبار", "صلاح الدين", "حلب", "دير الزور", "إدلب"),
    ("Київ", "Львів", "Одеса", "Харків", "Чернігівська", "Донецька"),
    ("Alto", "Bajo", "Añasco", "Ñuble", "Los Ríos", "Peñas"),
)


@dataclass(frozen=True)
class Made:
    """A file and the values that it was made from."""

    content: bytes
    rows: tuple[tuple[dt.date, str, int], ...]
    headings: tuple[str, str, str]


def written_number(value: int, style: str, *, arabic: bool) -> str:
    text = f"{value:,}".replace(",", GROUPS[style])
    return text.translate(ARABIC) if arabic else text


def written_date(date: dt.date, style: str) -> str:
    d, m, y = date.day, date.month, date.year
    forms = {
        "iso": f"{date}", "time": f"{date} 00:00:00", "dmy": f"{d:02}/{m:02}/{y}",
        "dmy.": f"{d}.{m}.{y}", "mdy": f"{m}/{d}/{y}", "dmy2": f"{d:02}/{m:02}/{y % 100:02}",
        "mdy2": f"{m}/{d}/{y % 100:02}", "compact": f"{date:%Y%m%d}",
        "serial": str((date - dt.date(1899, 12, 30)).days),
    }  # fmt: skip
    if style in forms:
        return forms[style]
    return f"{d} {'de ' if style == 'es' else ''}{MONTHS[style][m - 1]} {y}"


@st.composite
def files(draw: st.DrawFn) -> Made:
    names = draw(st.sampled_from(NAMES))
    size = draw(st.integers(1, 12))
    day = st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31))
    people = st.integers(0, 9_999_999) | st.integers(0, 9_999).map(lambda n: n * 1000)
    rows = tuple(
        dict.fromkeys((draw(day), draw(st.sampled_from(names)), draw(people)) for _ in range(size))
    )
    unique = {(date, same_name(name)): (date, name, n) for date, name, n in rows}
    group, arabic = draw(st.sampled_from(list(GROUPS))), draw(st.booleans())
    style = draw(st.sampled_from(DATES))
    separator = draw(st.sampled_from(",;\t"))
    headings = draw(
        st.sampled_from(
            [("Date", "Admin 1", "IDPs"), ("التاريخ", "المحافظة", "النازحون"),
             ("FECHA", "Lugar", "Personas"), ("Дата", "Область", "ВПО")]
        )
    )  # fmt: skip
    order = draw(st.permutations(range(3)))
    stream = io.StringIO()
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(stream, delimiter=separator, lineterminator=ending)
    for _ in range(draw(st.integers(0, 3))):
        writer.writerow(["Report of the week", "", ""])
    writer.writerow([headings[i] for i in order])
    for date, name, value in draw(st.permutations(list(unique.values()))):
        cells = [
            written_date(date, style), name, written_number(value, group, arabic=arabic)
        ]  # fmt: skip
        writer.writerow([cells[i] for i in order])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return Made(stream.getvalue().encode(encoding), tuple(unique.values()), headings)


def check(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(made.content)
        found = Imported()
        read_table(path, Mapping(*made.headings), found, Context())
    if found.problems:
        event("refused")
        assert all("two ways" in problem.message for problem in found.problems)
        return
    event("read")
    got: list[dict[str, Any]] = found.tables["claims"]
    assert sorted((row["date"], row["low"]) for row in got) == sorted(
        (date, value) for date, _, value in made.rows
    )
    places = {row["quantity"] for row in got}
    assert len(places) == len({name for _, name, _ in made.rows})


@settings(max_examples=FILES, derandomize=FILES < 1000, deadline=None, suppress_health_check=HEALTH)
@given(made=files())
def test_a_table_is_read_to_its_values_or_refused(made: Made) -> None:
    check(made)


@st.composite
def hxl_files(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    """A table under tags by level, with parts and a total that must not count."""
    level = draw(st.integers(1, 3))
    names = draw(st.sampled_from(NAMES))
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True))
    coded, total = draw(st.booleans()), draw(st.booleans())
    parts = draw(st.sampled_from(["", "+f", "+cause+conflict", "+new", "+hh", "+children"]))
    lines = ["Report,,,,", "Unit,Code,IDPs,Part,Day"] if draw(st.booleans()) else ["a,a,a,a,a"]
    lines.append(
        f"#adm{level}+name,#adm{level}+code,#affected+idps,#affected+idps{parts or '+m'},#date"
    )
    values: dict[str, int] = {}
    for number, name in enumerate(chosen):
        value = draw(st.integers(0, 10**6))
        code = f"ZZ{number:02}" if coded else ""
        values[code.lower() if coded else same_name(name)] = value
        lines.append(f"{name},{code},{value},{value // 2},2024-05-13")
    if total:
        word = draw(st.sampled_from(["Total", "TOTAL", "المجموع", "Итого"]))
        lines.append(f"{word},,9,9,2024-05-13")
    return "\n".join(lines), values


@settings(max_examples=FILES, derandomize=FILES < 1000, deadline=None, suppress_health_check=HEALTH)
@given(made=hxl_files())
def test_a_table_under_tags_has_its_totals_once(made: tuple[str, dict[str, int]]) -> None:
    text, values = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text, encoding="utf-8")
        found = read_files("hxl", [path])
    got: list[dict[str, Any]] = found.tables["claims"]
    assert sorted(row["low"] for row in got) == sorted(values.values())
    assert len({row["quantity"] for row in got}) == len(values)
    assert all(row["quantity"].startswith("idps:") for row in got)
