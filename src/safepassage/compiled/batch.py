"""Tables of several members at once: each of their arrays has a leading axis of members."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

_Tables = TypeVar("_Tables", bound=tuple[Any, ...])


def repeated(tables: _Tables, count: int) -> _Tables:
    """The same tables for several members: copies, which may be changed one by one."""
    return _mapped(tables, lambda array: array[None].repeat(count, axis=0))


def row_of(tables: _Tables, row: int) -> _Tables:
    """Tables of one member: views."""
    return _mapped(tables, lambda array: array[row])


def rows_of(tables: _Tables, count: int) -> _Tables:
    """Tables of the first members: views."""
    return _mapped(tables, lambda array: array[:count])


def write_row_of(class_: type[_Tables]) -> Callable[[_Tables, int], _Tables]:
    """:func:`row_of` for tables of one class, to be compiled: numba needs every field by name."""
    names: dict[str, Any] = {"__name__": __name__}
    source = f"def row_of_{class_.__name__.lower()}(tables, row):\n"
    source += f"    return {_row(class_, 'tables', names)}\n"
    exec(compile(source, f"<row of {class_.__name__}>", "exec"), names)  # noqa: S102 -- written here
    made: Callable[[_Tables, int], _Tables] = names[f"row_of_{class_.__name__.lower()}"]
    return made


def _row(class_: type, value: str, names: dict[str, Any]) -> str:
    """Source of a row of tables of a class."""
    names[class_.__name__] = class_
    parts = []
    for field, kind in get_type_hints(class_).items():
        is_table = inspect.isclass(kind) and issubclass(kind, tuple)
        part = f"{value}.{field}"
        parts.append(_row(kind, part, names) if is_table else f"{part}[row]")
    return f"{class_.__name__}({', '.join(parts)})"


def _mapped(tables: _Tables, change: Callable[[Any], Any]) -> _Tables:
    """Tables of the same class with every array changed."""
    class_: Any = type(tables)
    parts = (_mapped(part, change) if isinstance(part, tuple) else change(part) for part in tables)
    made: _Tables = class_(*parts)
    return made
