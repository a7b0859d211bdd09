"""Entry to the server: by its token or password, then for some hours by a cookie.

The token stands in the address that the program prints, as in notebooks: other users and programs
of this machine do not know it. It is long enough not to be guessed, so nothing limits it, and the
person who starts the server can always enter by it. Guesses of a password are limited by client,
so that one client shuts out nobody else.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

MAX_GUESSES = 10
"""Most wrong passwords of one client within a minute."""
HOURS = 8
"""Life of a cookie: a day at work."""
_MAX_CLIENTS = 1000
_MINUTE = 60.0


@dataclass
class Entry:
    """Keys of one server.

    Attributes:
        port: Of the server; cookies of several servers of a machine have names of their own.
        password: What people log in with, or None: then the token alone opens.
        token: Part of the address that the program prints.
    """

    port: int
    password: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _guesses: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, repr=False)

    @property
    def name(self) -> str:
        """Of the cookie."""
        return f"safepassage-{self.port}"

    def cookie(self) -> str:
        """A new cookie, as the header says it: for this site alone, hidden from scripts."""
        until = str(int(time.time()) + HOURS * 3600)
        rules = f"Path=/; Max-Age={HOURS * 3600}; HttpOnly; SameSite=Strict"
        return f"{self.name}={until}.{self._sign(until)}; {rules}"

    def holds_cookie(self, header: str) -> bool:
        """Whether the cookies of a request have one that this server gave and that still counts."""
        try:
            found = SimpleCookie(header).get(self.name)
        except CookieError:
            return False
        until, _, mark = ("" if found is None else found.value).partition(".")
        if not hmac.compare_digest(mark.encode(), self._sign(until).encode()):
            return False
        return until.isdigit() and int(until) > time.time()

    def opens(self, token: str) -> bool:
        """Whether a token is that of this server."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def is_locked(self, address: str) -> bool:
        """Whether a client has guessed too often to be heard."""
        guesses = self._guesses.get(_client(address), ())
        return sum(time.monotonic() - one < _MINUTE for one in guesses) >= MAX_GUESSES

    def takes_password(self, password: str, address: str) -> bool:
        """Whether a password is right; a wrong one counts against the client."""
        if self.password is not None and hmac.compare_digest(
            password.encode(), self.password.encode()
        ):
            return True
        client = _client(address)
        guesses = self._guesses.setdefault(client, deque(maxlen=MAX_GUESSES))
        guesses.append(time.monotonic())
        self._guesses.move_to_end(client)
        if len(self._guesses) > _MAX_CLIENTS:
            self._guesses.popitem(last=False)
        return False

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _client(address: str) -> str:
    """An address; of version 6 the network, since one client has as many addresses as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{found}/64", strict=False))
    return str(found)
