"""JSON → typed requests, and the same types as a schema."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from safepassage.errors import Problem, ScenarioError

_Request = TypeVar("_Request")
_PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
MAX_ITEMS = 20_000
"""Longest list of a request."""


def request_of(kind: type[_Request], given: object) -> _Request:
    """A request from plain values.

    Raises:
        ScenarioError: Every field that is missing, unknown or of another type.
    """
    if not isinstance(given, Mapping):
        raise ScenarioError([Problem("the request is no object")])
    hints = _hints(kind)
    problems: list[Problem] = []
    values: dict[str, object] = {}
    unknown = [str(key)[:60] for key in given if key not in hints]
    problems += [Problem("is not known", column=key) for key in unknown]
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name in given:
            value = given[field.name]
            if not _fits(value, hints[field.name]):
                problems.append(Problem("is of another type", column=field.name))
            values[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.append(Problem("is missing", column=field.name))
    if problems:
        raise ScenarioError(problems)
    return kind(**values)


def from_query(kind: type[_Request], query: Mapping[str, str]) -> _Request:
    """A request from the texts of an address.

    Raises:
        ScenarioError: As :func:`request_of`.
    """
    hints = _hints(kind)
    values: dict[str, object] = {}
    for key, text in query.items():
        whole = hints.get(key) is int and text.isascii() and text.isdigit() and len(text) < 16
        values[key] = int(text) if whole else text
    return request_of(kind, values)


def schema(kind: type) -> dict[str, Any]:
    """JSON schema of a request."""
    hints = _hints(kind)
    needed = [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    ]
    found: dict[str, Any] = {
        "type": "object",
        "properties": {name: _schema(hint) for name, hint in hints.items()},
        "additionalProperties": False,
    }
    return found | ({"required": needed} if needed else {})


def _hints(kind: Any) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if not name.startswith("_")}


def _fits(value: object, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return any(_fits(value, one) for one in inner)
    if isinstance(value, list) and origin is list:
        return len(value) <= MAX_ITEMS and all(_fits(one, inner[0]) for one in value)
    if isinstance(value, dict) and origin is dict:
        return all(isinstance(key, str) and _fits(one, inner[1]) for key, one in value.items())
    return origin is None and _fits_plain(value, hint)


def _fits_plain(value: object, hint: Any) -> bool:
    """Whether a number, text, switch or null is of a type; a switch is no number here."""
    if isinstance(value, bool):
        return hint is bool
    if isinstance(value, int) and hint in {int, float}:
        return abs(value) < 2**53
    if isinstance(value, float):
        return hint is float and _finite(value)
    return isinstance(value, hint)


def _finite(value: float) -> bool:
    return value - value == 0  # neither NaN nor infinite


def _schema(hint: Any) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(one) for one in inner]}
    if origin is list:
        return {"type": "array", "items": _schema(inner[0]), "maxItems": MAX_ITEMS}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    return {"type": "null"} if hint is type(None) else {"type": _PLAIN[hint]}
