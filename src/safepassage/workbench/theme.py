"""Colours of the page by what they stand for: light as the report, dark, both in high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safepassage.report import palette

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "ground": "#f6f7f9",
        "card": palette.WHITE,
        "text": palette.TEXT,
        "soft": "#4a5763",
        "line": "#d5dce3",
        "edge": "#7b8894",
        "accent": palette.LINK,
        "on-accent": palette.WHITE,
        "chosen": "#e3edf8",
        "good": "#1d6b3c",
        "warn": "#8a4500",
        "warn-ground": palette.MARKED,
        "bad": "#a30b0b",
        "head": palette.HEAD,
        "on-head": palette.WHITE,
        "sea": "#e9eef3",
        "land": "#fbfaf6",
        "border": "#b9b5a8",
        "road": "#8d8d86",
        "road-shut": palette.OVER_CAPACITY,
        "corridor": "#6b4e9b",
        "corridor-open": palette.NEEDED,
        "people": palette.PEOPLE,
        "over": palette.OVER_CAPACITY,
        "hazard": "#c0392b",
        "mark": palette.INK,
        "site": palette.BAND_90,
        "band": palette.BAND_90,
        "band-inner": palette.BAND_50,
        "median": palette.MEDIAN,
        "other-band": "#f3cfae",
        "other-median": "#8a3a00",
        "held-1": palette.HELD_SQUARE,
        "held-2": palette.HELD_TRIANGLE,
        "held-3": palette.HELD_DIAMOND,
        "held-4": palette.HELD_CROSS,
        "flow": "#0a4d86",
        "grid": "#e3e7eb",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "ground": "#11161c",
        "card": "#1a2129",
        "text": "#e8edf2",
        "soft": "#b3c0cc",
        "line": "#35404b",
        "edge": "#8797a6",
        "accent": "#8ec1ff",
        "on-accent": "#0b1a2b",
        "chosen": "#22364c",
        "good": "#7fd6a0",
        "warn": "#ffc078",
        "warn-ground": "#3a2c17",
        "bad": "#ff9d94",
        "head": "#0a1420",
        "on-head": "#f1f5f9",
        "sea": "#0e141a",
        "land": "#1d242c",
        "border": "#4c5763",
        "road": "#8a939b",
        "road-shut": "#ff9257",
        "corridor": "#c5a6f5",
        "corridor-open": "#69c3df",
        "people": "#5aa7e8",
        "over": "#ff9257",
        "hazard": "#ff6f61",
        "mark": "#f2f2f2",
        "site": "#2c4a66",
        "band": "#274763",
        "band-inner": "#36648c",
        "median": "#cfe6ff",
        "other-band": "#5a3d22",
        "other-median": "#ffb877",
        "held-1": "#b8b8b8",
        "held-2": "#e0c566",
        "held-3": "#cfa2e6",
        "held-4": "#7fd0b4",
        "flow": "#9fd0ff",
        "grid": "#2b343d",
    }
)


CONTRAST: Mapping[str, str] = MappingProxyType(
    {
        **LIGHT,
        "ground": palette.WHITE,
        "text": palette.BLACK,
        "soft": "#1f2933",
        "line": "#5f6b76",
        "edge": palette.BLACK,
        "accent": "#003c8f",
        "chosen": "#d6e6ff",
        "good": "#0b4a25",
        "warn": "#5c2e00",
        "warn-ground": "#fff3dc",
        "bad": "#7d0000",
        "head": palette.BLACK,
        "sea": "#dfe9f2",
        "land": palette.WHITE,
        "border": "#3c3c3c",
        "road": "#4a4a4a",
        "road-shut": "#8f2d00",
        "corridor": "#45207d",
        "corridor-open": "#004a63",
        "people": "#0a4c8c",
        "over": "#8f2d00",
        "hazard": "#9c1006",
        "mark": palette.BLACK,
        "band": "#9ecae1",
        "band-inner": "#5a9bcb",
        "median": "#041c3d",
        "other-band": "#eab98c",
        "other-median": "#6a2b00",
        "held-1": "#4a4a4a",
        "held-2": "#6b5000",
        "held-3": "#6b2f8f",
        "held-4": "#0f5c45",
        "flow": "#00336b",
        "grid": "#8a949e",
    }
)
CONTRAST_DARK: Mapping[str, str] = MappingProxyType(
    {
        **DARK,
        "ground": palette.BLACK,
        "card": palette.BLACK,
        "text": palette.WHITE,
        "soft": "#e8edf2",
        "line": "#9aa7b4",
        "edge": palette.WHITE,
        "accent": "#a8d0ff",
        "on-accent": palette.BLACK,
        "chosen": "#0f3157",
        "good": "#9af0b8",
        "warn": "#ffd59a",
        "warn-ground": "#2a1c08",
        "bad": "#ffc2bb",
        "head": palette.BLACK,
        "on-head": palette.WHITE,
        "sea": palette.BLACK,
        "land": "#141414",
        "border": "#c0c8d0",
        "road": "#d0d6dc",
        "people": "#7cbcf5",
        "mark": palette.WHITE,
        "grid": "#5d6873",
    }
)
"""For those who ask their system, or the page, for more contrast."""


def style_sheet() -> str:
    """All as variables: by the wishes of the system, unless the page says which."""
    light, dark = _rule("light", LIGHT), _rule("dark", DARK)
    more, more_dark = _rule("light", CONTRAST), _rule("dark", CONTRAST_DARK)
    night, strong = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
    return (
        f":root {light}\n"
        f"@media {night} {{ :root {dark} }}\n"
        f"@media {strong} {{ :root {more} }}\n"
        f"@media {strong} and {night} {{ :root {more_dark} }}\n"
        f":root[data-theme=light] {light}\n"
        f":root[data-theme=dark] {dark}\n"
        f":root[data-theme=contrast] {more}\n"
        f"@media {night} {{ :root[data-theme=contrast] {more_dark} }}\n"
    )


def _rule(scheme: str, colours: Mapping[str, str]) -> str:
    values = " ".join(f"--{name}: {value};" for name, value in colours.items())
    return f"{{ color-scheme: {scheme}; {values} }}"
