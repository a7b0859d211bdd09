"""Reports what is being compiled, such as to a progress bar; nothing is imported for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Report = Callable[[str], None]
"""Called with what is being worked on, in a few words."""

_REPORT: ContextVar[Report | None] = ContextVar("report what is compiled", default=None)


@contextmanager
def reporting(report: Report) -> Iterator[None]:
    """Report each step of compiling that this thread takes within the block."""
    before = _REPORT.set(report)
    try:
        yield
    finally:
        _REPORT.reset(before)


def now(step: str) -> None:
    """Say which step begins."""
    report = _REPORT.get()
    if report is not None:
        report(step)
