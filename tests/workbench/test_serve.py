"""Who may connect: options that are refused, and requests that are."""

from __future__ import annotations

import base64
import http.client
import logging
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from safepassage.errors import SafepassageError
from safepassage.workbench.entry import MAX_GUESSES, Entry
from safepassage.workbench.guard import MAX_BODY_BYTES
from safepassage.workbench.log import PlainFormatter
from safepassage.workbench.serve import Options, serve
from tests.workbench.served import served

PASSWORD = "correct horse"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"host": "192.168.0.7"}, "needs a password"),
        ({"host": "192.168.0.7", "password": "short"}, "too short"),
        ({"host": "0.0.0.0", "password": PASSWORD}, "every address is refused"),
        ({"host": "::", "password": PASSWORD}, "every address is refused"),
        ({"host": "example.org", "password": PASSWORD}, "is no address"),
        ({"port": 70_000}, "is no port"),
        ({"root": Path("/nowhere")}, "is not a folder"),
        ({"host": "192.0.2.1", "password": PASSWORD, "port": 0}, "cannot be used"),
    ],
)
def test_unsafe_options_are_refused(
    tmp_path: Path, options: dict[str, object], expected: str
) -> None:
    with pytest.raises(SafepassageError, match=expected):
        serve(Options(**({"root": tmp_path} | options)), lambda address: None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("root")
    secret = root / ".password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    with served(root, "--password-file", str(secret)) as found:
        yield found


def ask(
    address: str, path: str = "/", method: str = "GET", body: str = "", **headers: str
) -> tuple[int, dict[str, str], str]:
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=60)
    named = {"Host": host} | {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        connection.request(method, path, body or None, named)
        answer = connection.getresponse()
        cookies = "; ".join(answer.headers.get_all("Set-Cookie") or [])
        found = dict(answer.getheaders()) | {"Set-Cookie": cookies}
        return answer.status, found, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def log_in(address: str, password: str) -> tuple[int, str]:
    """Status, and the cookies that were given."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = ask(address, "/login", "POST", f"password={password}", **form)
    return status, headers["Set-Cookie"]


def token_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["token"][0]


def entered(address: str) -> str:
    """A cookie of who opened the address that was printed."""
    status, headers, _ = ask(address, f"/?token={token_of(address)}")
    assert (status, headers["Location"]) == (302, "/")
    return headers["Set-Cookie"].partition(";")[0]


def socket_status(address: str, **headers: str) -> int:
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    return ask(address, "/ws", **upgrade, **{"Sec-WebSocket-Key": key}, **headers)[0]


EVERYTHING = ("/api/state", "/api/scenario", "/api/workbook", "/api/openapi", "/static/js/main.js",
              "/static/index.html", "/?token=", "/?token=x", "//", "/login/x")  # fmt: skip


def test_nothing_is_shown_without_the_password(address: str) -> None:
    status, headers, _ = ask(address)
    assert (status, headers["Location"]) == (302, "/login")
    status, _, text = ask(address, "/login")
    assert (status, "password" in text) == (200, True)
    for path in EVERYTHING:
        assert ask(address, path)[0] in {302, 403}
    assert log_in(address, "wrong+horse") == (403, "")
    assert log_in(address, "") == (403, "")
    status, cookie = log_in(address, PASSWORD.replace(" ", "+"))
    assert status == 302
    assert ask(address, Cookie=cookie.partition(";")[0])[0] == 200


@pytest.mark.parametrize(
    ("asked", "code", "direction", "word"),
    [("fr-CH, en;q=0.8", "fr", "ltr", "Mot de passe"), ("ar", "ar", "rtl", "كلمة المرور"),
     ("xx, es", "es", "ltr", "Contraseña"), ("<b>,", "en", "ltr", "Password")],
)  # fmt: skip
def test_the_password_is_asked_for_in_the_language_of_the_browser(
    address: str, asked: str, code: str, direction: str, word: str
) -> None:
    _, _, text = ask(address, "/login", Accept_Language=asked)
    assert f'<html lang="{code}" dir="{direction}">' in text
    assert word in text
    assert "<b>" not in text


def test_a_wrong_password_is_answered_in_the_language_of_the_browser(address: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "ar"}
    status, _, text = ask(address, "/login", "POST", "password=%3Cb%3E", **form)
    assert status == 403
    assert "كلمة المرور غير صحيحة" in text
    assert "<b>" not in text


def test_a_cookie_is_for_this_site_and_some_hours(address: str) -> None:
    _, cookie = log_in(address, PASSWORD.replace(" ", "+"))
    rules = {part.strip().partition("=")[0]: part.partition("=")[2] for part in cookie.split(";")}
    assert rules["SameSite"] == "Strict"
    assert "HttpOnly" in rules
    assert int(rules["Max-Age"]) <= 12 * 3600
    name, _, value = cookie.partition(";")[0].partition("=")
    until, _, mark = value.partition(".")
    for other in (f"{int(until) + 1}.{mark}", f"{until}.{mark[:-1]}", until, "", f".{mark}"):
        assert ask(address, Cookie=f"{name}={other}")[0] == 302
    entry = Entry(1)
    old = f"{int(time.time()) - 1}"
    assert entry.holds_cookie(entry.cookie().partition(";")[0])
    assert not entry.holds_cookie(f"{entry.name}={old}.{entry._sign(old)}")
    assert not Entry(1).holds_cookie(entry.cookie().partition(";")[0])


def test_there_is_no_socket(address: str) -> None:
    here = f"http://{urlsplit(address).netloc}"
    assert socket_status(address, Origin=here) == 403
    assert socket_status(address, Origin=here, Cookie=entered(address)) == 404


def test_a_body_without_a_length_is_refused(address: str) -> None:
    headers = {"Transfer-Encoding": "chunked", "Cookie": entered(address)}
    assert ask(address, "/api/add", "POST", **headers)[0] == 411


def test_on_this_machine_too_only_the_printed_address_opens(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        for path in ("/", "/login", *EVERYTHING):
            status, headers, text = ask(address, path)
            assert status == 403
            assert headers["Set-Cookie"] == ""
            assert token_of(address) not in text
        cookie = entered(address)
        status, headers, page = ask(address, Cookie=cookie)
        assert status == 200
        assert inline_scripts(headers, page) == []
        assert ask(address, "/static/js/main.js", Cookie=cookie)[0] == 200
        assert ask(address, "/login", "POST", "password=", Cookie=cookie)[0] in {403, 404, 405}
        assert socket_status(address, Origin="http://evil.example", Cookie=cookie) == 403


def inline_scripts(headers: dict[str, str], page: str) -> list[str]:
    """Scripts and styles that are written into a page; its rules let none of them run."""
    policy = headers["Content-Security-Policy"]
    for kind in ("script-src", "style-src"):
        allowed = re.search(rf"{kind} ([^;]*)", policy)
        assert allowed is not None
        assert allowed[1] == "'self'"
    found = re.findall(r"<script[^>]*>", page)
    assert found
    assert not re.search(r"<[a-z]+[^>]*\s(?:on[a-z]+|style)=", page)
    return [one for one in found if " src=" not in one]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost.evil"]
)
def test_other_sites_are_refused(address: str, origin: str) -> None:
    assert socket_status(address, Origin=origin) == 403
    for method in ("POST", "GET", "OPTIONS"):
        assert ask(address, "/login", method, Origin=origin)[0] == 403


def test_other_hosts_and_large_bodies_are_refused(address: str) -> None:
    port = urlsplit(address).port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", ""):
        assert ask(address, Host=host)[0] in {400, 421}
    assert ask(address, "/login", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert ask(address, "/login", "POST", "x" * (MAX_BODY_BYTES + 1))[0] == 413


def test_files_of_the_machine_are_not_served(address: str) -> None:
    for path in (
        "/static/../../../../etc/passwd",
        "/static/vendor/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/secret",
        "/.password",
    ):
        status, _, text = ask(address, path)
        assert status in {302, 400, 403, 404}
        assert "root:" not in text
        assert PASSWORD not in text


def test_answers_forbid_loading_from_elsewhere(address: str) -> None:
    for path in ("/login", "/static/js/main.js", "/nothing"):
        _, headers, _ = ask(address, path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:", policy)
        assert "Access-Control-Allow-Origin" not in headers


def test_guessing_the_password_is_slowed_down(address: str) -> None:
    """Runs last: afterwards nobody of this machine can log in for a minute."""
    answers = [ask(address, "/login", "POST", "password=x")[0] for _ in range(MAX_GUESSES + 1)]
    assert answers[-1] == 429
    assert log_in(address, PASSWORD.replace(" ", "+"))[0] == 429
    assert ask(address, Cookie=entered(address))[0] == 200  # who started it gets in all the same


def test_one_client_shuts_out_no_other() -> None:
    entry = Entry(1, PASSWORD)
    guesses = [entry.takes_password("x", "192.0.2.1") for _ in range(MAX_GUESSES)]
    assert not any(guesses)
    assert entry.is_locked("192.0.2.1")
    assert not entry.is_locked("192.0.2.2")
    assert entry.takes_password(PASSWORD, "192.0.2.2")
    for number in range(MAX_GUESSES):
        entry.takes_password("x", f"2001:db8::{number}")
    assert entry.is_locked("2001:db8::ffff")  # of the same network
    assert not entry.is_locked("2001:db8:0:1::1")
    for number in range(5000):
        entry.takes_password("x", f"10.0.{number // 250}.{number % 250}")
    assert len(entry._guesses) <= 1000


def test_the_log_says_what_failed_and_never_what_was_typed() -> None:
    secret = "people at the hidden place: 17"
    try:
        int(secret)
    except ValueError:
        info = sys.exc_info()
    for name in (
        "tornado.application",
        "safepassage.workbench.server",
        "asyncio",
        "tornado.access",
    ):
        record = logging.LogRecord(
            name, logging.ERROR, "file.py", 7, "failed: %r", (secret,), info, "func"
        )
        line = PlainFormatter().format(record)
        assert secret not in line
        assert "ValueError" in line
        assert "\n" not in line
    asked = logging.LogRecord(
        "tornado.access", logging.WARNING, "web.py", 7, "404 GET /x?token=%s (::1)", ("abc",), None
    )
    assert "abc" not in PlainFormatter().format(asked)
