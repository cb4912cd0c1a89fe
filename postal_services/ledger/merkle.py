"""Merkle trees with the hashing of RFC 6962, section 2.1."""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf, told apart from a node by its first byte."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(entries: Sequence[bytes]) -> list[list[bytes]]:
    """Every level of the tree over ``entries``, leaves first, root last.

    Pairing neighbours and carrying an odd last node up unchanged gives the tree of RFC 6962 for every size.
    """
    level = [leaf_hash(entry) for entry in entries]
    tree = [level]
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        tree.append(paired)
        level = paired
    return tree


def root(entries: Sequence[bytes]) -> bytes:
    """The root over ``entries`` in their order."""
    return levels(entries)[-1][0] if entries else EMPTY_ROOT


def path(tree: Sequence[Sequence[bytes]], index: int) -> list[tuple[str, bytes]]:
    """The inclusion proof of leaf ``index``: ``("L" | "R", sibling)`` from the leaf up; the letter is the side."""
    steps: list[tuple[str, bytes]] = []
    for level in tree[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            steps.append(("L" if sibling < index else "R", level[sibling]))
        index //= 2
    return steps


def climb(entry: bytes, steps: Sequence[tuple[str, bytes]]) -> bytes:
    """The root that ``entry`` leads to along ``steps``."""
    current = leaf_hash(entry)
    for side, sibling in steps:
        current = node_hash(sibling, current) if side == "L" else node_hash(current, sibling)
    return current
