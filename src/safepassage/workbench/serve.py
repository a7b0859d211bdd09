"""Start the workbench: on this machine only, unless a host is given together with a password."""

from __future__ import annotations

import ipaddress
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from safepassage.errors import Problem, ScenarioError
from safepassage.workbench.desk import Desk
from safepassage.workbench.entry import Entry
from safepassage.workbench.files import MAX_UPLOAD_BYTES
from safepassage.workbench.guard import Guard
from safepassage.workbench.log import log_plainly
from safepassage.workbench.server import application

LOOPBACK = "127.0.0.1"
MIN_PASSWORD = 8


@dataclass(frozen=True)
class Options:
    """How to serve.

    Attributes:
        root: Folder whose scenarios may be opened and where runs are kept.
        port: TCP port; 0 takes a free one.
        host: Address to listen on.
        password: Needed unless the host is this machine's loopback.
    """

    root: Path
    port: int = 5006
    host: str = LOOPBACK
    password: str | None = None


def serve(options: Options, started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        options: How.
        started: Called with the address when the server listens; it holds the token that opens
            it, with or without a password.

    Raises:
        ScenarioError: If the options do not allow serving.
    """
    _check(options)
    port = options.port or _free_port(options.host)
    desk = Desk(options.root)
    entry = Entry(port, options.password)
    log_plainly()
    try:
        server = _make_server(desk, options, entry)
    except OSError as error:
        desk.jobs.close()
        message = f"port {port} of {options.host} cannot be used: {error.strerror}"
        raise _refused(message, "choose another with --port") from None
    started(f"http://{_shown(options.host)}:{port}/?token={entry.token}")
    try:
        loop: Any = IOLoop.current()
        _stop_on_signals(loop.asyncio_loop)
        loop.start()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
        desk.jobs.close()


def _stop_on_signals(loop: Any) -> None:
    """Let signals stop the loop: an exception in the middle of a request would be kept there.

    A second signal ends the process at once.
    """

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(loop.stop)  # it wakes a loop that waits

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, stop)


def _make_server(desk: Desk, options: Options, entry: Entry) -> HTTPServer:
    hosts = [f"{_shown(options.host)}:{entry.port}"]
    if options.host == LOOPBACK:
        hosts.append(f"localhost:{entry.port}")
    guarded: Any = Guard(application(desk), hosts, entry)
    server = HTTPServer(guarded, max_body_size=MAX_UPLOAD_BYTES)
    server.listen(entry.port, address=options.host)
    return server


def _check(options: Options) -> None:
    if not options.root.is_dir():
        raise _refused(f"{options.root} is not a folder", "choose one with --root")
    if not 0 <= options.port <= 65_535:
        raise _refused(f"{options.port} is no port", "0 to 65535")
    if options.password is not None and len(options.password) < MIN_PASSWORD:
        raise _refused("the password is too short", f"at least {MIN_PASSWORD} characters")
    try:
        address = ipaddress.ip_address(options.host)
    except ValueError:
        remedy = f"an address of this machine such as {LOOPBACK}"
        raise _refused(f"{options.host[:60]!r} is no address", remedy) from None
    if address.is_unspecified:
        raise _refused("a server for every address is refused", "give the one that others type")
    if not address.is_loopback and not options.password:
        message = "a host that others can reach needs a password"
        raise _refused(message, "give --password-file, or leave out --host")


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((host, 0))
        except OSError as error:
            message = f"{host} cannot be used: {error.strerror}"
            raise _refused(message, "give an address of this machine") from None
        port: int = probe.getsockname()[1]
        return port


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refused(message: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(message, remedy=remedy)])
