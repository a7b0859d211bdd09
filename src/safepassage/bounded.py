"""Files read whole, and only if they are files: sizes are bounded before anything is read.

A device has no end and a pipe may wait for ever, by whatever name they go; a link leads out of the
folder that somebody handed over.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_LEAST = 1 << 20
"""Bytes for which a buffer is made whatever a file says of its size."""


def read_file(path: Path, limit: int, *, follow: bool = True) -> bytes:
    """Content of a file.

    Args:
        path: Of the file.
        limit: Bytes at most.
        follow: Whether it may be a link.

    Raises:
        OSError: If it is missing, larger, or a folder, a pipe, a device or (unless followed) a
            link; ``strerror`` says which.
    """
    if not follow and path.is_symlink():
        raise OSError(errno.ELOOP, "is a link", str(path))
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    # A pipe would wait here for its other end.
    flags |= getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    handle = os.open(path, flags)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "is not a file", str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            # A buffer of the size asked for is made at once, so not of the limit; some files of the
            # system say that they are empty.
            most = min(limit, max(found.st_size, _LEAST))
            data = b"" if found.st_size > limit else file.read(most + 1)
    finally:
        os.close(handle)
    if found.st_size > limit or len(data) > limit:
        raise OSError(errno.EFBIG, f"is larger than {limit >> 20} MB", str(path))
    if len(data) > most:
        raise OSError(errno.EFBIG, "grew while it was read", str(path))
    return data
