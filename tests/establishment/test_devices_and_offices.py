"""Devices through the accounts' doors, made-up devices, and places of the post that open and close."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from delegation.establishment import queries, steps
from delegation.establishment.commands.devices import MadeUp, enrol_many, revoke_many
from delegation.establishment.commands.opening import Opening, close_office, open_office
from delegation.establishment.commands.recording import record_establishment
from delegation.establishment.commands.staffing import appoint
from delegation.establishment.projections import DEVICES
from delegation.establishment.refusals import (
    InTheFuture,
    OfficeCannot,
    OfficeClosed,
    OfficeExists,
    OfficeInUse,
    UnitUnknown,
)
from delegation.registry.models import Office, OfficeKind, Unit, UnitKind, UnitSuccession
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device, EnrolmentCode
from postal_services.accounts.refusals import EnrolmentCodeUnknown, OfficeNotYours
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from tests.cast import Cast
from tests.custody.test_batches import at_once
from tests.establishment.desk import TODAY, appointing, lines, said


def enrolled(actor: Actor, office: str = "BC-633") -> accounts.IssuedDevice:
    issued = accounts.issue_enrolment_code(actor, office, "Máy quét quầy 1")
    return accounts.enrol_device(issued.code, "127.0.0.1")


def test_enrolling_and_revoking_are_lines_and_rolling_is_none(cast: Cast) -> None:
    device = enrolled(cast.may)
    accounts.roll_device_key(cast.may, device.device)
    accounts.revoke_device(cast.may, device.device)
    enrol, revoke = lines("BC-633", "device")
    assert (enrol.action, enrol.subject, enrol.actor, enrol.device, enrol.data) == (
        "enrol", device.device, cast.may.user_id, device.device, {},
    )  # fmt: skip
    assert (revoke.action, revoke.to_state, revoke.actor) == ("revoke", "revoked", cast.may.user_id)
    assert list(DEVICES.differences()) == []


def test_a_one_stop_officer_enrols_the_desk_s_devices_and_no_other(cast: Cast) -> None:
    enrolled(cast.hanh, "UB-633")
    with pytest.raises(OfficeNotYours):
        enrolled(cast.hanh, "BC-633")
    assert said("UB-633") == ["enrol"]


def test_a_device_without_its_line_is_not_enrolled(committed_cast: Cast, settings: Settings) -> None:
    issued = accounts.issue_enrolment_code(committed_cast.may, "BC-633", "Máy 2")
    settings.DEVICE_NOTED = "tests.establishment.test_devices_and_offices.fail"
    with pytest.raises(RuntimeError):
        accounts.enrol_device(issued.code, "127.0.0.1")
    assert not Device.objects.exists()
    assert EnrolmentCode.objects.get().used_at is None
    assert said("BC-633") == []


def fail(*_: object) -> None:
    raise RuntimeError("no line can be written")


def test_a_device_from_before_the_lines_is_said_to_have_been_there_first(cast: Cast) -> None:
    device = enrolled(cast.may)
    other = Device.objects.create(office="BC-633", label="Cũ", digest=b"x" * 32, enrolled_at=device_time())
    accounts.revoke_device(cast.may, other.pk)
    assert [(line.action, line.flags) for line in lines("BC-633", "device") if line.subject == other.pk] == [
        ("enrol", ["loaded"]), ("revoke", []),
    ]  # fmt: skip
    assert said("BC-633", "device") == ["enrol", "enrol", "revoke"]
    assert device.office == "BC-633"


def device_time() -> datetime:
    """When the only device was enrolled."""
    return Device.objects.get().enrolled_at


def test_lists_of_devices_are_taken_over_with_their_end(cast: Cast) -> None:
    enrolled(cast.may)
    at = device_time()
    Device.objects.create(office="BC-622", label="Cũ", digest=b"x" * 32, enrolled_at=at, revoked_at=at)
    assert record_establishment().devices == 1
    assert said("BC-622", "device") == ["enrol", "revoke"]
    assert list(DEVICES.differences()) == []


def test_eight_phones_with_one_code_are_one_device_and_one_line(committed_cast: Cast) -> None:
    issued = accounts.issue_enrolment_code(committed_cast.may, "BC-633", "Máy 3")
    outcomes = at_once(8, lambda _: accounts.enrol_device(issued.code, "127.0.0.1"))
    assert sum(isinstance(each, EnrolmentCodeUnknown) for each in outcomes) == 7
    assert said("BC-633") == ["enrol"]


def test_made_up_devices_open_nothing_and_say_what_they_are(cast: Cast) -> None:
    wanted = [MadeUp("BC-633", "Mô phỏng 1"), MadeUp("BC-622", "Mô phỏng 1")]
    first = enrol_many(cast.tinh, wanted, on=date(2019, 7, 15))
    assert enrol_many(cast.tinh, wanted, on=date(2019, 7, 16)) == first
    assert not first[0].may_call("scans")
    (line,) = lines("BC-622", "device")
    assert (line.flags, line.occurred_at.isoformat()) == (["simulated"], "2019-07-15T05:00:00+00:00")
    revoke_many(cast.tinh, first[:1], on=date(2019, 7, 20))
    revoke_many(cast.tinh, first[:1], on=date(2019, 7, 21))
    assert said("BC-633", "device") == ["enrol", "revoke"]
    assert list(DEVICES.differences()) == []
    with pytest.raises((NotAllowed, NotThere)):
        enrol_many(cast.lan, wanted)
    with pytest.raises((NotAllowed, NotThere)):
        revoke_many(cast.lan, first)


def test_a_device_row_changed_behind_the_ledger_is_found_and_mended(cast: Cast) -> None:
    device = enrolled(cast.may).device
    Device.objects.filter(pk=device).update(revoked_at=device_time())
    assert [difference.subject for difference in DEVICES.differences()] == [str(device)]
    assert DEVICES.repair() == 1
    assert Device.objects.get(pk=device).revoked_at is None


def test_unknown_acts_are_a_fault_of_the_caller(cast: Cast) -> None:
    device = Device.objects.get(pk=enrolled(cast.may).device)
    with pytest.raises(ValueError, match="no move"):
        steps.take(["BC-633"], device.enrolled_at).write(
            cast.may,
            [steps.Act("BC-633", "device", "roll", device.pk, "in_use", device.enrolled_at, {})],
            now=device.enrolled_at,
        )


def opening(**changes: object) -> Opening:
    sound = {"unit": "23947", "kind": OfficeKind.COUNTER, "name": "Điểm phục vụ Làng Ring", "on": TODAY}
    return Opening(**{**sound, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["hanh", "may", "tinh"])
def test_a_district_opens_a_counter(cast: Cast, who: str) -> None:
    office = open_office(getattr(cast, who), opening(address="Làng Ring"))
    assert (office.code, office.parent_id, office.valid_from) == ("DP-23947-1", "BC-633", TODAY)
    (line,) = lines("DP-23947-1")
    assert (line.machine, line.action, line.subject, line.data) == (
        "opening", "open", line.stream_id, {"from": "2019-08-05"},
    )  # fmt: skip
    assert open_office(getattr(cast, who), opening(address="Làng Ring")) == office
    assert open_office(cast.tinh, opening(name="Điểm Làng Koái")).code == "DP-23947-2"


def test_after_the_districts_have_ended_a_counter_opens_in_the_commune_that_took_over(cast: Cast) -> None:
    ended, today = date(2025, 7, 1), date(2026, 3, 2)
    open_office(cast.may, opening())
    district, old = Unit.objects.get(code="633"), Unit.objects.get(code="23947")
    Unit.objects.filter(parent=district).update(valid_to=ended)
    Unit.objects.filter(pk=district.pk).update(valid_to=ended)
    district.refresh_from_db()
    new = Unit.objects.create(
        code="23947", name="Xã Bờ Ngoong", short_name="Bờ Ngoong", kind=UnitKind.COMMUNE,
        parent=district.parent, valid_from=ended,
    )  # fmt: skip
    UnitSuccession.objects.create(old=old, new=new, on=ended, legal_basis="Nghị quyết (số mẫu)")
    assert old in Unit.objects.in_district(district, ended - timedelta(days=1))
    assert list(Unit.objects.in_district(district, today)) == [new]
    with time_machine.travel(datetime(2026, 3, 2, 3, tzinfo=UTC), tick=False):
        wanted = opening(name="Điểm Bờ Ngoong", on=today, district="633")
        with pytest.raises(NotThere):
            open_office(cast.thuy, wanted)
        office = open_office(cast.hanh, wanted)
        assert (office.code, office.unit_id, office.parent_id) == ("DP-23947-2", new.pk, "BC-633")
        assert office in queries.below(Office.objects.get(pk="UB-633"), today)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": OfficeKind.DISTRICT_POST}, OfficeCannot),
        ({"kind": OfficeKind.COMMUNE_POST}, OfficeExists),
        ({"unit": "633"}, UnitUnknown),
        ({"unit": "29999"}, UnitUnknown),
        ({"name": " "}, Invalid),
        ({"address": "x" * 201}, Invalid),
        ({"unit": "23587"}, NotThere),
        ({"on": TODAY + timedelta(days=1)}, InTheFuture),
    ],
)
def test_a_place_that_cannot_be_is_not_opened(cast: Cast, changes: dict[str, object], refusal: type[Refused]) -> None:
    before = Office.objects.count()
    with pytest.raises(refusal):
        open_office(cast.hanh, opening(**changes))
    assert Office.objects.count() == before


@pytest.mark.parametrize("who", ["lan", "thuy", "bao"])
def test_others_open_and_close_nothing(cast: Cast, who: str) -> None:
    with pytest.raises((NotAllowed, NotThere)):
        open_office(getattr(cast, who), opening())
    with pytest.raises((NotAllowed, NotThere)):
        close_office(getattr(cast, who), "VX-23947", on=TODAY)


def test_a_place_with_people_or_devices_is_not_closed(cast: Cast) -> None:
    appoint(cast.may, appointing(office="VX-23947"))
    with pytest.raises(OfficeInUse) as told:
        close_office(cast.may, "VX-23947", on=TODAY)
    assert "1 người" in told.value.detail()
    assert Office.objects.get(pk="VX-23947").valid_to is None


def test_a_closed_place_was_open_until_then(cast: Cast) -> None:
    close_office(cast.hanh, "VX-23947", on=TODAY)
    assert Office.objects.get(pk="VX-23947").valid_to == TODAY
    assert [(line.action, line.flags) for line in lines("VX-23947")] == [("open", ["loaded"]), ("close", [])]
    with pytest.raises(OfficeClosed):
        close_office(cast.hanh, "VX-23947", on=TODAY)
    with pytest.raises(OfficeCannot):
        close_office(cast.tinh, "BC-633", on=TODAY)


def test_eight_people_open_the_same_counter_once(committed_cast: Cast) -> None:
    outcomes = at_once(8, lambda _: open_office(committed_cast.may, opening()).code)
    assert set(outcomes) == {"DP-23947-1"}
    assert said("DP-23947-1") == ["open"]
