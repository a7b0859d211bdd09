"""What every request must pass before the application sees it, and what every answer says.

The server listens on this machine, but any page in the browser can send requests to it. So the
Host must be the address that was chosen (against names made to point here), and a request from
another site's page is refused whatever its method. Nobody enters without the token or the
password. Answers forbid the browser to load anything from elsewhere, so that not even a fault of
ours could send data out, and to run any script or style that is written into a page: scripts and
styles are files of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

from tornado import httputil

from safepassage.workbench.entry import Entry
from safepassage.workbench.files import MAX_UPLOAD_BYTES
from safepassage.workbench.languages import page_languages, page_words

LOGIN = "/login"
MAX_BODY_BYTES = 64 * 1024
"""Largest body of a request, but of those that carry more by their nature."""
_PASTED_BYTES = 4 * 1024 * 1024
LARGER = MappingProxyType(
    {"/api/upload": MAX_UPLOAD_BYTES, "/api/add": _PASTED_BYTES, "/api/fill": _PASTED_BYTES}
)
"""Path → largest body: an uploaded workbook, a pasted table."""
_STYLES = ("/theme.css", "/static/style.css")
"""Colours and forms of the page that asks for the password: shown to everybody."""
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_LOGIN_PAGE = """<!doctype html><html lang="{code}" dir="{direction}"><meta charset="utf-8">
<title>safepassage</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/static/style.css">
<body class="login"><main><form method="post" action="/login"><h1>safepassage</h1>
<p role="alert">{text}</p><label for="password">{password}</label>
<input id="password" type="password" name="password" autofocus required>
<button class="main">{go}</button></form></main></body></html>
"""


def _asked(got: httputil.HTTPHeaders) -> str:
    """The language of the page that a browser asks for first; English where there is none."""
    parts = got.get("Accept-Language", "").split(",")
    codes = [part.strip()[:2].lower() for part in parts]
    return next((code for code in codes if code in page_languages()), "en")


def _login_page(code: str, key: str = "") -> str:
    """Where the password is asked for, perhaps with what was wrong with the last one."""
    words = page_words(code)
    return _LOGIN_PAGE.format(
        code=code, direction=page_languages()[code]["direction"], text=words[key] if key else "",
        password=words["login.password"], go=words["login.go"],
    )  # fmt: skip


def headers() -> dict[str, str]:
    """Headers of every answer."""
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

    def __init__(self, application: Any, hosts: Iterable[str], entry: Entry) -> None:
        self.application = application
        self.hosts = frozenset(hosts)
        self.entry = entry

    def start_request(
        self, server_conn: object, request_conn: httputil.HTTPConnection
    ) -> httputil.HTTPMessageDelegate:
        """A request begins."""
        connection: Any = _Marked(request_conn)
        return _Request(self, connection, self.application.start_request(server_conn, connection))

    def on_close(self, server_conn: object) -> None:
        """A connection ended."""
        self.application.on_close(server_conn)

    def refusal(self, line: httputil.RequestStartLine, got: httputil.HTTPHeaders) -> int:
        """Status of the refusal of a request, by its head alone; 0 if there is none."""
        if got.get_list("Host") != [got.get("Host")] or got.get("Host") not in self.hosts:
            return 421
        origin = got.get("Origin")
        if origin is not None and origin.partition("://")[2] not in self.hosts:
            return 403
        if got.get("Sec-Fetch-Site") in {"cross-site", "same-site"} and not _navigates(line, got):
            return 403
        if "Transfer-Encoding" in got:
            return 411  # a body whose length is not known beforehand
        most = LARGER.get(line.path.partition("?")[0], MAX_BODY_BYTES)
        return 0 if _short(got.get("Content-Length", "0"), most) else 413

    def before_entry(
        self, line: httputil.RequestStartLine, got: httputil.HTTPHeaders
    ) -> tuple[int, dict[str, str], str] | None:
        """Answer to who is not in yet: status, headers and text; None to who is."""
        path, _, query = line.path.partition("?")
        token = parse_qs(query).get("token", [""])[0]
        if line.method == "GET" and path == "/" and token and self.entry.opens(token):
            return 302, {"Location": "/", "Set-Cookie": self.entry.cookie()}, ""
        is_style = line.method == "GET" and path in _STYLES
        if is_style or self.entry.holds_cookie("; ".join(got.get_list("Cookie"))):
            return None
        if self.entry.password is None:
            return 403, {}, f"{page_words(_asked(got))['login.token']}\n"
        if path == LOGIN:
            return 200, _HTML, _login_page(_asked(got))
        if line.method == "GET" and path == "/":
            return 302, {"Location": LOGIN}, ""
        return 403, {}, "Log in first.\n"

    def log_in(self, body: bytes, address: str, code: str) -> tuple[int, dict[str, str], str]:
        """Answer to a password, in a language."""
        if self.entry.is_locked(address):
            return 429, {"Retry-After": "60", **_HTML}, _login_page(code, "login.locked")
        given = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        if self.entry.takes_password(given, address):
            return 302, {"Location": "/", "Set-Cookie": self.entry.cookie()}, ""
        return 403, _HTML, _login_page(code, "login.wrong")


class _Marked:
    """A connection whose answers carry our headers, whatever the application says."""

    def __init__(self, connection: httputil.HTTPConnection) -> None:
        self._connection = connection

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
        given.update(headers())
        return self._connection.write_headers(start_line, given, chunk)


class _Request(httputil.HTTPMessageDelegate):
    """One request: its head decides whether the application sees the rest."""

    def __init__(
        self, guard: Guard, connection: Any, application: httputil.HTTPMessageDelegate
    ) -> None:
        self._guard, self._connection = guard, connection
        self._application: httputil.HTTPMessageDelegate | None = application
        self._password: bytearray | None = None
        self._language = "en"

    def headers_received(self, start_line: Any, headers: httputil.HTTPHeaders) -> Any:
        status = self._guard.refusal(start_line, headers)
        if status:
            return self._answer(status, {}, f"{HTTPStatus(status).phrase}\n")
        before = self._guard.before_entry(start_line, headers)
        if before is None and self._application is not None:
            return self._application.headers_received(start_line, headers)
        is_login = start_line.method == "POST" and start_line.path.partition("?")[0] == LOGIN
        if is_login and self._guard.entry.password is not None:
            self._application, self._password = None, bytearray()
            self._language = _asked(headers)
            return None
        return None if before is None else self._answer(*before)

    def data_received(self, chunk: bytes) -> Any:
        if self._password is not None and len(self._password) <= MAX_BODY_BYTES:
            self._password += chunk
        return None if self._application is None else self._application.data_received(chunk)

    def finish(self) -> None:
        if self._application is not None:
            self._application.finish()
        elif self._password is not None:
            address = str(self._connection.context.remote_ip)
            self._answer(*self._guard.log_in(bytes(self._password), address, self._language))

    def on_connection_close(self) -> None:
        if self._application is not None:
            self._application.on_connection_close()

    def _answer(self, status: int, more: dict[str, str], text: str) -> None:
        self._application = None
        content = text.encode()
        given = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close", **more}
        headers = httputil.HTTPHeaders({**given, "Content-Length": str(len(content))})
        line = httputil.ResponseStartLine("HTTP/1.1", status, HTTPStatus(status).phrase)
        self._connection.write_headers(line, headers, content)
        self._connection.finish()


def _navigates(line: httputil.RequestStartLine, got: httputil.HTTPHeaders) -> bool:
    """Whether the request follows a link to the first page, which shows nothing by itself."""
    return line.method == "GET" and got.get("Sec-Fetch-Mode") == "navigate"


def _short(length: str, most: int) -> bool:
    return length.isascii() and length.isdigit() and int(length[:12]) <= most
