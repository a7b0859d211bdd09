"""Where a run is kept: a folder of this machine, or an address of an object store."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from safepassage.bounded import read_file
from safepassage.errors import StoreError, not_installed
from safepassage.private import close, private_folder
from safepassage.result.store_fault import READING, WRITING, store_fault

_OBJECT_STORES = ("s3", "gs", "az")
"""Protocols of the package obstore; what else fsspec knows is left to fsspec."""
MOST_TEXT = 2**26
"""Bytes of a text at most, such as the facts of a run."""
MOST_BYTES = 2**31
"""Bytes of any file of a run at most."""


@dataclass(frozen=True)
class Location:
    """A folder, or a prefix such as ``s3://bucket/runs/one``.

    Attributes:
        text: As the user wrote it.
    """

    text: str

    @property
    def is_remote(self) -> bool:
        """Whether it is an address with a protocol."""
        return "://" in self.text

    @property
    def path(self) -> Path:
        """The local folder."""
        return Path(self.text)

    def __str__(self) -> str:
        """As the user wrote it."""
        return self.text

    def beside(self, name: str) -> Location:
        """A local folder of another name in the same parent."""
        return Location(str(self.path.with_name(name)))

    def zarr_store(self, *, read_only: bool = False) -> Any:
        """The store of the arrays, as zarr takes it."""
        from zarr.storage import FsspecStore, LocalStore  # slow to import

        if not self.is_remote:
            return LocalStore(self.path / "result.zarr", read_only=read_only)
        system, prefix = self._system(asynchronous=True)
        return FsspecStore(system, path=f"{prefix}/result.zarr", read_only=read_only)

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        if not self.is_remote:
            return (self.path / name).is_file()
        system, prefix = self._system()
        with self._fault(READING):
            return bool(system.exists(f"{prefix}/{name}"))

    def is_taken(self) -> bool:
        """Whether anything is there."""
        if not self.is_remote:
            return self.path.exists()
        system, prefix = self._system()
        with self._fault(READING):
            return bool(system.find(prefix))

    def names(self, folder: str) -> Iterator[str]:
        """Names of the files below a folder here, which begin with its name.

        Raises:
            StoreError: If a link or a device is among them.
        """
        if not self.is_remote:
            for path in _plain_files(self.path / folder):
                yield path.relative_to(self.path).as_posix()
            return
        system, prefix = self._system()
        with self._fault(READING):
            for key in system.find(f"{prefix}/{folder}"):
                yield folder + key.split(f"{prefix}/{folder}", 1)[1]

    def refuse_links(self, *folders: str) -> None:
        """Refuse links and devices, by which a reader would leave the run folder.

        Raises:
            StoreError: If one is there; an object store has none.
        """
        if not self.is_remote:
            for folder in folders:
                for _ in self.names(folder):
                    pass

    def size(self, name: str) -> int:
        """Bytes of a file."""
        if not self.is_remote:
            return self._file(name).stat().st_size
        system, prefix = self._system()
        with self._fault(READING):
            return int(system.size(f"{prefix}/{name}"))

    def read_bytes(self, name: str, limit: int = MOST_BYTES) -> bytes:
        """Content of a file.

        Args:
            name: Of the file.
            limit: Bytes at most, asked for before anything is read.

        Raises:
            StoreError: If it is a link or larger.
        """
        if self.size(name) > limit:
            raise StoreError(f"{self}/{name}: is damaged: it is larger than {limit >> 20} MB")
        if not self.is_remote:
            return read_file(self._file(name), limit, follow=False)
        system, prefix = self._system()
        with self._fault(READING):
            return bytes(system.cat_file(f"{prefix}/{name}"))

    def read_text(self, name: str) -> str:
        """Text of a file.

        Raises:
            StoreError: If it is a link or larger than ``MOST_TEXT``.
        """
        return self.read_bytes(name, MOST_TEXT).decode("utf-8")

    def write_text(self, name: str, text: str) -> None:
        """Write a file whole: it never appears half written."""
        if self.is_remote:
            system, prefix = self._system()
            with self._fault(WRITING):
                system.pipe_file(f"{prefix}/{name}", text.encode("utf-8"))
            return
        part = self.path / f".{name}.part"
        part.unlink(missing_ok=True)  # a link would lead to another file
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
        part.replace(self.path / name)

    def put(self, folder: Path) -> None:
        """Copy the files of a local folder here."""
        if not self.is_remote:
            shutil.copytree(folder, self.path, dirs_exist_ok=True)
            return
        system, prefix = self._system()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            with self._fault(WRITING):
                system.pipe_file(f"{prefix}/{name}", file.read_bytes())

    def get(self, name: str, folder: Path) -> None:
        """Copy the files of a folder here into a local one."""
        system, prefix = self._system()
        with self._fault(READING):
            for key in system.find(f"{prefix}/{name}"):
                file = folder / key.split(f"{prefix}/{name}/", 1)[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(bytes(system.cat_file(key)))

    def make(self) -> None:
        """Create the local folder, its owner's alone; an object store needs none."""
        if not self.is_remote:
            private_folder(self.path)

    def close(self) -> None:
        """Leave what is in the local folder to its owner: exact counts are not for others."""
        if not self.is_remote:
            close(self.path)

    def delete(self, name: str) -> None:
        """Remove a file if it is there."""
        if not self.is_remote:
            (self.path / name).unlink(missing_ok=True)
        elif self.has(name):
            system, prefix = self._system()
            with self._fault(WRITING):
                system.rm_file(f"{prefix}/{name}")

    def remove(self) -> None:
        """Remove everything."""
        if not self.is_remote:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        self.empty()

    def empty(self, *keep: str) -> None:
        """Remove everything in it but some files; what says that a run is finished goes first."""
        if not self.is_remote:
            for path in self.path.iterdir():
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path.name not in keep:
                    path.unlink()
            return
        system, prefix = self._system()
        kept = {f"{prefix}/{name}" for name in keep}
        with self._fault(WRITING):
            keys = [key for key in system.find(prefix) if key not in kept]
            for key in sorted(keys, key=lambda key: not key.endswith("provenance.json")):
                system.rm_file(key)

    def sweep(self) -> None:
        """Remove files that were cut off while they were written; no reader takes them for whole.

        An object store never shows half an object.
        """
        if not self.is_remote:
            for path in self.path.rglob("*.partial"):
                path.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        """A file of the local folder that is one.

        Raises:
            StoreError: If it is a link, a device or a folder, or lies behind a link.
        """
        path = self.path
        for part in PurePosixPath(name).parts:
            path /= part
            if part in {"/", ".."}:
                raise StoreError(f"{self}: is damaged: {name} lies outside of it")
            if path.is_symlink():
                raise StoreError(f"{path}: is damaged: it is a link, not a file")
        if path.exists() and not path.is_file():
            raise StoreError(f"{path}: is damaged: it is a folder or a device, not a file")
        return path

    def _fault(self, what: str) -> AbstractContextManager[None]:
        return store_fault(self.text, what)

    def _system(self, *, asynchronous: bool = False) -> tuple[Any, str]:
        """The file system and the path in it."""
        protocol, _, prefix = self.text.partition("://")
        options = {"asynchronous": True} if asynchronous else {}
        try:
            if protocol in _OBJECT_STORES:
                store: Any = importlib.import_module("obstore.fsspec").FsspecStore
                return store(protocol, **options), prefix.strip("/")
            import fsspec

            return fsspec.filesystem(protocol, **options), prefix.rstrip("/")
        except ImportError as error:
            raise StoreError(
                f"{self.text}: {not_installed('an object store', 'obstore', 16)} ({error})"
            ) from error
        except ValueError as error:
            raise StoreError(f"{self.text}: {error}") from error


def _plain_files(folder: Path) -> Iterator[Path]:
    """Files below a local folder, in the order of the file system; none if it is not there."""
    if folder.is_symlink():
        raise StoreError(f"{folder}: is damaged: it is a link, not a folder")
    folders = [folder] if folder.is_dir() else []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
                else:
                    raise StoreError(f"{entry.path}: is damaged: it is a link or a device")
