"""Who may connect: options that are refused, and requests that are."""

from __future__ import annotations

import base64
import http.client
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from safepassage.errors import SafepassageError
from safepassage.workbench.guard import MAX_BODY_BYTES, MAX_LOGINS
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
    pytest.importorskip("panel", reason="panel is not installed")
    with pytest.raises(SafepassageError, match=expected):
        serve(Options(**({"root": tmp_path} | options)), lambda address: None)  # type: ignore[arg-type]


def test_the_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "panel", None)
    with pytest.raises(SafepassageError, match="needs panel"):
        serve(Options(tmp_path), lambda address: None)


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


def log_in(address: str, password: str) -> str:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = ask(
        address, "/login", "POST", f"username=safepassage&password={password}", **form
    )
    assert status == 302
    return headers["Set-Cookie"]


def socket_status(address: str, **headers: str) -> int:
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    return ask(address, "/ws", **upgrade, **{"Sec-WebSocket-Key": key}, **headers)[0]


def test_nothing_is_shown_without_the_password(address: str) -> None:
    status, headers, _ = ask(address)
    assert (status, headers["Location"].partition("?")[0]) == (302, "./login")
    for path in ("/autoload.js?bokeh-autoload-element=1", "/metadata"):
        assert ask(address, path)[0] in {302, 403, 404, 500}
    assert 'user="2|' not in log_in(address, "wrong+horse")
    assert 'user="2|' not in log_in(address, "")
    assert 'user="2|' in log_in(address, PASSWORD.replace(" ", "+"))


def test_a_socket_needs_a_token_that_this_server_signed(address: str) -> None:
    here = address.removesuffix("/")
    assert socket_status(address, Origin=here) in {400, 401, 403, 500}
    forged = base64.urlsafe_b64encode(b'{"session_id":"x","session_expiry":9999999999}').decode()
    protocol = {"Sec-WebSocket-Protocol": f"bokeh, {forged.rstrip('=')}"}
    assert socket_status(address, Origin=here, **protocol) != 101


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
        "/static/extensions/panel/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/secret",
        "/.password",
    ):
        status, _, text = ask(address, path)
        assert status in {302, 400, 403, 404}
        assert "root:" not in text
        assert PASSWORD not in text


def test_answers_forbid_loading_from_elsewhere(address: str) -> None:
    for path in ("/login", "/static/js/bokeh.min.js", "/nothing"):
        _, headers, _ = ask(address, path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:", policy)
        assert "Access-Control-Allow-Origin" not in headers


def test_guessing_the_password_is_slowed_down(address: str) -> None:
    """Runs last: afterwards nobody can log in for a minute."""
    answers = [ask(address, "/login", "POST", "password=x")[0] for _ in range(MAX_LOGINS + 1)]
    assert answers[-1] == 429
