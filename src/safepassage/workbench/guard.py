"""What every request must pass before the application sees it, and what every answer says.

The server listens on this machine, but any page in the browser can send requests to it. So the
Host must be the address that was chosen (against names made to point here), and a request from
another site's page is refused whatever its method. Answers forbid the browser to load anything
from elsewhere, so that not even a fault of ours could send data out.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from tornado import httputil

from safepassage.workbench.files import MAX_UPLOAD_BYTES

LOGIN = "/login"
MAX_LOGINS = 10
"""Most attempts to log in within a minute."""
MAX_BODY_BYTES = 64 * 1024
"""Largest body of a request, but of those that carry more by their nature."""
LARGER = MappingProxyType({"/api/upload": MAX_UPLOAD_BYTES, "/api/add": 4 * 1024 * 1024})
"""Path → largest body: an uploaded workbook, a pasted table."""


def headers() -> dict[str, str]:
    """Headers of every answer."""
    # No script or style but those of our own files, and nothing from elsewhere.
    policy = (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


class Guard(httputil.HTTPServerConnectionDelegate):
    """Stands before the application."""

    def __init__(self, application: Any, hosts: Iterable[str]) -> None:
        self.application = application
        self.hosts = frozenset(hosts)
        self.headers = headers()
        self.logins: deque[float] = deque(maxlen=MAX_LOGINS)

    def start_request(
        self, server_conn: object, request_conn: httputil.HTTPConnection
    ) -> httputil.HTTPMessageDelegate:
        """A request begins."""
        connection: Any = _Marked(request_conn, self.headers)
        return _Request(self, connection, self.application.start_request(server_conn, connection))

    def on_close(self, server_conn: object) -> None:
        """A connection ended."""
        self.application.on_close(server_conn)

    def refusal(self, line: httputil.RequestStartLine, got: httputil.HTTPHeaders) -> int:
        """Status of the refusal, or 0 if the request may pass."""
        if got.get_list("Host") != [got.get("Host")] or got.get("Host") not in self.hosts:
            return 421
        origin = got.get("Origin")
        if origin is not None and origin.partition("://")[2] not in self.hosts:
            return 403
        if got.get("Sec-Fetch-Site") in {"cross-site", "same-site"} and not _navigates(line, got):
            return 403
        path = line.path.partition("?")[0].rstrip("/")
        if "Transfer-Encoding" in got:
            return 411  # a body whose length is not known beforehand
        if not _short(got.get("Content-Length", "0"), LARGER.get(path, MAX_BODY_BYTES)):
            return 413
        if line.method == "POST" and path == LOGIN:
            return self._too_many_logins()
        return 0

    def _too_many_logins(self) -> int:
        now = time.monotonic()
        if len(self.logins) == MAX_LOGINS and now - self.logins[0] < 60:
            return 429
        self.logins.append(now)
        return 0


class _Marked:
    """A connection whose answers carry our headers, whatever the application says."""

    def __init__(self, connection: httputil.HTTPConnection, marks: dict[str, str]) -> None:
        self._connection = connection
        self._marks = marks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def write_headers(
        self,
        start_line: httputil.ResponseStartLine,
        given: httputil.HTTPHeaders,
        chunk: bytes | None = None,
    ) -> Any:
        """Send the head of an answer."""
        given.pop("Access-Control-Allow-Origin", None)
        given.update(self._marks)
        return self._connection.write_headers(start_line, given, chunk)


class _Request(httputil.HTTPMessageDelegate):
    """One request: its head decides whether the application sees the rest."""

    def __init__(
        self, guard: Guard, connection: Any, application: httputil.HTTPMessageDelegate
    ) -> None:
        self._guard, self._connection = guard, connection
        self._application: httputil.HTTPMessageDelegate | None = application

    def headers_received(self, start_line: Any, headers: httputil.HTTPHeaders) -> Any:
        status = self._guard.refusal(start_line, headers)
        if not status and self._application is not None:
            return self._application.headers_received(start_line, headers)
        self._application = None
        text = HTTPStatus(status).phrase.encode() + b"\n"
        headers = httputil.HTTPHeaders({"Content-Type": "text/plain", "Connection": "close"})
        headers["Content-Length"] = str(len(text))
        line = httputil.ResponseStartLine("HTTP/1.1", status, "Refused")
        self._connection.write_headers(line, headers, text)
        self._connection.finish()
        return None

    def data_received(self, chunk: bytes) -> Any:
        return None if self._application is None else self._application.data_received(chunk)

    def finish(self) -> None:
        if self._application is not None:
            self._application.finish()

    def on_connection_close(self) -> None:
        if self._application is not None:
            self._application.on_connection_close()


def _navigates(line: httputil.RequestStartLine, got: httputil.HTTPHeaders) -> bool:
    """Whether the request follows a link to the first page, which shows nothing by itself."""
    return line.method == "GET" and got.get("Sec-Fetch-Mode") == "navigate"


def _short(length: str, most: int) -> bool:
    return length.isascii() and length.isdigit() and int(length[:12]) <= most
