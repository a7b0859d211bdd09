"""Compiled code under test must be that of the sources: a cache of their own for each version.

Numba watches one file only, so that a change in a mechanism would leave the cached day as it was.
This file is read before any module is imported, when pytest begins.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = 3
"""Versions whose compiled code is kept."""


def source_digest() -> str:
    """Digest of every module of the package that may hold compiled code."""
    digest = hashlib.sha256()
    package = ROOT / "src" / "safepassage"
    for part in ("streams", "compiled", "dynamics", "engine"):
        for path in sorted((package / part).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def fresh_cache() -> None:
    """Point numba to the cache of this version of the sources; forget old ones."""
    home = ROOT / ".pytest_cache" / "numba"
    own = home / source_digest()
    own.mkdir(parents=True, exist_ok=True)
    own.touch()
    versions = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in versions[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(own)


fresh_cache()
