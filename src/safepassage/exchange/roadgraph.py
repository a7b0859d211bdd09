"""A smaller graph of roads: bends, dead ends and forks go, distances between what is kept stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8, Flags

_ROUNDS = 12
_FORKS = 40
"""Most rounds in which forks are taken out."""
_MIX = 2654435761
"""Odd number that orders nodes as if at random, the same each time (Knuth)."""


@dataclass(frozen=True)
class Edges:
    """Undirected edges: the nodes at both ends and the length, shape (E,) each."""

    one: I8
    other: I8
    km: F8

    def only(self, kept: Flags) -> Edges:
        """The edges of a mask, shape (E,)."""
        return Edges(self.one[kept], self.other[kept], self.km[kept])


def main_part(edges: Edges, size: int) -> I8:
    """Nodes of the largest connected part, in order."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(edges.one):
        return np.zeros(0, dtype="i8")
    ones = np.ones(len(edges.one), dtype="i1")
    joined = coo_array((ones, (edges.one, edges.other)), shape=(size, size))
    label = connected_components(joined, directed=False)[1]
    return np.flatnonzero(label == np.argmax(np.bincount(label)))


def contracted(edges: Edges, nodes: I8, size: int) -> tuple[Edges, I8]:
    """A smaller graph with the same distances between the given nodes.

    Args:
        edges: The graph.
        nodes: Nodes that are kept, shape (P,).
        size: Nodes of the graph.

    Returns:
        Edges under new numbers, and the new number of each of ``nodes``.
    """
    keep = np.zeros(size, dtype=bool)
    keep[nodes] = True
    small = _shortest(edges)
    for _ in range(_ROUNDS):
        before = len(small.one)
        small = _without_bends(_without_ends(small, keep), keep)
        if len(small.one) > 0.98 * before:
            break
    for _ in range(_FORKS):
        nodes_before = int(np.count_nonzero(_degrees(small, size)))
        small = _without_bends(_without_ends(_without_forks(small, keep), keep), keep)
        if np.count_nonzero(_degrees(small, size)) > 0.95 * nodes_before:
            break
    used, number = np.unique(np.concatenate([small.one, small.other, nodes]), return_inverse=True)
    del used
    count = len(small.one)
    return Edges(number[:count], number[count : 2 * count], small.km), number[2 * count :]


def _shortest(edges: Edges) -> Edges:
    """One edge for each pair, the shortest; no loops."""
    edges = edges.only(edges.one != edges.other)
    if not len(edges.one):
        return edges
    one, other = np.minimum(edges.one, edges.other), np.maximum(edges.one, edges.other)
    pair = one.astype("i8") * (int(other.max()) + 1) + other
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    kept = order[first]
    return Edges(one[kept], other[kept], np.minimum.reduceat(edges.km[order], first))


def _degrees(edges: Edges, size: int) -> I8:
    return np.bincount(edges.one, minlength=size) + np.bincount(edges.other, minlength=size)


def _without_ends(edges: Edges, keep: Any) -> Edges:
    """Without edges to a dead end that need not be kept."""
    dead = (_degrees(edges, len(keep)) == 1) & ~keep
    left = ~(dead[edges.one] | dead[edges.other])
    return Edges(edges.one[left], edges.other[left], edges.km[left])


def _without_forks(edges: Edges, keep: Any) -> Edges:
    """Nodes with three edges go: their neighbours are joined by the ways over them.

    Of two that are neighbours only one goes at a time. The graph gets no more edges by it.
    """
    fork = (_degrees(edges, len(keep)) == 3) & ~keep
    rank = np.arange(len(keep), dtype="u8") * np.uint64(_MIX) % np.uint64(1 << 32)
    both = fork[edges.one] & fork[edges.other]
    one, other = edges.one[both], edges.other[both]
    fork[np.where(rank[one] > rank[other], one, other)] = False
    at_one, at_other = fork[edges.one], fork[edges.other]
    gone = at_one | at_other
    inner = np.where(at_one, edges.one, edges.other)[gone]
    outer = np.where(at_one, edges.other, edges.one)[gone]
    order = np.argsort(inner, kind="stable")
    ends, km = outer[order].reshape(-1, 3), edges.km[gone][order].reshape(-1, 3)
    pairs = ((0, 1), (0, 2), (1, 2))
    return _shortest(
        Edges(
            np.concatenate([edges.one[~gone], *(ends[:, i] for i, _ in pairs)]),
            np.concatenate([edges.other[~gone], *(ends[:, j] for _, j in pairs)]),
            np.concatenate([edges.km[~gone], *(km[:, i] + km[:, j] for i, j in pairs)]),
        )
    )


def _without_bends(edges: Edges, keep: Any) -> Edges:
    """Each chain of nodes with two edges becomes one edge as long as the chain."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(keep)
    bend = (_degrees(edges, size) == 2) & ~keep
    at_one, at_other = bend[edges.one], bend[edges.other]
    both, any_, single = at_one & at_other, at_one | at_other, at_one ^ at_other
    ones = np.ones(int(both.sum()), dtype="i1")
    chains = coo_array((ones, (edges.one[both], edges.other[both])), shape=(size, size))
    label = connected_components(chains, directed=False)[1].astype("i8")
    inner = np.where(at_one, edges.one, edges.other)
    km = np.bincount(label[inner[any_]], weights=edges.km[any_], minlength=size)
    outer = np.where(at_one, edges.other, edges.one)[single]
    chain = label[inner[single]]
    order = np.argsort(chain, kind="stable")
    chain, outer = chain[order], outer[order]
    # A chain has two outer ends, or none where it is a ring by itself.
    ends = outer.reshape(-1, 2)
    return _shortest(
        Edges(
            np.concatenate([edges.one[~any_], ends[:, 0]]),
            np.concatenate([edges.other[~any_], ends[:, 1]]),
            np.concatenate([edges.km[~any_], km[chain[::2]]]),
        )
    )
