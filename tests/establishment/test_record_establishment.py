"""Lists of offices, posts and devices are taken into the ledger by a command."""

from io import StringIO

from django.core.management import call_command

from tests.cast import Cast


def test_lists_are_recorded_by_a_command_that_says_so(cast: Cast) -> None:
    first, second = StringIO(), StringIO()
    call_command("record_establishment", stdout=first)
    call_command("record_establishment", stdout=second)
    assert "posts" in first.getvalue()
    assert second.getvalue() == "Establishment: nothing to record\n"
