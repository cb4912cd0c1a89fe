"""Opening and closing commune post offices and counters."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from delegation.establishment import policies, steps
from delegation.establishment.refusals import OfficeCannot, OfficeClosed, OfficeExists, OfficeInUse, UnitUnknown
from delegation.establishment.states import OPENING, OpeningState
from delegation.registry.models import Office, OfficeKind, Post, Unit
from delegation.registry.models.units import DISTRICT_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device
from postal_services.errors import FieldProblem, Invalid
from postal_services.ledger.models import Line

KINDS = (OfficeKind.COMMUNE_POST, OfficeKind.COUNTER)
LONGEST_NAME = 160
LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A new place of the post: in which commune (its statistics code), what it is, since when.

    A commune post office is named by its commune (``VX-23947``), a counter gets the next number (``DP-23947-2``).
    Where a commune was made from those of districts that have ended, it stands under the post office of ``district``,
    or of the first of them where none is named.
    """

    unit: str
    kind: str
    name: str
    on: date
    address: str = ""
    phone: str = ""
    district: str = ""


@transaction.atomic(durable=True)
def open_office(actor: Actor, opening: Opening, *, simulated: bool = False) -> Office:
    """Open a commune post office or a counter; the same opening twice gives the office that stands.

    Raises:
        NotThere, NotAllowed: the policy.
        OfficeCannot, UnitUnknown, OfficeExists, InTheFuture, Invalid.
    """
    now = clock.now()
    at, flags = steps.moment_of(opening.on, now, simulated=simulated)
    _check(opening)
    unit = Unit.objects.on(opening.unit, opening.on)
    if unit is None or not unit.is_commune:
        raise UnitUnknown(day=f"{opening.on:%d/%m/%Y}", unit=opening.unit)
    above = _above(unit, opening)
    made = Office(
        name=opening.name.strip(),
        kind=opening.kind,
        unit=unit,
        parent=above,
        address=opening.address.strip(),
        phone=opening.phone.strip(),
        valid_from=opening.on,
    )
    policies.require_may_speak_for_district(actor, made)
    # whoever opens something below the same post office waits, so that numbers are given once
    Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=above.pk)
    there = list(Office.objects.filter(unit=unit, kind=opening.kind))
    for office in there:
        if (office.name, office.valid_from, office.valid_to) == (made.name, made.valid_from, None):
            return office
    made.code = _code(opening)
    if Office.objects.filter(pk=made.code).exists():
        raise OfficeExists(office=made.code)
    made.save(force_insert=True)
    data = {"from": opening.on.isoformat(), **steps.claim(opening.on, flags)}
    queue = steps.take([made.code], now)
    queue.write(actor, [steps.Act(made.code, OPENING, "open", None, "", at, data, flags)], now=now, simulated=simulated)
    return made


@transaction.atomic(durable=True)
def close_office(actor: Actor, code: str, *, on: date, simulated: bool = False) -> Office:
    """Close a commune post office or a counter: ``on`` is the first day on which it no longer works.

    Raises:
        NotThere, NotAllowed: the policy.
        OfficeCannot, OfficeClosed, OfficeInUse (people or devices), InTheFuture.
    """
    now = clock.now()
    at, flags = steps.moment_of(on, now, simulated=simulated)
    office = steps.offices_by_code([code])[code]
    policies.require_may_speak_for_district(actor, office)
    if office.kind not in KINDS:
        raise OfficeCannot
    queue = steps.take([code], now)
    office = Office.objects.select_for_update(of=("self",)).get(pk=code)
    if office.valid_to is not None or on <= office.valid_from:
        raise OfficeClosed(office=office.name, day=f"{on:%d/%m/%Y}")
    people = Post.objects.filter(office=code).exclude(valid_to__lte=on).count()
    devices = Device.objects.filter(office=code, revoked_at=None).count()
    if people or devices:
        raise OfficeInUse(office=office.name, people=people, devices=devices)
    office.valid_to = on
    office.save(update_fields=["valid_to"])
    data = {"from": on.isoformat(), **steps.claim(on, flags)}
    acts = [steps.Act(code, OPENING, "close", None, OpeningState.OPEN.value, at, data, flags)]
    if not Line.objects.filter(stream_id=queue.streams[code], machine=OPENING).exists():
        acts.insert(0, steps.adopted_office(office, now))
    queue.write(actor, acts, now=now, simulated=simulated)
    return office


def _check(opening: Opening) -> None:
    if opening.kind not in KINDS:
        raise OfficeCannot
    problems: dict[str, list[FieldProblem]] = {}
    if not 0 < len(opening.name.strip()) <= LONGEST_NAME:
        problems["name"] = [FieldProblem("required", "Nhập tên điểm, tối đa 160 ký tự.", "Give its name.")]
    if len(opening.address) > LONGEST_ADDRESS:
        problems["address"] = [FieldProblem("too_long", "Địa chỉ dài quá 200 ký tự.", "The address is too long.")]
    if problems:
        raise Invalid(problems)


def _above(unit: Unit, opening: Opening) -> Office:
    """The post office that a place in ``unit`` stands under."""
    if unit.district:
        code = f"BC-{unit.district.code}"
    else:
        before = unit.origins.filter(old__parent__kind__in=DISTRICT_KINDS).order_by("old__parent__code")
        districts = list(before.values_list("old__parent__code", flat=True))
        named = opening.district if opening.district in districts else next(iter(districts), "")
        code = f"BC-{named}" if named else _provincial_post(unit)
    return steps.offices_by_code([code])[code]


def _provincial_post(unit: Unit) -> str:
    """The provincial post office of a unit's province, or of the first of the provinces that it was made from."""
    offices = Office.objects.filter(kind=OfficeKind.PROVINCIAL_POST).order_by("code")
    own = offices.filter(Q(unit=unit.province) | Q(unit__successions__new=unit.province))
    found = own.values_list("code", flat=True).first()
    if found is None:
        raise UnitUnknown(unit=unit.code, day=f"{unit.valid_from:%d/%m/%Y}")
    return found


def _code(opening: Opening) -> str:
    """The commune's code, and for a counter the next number under it, whichever unit bore the code before."""
    if opening.kind == OfficeKind.COMMUNE_POST:
        return f"VX-{opening.unit}"
    return f"DP-{opening.unit}-{Office.objects.filter(code__startswith=f'DP-{opening.unit}-').count() + 1}"
