"""Reports what is being compiled, such as to a progress bar; nothing is imported for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Tell = Callable[[str], None]
"""Called with what is being worked on, in a few words."""

_TOLD: ContextVar[Tell | None] = ContextVar("told what is compiled", default=None)


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Tell of each step of compiling that this thread takes within the block."""
    before = _TOLD.set(tell)
    try:
        yield
    finally:
        _TOLD.reset(before)


def now(step: str) -> None:
    """Say which step begins."""
    tell = _TOLD.get()
    if tell is not None:
        tell(step)
