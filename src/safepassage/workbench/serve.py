"""Start the workbench: on this machine only, unless a host is given together with a password."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from safepassage.errors import Problem, ScenarioError
from safepassage.workbench.desk import Desk
from safepassage.workbench.files import MAX_UPLOAD_BYTES

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
        started: Called with the address when the server listens.

    Raises:
        ScenarioError: If the options do not allow serving.
    """
    _check(options)
    port = options.port or _free_port(options.host)
    desk = Desk(options.root)
    logging.getLogger("asyncio").addFilter(_is_not_a_closed_page)
    try:
        server = _make_server(desk, options, port)
    except OSError as error:
        desk.jobs.close()
        message = f"port {port} of {options.host} cannot be used: {error.strerror}"
        raise _refused(message, "choose another with --port") from None
    started(f"http://{_shown(options.host)}:{port}")
    try:
        IOLoop.current().start()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
        desk.jobs.close()


def _make_server(desk: Desk, options: Options, port: int) -> HTTPServer:
    from safepassage.workbench.guard import Guard
    from safepassage.workbench.server import application

    hosts = [f"{_shown(options.host)}:{port}"]
    if options.host == LOOPBACK:
        hosts.append(f"localhost:{port}")
    guarded: Any = Guard(application(desk, options.password), hosts)
    server = HTTPServer(guarded, max_body_size=MAX_UPLOAD_BYTES, max_buffer_size=2 * MAX_UPLOAD_BYTES)
    server.listen(port, address=options.host)
    return server


def _is_not_a_closed_page(record: logging.LogRecord) -> bool:
    """False for what is logged when a page is closed while something is sent to it."""
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__name__ not in {"WebSocketClosedError", "StreamClosedError"}


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
