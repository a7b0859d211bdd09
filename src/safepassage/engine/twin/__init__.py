"""The reference twin: the same model, one person at a time, slowly and obviously.

Nothing of ``dynamics`` is used, no compiled code and no random stream of the kernel, so that an
error would have to be made twice to go unseen. ``verification/`` compares both in distribution.
"""

from safepassage.engine.twin.run import simulate_persons

__all__ = ["simulate_persons"]
