"""A lane of random inputs: a reader gets changed files, first those of the corpus, then new ones.

In the suite a fixed number of inputs is tried, the same each time. `make fuzz MINUTES=n` tries new
ones until the time is over; an input that fails is written into the corpus, where the suite finds
it from then on. A corpus is a folder `corpus/READER/FILE/`, in it changed contents of that file.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.errors import SafepassageError

CORPUS = Path(__file__).parent / "corpus"
LANES = 10
"""Readers that share the minutes."""
SECONDS = 60 * float(os.environ.get("SAFEPASSAGE_FUZZ_MINUTES", "0")) / LANES
ODD = [
    text.encode("utf-8", "surrogatepass")
    for text in (
        "", " ", "-1", "0", "1e308", "-1e-320", "nan", "inf", "9" * 40, "0x1F", "1_000", "1,5",
        "true", "null", "[]", "{}", '"', "'", "=1+1", "@x", "all", "\x00", "\ufeff", "\u202e", "é",
        "\ud800", "𒐫", "2030-02-30", "9999-12-31", "0001-01-01", "2030-03-05T25:00", "../x", "//",
        "A--B", "a|b", "a>b", "a:b@c", "%s", "${x}", "<script>", "\r\n", "\n\n", ",", ";", "\t",
        "x" * 5000, "[" * 2000, "{\"a\":" * 1500,
    )
]  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_TEXT = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_][\w-]*")
_LINE = re.compile(rb"[^\n]*\n?")
Check = Callable[[str, bytes], None]


@contextmanager
def refusals() -> Iterator[None]:
    """Errors that say what is wrong are answers; a text without anything to read is none."""
    try:
        yield
    except SafepassageError as error:
        if not str(error).strip():
            raise AssertionError("it was refused without a word") from error


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """A content with one to four changes: of bytes, numbers, words or lines."""
    for _ in range(draw(st.integers(1, 4))):
        content = _changed(draw, content)
    return content


def _changed(draw: st.DrawFn, content: bytes) -> bytes:
    way = draw(st.sampled_from(("number", "word", "line", "bytes", "cut")))
    pattern = {"number": _NUMBER, "word": _TEXT, "line": _LINE}.get(way)
    if pattern is not None:
        found = [one.span() for one in pattern.finditer(content) if one.end() > one.start()]
        if found:
            start, end = found[draw(st.integers(0, len(found) - 1))]
            other = found[draw(st.integers(0, len(found) - 1))]
            own = content[start:end]
            new = draw(st.sampled_from((*ODD, content[slice(*other)], own + own, own * 50)))
            return content[:start] + new + content[end:]
    at = draw(st.integers(0, len(content)))
    if way == "cut":
        return content[:at] + content[draw(st.integers(at, len(content))) :]
    end = min(len(content), at + draw(st.integers(0, 4)))
    return content[:at] + draw(st.binary(max_size=6) | st.sampled_from(ODD)) + content[end:]


@st.composite
def changed_archive(draw: st.DrawFn, content: bytes) -> bytes:
    """An archive with changes in one of its files, or of its own bytes."""
    if draw(st.integers(0, 9)) == 0:
        return draw(changed(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(files)))
    files[name] = draw(changed(files[name]))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in files.items():
            archive.writestr(zipfile.ZipInfo(key), value)
    return target.getvalue()


def drive(reader: str, files: Mapping[str, bytes], check: Check, examples: int) -> None:
    """Give a reader its corpus, then changed files.

    Args:
        reader: Folder of the corpus.
        files: Sound contents by name.
        check: Reads a content that stands under a name, and raises if something is wrong.
        examples: Inputs in the suite, and in one turn of the lane.
    """
    for path in sorted(one for one in (CORPUS / reader).rglob("*") if one.is_file()):
        check(path.parent.relative_to(CORPUS / reader).as_posix(), path.read_bytes())
    until, last = time.monotonic() + SECONDS, [("", b"")]

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=not SECONDS,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    @given(data=st.data(), name=st.sampled_from(sorted(files)))
    def once(data: st.DataObject, name: str) -> None:
        is_archive = files[name][:2] == b"PK"
        content = data.draw((changed_archive if is_archive else changed)(files[name]))
        last[0] = (name, content)
        check(name, content)

    while True:
        try:
            once()
        except Exception:
            keep(reader, *last[0])
            raise
        if time.monotonic() >= until:
            return


def keep(reader: str, name: str, content: bytes) -> None:
    """Put an input that failed into the corpus."""
    if SECONDS:
        folder = CORPUS / reader / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha256(content).hexdigest()[:12]).write_bytes(content)
