"""What simulates members: a protocol that threads, processes and clusters follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from safepassage.engine.block import Block, Simulated, Task

OnFinished = Callable[[int], None]
"""Called with the number of members just finished, from one thread at a time."""


class Executor(Protocol):
    """Simulates blocks; a worker that dies is replaced and its block simulated anew."""

    @property
    def size(self) -> int:
        """Members simulated at the same time."""
        ...

    @property
    def shares_memory(self) -> bool:
        """Whether counts come back without being copied."""
        ...

    def simulate(
        self, task: Task, blocks: Sequence[Block], on_finished: OnFinished
    ) -> Iterator[tuple[Block, Simulated]]:
        """Each block once, in the order in which they are finished."""
        ...

    def close(self) -> None:
        """End the workers that were started for it."""
        ...
