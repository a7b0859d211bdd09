"""Files for their owner alone: a folder is closed before anything is written into it.

Modes act where the system knows them. On Windows a folder has the rights of the folder around it.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def private_folder(path: Path) -> None:
    """Make a folder, or close one that is there, for its owner alone (0700).

    Raises:
        OSError: If it cannot be made or belongs to somebody else.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=FOLDER, exist_ok=True)
    path.chmod(FOLDER)


def close(path: Path) -> None:
    """Give everything in a folder, or a file, to its owner alone (0700 and 0600).

    What links lead to is left as it is.
    """
    for found in (path, *(path.rglob("*") if path.is_dir() else ())):
        if not found.is_symlink():
            found.chmod(FOLDER if found.is_dir() else FILE)


def append_private(path: Path, text: str) -> None:
    """Add to a file that its owner alone may read.

    Raises:
        OSError: If it cannot be written, or is a link: that would lead to another file.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), FILE)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(text)
