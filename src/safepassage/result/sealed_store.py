"""Stores of zarr that keep the checksum of what is written, and check what is read against one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import TYPE_CHECKING

from zarr.abc.store import ByteRequest, Store
from zarr.core.buffer import Buffer, BufferPrototype
from zarr.storage import LocalStore, WrapperStore

from safepassage.errors import StoreError
from safepassage.result.location import MOST_BYTES, MOST_TEXT
from safepassage.result.seal import Checksum, checksum

if TYPE_CHECKING:
    from typing import Self


class RecordingStore(WrapperStore[Store]):
    """Keeps the checksum of each object as it was given to the store.

    Attributes:
        sums: Key → checksum, of what was written through this store and not removed since.
    """

    def __init__(self, store: Store, sums: dict[str, Checksum] | None = None) -> None:
        super().__init__(store)
        self.sums: dict[str, Checksum] = {} if sums is None else sums

    def _with_store(self, store: Store) -> Self:
        return type(self)(store, self.sums)

    async def set(self, key: str, value: Buffer) -> None:
        """Write an object and keep its checksum."""
        await self._store.set(key, value)
        self.sums[key] = checksum(value.to_bytes())

    async def set_if_not_exists(self, key: str, value: Buffer) -> None:
        """Write an object unless one is there: which of the two it is, is read at the end."""
        await self._store.set_if_not_exists(key, value)
        self.sums.pop(key, None)

    async def _set_many(self, values: Iterable[tuple[str, Buffer]]) -> None:
        for key, value in values:
            await self.set(key, value)

    async def delete(self, key: str) -> None:
        """Remove an object."""
        await self._store.delete(key)
        self.sums.pop(key, None)

    async def delete_dir(self, prefix: str) -> None:
        """Remove all objects of a folder."""
        await self._store.delete_dir(prefix)
        inside = f"{prefix.rstrip('/')}/" if prefix else ""
        for key in [key for key in self.sums if key.startswith(inside)]:
            del self.sums[key]

    async def clear(self) -> None:
        """Remove everything."""
        await self._store.clear()
        self.sums.clear()


class CheckedStore(WrapperStore[Store]):
    """Gives what was sealed and nothing else; the size of a file is looked at before it is read."""

    def __init__(self, store: Store, sums: Mapping[str, Checksum] | None, where: str) -> None:
        """Wrap a store.

        Args:
            store: With the arrays of a run.
            sums: Key → checksum; None of a run without seal.
            where: Folder or address of the arrays, for messages.
        """
        super().__init__(store)
        self._sums, self._where = sums, where

    def _with_store(self, store: Store) -> Self:
        return type(self)(store, self._sums, self._where)

    async def get(
        self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None
    ) -> Buffer | None:
        """An object, or None if the run has none of this key.

        Raises:
            StoreError: If it is missing, was added or was changed.
        """
        if self._sums is None:
            await self._refuse_larger(key, MOST_TEXT if key.endswith(".json") else MOST_BYTES)
            return await self._store.get(key, prototype, byte_range)
        known = self._sums.get(key)
        if known is None:
            if await self._store.exists(key):
                raise self._damage(key, "it was not written with the run")
            return None
        await self._refuse_larger(key, known.size)
        data = await self._store.get(key, prototype)
        if data is None:
            raise self._damage(key, "it is missing")
        if checksum(data.to_bytes()) != known:
            raise self._damage(key, "it was changed after the run")
        return data if byte_range is None else await self._store.get(key, prototype, byte_range)

    async def get_partial_values(
        self,
        prototype: BufferPrototype,
        key_ranges: Iterable[tuple[str, ByteRequest | None]],
    ) -> list[Buffer | None]:
        """Parts of objects."""
        return [await self.get(key, prototype, part) for key, part in key_ranges]

    async def _get_many(
        self, requests: Iterable[tuple[str, BufferPrototype, ByteRequest | None]]
    ) -> AsyncGenerator[tuple[str, Buffer | None], None]:
        for key, prototype, part in requests:
            yield key, await self.get(key, prototype, part)

    async def _refuse_larger(self, key: str, most: int) -> None:
        """Refuse a local file of more bytes before it is read; what is not there is none."""
        is_local = isinstance(self._store, LocalStore)
        if is_local and await self._store.exists(key) and await self._store.getsize(key) > most:
            raise self._damage(key, f"it is longer than {most:,} bytes")

    def _damage(self, key: str, what: str) -> StoreError:
        return StoreError(f"{self._where}/{key}: is damaged: {what}")
