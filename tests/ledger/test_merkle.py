"""Merkle trees against the recursive definition of RFC 6962, section 2.1."""

import hashlib
from collections.abc import Sequence

import pytest

from postal_services.ledger import merkle

SIZES = range(71)


def entries(count: int) -> list[bytes]:
    """Different entries, as hashes of lines are."""
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def root_by_definition(d: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962: split at the largest power of two below the number of entries."""
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = 1 << (len(d) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_by_definition(d[:k]) + root_by_definition(d[k:])).digest()


def path_by_definition(m: int, d: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962: the siblings from the leaf up."""
    if len(d) == 1:
        return []
    k = 1 << (len(d) - 1).bit_length() - 1
    if m < k:
        return [*path_by_definition(m, d[:k]), root_by_definition(d[k:])]
    return [*path_by_definition(m - k, d[k:]), root_by_definition(d[:k])]


@pytest.mark.parametrize("count", SIZES)
def test_the_root_is_that_of_the_recursive_definition(count: int) -> None:
    assert merkle.root(entries(count)) == root_by_definition(entries(count))


@pytest.mark.parametrize("count", SIZES)
def test_every_proof_is_that_of_the_definition_and_climbs_to_the_root(count: int) -> None:
    leaves = entries(count)
    tree = merkle.levels(leaves)
    for index, leaf in enumerate(leaves):
        steps = merkle.path(tree, index)
        assert [sibling for _, sibling in steps] == path_by_definition(index, leaves)
        assert merkle.climb(leaf, steps) == merkle.root(leaves)


@pytest.mark.parametrize("count", [2, 3, 7, 8, 21, 70])
def test_a_proof_of_another_leaf_or_with_anything_changed_does_not_climb(count: int) -> None:
    leaves = entries(count)
    tree, root = merkle.levels(leaves), merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        steps = merkle.path(tree, index)
        assert merkle.climb(leaves[(index + 1) % count], steps) != root
        for place, (side, sibling) in enumerate(steps):
            other_side = "R" if side == "L" else "L"
            for wrong in ((other_side, sibling), (side, bytes(32)), None):
                changed = [*steps[:place], *([wrong] if wrong else []), *steps[place + 1 :]]
                assert merkle.climb(leaf, changed) != root


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    left, right = entries(2)
    joined = merkle.leaf_hash(left) + merkle.leaf_hash(right)
    assert merkle.root([joined]) != merkle.root([left, right])
