"""The scenario reference as Markdown, made from the data dictionary."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from safepassage.scenario.dictionary import SETTINGS, TOML_TABLES, Attribute, dictionary, file_of
from safepassage.scenario.event_kinds import event_attributes
from safepassage.scenario.inputs import INPUT_KINDS, OF_RULES, InputKind
from safepassage.scenario.quantity import PRODUCED, UNITS, Quantity
from safepassage.scenario.tables import FACT, PLAN, TableKind, table_kinds

_INTRODUCTION = """\
# Scenario reference

<!-- Made from tables.csv, dictionary.csv and inputs.py in src/safepassage/scenario; do not edit by
hand. To make it again:
python -c "from safepassage.scenario.reference import write_reference; write_reference('docs')" -->

A scenario is a folder: `scenario.toml` and one CSV file a table. Only `scenario.toml` and
`places.csv` are needed; the other tables may be absent. Unknown files, columns and keys are
errors.

- CSV is UTF-8 (with or without BOM), comma separated, with the column names in the first row, in
  any order. Columns that are not required may be left out; an empty cell takes the default.
- Decimals take a dot; what French and Arabic keyboards type is understood where it can be read in
  one way (see [Excel](excel.md)).
- A share is a fraction from 0 to 1. Switches are `true` or `false`.
- Dates are `2016-12-05`, times `2016-12-05T14:00` in local time; a date alone means 00:00.
- A row whose first cell begins with `#` is a remark and not read, unless its column holds texts.
- An identifier has lower-case letters, digits, `-` and `_`, and begins with a letter or digit. A
  list of identifiers or numbers is separated by `|`, a path of places by `>`.
- A cell that begins with `=` is refused: save values, not formulas.
- `published` is the day on which something became known. Reading a scenario as of a date hides
  every event, window, registration and claim that was published later.
"""
_TARGETS = {
    "place": "place",
    "area": "area",
    "route": "route",
    "corridor": "corridor",
    "border": "country pair `A--B`",
    "direction": "direction `PLACE>PLACE`",
}


def reference_markdown() -> str:
    """The whole reference: one section a table, then event attributes and quantities."""
    parts = [_INTRODUCTION]
    for table, attributes in dictionary().items():
        parts.append("\n".join(_section(table, attributes)))
        if table == "events":
            parts.append("\n".join(_event_section()))
        if table == "uncertain":
            parts.append("\n".join(_input_section()))
    parts.append("\n".join(_quantity_section()))
    return "\n".join(parts)


def write_reference(folder: str | Path) -> Path:
    """Write ``scenario-reference.md`` into a folder."""
    path = Path(folder) / "scenario-reference.md"
    path.write_text(reference_markdown(), encoding="utf-8", newline="\n")
    return path


def _section(table: str, attributes: dict[str, Attribute]) -> Iterator[str]:
    yield f"## {table}\n"
    kind = table_kinds()[table]
    yield kind.lead + "\n"
    if table not in SETTINGS and table not in TOML_TABLES:
        yield f"File `{file_of(table)}`.\n"
    yield _who_varies(kind) + "\n"
    yield "| attribute | allowed | unit | default | description | HXL | HAPI |"
    yield "|---|---|---|---|---|---|---|"
    for attribute in attributes.values():
        default = "**required**" if attribute.required else _code(attribute.default)
        cells = (
            _code(attribute.name),
            attribute.allowed,
            attribute.unit,
            default,
            attribute.description,
            _code(attribute.hxl),
            _code(attribute.hapi),
        )
        yield _row(cells)
    yield ""


def _who_varies(kind: TableKind) -> str:
    if kind.varies == PLAN:
        return "Plans may vary it."
    why = f"{kind.why[0].lower()}{kind.why[1:]}"
    if kind.planned:
        columns = ", ".join(f"`{column}`" for column in kind.planned)
        return f"Plans may vary {columns} and nothing else of it: {why}."
    if kind.varies == FACT:
        return f"Plans never vary it: {why}."
    return f"{kind.why}."


def _event_section() -> Iterator[str]:
    yield "### What an event may set\n"
    yield "| kind | attribute | value | target | by class |"
    yield "|---|---|---|---|---|"
    for (kind, name), attribute in event_attributes().items():
        targets = ", ".join(_TARGETS[target] for target in attribute.targets)
        by_class = "yes" if attribute.by_class else ""
        yield _row((_code(kind), _code(name), attribute.value.allowed, targets, by_class))
    kinds = {kind for kind, _ in event_attributes()}
    idle = [kind for kind in dictionary()["events"]["kind"].choices if kind not in kinds]
    if idle:
        listed = ", ".join(map(_code, idle))
        yield f"\nNo rule acts on events of kind {listed} yet; they are refused."
    yield ""


def _input_section() -> Iterator[str]:
    yield "### What an input may act on\n"
    yield "An input without a target is implied by a range in a row of its table."
    yield "What is about violence or a siege is never varied by `sensitivity`.\n"
    yield "| input | value | from | to | sensitivity |"
    yield "|---|---|---|---|---|"
    for kind in INPUT_KINDS.values():
        ends = (f"{end:g}" if math.isfinite(end) else "" for end in (kind.low, kind.high))
        varied = "" if kind.forbidden else "yes"
        yield _row((_input_syntax(kind), kind.meaning, *ends, varied))
    yield ""


def _input_syntax(kind: InputKind) -> str:
    if kind.name == OF_RULES:
        return "`rules.NAME`"
    texts = [f"`{kind.name}:{kind.word_of_target}`"] if kind.targets else []
    if kind.implied:
        texts.append(f"{_code(kind.implied.best)} of {_code(kind.implied.table)}")
    return ", ".join(texts) or _code(kind.name)


def _quantity_section() -> Iterator[str]:
    yield "## Quantities\n"
    yield "Named alike in claims, series, results and commands. `@CLASS` may follow any of them."
    yield "A claim may use another word, which no run produces; it is kept but not compared.\n"
    yield "| quantity | unit |"
    yield "|---|---|"
    for word in PRODUCED:
        unit = UNITS.get(word, "people")
        yield _row((_code(Quantity(word, ()).pattern), unit))
    yield "\nPLACE may be an area and AREA a place; the word `all` means every place."
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
