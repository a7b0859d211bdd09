"""Files → texts: size, encoding, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from safepassage.bounded import read_file
from safepassage.exchange.imported import Imported

MAX_BYTES = 512 * 1024 * 1024
"""Largest file that is read."""
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_GUESSES = {"cp1256": "Arabic", "cp1251": "Cyrillic", "cp1252": "Western European"}


def read_bytes(path: Path, found: Imported, limit: int = MAX_BYTES) -> bytes | None:
    """Content of a file, or None with a problem."""
    try:
        if not path.is_file():
            found.problem("is missing" if not path.exists() else "is not a file", str(path))
            return None
        if path.stat().st_size > limit:
            found.problem(f"is larger than {limit >> 20} MB", path.name)
            return None
        return read_file(path, limit)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found.problem(f"cannot be read: {reason}", str(path))
        return None


def read_text(path: Path, found: Imported) -> str | None:
    """Text of a file: UTF-8 or UTF-16, else Western European with a note.

    A file in another script whose encoding it does not say is refused with its readings, unless the
    user has named the encoding.
    """
    data = read_bytes(path, found)
    if data is None:
        return None
    encoding = found.given.encoding or _WIDE.get(data[:2], "utf-8-sig")
    if b"\x00" in data and not encoding.startswith("utf-16"):
        remedy = "save it as 'CSV UTF-8' (an archive and a shapefile are no tables)"
        found.problem("is not a text file", path.name, remedy=remedy)
        return None
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        if found.given.encoding or encoding == "utf-16":
            reason = "is unknown" if isinstance(error, LookupError) else "does not fit"
            found.problem(f"the encoding {encoding} {reason}", path.name)
            return None
    guess = guessed_encoding(data, path.name, found)
    return None if guess is None else data.decode(guess, "replace")


def guessed_encoding(data: bytes, file: str, found: Imported) -> str | None:
    """Western European for bytes that are no UTF-8, with a note; None with a problem.

    Three letters beyond ASCII in a row are of another script, whose readings are named.
    """
    run = _RUN.search(data)
    if run is None:
        found.note(f"{file} is not UTF-8; read as Western European: look at its accents")
        return "cp1252"
    shown = " or ".join(
        f"{run[0][:40].decode(name, 'replace')!r} ({script}: --encoding {name})"
        for name, script in _GUESSES.items()
    )
    found.problem(
        "is not UTF-8, and its letters can be read in several ways", file,
        remedy=f"{shown}; or save it as 'CSV UTF-8'",
    )  # fmt: skip
    return None
