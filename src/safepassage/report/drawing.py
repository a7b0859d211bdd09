"""The program that draws charts in a page, kept from one process to the next.

To bundle it takes seconds, more than a small run; it depends on the version of vl-convert alone.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from importlib import metadata
from pathlib import Path

from safepassage.native.folder import user_cache
from safepassage.whole import whole_file

_END = "\n/* whole */\n"
"""Last line of a kept program: a file that was cut off lacks it."""


@cache
def drawing_program() -> str:
    """Vega, Vega-Lite and vega-embed as one script (about 0.9 MB) that can stand in a page."""
    with contextlib.suppress(OSError, RuntimeError):  # no home, a full or read-only disk
        return _kept(user_cache() / "safepassage")
    return _bundled()


def _kept(folder: Path) -> str:
    """The program from a folder, put there if need be.

    Raises:
        OSError: If nothing can be kept there, or others may write there: it is run by browsers.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    state = folder.stat()
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
        raise PermissionError(f"{folder}: others may write there")
    file = folder / f"drawing-{metadata.version('vl-convert-python')}.js"
    if file.exists():
        text = file.read_text(encoding="utf-8")
        if text.endswith(_END):
            return text
    text = _bundled() + _END
    with whole_file(file) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return text


def _bundled() -> str:
    import vl_convert  # slow to import

    program = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return program.replace("</script", "<\\/script")
