"""Base45 (RFC 9285): bytes as the 45 characters of the QR alphanumeric mode."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}


class NotBase45(ValueError):
    """The text is not the one encoding of any bytes."""


def encode(data: bytes) -> str:
    """Two bytes as three characters, lowest digit first; a last single byte as two."""
    characters = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            characters.append(ALPHABET[digit])
    return "".join(characters)


def decode(text: str) -> bytes:
    """The bytes of ``text``; every byte string has exactly one text, so nothing can be changed unseen.

    Raises:
        NotBase45: a foreign character, a group whose value is too large, or a length no encoding has.
    """
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        size = len(group) - 1
        if size == 0 or any(character not in _VALUE for character in group):
            raise NotBase45(group)
        value = sum(_VALUE[character] * 45**place for place, character in enumerate(group))
        if value >= 1 << 8 * size:
            raise NotBase45(group)
        data += value.to_bytes(size, "big")
    return bytes(data)
