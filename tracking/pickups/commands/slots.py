"""How many pickups an office makes in which window, set by its supervisor; and weekly pickups of organisations."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from delegation.dossiers.applicants import national_phone, tidy
from delegation.dossiers.states import Service
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from tracking.pickups import policies
from tracking.pickups.models import PickupSeries, SlotRule
from tracking.pickups.queries import windows
from tracking.pickups.refusals import NoSuchWindow, RuleOverlaps

_CAPACITIES = range(201)
_WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A window of a weekday (1 Monday to 7 Sunday) and how many pickups fit; from a day on, to a day or for good."""

    office: str
    weekday: int
    opens: time
    closes: time
    capacity: int
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """A pickup that comes back every week; ``weekday`` 1 Monday to 7 Sunday, ``opens`` the hour of a window."""

    office: str
    procedure: str
    unit: str
    weekday: int
    opens: time
    name: str
    phone: str
    address: str
    note: str = ""
    service: str = Service.SEND
    first_day: date | None = None
    ends_on: date | None = None


@transaction.atomic(durable=True)
def set_slot(*, actor: Actor, rule: Rule, now: datetime | None = None) -> SlotRule:
    """Open a window of a weekday, or change how many fit into it.

    Raises Invalid, RuleOverlaps where it overlaps another window of that weekday, NotAllowed for others than the
    supervisor of the office.
    """
    at = now or clock.now()
    policies.require_may_set_slots(actor, rule.office)
    _check(rule, at)
    first = rule.valid_from or clock.day_of(at)
    same_day = SlotRule.objects.filter(office=rule.office, weekday=rule.weekday).select_for_update().order_by("opens")
    standing = [each for each in same_day if each.valid_to is None or each.valid_to > first]
    for each in standing:
        same = (each.opens, each.closes) == (rule.opens, rule.closes)
        if same:
            each.capacity, each.valid_to, each.demonstration = rule.capacity, rule.valid_to, False
            each.modified_at, each.modified_by_id = at, actor.user_id
            each.save(update_fields=["capacity", "valid_to", "demonstration", "modified_at", "modified_by"])
            return each
        if each.opens < rule.closes and rule.opens < each.closes:
            raise RuleOverlaps(window=f"{each.opens:%H:%M}–{each.closes:%H:%M}")
    return SlotRule.objects.create(
        office_id=rule.office,
        weekday=rule.weekday,
        opens=rule.opens,
        closes=rule.closes,
        capacity=rule.capacity,
        valid_from=first,
        valid_to=rule.valid_to,
        modified_at=at,
        modified_by_id=actor.user_id,
    )


@transaction.atomic(durable=True)
def end_slot(*, actor: Actor, rule: UUID, now: datetime | None = None) -> SlotRule:
    """Take a window off the table from tomorrow on; what is booked stays booked."""
    at = now or clock.now()
    found = SlotRule.objects.filter(pk=rule).select_for_update().first()
    if found is None:
        raise NotThere
    policies.require_may_set_slots(actor, found.office_id)
    tomorrow = date.fromordinal(clock.day_of(at).toordinal() + 1)
    if found.valid_from >= tomorrow:
        found.delete()
        return found
    found.valid_to, found.modified_at, found.modified_by_id = tomorrow, at, actor.user_id
    found.save(update_fields=["valid_to", "modified_at", "modified_by"])
    return found


@transaction.atomic(durable=True)
def open_series(*, actor: Actor, weekly: Weekly, now: datetime | None = None) -> PickupSeries:
    """Agree on a pickup that comes back every week; its dated pickups are made ahead of time by the timetable."""
    at = now or clock.now()
    policies.require_may_assign(actor, [weekly.office])
    procedure = Procedure.objects.filter(pk=weekly.procedure.strip(), active=True).first()
    first = weekly.first_day or clock.day_of(at)
    problems = _problems(weekly, procedure, first)
    if problems or procedure is None:
        raise Invalid(problems)
    place = windows.place_of(weekly.unit, procedure.code, at)
    rules = SlotRule.objects.filter(office=weekly.office, weekday=weekly.weekday, opens=weekly.opens)
    if weekly.office not in {office.code for office in place.offices} or not rules.exists():
        raise NoSuchWindow(office=weekly.office)
    return PickupSeries.objects.create(
        office_id=weekly.office,
        procedure=procedure,
        unit=place.unit,
        service=weekly.service,
        contact_name=tidy(weekly.name),
        contact_phone=national_phone(weekly.phone) or "",
        contact_address=tidy(weekly.address),
        note=tidy(weekly.note),
        weekday=weekly.weekday,
        opens=weekly.opens,
        first_day=first,
        ends_on=weekly.ends_on,
        made_by_id=actor.user_id,
        made_at=at,
    )


@transaction.atomic(durable=True)
def stop_series(*, actor: Actor, series: UUID, now: datetime | None = None) -> PickupSeries:
    """End a weekly pickup; the dated ones already made stay until they are called off one by one."""
    found = PickupSeries.objects.visible_to(actor).filter(pk=series).locked().first()
    if found is None:
        raise NotThere
    policies.require_may_assign(actor, [found.office_id])
    found.stopped_at = found.stopped_at or now or clock.now()
    found.save(update_fields=["stopped_at"])
    return found


def _check(rule: Rule, at: datetime) -> None:
    problems: dict[str, list[FieldProblem]] = {}
    if rule.weekday not in _WEEKDAYS:
        problems["weekday"] = [FieldProblem("out_of_range", "Chọn ngày trong tuần.", "Choose a weekday.")]
    if rule.closes <= rule.opens:
        vi, en = "Giờ kết thúc phải sau giờ bắt đầu.", "The window must end after it begins."
        problems["closes"] = [FieldProblem("not_after", vi, en)]
    if rule.capacity not in _CAPACITIES:
        vi, en = "Số lần lấy từ 0 đến 200.", "The number of pickups is 0 to 200."
        problems["capacity"] = [FieldProblem("out_of_range", vi, en)]
    first = rule.valid_from or clock.day_of(at)
    if rule.valid_to is not None and rule.valid_to <= first:
        vi, en = "Ngày kết thúc phải sau ngày bắt đầu.", "The last day must come after the first."
        problems["valid_to"] = [FieldProblem("not_after", vi, en)]
    if problems:
        raise Invalid(problems)


def _problems(weekly: Weekly, procedure: Procedure | None, first: date) -> dict[str, list[FieldProblem]]:
    problems: dict[str, list[FieldProblem]] = {}
    if procedure is None:
        problems["procedure"] = [
            FieldProblem("unknown_procedure", "Không có thủ tục này.", "There is no such procedure.")
        ]
    if weekly.weekday not in _WEEKDAYS:
        problems["weekday"] = [FieldProblem("out_of_range", "Chọn ngày trong tuần.", "Choose a weekday.")]
    if not tidy(weekly.name):
        problems["name"] = [FieldProblem("required", "Nhập tên cơ quan, đơn vị.", "Enter the organisation's name.")]
    if national_phone(weekly.phone) is None:
        vi, en = "Nhập số điện thoại của người liên hệ.", "Enter a telephone number."
        problems["phone"] = [FieldProblem("bad_phone", vi, en)]
    if not tidy(weekly.address):
        problems["address"] = [FieldProblem("required", "Nhập địa chỉ.", "Enter the address.")]
    if weekly.service not in (Service.SEND, Service.BOTH):
        problems["service"] = [FieldProblem("unknown_service", "Chọn dịch vụ.", "Choose the service.")]
    if weekly.ends_on is not None and weekly.ends_on < first:
        vi, en = "Ngày kết thúc phải sau ngày bắt đầu.", "The last day must come after the first."
        problems["ends_on"] = [FieldProblem("not_after", vi, en)]
    return problems
