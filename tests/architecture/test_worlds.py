"""A file of tests lives in one world: the whole reference data, or the two districts of the cast."""

from dataclasses import dataclass, field

from tests.conftest import files_of_two_worlds


@dataclass
class Collected:
    """A test as it was collected."""

    nodeid: str
    fixturenames: list[str] = field(default_factory=list)


def test_a_file_with_tests_of_both_worlds_is_named() -> None:
    collected = [
        Collected("tests/a.py::test_one", ["gialai", "loaded"]),
        Collected("tests/a.py::test_two[x]", ["cast", "furnished"]),
        Collected("tests/b.py::test_one", ["gialai", "loaded"]),
        Collected("tests/c.py::test_two", ["cast", "furnished"]),
        Collected("tests/d.py::Machine::runTest"),
    ]
    assert files_of_two_worlds(collected) == ["tests/a.py"]  # type: ignore[arg-type]  # no more of a test is asked for
