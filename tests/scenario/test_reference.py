"""The reference in docs/ is what the dictionary makes."""

from __future__ import annotations

from pathlib import Path

from safepassage.compiled.world import PARAMS
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.event_kinds import event_attributes
from safepassage.scenario.inputs import declared_kinds, uncertain_rules
from safepassage.scenario.quantity import PRODUCED, parse_quantity
from safepassage.scenario.reference import reference_markdown, write_reference
from safepassage.scenario.values import parse

MAKE = """python -c "from safepassage.scenario.reference import *; write_reference('docs')\""""
DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_is_up_to_date(tmp_path: Path) -> None:
    made = write_reference(tmp_path).read_text(encoding="utf-8")
    kept = (DOCS / "scenario-reference.md").read_text(encoding="utf-8")
    assert kept == made, f"make it again: {MAKE}"


def test_the_reference_names_everything() -> None:
    text = reference_markdown()
    for table, attributes in dictionary().items():
        section = text.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
        assert all(f"| `{name}` |" in section for name in attributes)
    for kind, name in event_attributes():
        assert f"| `{kind}` | `{name}` |" in text
    assert all(f"`{word}:" in text for word in PRODUCED)


def test_every_row_of_a_table_has_as_many_cells_as_its_header() -> None:
    widths = []
    for line in reference_markdown().splitlines():
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(line.replace("\\|", "").count("|"))
        assert widths[-1] == widths[0]


def test_the_dictionary_is_sound() -> None:
    for table, attributes in dictionary().items():
        for attribute in attributes.values():
            assert attribute.table == table
            assert attribute.allowed
            if attribute.default:
                assert parse("", attribute) == parse(attribute.default, attribute)
            if attribute.kind in {"number", "integer", "numbers"}:
                assert attribute.minimum is not None
                assert attribute.maximum is not None


def test_quantities_come_apart() -> None:
    quantity = parse_quantity("share_held:army:pocket@wounded")
    assert (quantity.word, quantity.parts, quantity.class_) == (
        "share_held",
        ("army", "pocket"),
        "wounded",
    )
    assert quantity.pattern == "share_held:ACTOR:AREA"


def test_the_rules_that_may_be_uncertain_are_those_that_a_member_draws() -> None:
    assert set(uncertain_rules()) == set(PARAMS)
    drawn = {"populations", "staying", "throughput", "attraction", "hazard"}
    drawn |= {"displaced_before", "settling"}
    homes = {"wish", "willing", "damage", "contamination"}
    assert {kind.name for kind in declared_kinds()} == drawn | {"opening", "open_hours"} | homes
