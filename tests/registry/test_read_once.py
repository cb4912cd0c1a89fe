"""A page of many panels looks at the editions of the registry once, and the next page looks again."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry import calendar, editions, parameters
from delegation.registry.models import Parameter
from delegation.registry.parameters import Key
from tests.cast import Cast, cast, furnished
from tests.mandates.world import OLD

__all__ = ["cast", "furnished"]


def test_within_one_reading_the_editions_are_asked_for_once(cast: Cast) -> None:
    parameters.current()
    calendar.current()
    with CaptureQueriesContext(connection) as asked, editions.read_once():
        for _ in range(3):
            parameters.current()
            calendar.current()
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        parameters.current()
        parameters.current()
    assert len(asked) == 2


def test_the_next_reading_sees_what_was_changed(cast: Cast) -> None:
    with editions.read_once():
        before = parameters.whole(Key.HOLD_DAYS, OLD.replace(year=2019))
    Parameter.objects.filter(key=Key.HOLD_DAYS).update(value=str(before + 3))
    with editions.read_once():
        assert parameters.whole(Key.HOLD_DAYS, OLD.replace(year=2019)) == before + 3
