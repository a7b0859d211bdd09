"""A frozen table: one immutable array a column, typed by the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from safepassage.arrays import Flags
from safepassage.cards import card
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.dictionary import Attribute, dictionary, file_of, first_row
from safepassage.scenario.frames import rows_of
from safepassage.scenario.values import Value, default_text, unparse

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "Table", "parse_rows"]

Column = npt.NDArray[Any]

_DTYPES: dict[str, str] = {
    "number": "f8",
    "share": "f8",
    "integer": "i8",
    "boolean": "?",
    "date": "M8[D]",
    "datetime": "M8[m]",
}
_BLANK: dict[str, object] = {
    "number": np.nan,
    "share": np.nan,
    "integer": 0,
    "boolean": False,
    "date": np.datetime64("NaT"),
    "datetime": np.datetime64("NaT"),
    "slugs": (),
    "path": (),
    "numbers": (),
}
_SHOWN = 8
"""Rows of a table in a notebook."""


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Rows of one table of a scenario.

    Attributes:
        name: Table name in the dictionary.
        columns: Column name → read-only array of shape (rows,). Numbers that are not given are
            NaN, dates NaT, texts empty, lists empty tuples.
        numbers: Row of each row in the file that it was read from, shape (rows,), or None if
            they follow each other. For messages only: not compared, written or digested.
    """

    name: str
    columns: Mapping[str, Column]
    numbers: Column | None = None

    @classmethod
    def from_values(
        cls,
        name: str,
        rows: Iterable[Mapping[str, Value]],
        numbers: Sequence[int] | None = None,
    ) -> Table:
        """Build from typed rows; a key that is absent is blank (not its default)."""
        attributes = dictionary()[name]
        kept = list(rows)
        first = first_row(name)
        if numbers is not None and list(numbers) == list(range(first, first + len(kept))):
            numbers = None
        columns = {
            key: _column(attribute, [row.get(key) for row in kept])
            for key, attribute in attributes.items()
        }
        own = None if numbers is None else _frozen(np.array(numbers, dtype="i8"))
        return cls(name, MappingProxyType(columns), own)

    @classmethod
    def from_rows(cls, name: str, rows: object) -> Table:
        """Build from texts or plain values, checking each cell by itself.

        Args:
            name: Table name.
            rows: One mapping a row, a frame of pandas, or a mapping of column to values; absent
                columns and blanks take their defaults.

        Raises:
            ScenarioError: Every cell that does not fit the dictionary, with its row.
        """
        problems: list[Problem] = []
        typed = parse_rows(name, enumerate(rows_of(rows), first_row(name)), file_of(name), problems)
        if problems:
            raise ScenarioError(problems)
        return cls.from_values(name, typed)

    def __len__(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> Column:
        """One column, shape (rows,)."""
        return self.columns[column]

    def __eq__(self, other: object) -> bool:
        """Whether all cells are equal, blanks included."""
        if not isinstance(other, Table) or self.name != other.name or len(self) != len(other):
            return False
        return all(_same(self[key], other[key]) for key in self.columns)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as plain arrays (a mapping proxy cannot be pickled)."""
        return _unpickle, (self.name, dict(self.columns), self.numbers)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dict a row, with Python values."""
        lists = {key: array.tolist() for key, array in self.columns.items()}
        for index in range(len(self)):
            yield {key: values[index] for key, values in lists.items()}

    def to_frame(self) -> pd.DataFrame:
        """The table as a frame of pandas, which ``replace`` and ``make_scenario`` read back.

        Returns:
            A column for each attribute, also where all is blank: numbers that are not given are
            NaN, dates NaT, texts empty, lists tuples. A copy: changing it changes no table.
        """
        import pandas as pd  # slow to import

        return pd.DataFrame({key: column.copy() for key, column in self.columns.items()})

    def __repr__(self) -> str:
        """One line."""
        filled = self.texts()[0] if len(self) else []
        return f"<Table {self.name}: {len(self):,} rows, {', '.join(filled) or 'empty'}>"

    def _repr_html_(self) -> str:
        """A few lines for a notebook: the first rows and how many there are."""
        header, rows = self.texts()
        shown = [(" | ".join(row), "") for row in rows[:_SHOWN]]
        return card(f"{self.name}, {len(self):,} rows", [(" | ".join(header), ""), *shown])

    def take(self, keep: Flags) -> Table:
        """The rows where ``keep`` (shape (rows,)) is true."""
        columns = {key: _frozen(array[keep]) for key, array in self.columns.items()}
        numbers = self.numbers
        if numbers is None:
            numbers = np.arange(len(self), dtype="i8") + first_row(self.name)
        return Table(self.name, MappingProxyType(columns), _frozen(numbers[keep]))

    def reordered(self, order: npt.NDArray[np.int64]) -> Table:
        """The same rows in another order, shape (rows,); each keeps its number in the file."""
        columns = {key: _frozen(array[order]) for key, array in self.columns.items()}
        numbers = np.array([self.row_number(index) for index in order.tolist()], dtype="i8")
        return Table(self.name, MappingProxyType(columns), _frozen(numbers))

    def row_number(self, index: int) -> int:
        """Row that a spreadsheet shows for a row of the table (under a header, the first is 2)."""
        if self.numbers is None:
            return first_row(self.name) + int(index)
        return int(self.numbers[index])

    def texts(self) -> tuple[list[str], list[list[str]]]:
        """Header and cells as written to a file; columns that are blank throughout are left out."""
        attributes = dictionary()[self.name]
        kept: list[str] = []
        cells: list[list[str]] = []
        for key, attribute in attributes.items():
            texts = _texts(attribute, self[key])
            blank = default_text(attribute)
            if attribute.required or any(text != blank for text in texts):
                kept.append(key)
                cells.append(texts)
        return kept, [list(row) for row in zip(*cells, strict=True)]


def _column(attribute: Attribute, values: list[Value]) -> Column:
    kind = attribute.kind
    blank = _BLANK.get(kind, "")
    filled = [blank if value is None else value for value in values]
    dtype = _DTYPES.get(kind)
    if dtype is not None:
        return _frozen(np.array(filled, dtype=dtype))
    column = np.empty(len(filled), dtype=object)
    column[:] = filled if kind not in {"slugs", "path", "numbers"} else None
    if kind in {"slugs", "path", "numbers"}:
        for index, value in enumerate(filled):
            column[index] = value
    return _frozen(column)


def _frozen(array: Column) -> Column:
    array.setflags(write=False)
    return array


def _same(one: Column, other: Column) -> bool:
    if one.dtype.kind in "fM":
        blank = np.isnan if one.dtype.kind == "f" else np.isnat
        return bool(np.all((one == other) | (blank(one) & blank(other))))
    return bool(one.tolist() == other.tolist())


def _texts(attribute: Attribute, column: Column) -> list[str]:
    if column.dtype.kind == "f" and np.isnan(column).all():
        return [""] * len(column)
    values: list[Any] = column.tolist()
    separator = ">" if attribute.kind == "path" else "|"
    if attribute.kind in {"slugs", "path"}:
        return [separator.join(value) for value in values]
    if column.dtype.kind == "O" and attribute.kind != "numbers":
        return values
    memo: dict[Any, str] = {}
    return [memo[v] if v in memo else memo.setdefault(v, unparse(v)) for v in values]


def _unpickle(name: str, columns: dict[str, Column], numbers: Column | None) -> Table:
    frozen = {key: _frozen(value) for key, value in columns.items()}
    return Table(name, MappingProxyType(frozen), numbers if numbers is None else _frozen(numbers))
