"""The page of licences names every package that an installation brings, as it says of itself."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT
from verification.licences import licence_of, names

PAGE = ROOT / "docs" / "licences.md"
FREE = re.compile(
    r"(?:\b(?:MIT(?:-CMU)?(?: License)?|(?:0)?BSD(?:-[23]-Clause)?|"
    r"Apache-2\.0(?: WITH LLVM-exception)?|ISC(?: License)?|"
    r"PSF-2\.0|MPL-2\.0|Zlib|CC0-1\.0)\b|AND|OR|\s)+"
)
"""Licences under which something may be passed on beside ours."""


def table() -> dict[str, str]:
    rows = re.findall(r"^\| ([\w.-]+)(?: \(Windows\))? \| ([^|]+) \|$", PAGE.read_text(), re.M)
    return {name: licence.strip() for name, licence in rows}


def test_every_package_is_named_with_its_licence() -> None:
    listed = table()
    assert set(names()) <= set(listed)
    for name in names():
        said = licence_of(name)
        if said is not None:
            assert listed[name] == said, f"{name}: python -m verification.licences prints the table"


@pytest.mark.parametrize("name", names())
def test_every_licence_lets_it_be_passed_on(name: str) -> None:
    assert FREE.fullmatch(table()[name]), table()[name]


@pytest.mark.parametrize("licence", ["GPL-3.0", "AGPL-3.0-only", "not named", "MIT AND GPL-2.0"])
def test_others_are_noticed(licence: str) -> None:
    assert not FREE.fullmatch(licence)
