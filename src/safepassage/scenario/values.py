"""Text of a cell → typed value, and back. One function a type."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable

from safepassage.scenario.dictionary import Attribute
from safepassage.scenario.keyboards import TwoReadingsError, stored_date, stored_number

Value = (
    str | float | int | bool | dt.date | dt.datetime | tuple[str, ...] | tuple[float, ...] | None
)
"""A typed cell; None means "not given"."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_QUANTITY = re.compile(r"[a-z][a-z0-9_]*(:[a-z0-9][a-z0-9_>-]*){1,2}(@[a-z0-9][a-z0-9_-]*)?\Z")
# ASCII digits only: float() also takes 1_000 and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:00)?)?\Z")
_ZONE = re.compile(r".*[0-9](Z|[+-][0-9]{2}:?[0-9]{2})\Z", re.DOTALL)
# Line feeds and tabs may stand in a note; other control characters, lone surrogates and the two
# codes that XML (hence Excel) cannot hold may not.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TRUE = {"true", "yes", "1"}
_FALSE = {"false", "no", "0"}
MAX_TEXT = 4000
"""Longest text of a cell, in characters."""
MAX_SLUG = 100
"""Longest identifier, in characters."""
MAX_LIST = 1000
"""Most parts of a list in one cell."""
_MAX_NUMBER_TEXT = 400


class CellError(ValueError):
    """What is wrong with a cell, as the end of a sentence that begins with its text."""


def _number(text: str, attribute: Attribute) -> float:
    if not _NUMBER.match(text):
        text = _readable(text, stored_number, whole=attribute.kind == "integer")
    if len(text) > _MAX_NUMBER_TEXT or not _NUMBER.match(text):
        raise CellError("is not a number")
    value = float(text)
    if not math.isfinite(value):
        raise CellError("is too large")
    low, high = attribute.minimum, attribute.maximum
    if low is not None and value < low:
        raise CellError(f"is below {low:g}")
    if high is not None and value > high:
        raise CellError(f"is above {high:g}")
    return value


def _readable(text: str, stored: Callable[..., str], **options: bool) -> str:
    """What was typed on another keyboard, as it is stored."""
    try:
        return stored(text, **options)
    except TwoReadingsError as error:
        raise CellError(str(error)) from None


def _integer(text: str, attribute: Attribute) -> int:
    value = _number(text, attribute)
    if value != int(value):
        raise CellError("is not a whole number")
    if abs(value) > 2**53:
        raise CellError("is too large")
    return int(value)


def _slug(text: str, attribute: Attribute) -> str:
    del attribute
    if len(text) > MAX_SLUG:
        raise CellError(f"is longer than {MAX_SLUG} characters")
    if not _SLUG.match(text):
        raise CellError("is not an identifier")
    return text


def is_slug(text: str) -> bool:
    """Whether a text is an identifier."""
    return len(text) <= MAX_SLUG and _SLUG.match(text) is not None


def _text(text: str, attribute: Attribute) -> str:
    del attribute
    if len(text) > MAX_TEXT:
        raise CellError(f"is longer than {MAX_TEXT} characters")
    if text.startswith("="):
        raise CellError("is a formula; save its value")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNFIT.search(text):
        raise CellError("holds a control character")
    return text


def _list(text: str, separator: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(separator, MAX_LIST))
    if len(parts) > MAX_LIST:
        raise CellError(f"has more than {MAX_LIST} parts")
    for part in parts:
        if not is_slug(part):
            raise CellError(f"holds {part[:60]!r}, which is not an identifier")
    return parts


def _slugs(text: str, attribute: Attribute) -> tuple[str, ...]:
    del attribute
    return _list(text, "|")


def _path(text: str, attribute: Attribute) -> tuple[str, ...]:
    del attribute
    parts = _list(text, ">")
    if len(parts) < 2:
        raise CellError("needs at least two places")
    return parts


def _numbers(text: str, attribute: Attribute) -> tuple[float, ...]:
    parts = text.split("|", MAX_LIST)
    if len(parts) > MAX_LIST:
        raise CellError(f"has more than {MAX_LIST} parts")
    values: list[float] = []
    for part in parts:
        try:
            values.append(_number(part.strip(), attribute))
        except CellError as error:
            raise CellError(f"holds {part.strip()[:60]!r}, which {error}") from None
    return tuple(values)


def _boolean(text: str, attribute: Attribute) -> bool:
    del attribute
    lower = text.lower()
    if lower in _TRUE:
        return True
    if lower in _FALSE:
        return False
    raise CellError("is neither true nor false")


def _date(text: str, attribute: Attribute) -> dt.date:
    del attribute
    if not _DATE.match(text):
        text = _readable(text, stored_date)
    if not _DATE.match(text):
        raise CellError("is not a date")
    return dt.date.fromisoformat(text)


def _datetime(text: str, attribute: Attribute) -> dt.datetime:
    del attribute
    if _ZONE.match(text) and not _DATE.match(text):
        raise CellError("carries a time zone; times are local")
    if not _DATETIME.match(text):
        text = _readable(text, stored_date)
    if not _DATETIME.match(text):
        raise CellError("is not a date or a time")
    return dt.datetime.fromisoformat(text)


def _enum(text: str, attribute: Attribute) -> str:
    if text not in attribute.choices:
        raise CellError("is not allowed")
    return text


def _quantity(text: str, attribute: Attribute) -> str:
    del attribute
    if len(text) > 4 * MAX_SLUG or not _QUANTITY.match(text):
        raise CellError("is not a quantity")
    return text


_PARSERS: dict[str, Callable[[str, Attribute], Value]] = {
    "text": _text,
    "slug": _slug,
    "ref": _slug,
    "slugs": _slugs,
    "path": _path,
    "number": _number,
    "share": _number,
    "numbers": _numbers,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "enum": _enum,
    "quantity": _quantity,
}


def parse(text: str, attribute: Attribute) -> Value:
    """Turn the text of a cell into the attribute's type.

    Args:
        text: The cell; blanks around it do not count. An empty cell takes the default.
        attribute: What the dictionary says of the column.

    Returns:
        The typed value, or None where nothing is given and there is no default.

    Raises:
        CellError: What is wrong, as the end of a sentence that begins with the value.
    """
    text = text.strip()
    if not text:
        if attribute.required:
            raise CellError("must be filled")
        if not attribute.default:
            return None
        text = attribute.default
    try:
        return _PARSERS[attribute.kind](text, attribute)
    except CellError as error:
        if text.startswith("=") and attribute.kind != "text":
            raise CellError("is a formula; save its value") from error
        raise
    except (ValueError, OverflowError) as error:  # a date such as 2016-02-30
        raise CellError("is not a day of the calendar") from error


def default_text(attribute: Attribute) -> str:
    """Text of the value of an empty cell, as :func:`unparse` writes it; empty if there is none."""
    return "" if attribute.required else unparse(parse("", attribute))


def unparse(value: object) -> str:
    """Text of a typed value, such that :func:`parse` gives the value back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, tuple):
        return "|".join(unparse(part) for part in value)
    if isinstance(value, dt.date):
        return _date_text(value)
    return "" if value is None else str(value)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))


def _date_text(value: dt.date) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    if value.tzinfo is None and value.time() == dt.time(0):
        return value.date().isoformat()
    exact = "auto" if value.second or value.microsecond else "minutes"
    return value.isoformat(timespec=exact)


def is_true(text: str) -> bool:
    """Whether the text of a switch says true (the checks have refused anything else)."""
    return text.strip().lower() in _TRUE
