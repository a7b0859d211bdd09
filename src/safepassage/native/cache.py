"""Machine code of the functions that Python calls, kept from one process to the next."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from safepassage.native.folder import cache_folder
from safepassage.native.sources import kernel_files


class KernelCache(NullCache):
    """One file a function and signature, in the folder of this kernel.

    Numba's own cache watches the file of the function alone: after a change in one that it calls,
    the old code would run. Here the folder is named by all that is compiled; where a function
    calls one of somebody else, its file is named by the hash of that (``variant``) too.
    """

    def __init__(self, function: Callable[..., Any], variant: str = "") -> None:
        name = f"{function.__module__}.{function.__qualname__}".replace(".<locals>", "")
        self._name = f"{name}-{variant}" if variant else name
        self._source = Path(function.__code__.co_filename)

    @property
    def cache_path(self) -> str | None:
        """The folder of this kernel."""
        folder = cache_folder()
        return None if folder is None else str(folder)

    def load_overload(self, sig: Any, target_context: Any) -> CompileResult | None:
        """What was kept; None where nothing was, or it cannot be read."""
        file = self._file(sig)
        if file is None or not file.exists():
            return None
        target_context.refresh()
        try:
            parts = pickle.loads(file.read_bytes())  # noqa: S301 -- our own, in a private folder
            return CompileResult._rebuild(target_context, *parts)
        except Exception:  # noqa: BLE001 -- a torn file, of a full disk: compiled anew
            return None

    def save_overload(self, sig: Any, data: CompileResult) -> None:
        """Keep a function; where the disk is full or was taken away, the run goes on without."""
        file = self._file(sig)
        if file is None or data.library.has_dynamic_globals:
            return
        parts = dumps(data._reduce())
        with contextlib.suppress(OSError):
            _replace(file, parts)

    def _file(self, signature: Any) -> Path | None:
        if self._source not in kernel_files():
            return None  # a function of somebody else, whose changes the hash does not see
        folder = cache_folder()
        if folder is None:
            return None
        types = hashlib.sha256(repr(signature).encode()).hexdigest()[:16]
        return folder / f"{self._name}-{types}.pickle"


def _replace(file: Path, content: bytes) -> None:
    """Write a file as a whole: another process reads all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    part_file = Path(name)
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        part_file.replace(file)
    except OSError:
        part_file.unlink(missing_ok=True)
        raise
