"""What a disk or an object store says when it fails → one line in a :class:`StoreError`."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from safepassage.errors import SafepassageError, StoreError

READING = "cannot be read"
WRITING = "cannot be written"
_LONGEST = 300
_SAID = re.compile(r"<Code>([^<]+)</Code>\s*<Message>([^<]+)</Message>")
"""Code and message in the XML that S3-compatible stores answer with."""
_STATUS = re.compile(r"status code: (\d{3}[^:<]*)")


@contextmanager
def store_fault(address: str, what: str, kept: str = "") -> Iterator[None]:
    """Turn what goes wrong with a file or an object into a typed error.

    Object stores raise errors of their own libraries, so for an address any error counts; for a
    folder only those of the operating system do, because others are faults of the program.

    Args:
        address: Folder or address, as the user wrote it.
        what: What failed: ``READING`` or ``WRITING``.
        kept: What is left of the work, added to the message.

    Raises:
        StoreError: If the system or the store reports an error.
    """
    try:
        yield
    except (SafepassageError, MemoryError):
        raise
    except OSError as error:
        raise StoreError(f"{address}: {what}: {reason(error)}{kept}") from error
    except Exception as error:
        if "://" not in address:
            raise
        raise StoreError(f"{address}: {what}: {reason(error)}{kept}") from error


@contextmanager
def damage(address: str) -> Iterator[None]:
    """Turn what goes wrong with stored arrays that are read into a typed error.

    What a library makes of bytes that it did not write may be any error.

    Args:
        address: Folder or address of the run.

    Raises:
        StoreError: If something is missing, cut off or out of reach.
    """
    try:
        yield
    except (SafepassageError, MemoryError):
        raise
    except Exception as error:
        known = (OSError, KeyError, ValueError, RuntimeError)
        of_store = "://" in address and not isinstance(error, known)
        what = READING if of_store else "is damaged"
        raise StoreError(f"{address}: {what}: {reason(error)}") from error


def reason(error: Exception) -> str:
    """What an error says, in one line."""
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return f"{error.strerror} (limit of the system)"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error) or type(error).__name__
    said = _SAID.search(text)
    if said is not None:
        return f"{said[2]} ({said[1]})"
    line = text.splitlines()[0].strip()
    status = _STATUS.search(line)
    if status is not None:
        line = f"the store answers {status[1].strip()}"
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"
