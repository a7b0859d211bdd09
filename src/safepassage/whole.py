"""Files and folders that appear whole or not at all; what they replace is whole until then.

Everything is written beside its target, under a hidden name that says which process of which
machine writes it, and renamed as the last step. What a process left that was killed is removed
before the next write into the same folder; if it was killed between the two renames that replace
a folder, the earlier folder gets its name back.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from safepassage.private import FILE, private_folder

_DAY_SECONDS = 86_400.0
_BESIDE = re.compile(
    r"\.(?P<name>.+)\.(?P<writer>[0-9a-f]{8}-\d+)-[0-9a-f]{6}\.(?P<kind>part|old|rest)"
)
_SCRATCH = re.compile(r"safepassage-(?P<writer>[0-9a-f]{8}-\d+)-.+")


def blocked(target: Path) -> str:
    """Why nothing can be written under a name, before any work is done; empty if something can.

    A name that is taken is none of the reasons: whether it may be replaced is the caller's to say.
    """
    if target.name in {"", ".."}:
        return f"{target} is no name; give it one of its own"
    with suppress(OSError):  # a name that the system does not take is refused when it is written
        if target.is_dir() and Path.cwd().is_relative_to(target.resolve()):
            return f"{target} is the folder that you work in; choose another name"
        for place in (target, *target.parents):
            if place.is_symlink() and not place.exists():
                return f"{place} is a link that leads nowhere; mend it, or choose another name"
            if place != target and place.exists():
                return _unfit(place)
    return ""


def _unfit(folder: Path) -> str:
    if not folder.is_dir():
        return f"{folder} is not a folder; choose another name"
    return "" if os.access(folder, os.W_OK) else f"{folder}: you may not write there"


@contextmanager
def whole_file(target: Path, *, private: bool = False) -> Iterator[Path]:
    """A file to write, which takes the name of the target when the block ends without an error.

    Args:
        target: Final name; a file there is replaced and gives its rights, a link is replaced and
            not followed.
        private: For its owner alone (0600), from the start.

    Raises:
        OSError: If it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    part = beside(target)
    try:
        if private:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
        yield part
        if not private and target.is_file():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_folder(
    target: Path, *, private: bool = False, anew: Collection[str] | None = None
) -> Iterator[Path]:
    """A folder to fill, which takes the name of the target when the block ends without an error.

    Args:
        target: Final name; a folder there is replaced and gives its rights.
        private: For its owner alone (0700), from the start.
        anew: Names in the folder that are written anew; everything else that is in the folder
            which is replaced stays. By default nothing stays.

    Raises:
        OSError: If it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    part = beside(target)
    try:
        if private:
            private_folder(part)
        part.mkdir(exist_ok=True)
        if target.is_dir():
            if not private:
                shutil.copymode(target, part)
            if anew is not None:
                _keep_files(target, part, anew)
        yield part
        put(part, target, rest=anew is not None)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def put(part: Path, target: Path, *, rest: bool = False) -> None:
    """Give a finished folder its name: the earlier one is renamed first, and removed last.

    Args:
        part: The finished folder.
        target: Its name.
        rest: Folders in the earlier one move into the new one.

    Raises:
        OSError: If it cannot be renamed; what was there before is there again.
    """
    before = None
    if os.path.lexists(target):
        before = beside(target, "rest" if rest else "old")
        target.rename(before)
    try:
        part.rename(target)
    except OSError:
        if before is not None:
            before.rename(target)
        raise
    if before is not None:
        _end_with(before, target)


def _end_with(before: Path, target: Path) -> None:
    """Remove the folder that was replaced, after what still belongs to the new one has moved."""
    if before.suffix == ".rest":
        for entry in [one for one in before.iterdir() if one.is_dir() and not one.is_symlink()]:
            if not os.path.lexists(target / entry.name):
                entry.rename(target / entry.name)
    _remove(before)


def beside(target: Path, kind: str = "part") -> Path:
    """A name next to a target that :func:`sweep` knows.

    A ``part`` is being written; an ``old`` folder was replaced, as was a ``rest``, whose folders
    belong to what replaced it.
    """
    return target.with_name(f".{target.name}.{_writer()}-{secrets.token_hex(3)}.{kind}")


def sweep(folder: Path) -> None:
    """Remove what killed processes of this machine left in a folder, and give back earlier folders.

    What others still write is left, and so is what another machine wrote. Nothing is raised.
    """
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            found = _BESIDE.fullmatch(entry.name)
            if found is None or not _ended(found["writer"], entry):
                continue
            target, left = folder / found["name"], Path(entry.path)
            with suppress(OSError):
                if found["kind"] == "part":
                    _remove(left)
                elif os.path.lexists(target):
                    _end_with(left, target)
                else:
                    left.rename(target)


@contextmanager
def scratch() -> Iterator[Path]:
    """A private folder of the system for the time of a block; those of killed processes go too."""
    folder = scratch_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def scratch_folder() -> Path:
    """The same without an end: the caller removes it."""
    with suppress(OSError):
        for entry in list(os.scandir(tempfile.gettempdir())):
            found = _SCRATCH.fullmatch(entry.name)
            if found is not None and _ended(found["writer"], entry) and _own(entry):
                shutil.rmtree(entry.path, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"safepassage-{_writer()}-"))


def _writer() -> str:
    """This machine and process."""
    machine = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
    return f"{machine}-{os.getpid()}"


def _ended(writer: str, entry: os.DirEntry[str]) -> bool:
    """Whether a process has ended; one of another machine is taken to go on."""
    machine, _, number = writer.partition("-")
    if machine != _writer().partition("-")[0]:
        return False
    if os.name == "nt":  # a process cannot be asked there without ending it
        age = time.time() - entry.stat(follow_symlinks=False).st_mtime
        return int(number) != os.getpid() and age > _DAY_SECONDS
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False  # it belongs to somebody else
    return False


def _own(entry: os.DirEntry[str]) -> bool:
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _keep_files(folder: Path, part: Path, anew: Collection[str]) -> None:
    """Put the files of a folder but some into another one: the same files, not copies."""
    for entry in folder.iterdir():
        if entry.name not in anew and (entry.is_symlink() or not entry.is_dir()):
            _same(str(entry), str(part / entry.name))


def _same(source: str, copy: str) -> None:
    """The same file under another name, or a copy where the file system knows only one name."""
    try:
        os.link(source, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, copy, follow_symlinks=False)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
