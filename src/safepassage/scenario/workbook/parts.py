"""The parts of an .xlsx file, unpacked within limits: no bombs, no document types, no macros."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from safepassage.bounded import read_file
from safepassage.errors import Problem, ScenarioError

MAX_WORKBOOK_BYTES = 32 * 1024 * 1024
"""Largest workbook that is read, as it lies on the disk."""
MAX_UNPACKED_BYTES = 192 * 1024 * 1024
"""Largest sum of its parts, unpacked."""
MAX_PARTS = 1000
"""Most files in it."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, OSError,
)  # fmt: skip
"""What the library raises for archives that are damaged in one place or another."""
_READ = (".xml", ".rels")


def unpack(path: Path) -> dict[str, bytes]:
    """The XML parts of a workbook by their names; everything else in it is left packed.

    Sizes that the archive declares are summed before anything is unpacked, and a part that
    does not keep to its declared size and checksum is refused.

    Raises:
        ScenarioError: If it is not an .xlsx workbook, too large, damaged, encrypted, or holds a
            document type (the way to XML bombs) or macros.
    """
    try:
        if path.stat().st_size > MAX_WORKBOOK_BYTES:
            raise refused(f"is larger than {MAX_WORKBOOK_BYTES >> 20} MB", path)
        data = read_file(path, MAX_WORKBOOK_BYTES)
    except OSError as error:
        raise refused(f"cannot be read: {error.strerror}", path) from None
    if data.startswith(_OLE):
        remedy = "save it as 'Excel workbook (.xlsx)', without a password"
        raise refused("is an old .xls file or protected by a password", path, remedy)
    if not data.startswith(_ZIP):
        raise refused("is not an Excel workbook", path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in _wanted(archive, path)}
    except _UNREADABLE as error:
        raise refused(f"is damaged: {str(error)[:80]}", path) from None
    for name, part in parts.items():
        _refuse_document_type(name, part, path)
    return parts


def unpacked_bytes(path: Path) -> int:
    """Bytes that a workbook says to unpack to; 0 if that cannot be read, which has its message."""
    if not path.is_file():  # a pipe would wait for ever
        return 0
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (*_UNREADABLE, OSError, ValueError):
        return 0


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """A plain archive of the checked parts and nothing else, for the reader of cells."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    target.seek(0)
    return target


def refused(
    message: str, path: Path, remedy: str = "save it as 'Excel workbook (.xlsx)'"
) -> ScenarioError:
    """The error that refuses the workbook as a file."""
    return ScenarioError([Problem(message, path.name, remedy=remedy)])


def _wanted(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        message = f"unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB or {MAX_PARTS} parts"
        raise refused(message, path, "leave out pictures and empty formatted rows")
    if len(names) < len(entries):
        raise refused("is damaged: two of its parts have one name", path)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused("is encrypted", path, "save it without a password")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refused("holds macros", path)
    return [entry for entry in entries if entry.filename.lower().endswith(_READ)]


def _refuse_document_type(name: str, part: bytes, path: Path) -> None:
    def refuse(*_: object) -> None:
        raise refused(f"declares a document type in {name[:60]!r}", path)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # an unknown encoding
        raise refused(f"is damaged: {name[:60]!r}: {error}", path) from None
