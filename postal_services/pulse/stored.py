"""What backup and restore ask of the room that keeps handed-in files; the roof names it in ``STORED_FILES``.

That room is a module with the functions of ``Store``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Final, Protocol, cast

from django.conf import settings


class Fault(StrEnum):
    """What is wrong with a file that the database knows."""

    MISSING = "missing"
    ALTERED = "altered"
    LOCKED = "locked"


WORDS: Final = {
    Fault.MISSING: ("không có trong kho, hoặc không đọc được", "not in the store, or not readable"),
    Fault.ALTERED: ("không còn nguyên như lúc nhận", "no longer as they were handed in"),
    Fault.LOCKED: (
        "không kiểm được vì FIELD_KEYS không có khóa của chúng; hãy đặt lại khóa",
        "cannot be checked, as FIELD_KEYS lacks their key; put the key back",
    ),
}
_NAMED: Final = 10
"""Places that are told by name; of the others the number."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it lies in the store, still encrypted: None when it is missing."""

    place: str
    sealed: bytes | None
    fault: Fault | None


class Store(Protocol):
    """The room that keeps files."""

    def places(self) -> Iterator[str]:
        """Where the files lie that the database knows in the present transaction."""

    def look(self, places: Iterable[str]) -> Iterator[Kept]:
        """Each file as it lies there; without those that the database has forgotten meanwhile."""

    def faults(self) -> "Faults":
        """Everything that is wrong with the files that the database knows."""


def store() -> Store:
    """The room that the settings name."""
    return cast("Store", import_module(settings.STORED_FILES))


class Faults:
    """Counts what is wrong, and keeps the first places of each kind: as much to read as an operator can follow."""

    def __init__(self) -> None:
        self.counts: Counter[Fault] = Counter()
        self.first: dict[Fault, list[str]] = {}

    def note(self, place: str, fault: Fault) -> None:
        """One more."""
        self.counts[fault] += 1
        known = self.first.setdefault(fault, [])
        if len(known) < _NAMED:
            known.append(place)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def words(self) -> str:
        """What is wrong, in both languages, a line for each kind with the first places."""
        lines = []
        for fault, number in sorted(self.counts.items()):
            vi, en = WORDS[fault]
            more = " …" if number > _NAMED else ""
            lines.append(f"{number} tệp {vi}. / {number} files {en}: {', '.join(self.first[fault])}{more}")
        return "\n".join(lines)
