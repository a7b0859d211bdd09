"""Rules are typed attributes, and they are those of the dictionary."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import safepassage
from safepassage.scenario.dictionary import Attribute, dictionary
from safepassage.scenario.rules import Rules
from tests.scenario.world import EXAMPLE

TYPES = {
    "number": "float",
    "share": "float",
    "integer": "int",
    "boolean": "bool",
    "numbers": "tuple[float, ...]",
}


def _type(attribute: Attribute) -> str:
    if attribute.kind == "enum":
        choices = ", ".join(repr(choice) for choice in attribute.choices)
        return f"Literal[{choices}]"
    return TYPES[attribute.kind] + ("" if attribute.default else " | None")


def test_rules_have_the_names_and_types_of_the_dictionary() -> None:
    declared = {name: _type(attribute) for name, attribute in dictionary()["rules"].items()}
    assert {field.name: field.type for field in fields(Rules)} == declared
    assert list(EXAMPLE.rules) == list(declared)


def test_rules_are_a_mapping_too() -> None:
    rules = EXAMPLE.replace(rules={"flight_rate": 0.5}).rules
    assert rules["flight_rate"] == rules.flight_rate == dict(rules)["flight_rate"] == 0.5
    assert Rules(**rules) == rules != EXAMPLE.rules
    assert "keys" not in rules
    with pytest.raises(KeyError):
        rules["keys"]


def test_no_code_asks_for_a_rule_by_a_text() -> None:
    """A misspelt attribute is an error of types; a misspelt text is found at run time, if ever."""
    root = Path(safepassage.__file__).parent
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Subscript)
        and getattr(node.value, "attr", "") == "rules"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    ]
    assert found == []
