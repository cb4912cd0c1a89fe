"""A corner of Gia Lai for the tests of the two rooms: two districts, their desks and post offices, four people."""

from datetime import UTC, date, datetime, time

from delegation.mandates import commands
from delegation.mandates.models import Mandate
from delegation.registry.models import (
    AgencyCode,
    Calendar,
    CalendarDay,
    CodeScheme,
    DayKind,
    Direction,
    Exemption,
    Office,
    OfficeHours,
    OfficeKind,
    Parameter,
    Post,
    Procedure,
    ProcedurePaper,
    TariffRate,
    TariffZone,
    Unit,
    UnitKind,
    ZoneReach,
)
from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.accounts.models import User

NOON = datetime(2019, 8, 5, 5, 0, tzinfo=UTC)
"""Monday 5 August 2019, noon in Gia Lai."""
OLD = date(2010, 1, 1)
EXTRACT = "2.000635"
SPLIT = "1.012784"
OFFLINE = "1.000001"


def build() -> None:
    """Units, offices, procedures, tariff and calendar of 2019 and 2020."""
    _offices(_units())
    _procedures()
    _tariff()
    _calendar()


def person(username: str, office: str, kind: OfficeKind, unit: str, *roles: Role) -> Actor:
    """Somebody with posts in one office."""
    user, _ = User.objects.get_or_create(username=username, defaults={"full_name": username.title()})
    for role in roles:
        Post.objects.get_or_create(user=user, office_id=office, role=role, defaults={"valid_from": OLD})
    posts = tuple(Appointment(office=office, office_kind=kind, unit=unit, role=role) for role in roles)
    return Actor(user_id=user.pk, username=username, appointments=posts)


def hanh() -> Actor:
    """One-stop officer of Chư Sê."""
    return person("hanh", "UB-633", OfficeKind.ONE_STOP, "633", Role.OFFICER)


def lan() -> Actor:
    """Clerk of the post office of Chư Sê."""
    return person("lan", "BC-633", OfficeKind.DISTRICT_POST, "633", Role.CLERK)


def minh() -> Actor:
    """Clerk of the post office of Pleiku."""
    return person("minh", "BC-622", OfficeKind.DISTRICT_POST, "622", Role.CLERK)


def thuy() -> Actor:
    """One-stop officer of Pleiku."""
    return person("thuy", "UB-622", OfficeKind.ONE_STOP, "622", Role.OFFICER)


def tinh() -> Actor:
    """Officer of the province."""
    return person("tinh", "UB-64", OfficeKind.PROVINCE, "64", Role.PROVINCE)


def bao() -> Actor:
    """Somebody with no post."""
    return Actor(user_id=User.objects.get_or_create(username="bao")[0].pk, username="bao")


def drafting(number: str = "01/VBCG-UBND", **changes: object) -> commands.Drafting:
    """A sound draft of Chư Sê for its post office."""
    fields: dict[str, object] = {
        "number": number,
        "committee": "UB-633",
        "post_office": "BC-633",
        "effective_from": date(2019, 8, 1),
        "procedures": (EXTRACT, SPLIT),
        "legal_basis": "QĐ 45/2016/QĐ-TTg",
    }
    return commands.Drafting(**{**fields, **changes})  # type: ignore[arg-type]  # the tests pass wrong types on purpose


def mandate_in_force(actor: Actor | None = None, **changes: object) -> Mandate:
    """A mandate signed on its first day and in force since."""
    actor = actor or hanh()
    draft = drafting(**{"number": "44/VBCG-UBND", **changes})  # type: ignore[arg-type]
    mandate = commands.draft_mandate(actor=actor, drafting=draft)
    commands.sign_mandate(actor=actor, mandate=mandate.id, signed_on=draft.effective_from)
    return commands.put_in_force(actor=actor, mandate=mandate.id)


def _units() -> dict[str, Unit]:
    rows = [
        ("64", "Tỉnh Gia Lai", UnitKind.PROVINCE, None),
        ("622", "Thành phố Pleiku", UnitKind.CITY, "64"),
        ("633", "Huyện Chư Sê", UnitKind.DISTRICT, "64"),
        ("23947", "Xã Ia Tiêm", UnitKind.COMMUNE, "633"),
        ("23587", "Xã Chư HDrông", UnitKind.COMMUNE, "622"),
    ]
    units: dict[str, Unit] = {}
    for code, name, kind, parent in rows:
        units[code] = Unit.objects.create(
            code=code,
            name=name,
            short_name=name.split(" ", 1)[1],
            kind=kind,
            parent=units[parent] if parent else None,
            valid_from=OLD,
        )
    Unit.objects.create(
        code="29999",
        name="Xã Mới",
        short_name="Mới",
        kind=UnitKind.COMMUNE,
        parent=units["633"],
        valid_from=date(2020, 3, 1),
    )
    return units


def _offices(units: dict[str, Unit]) -> None:
    rows = [
        ("UB-64", "UBND tỉnh Gia Lai", OfficeKind.PROVINCE, "64", None),
        ("BC-64", "Bưu điện tỉnh Gia Lai", OfficeKind.PROVINCIAL_POST, "64", None),
        ("UB-633", "Bộ phận một cửa huyện Chư Sê", OfficeKind.ONE_STOP, "633", None),
        ("UB-622", "Bộ phận một cửa TP Pleiku", OfficeKind.ONE_STOP, "622", None),
        ("BC-633", "Bưu điện huyện Chư Sê", OfficeKind.DISTRICT_POST, "633", "BC-64"),
        ("BC-622", "Bưu điện TP Pleiku", OfficeKind.DISTRICT_POST, "622", "BC-64"),
        ("VX-23947", "BĐ-VHX Ia Tiêm", OfficeKind.COMMUNE_POST, "23947", "BC-633"),
    ]
    for code, name, kind, unit, parent in rows:
        Office.objects.create(
            code=code, name=name, kind=kind, unit=units[unit], parent_id=parent, valid_from=OLD, phone="", address=""
        )
    for office, code in (("UB-633", "000.00.98.H21"), ("UB-622", "000.00.97.H21")):
        AgencyCode.objects.create(office_id=office, scheme=CodeScheme.QCVN_102, code=code, valid_from=OLD)


def _procedures() -> None:
    rows = [
        (EXTRACT, "Cấp bản sao trích lục hộ tịch", 3, 8000, OLD),
        (SPLIT, "Tách thửa hoặc hợp thửa đất", 15, 0, OLD),
    ]
    for code, name, days, fee, postal_from in rows:
        Procedure.objects.create(
            code=code,
            name=name,
            field="Hộ tịch",
            working_days=days,
            state_fee=fee,
            result_name="Kết quả",
            postal_from=postal_from,
        )
    Procedure.objects.create(
        code=OFFLINE, name="Đăng ký kết hôn", field="Hộ tịch", working_days=5, state_fee=0, result_name="Kết quả"
    )
    ProcedurePaper.objects.create(procedure_id=EXTRACT, position=1, name="Tờ khai", kind="original", count=1)
    ProcedurePaper.objects.create(procedure_id=EXTRACT, position=2, name="Giấy tờ tùy thân", kind="certified", count=1)


def _tariff() -> None:
    zones = [("noi_huyen", "Nội huyện", ZoneReach.DISTRICT), ("lien_huyen", "Liên huyện", ZoneReach.PROVINCE)]
    for position, (code, name, reach) in enumerate(zones, start=1):
        TariffZone.objects.create(code=code, name=name, name_en=code, reach=reach, position=position)
        for direction in Direction.values:
            TariffRate.objects.create(
                direction=direction,
                zone_id=code,
                over_g=0,
                up_to_g=500,
                price=26_000 if position == 1 else 30_000,
                valid_from=OLD,
                legal_basis="TT 22/2017/TT-BTTTT",
                confidence=85,
            )
            TariffRate.objects.create(
                direction=direction,
                zone_id=code,
                over_g=500,
                step_g=500,
                price=2_200,
                valid_from=OLD,
                legal_basis="TT 22/2017/TT-BTTTT",
                confidence=85,
            )
    Exemption.objects.create(
        code="poor_household",
        name="Người thuộc hộ nghèo",
        name_en="Poor household",
        percent=50,
        position=1,
        valid_from=OLD,
        legal_basis="TT 22/2017/TT-BTTTT",
    )


def _calendar() -> None:
    days = [(1, 1), (2, 4), (2, 5), (2, 6), (2, 7), (2, 8), (4, 15), (4, 30), (5, 1), (9, 2)]
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(year, *day), calendar=calendar, kind=DayKind.HOLIDAY, name="Nghỉ lễ")
        for year in (2019, 2020)
        for day in days
        for calendar in Calendar.values
    )
    OfficeHours.objects.bulk_create(
        OfficeHours(calendar=calendar, weekday=weekday, opens=opens, closes=closes, valid_from=OLD)
        for calendar in Calendar.values
        for weekday in range(1, 6)
        for opens, closes in ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))
    )
    Parameter.objects.bulk_create(
        Parameter(key=key, name=key, value=value, unit=unit, valid_from=OLD)
        for key, value, unit in (
            ("receipt_cut_off", "15:00", "giờ"),
            ("transfer_charge", "8000", "đồng"),
            ("max_weight_g", "30000", "g"),
            ("delivery_attempts", "3", "lần"),
            ("hold_days", "10", "ngày"),
            ("hold_reminder_days", "2", "ngày"),
            ("form_set", "01/2018", "thông tư"),
            ("reappointments", "1", "lần"),
            ("supplement_requests", "1", "lần"),
            ("backdating_days", "7", "ngày"),
        )
    )
    Parameter.objects.create(
        key="form_set", name="form_set", value="03/2025", unit="thông tư", valid_from=date(2025, 9, 15)
    )
