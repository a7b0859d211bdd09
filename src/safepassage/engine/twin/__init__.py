"""The reference twin: the same model, one person at a time, slowly and obviously.

Nothing of the kernel is used, no compiled code and no random stream of it, so that an error would
have to be made twice to go unseen. ``verification/`` compares both in distribution. The part of a
mechanism stands in its folder in ``dynamics``.
"""
