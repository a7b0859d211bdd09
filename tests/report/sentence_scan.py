"""Finds texts that read as sentences for a reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"^[A-Z{«“].*[a-z].* .* .*[.;:] ?$|[a-z]\.( [A-Z]|$)", re.DOTALL)
_WORDS = 4
_ERRORS = re.compile(r"(Error|Problem|Warning)$")


def sentences_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of strings that read as sentences: no docstrings, no messages of errors."""
    tree = ast.parse(source)
    left_out = {id(node) for node in _left_out(tree)}
    for node in ast.walk(tree):
        text = _text(node)
        if text is None or id(node) in left_out or len(text.split()) < _WORDS:
            continue
        if _SENTENCE.search(text.strip()):
            yield node.lineno, text


def _left_out(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring
        elif isinstance(node, ast.JoinedStr):
            yield from (part for part in ast.walk(node) if part is not node)
        elif isinstance(node, ast.Raise) or _is_error(node):
            yield from ast.walk(node)


def _is_error(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    return bool(_ERRORS.search(name)) or name in {"warning", "debug", "info"}


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(map(str, parts))
    return None
