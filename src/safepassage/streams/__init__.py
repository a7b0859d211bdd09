"""Random draws as pure functions of a 64-bit key: no generator, no state, no order of calls.

A *key* names one decision (seed, member, phase, day, then entities such as place and corridor).
The ``i``-th uniform of a key is the ``i``-th output of splitmix64 seeded with that key, so the
same decision has the same draws for any number of threads, workers or members, and in every plan.

A draw owns all the uniforms of its key: give two draws of one decision two keys (`fold`).
A slightly higher probability gives the same or a slightly higher count for the same key, unless
a rejection or a change of method intervenes, so two plans with common keys differ by what differs
in the plans, and by little noise.

Everything here may be called from compiled code and from plain Python, but numba takes Python's
integers for ``int64`` and returns keys as them: outside compiled code, wrap a key again, as in
``binomial(np.uint64(key), n, p)``. Compiled code does not raise: the callers validate, and the
value for each invalid input is stated. Integer arguments of any width are taken modulo 2**64,
thus -1 and 2**64 - 1 are the same entity. Arithmetic on words is on ``uint64`` only and wraps; a
signed operand would turn it into ``float64``.

Sources (the code is our own, written from the published mathematics):
    Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA:
        splitmix64, with variant 13 of Stafford's 64-bit mixers (2011).
    Hörmann (1993a), "The generation of binomial random variates", J. Stat. Comput. Simul. 46:
        algorithm BTRS.
    Hörmann (1993b), "The transformed rejection method for generating Poisson random variables",
        Insurance: Mathematics and Economics 12: algorithm PTRS.
    Devroye (1986), "Non-uniform random variate generation", chapters III (inversion by
        sequential search) and XI (multinomial by conditional binomials).
"""

from safepassage.streams.binomial import binomial
from safepassage.streams.keys import (
    Integer,
    fold,
    mix,
    phase_id,
    stream_key,
    sub_key,
    uniform,
)
from safepassage.streams.multinomial import multinomial_into
from safepassage.streams.poisson import poisson

__all__ = [
    "Integer",
    "binomial",
    "fold",
    "mix",
    "multinomial_into",
    "phase_id",
    "poisson",
    "stream_key",
    "sub_key",
    "uniform",
]
