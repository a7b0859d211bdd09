"""Values of ``simsetting.yml`` in the type of Flee's default."""

from __future__ import annotations

from typing import Any

from safepassage.exchange.flee.files import decimal
from safepassage.exchange.flee.findings import Findings


def typed(value: Any, default: Any, scope: str, key: str, findings: Findings) -> Any:
    """Give a setting the type of its default.

    Args:
        value: What YAML read.
        default: Flee's default: a tuple of numbers, a boolean, an integer or a float.
        scope: File and section for messages.
        key: Key for messages.
        findings: Collects problems and notes.

    Returns:
        The value; the default, with a problem, where it does not fit.
    """
    if isinstance(default, tuple):
        if value is None:
            return ()
        numbers = [_number(part) for part in value] if isinstance(value, list) else [None]
        if None not in numbers:
            return tuple(numbers)
        wanted = "a list of numbers"
    elif isinstance(default, bool):
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        wanted = "True or False"
    else:
        number = _number(value)
        if number is not None and isinstance(default, float):
            return number
        if number is not None:
            if number != int(number):
                findings.note(f"{scope}: {key} = {value} is cut to {int(number)}, as in Flee")
            return int(number)
        wanted = "a number"
    findings.problem(f"{str(value)[:60]!r} is not {wanted}", scope, column=key)
    return default


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    return decimal(str(value)) if isinstance(value, (int, float, str)) else None
