"""Colours of the page by what they stand for, light and dark; the light ones are the report's."""

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


def style_sheet() -> str:
    """Both as variables: by the system's wish, unless the page says which."""
    light, dark = _variables(LIGHT), _variables(DARK)
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=light] {{ color-scheme: light; {light} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
