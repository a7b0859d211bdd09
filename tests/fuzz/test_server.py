"""Whatever is sent to the workbench's server: nobody gets in by it, nothing fails unseen."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safepassage.scenario.template import new_scenario
from safepassage.workbench.desk import Desk
from safepassage.workbench.draft import Draft
from safepassage.workbench.entry import Entry
from safepassage.workbench.kept import FOLDER
from tests.fuzz.lane import drive, refusals

pytest.importorskip("tornado")
pytestmark = pytest.mark.slow
SECRET = b"what nobody may see"
HEAD = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n{more}\r\n{body}"


class Served:
    """The guard before an application that tells everything, in a thread."""

    def __init__(self, password: str | None) -> None:
        self.password, self.ready = password, threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.thread.start()
        assert self.ready.wait(60)

    async def _serve(self) -> None:
        from tornado import httpserver, netutil, web

        from safepassage.workbench.guard import MAX_BODY_BYTES, Guard

        class Tell(web.RequestHandler):
            def get(self, *_: str) -> None:
                self.write(SECRET)

            post = put = delete = options = get

        sockets = netutil.bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        self.entry = Entry(self.port, self.password)
        server = httpserver.HTTPServer(
            Guard(web.Application([("(.*)", Tell)]), [f"127.0.0.1:{self.port}"], self.entry),
            max_body_size=MAX_BODY_BYTES,
        )
        server.add_sockets(sockets)
        self.end, self.loop = asyncio.Event(), asyncio.get_running_loop()
        self.ready.set()
        await self.end.wait()
        server.stop()
        await server.close_all_connections()

    def send(self, content: bytes, *, ends: bool = True) -> bytes:
        """What comes back until the server closes; PORT is that of it.

        Without an end the server waits for the rest of a request, if it is none yet.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            answer = b""
            try:
                connection.sendall(content.replace(b"PORT", str(self.port).encode()))
                if ends:
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
            except OSError:  # it closed while we wrote
                pass
            return answer

    @staticmethod
    def request(path: str = "/", more: str = "", body: str = "") -> bytes:
        return HEAD.format(path=path, more=more, body=body).encode()


@pytest.fixture(params=[None, "correct horse"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    made = Served(request.param)
    yield made
    made.loop.call_soon_threadsafe(made.end.set)
    made.thread.join()


def test_requests(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    cookie = served.entry.cookie().partition(";")[0]
    inside = served.request(more=f"Cookie: {cookie}\r\n")
    assert SECRET in served.send(inside, ends=False)
    name, _, value = cookie.partition("=")
    until, _, mark = value.partition(".")
    wrong = f"Cookie: {name}={until}.{mark[1:]}x\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n"
    requests = {
        "plain": served.request(),
        "token": served.request("/?token=abc"),
        "cookie": served.request(more=wrong),
        "socket": served.request("/ws", f"Upgrade: websocket\r\nOrigin: http://evil\r\n{wrong}"),
        "login": served.request("/login", form, "password=wrong").replace(b"GET", b"POST"),
        "file": served.request("/static/../../etc/passwd"),
    }

    def check(_: str, content: bytes) -> None:
        served.entry._guesses.clear()
        caplog.clear()
        answer = served.send(content)
        assert SECRET not in answer
        assert f"{name}=".encode() not in answer  # no cookie was given
        assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
        assert SECRET in served.send(inside, ends=False)

    drive("request", requests, check, 60)


def test_what_is_typed(tmp_path: Path) -> None:
    """Cells, rows and names that a page sends."""
    desk = Desk(tmp_path)
    base = new_scenario("example")
    steps: list[list[Any]] = [
        ["cell", "corridors", 0, "persons_per_hour", "100"],
        ["cell", "events", 1, "value", "0.5"],
        ["row", "fleets", {"vehicle": "bus", "number": "3"}],
        ["delete", "windows", [0, 1]],
        ["open", "template: invented example with a row in every table"],
        ["name", "my-scenario"],
        ["upload", "my book.xlsx", "PK"],
    ]

    def check(_: str, content: bytes) -> None:
        try:
            typed = json.loads(content.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return
        draft = Draft(base)
        for step in typed if isinstance(typed, list) else ():
            with refusals():
                _do(desk, draft, step)
        for problem in draft.problems():
            assert problem.message
        assert {path.name for path in tmp_path.iterdir()} <= {FOLDER}

    try:
        drive("typed", {"steps.json": json.dumps(steps, indent=0).encode()}, check, 60)
    finally:
        desk.jobs.close()


def _do(desk: Desk, draft: Draft, step: object) -> None:
    """A step with values of the types that the page sends; others it cannot send."""
    match step:
        case ["cell", str(table), int(row), str(column), str(text)]:
            draft.set_cell(table, row, column, text)
        case ["row", str(table), dict(cells)] if all(isinstance(v, str) for v in cells.values()):
            draft.add_row(table, cells)
        case ["delete", str(table), list(rows)] if all(isinstance(row, int) for row in rows):
            draft.delete_rows(table, rows)
        case ["open", str(label)]:
            desk.open(label)
        case ["name", str(name)]:
            desk.files.new_workbook(name)
        case ["upload", str(name), str(content)]:
            desk.upload(name, content.encode("utf-8", "replace"))
        case _:
            pass
