"""What the server logs: what failed and where, never the values that people typed or uploaded."""

from __future__ import annotations

import logging
import sys

_REQUESTS = ("tornado.access", "tornado.general")
_LIBRARIES = ("tornado", "asyncio", "safepassage.workbench")
_CLOSED = frozenset({"WebSocketClosedError", "StreamClosedError"})
_MOST = 200


class PlainFormatter(logging.Formatter):
    """A line a record, without its traceback; texts of libraries may hold data and are left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Level, where it was logged and the kind of error; of requests, what was asked for."""
        error = record.exc_info[1] if record.exc_info else None
        where = f"{record.levelname} {record.name} ({record.module}:{record.lineno})"
        if error is not None:
            last = error.__traceback__
            while last is not None and last.tb_next is not None:
                last = last.tb_next
            line = "" if last is None else f", line {last.tb_lineno}"
            file = "" if last is None else f" in {last.tb_frame.f_code.co_name}{line}"
            return f"{where}: {type(error).__name__}{file}"
        if record.name in _REQUESTS:
            return f"{where}: {_request(record.getMessage())}"
        return where


def log_plainly() -> None:
    """Log warnings and errors of the libraries on stderr by :class:`PlainFormatter` alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter())
    handler.addFilter(_is_not_a_closed_page)
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False


def _request(text: str) -> str:
    """The first line of a message about a request, without what it asked for in detail."""
    words = (text.splitlines() or [""])[0][:_MOST].split(" ")
    return " ".join(word.partition("?")[0] for word in words)


def _is_not_a_closed_page(record: logging.LogRecord) -> bool:
    """False for what is logged when a page is closed while something is sent to it."""
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__name__ not in _CLOSED
