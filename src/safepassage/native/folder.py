"""Where machine code is kept: one folder a kernel and machine, in the cache of the user."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from safepassage.native.sources import kernel_hash, machine_hash

_KEPT_DAYS = 30
"""A folder of another kernel that nobody has used for so long is removed."""
_PREFIX = "kernel-"


@cache
def cache_folder() -> Path | None:
    """Folder of the machine code of this kernel on this machine; None where none can be kept."""
    for root in _roots():
        folder = root / f"{_PREFIX}{kernel_hash()}-{machine_hash()}"
        if _is_writable(folder):
            _prune(root, folder)
            return folder
    return None


def _roots() -> list[Path]:
    """Where to try to keep folders, the wish of the user first."""
    found = []
    if os.environ.get("NUMBA_CACHE_DIR"):
        found.append(Path(os.environ["NUMBA_CACHE_DIR"]) / "safepassage")
    with contextlib.suppress(RuntimeError):  # no home
        found.append(user_cache() / "safepassage")
    found.append(Path(tempfile.gettempdir()) / f"safepassage-{_user()}")
    return found


def user_cache() -> Path:
    """The folder for caches of the user, as the system has it.

    Raises:
        RuntimeError: If the user has no home.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    declared = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # Relative ones are invalid by the specification.
    return declared if declared.is_absolute() else Path.home() / ".cache"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _is_writable(folder: Path) -> bool:
    """Whether files can be written there, by nobody else: what is read from it is executed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
        if hasattr(os, "getuid"):
            state = folder.stat()
            return state.st_uid == os.getuid() and not state.st_mode & 0o022
    except OSError:
        return False
    return True


def _prune(root: Path, own: Path) -> None:
    """Mark the own folder as used, and remove those that nobody has used for long."""
    with contextlib.suppress(OSError):
        os.utime(own)
        oldest = time.time() - _KEPT_DAYS * 86_400
        for folder in root.glob(f"{_PREFIX}*"):
            if folder != own and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
