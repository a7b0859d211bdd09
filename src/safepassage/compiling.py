"""Reports what is being compiled, such as to a progress bar; nothing is imported for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OnStep = Callable[[str], None]
"""Called with what is being worked on, in a few words."""

_ON_STEP: ContextVar[OnStep | None] = ContextVar("report what is compiled", default=None)


@contextmanager
def reporting(on_step: OnStep) -> Iterator[None]:
    """Report each step of compiling that this thread takes within the block."""
    before = _ON_STEP.set(on_step)
    try:
        yield
    finally:
        _ON_STEP.reset(before)


def now(step: str) -> None:
    """Say which step begins."""
    on_step = _ON_STEP.get()
    if on_step is not None:
        on_step(step)
