"""A place of the post that is closed while somebody adds to it: one of the two comes first, and the other is told."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from delegation.establishment import policies
from delegation.establishment.commands import devices as noting
from delegation.establishment.commands import opening, staffing
from delegation.establishment.commands.devices import MadeUp, enrol_many
from delegation.establishment.refusals import OfficeClosed, OfficeInUse
from delegation.registry.models import Office, OfficeKind, Post
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.accounts.models import Device
from postal_services.accounts.refusals import OfficeUnknown
from tests.cast import Cast, committed_cast
from tests.establishment.desk import TODAY, appointing, said

__all__ = ["committed_cast"]

PLACE = "VX-23947"
LONG_S = 20.0
WAITS_S = 1.0
PAUSED = "tests.establishment.test_closing_at_the_same_time.paused"


class Halfway:
    """Stops whoever comes by until told to go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = Event(), Event()

    def stop(self) -> None:
        self.reached.set()
        assert self.go_on.wait(LONG_S), "nobody said to go on"


HALFWAY = Halfway()


def paused(act: str, actor: Actor, device: Device) -> None:
    """The line about a device, written after the test had a moment to close the office."""
    HALFWAY.stop()
    noting.note_device(act, actor, device)


class Run:
    """An act on a connection of its own; what it gave, or what it raised."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.came: Any = None
        self._thread = Thread(target=self._run, args=(act,))
        self._thread.start()

    def _run(self, act: Callable[[], Any]) -> None:
        try:
            self.came = act()
        except Exception as problem:  # noqa: BLE001  # the test looks at it
            self.came = problem
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Whether it is still at it after a second."""
        self._thread.join(WAITS_S)
        return self._thread.is_alive()

    def outcome(self) -> Any:
        """What came of it."""
        self._thread.join(LONG_S)
        assert not self._thread.is_alive(), "it never ended"
        return self.came


@pytest.fixture
def halfway() -> Halfway:
    global HALFWAY  # noqa: PLW0603  # named in the settings, as the function that stops is
    HALFWAY = Halfway()
    return HALFWAY


def stops(halfway: Halfway, of: Callable[..., Any]) -> Callable[..., Any]:
    """``of``, which stops before it begins."""

    def stopped(*given: Any, **named: Any) -> Any:
        halfway.stop()
        return of(*given, **named)

    return stopped


def close(cast: Cast) -> Run:
    return Run(lambda: opening.close_office(cast.may, PLACE, on=TODAY))


def test_nobody_is_appointed_to_a_place_that_closed_after_it_was_read(
    committed_cast: Cast, halfway: Halfway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "require_may_give", stops(halfway, policies.require_may_give))
    appointed = Run(lambda: staffing.appoint(committed_cast.may, appointing(office=PLACE)))
    assert halfway.reached.wait(LONG_S)
    closed = close(committed_cast).outcome()
    halfway.go_on.set()
    assert closed.valid_to == TODAY
    assert isinstance(appointed.outcome(), OfficeClosed)
    assert not Post.objects.filter(office=PLACE).exists()
    assert said(PLACE) == ["open", "close"]


def test_a_place_is_not_closed_while_somebody_is_being_appointed(
    committed_cast: Cast, halfway: Halfway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staffing, "_people", stops(halfway, staffing._people))
    appointed = Run(lambda: staffing.appoint(committed_cast.may, appointing(office=PLACE)))
    assert halfway.reached.wait(LONG_S)
    closing = close(committed_cast)
    assert closing.waits(), "the appointment holds the queue of the office"
    halfway.go_on.set()
    assert appointed.outcome().post.office_id == PLACE
    assert isinstance(closing.outcome(), OfficeInUse)
    assert Office.objects.get(pk=PLACE).valid_to is None


def test_no_device_is_enrolled_in_a_place_that_closed_meanwhile(
    committed_cast: Cast, halfway: Halfway, settings: Settings
) -> None:
    there = Appointment(PLACE, OfficeKind.COMMUNE_POST, "23947", Role.SUPERVISOR)
    code = accounts.issue_enrolment_code(replace(committed_cast.may, appointments=(there,)), PLACE, "Máy 1").code
    settings.DEVICE_NOTED = PAUSED
    enrolled = Run(lambda: accounts.enrol_device(code, "127.0.0.1"))
    assert halfway.reached.wait(LONG_S)
    assert close(committed_cast).outcome().valid_to == TODAY
    halfway.go_on.set()
    assert isinstance(enrolled.outcome(), OfficeUnknown)
    assert not Device.objects.filter(office=PLACE).exists()
    assert said(PLACE) == ["open", "close"]


def test_no_made_up_device_either(committed_cast: Cast, halfway: Halfway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "require_may_govern", stops(halfway, policies.require_may_govern))
    enrolled = Run(lambda: enrol_many(committed_cast.may, [MadeUp(PLACE, "Mô phỏng 1")]))
    assert halfway.reached.wait(LONG_S)
    assert close(committed_cast).outcome().valid_to == TODAY
    halfway.go_on.set()
    assert isinstance(enrolled.outcome(), OfficeClosed)
    assert not Device.objects.filter(office=PLACE).exists()


@pytest.mark.parametrize("until", [None, "later"])
def test_an_appointment_does_not_outlast_its_place(committed_cast: Cast, until: str | None) -> None:
    begins = TODAY.replace(day=1)
    opening.close_office(committed_cast.may, PLACE, on=TODAY)
    ends = TODAY.replace(day=6) if until else None
    with pytest.raises(OfficeClosed):
        staffing.appoint(committed_cast.may, appointing(office=PLACE, valid_from=begins, valid_to=ends))
    kept = staffing.appoint(committed_cast.may, appointing(office=PLACE, valid_from=begins, valid_to=TODAY))
    assert (kept.post.valid_from, kept.post.valid_to) == (begins, TODAY)
