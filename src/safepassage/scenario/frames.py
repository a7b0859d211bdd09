"""Tables of other libraries as rows: frames of pandas, and mappings of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ACCEPTED = "a DataFrame, a mapping of columns, a list of rows or a Table"


def rows_of(given: object) -> Iterable[object]:
    """The rows of a table, whatever it is given as.

    Args:
        given: A frame of pandas (a named index is a column), a mapping of column to values of
            equal lengths, or rows.

    Raises:
        TypeError: If it is none of these; the message is the end of a sentence.
        ValueError: If columns have different lengths.
    """
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        return _frame_rows(given)
    if isinstance(given, Mapping):
        return _column_rows(given)
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        return given
    raise TypeError(f"is of type {type(given).__name__}: must be a list of rows")


def _frame_rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of a frame; an index without a name only counts the rows."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    rows: list[dict[str, Any]] = frame.to_dict("records")
    return rows


def _column_rows(columns: Mapping[Any, object]) -> list[dict[str, Any]]:
    lists: dict[str, list[Any]] = {}
    for key, column in columns.items():
        if not isinstance(column, Iterable) or isinstance(column, (str, bytes, Mapping)):
            raise TypeError(f"column {key!r} is {type(column).__name__}, not a list of values")
        lists[str(key)] = list(column)
    lengths = {key: len(values) for key, values in lists.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{key} {length}" for key, length in lengths.items())
        raise ValueError(f"has columns of different lengths ({listed})")
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
