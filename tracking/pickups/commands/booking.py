"""Asking for a pickup, moving it to another window, and calling it off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from delegation.dossiers.applicants import national_phone, phone_key, tidy
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import Service
from delegation.dossiers.validation import PAPERS_AT_MOST, Paper
from delegation.registry.models import Exemption, PaperKind, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.tokens import new_token
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.pickups import policies, steps
from tracking.pickups.models import Pickup, PickupKind, PickupPaper, PickupSeries, Source
from tracking.pickups.queries import supplements, windows
from tracking.pickups.refusals import NoSuchWindow, OpenAlready, WindowFull
from tracking.pickups.states import OPEN, PickupAction, PickupState
from tracking.pickups.steps import Slot

_NAME_AT_MOST = 120
_ADDRESS_AT_MOST = 250
_NOTE_AT_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A pickup as somebody asks for it.

    ``unit`` is the statistics code of the commune where the papers are; ``slot`` is the window wanted. A supplement
    names its ``dossier`` (its id) and the ``papers`` to be fetched; procedure, commune and service are then the
    dossier's, and empty contact fields are the applicant's. A new dossier without ``papers`` asks for the procedure's
    announced list. ``once`` names the form it was sent by: sent twice, it is one pickup.
    """

    slot: Slot
    procedure: str = ""
    unit: str = ""
    service: str = Service.SEND
    name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    categories: tuple[str, ...] = ()
    kind: str = PickupKind.NEW
    dossier: UUID | None = None
    papers: tuple[Paper, ...] = ()
    once: UUID | None = None
    series: PickupSeries | None = None


def book_pickup(*, actor: Actor, booking: Booking, now: datetime | None = None) -> Pickup:
    """Ask for a pickup: somebody for themselves (``NOBODY``), or staff for them; the source is noted.

    Raises Invalid with fields, ForeignCommune, NoSuchWindow, WindowPast, DayOff, WindowTooFar, WindowFull with the next
    free windows, OpenAlready, NotAllowed. Who comes second for the last place waits for the first and is told.
    A request for papers gets one pickup: the one that stands is given to whoever asks again.
    """
    if booking.kind == PickupKind.SUPPLEMENT and booking.dossier:
        standing = supplements.standing(booking.dossier)
        if standing is not None:
            return standing
        booking = replace(booking, once=supplements.form_of(booking.dossier))
    try:
        return _before(booking) or _book(actor, booking, now or clock.now())
    except (IntegrityError, WindowFull, OpenAlready):
        # The same form arrived twice at once, and its twin was faster: it has the place and the number.
        twin = _before(booking)
        if twin is None:
            raise
        return twin


def _before(booking: Booking) -> Pickup | None:
    return Pickup.objects.filter(once=booking.once).first() if booking.once else None


@transaction.atomic(durable=True)
def _book(actor: Actor, booking: Booking, at: datetime) -> Pickup:
    wanted = _completed(booking)
    procedure = _checked(wanted, at)
    place = windows.place_of(wanted.unit, procedure.code, at)
    office = next((each for each in place.offices if each.code == wanted.slot.office), None)
    if office is None:
        raise NoSuchWindow(office=wanted.slot.office[:24])
    source = Source.SERIES if booking.series else policies.source_of(actor, office, place.committee.code)
    key = phone_key(wanted.phone)
    _require_few_open(source, key)
    rule = steps.take_place(
        wanted.slot, office, committee=place.committee.code, procedure=procedure.code, service=wanted.service, now=at
    )
    stream = steps.day_stream(office.code, at)
    heads = writer.lock([stream])
    number = Pickup.objects.filter(stream_id=stream).count() + 1  # the stream's lock keeps the numbers apart
    pickup = Pickup(
        id=uuid7(),
        code=f"LH-{office.code}-{clock.day_of(at):%y%m%d}-{number:04}",
        token=new_token(),
        stream_id=stream,
        once=wanted.once,
        kind=wanted.kind,
        state=PickupState.ASKED,
        source=source,
        series=wanted.series,
        office=office,
        committee=place.committee,
        procedure=procedure,
        unit=place.unit,
        service=wanted.service,
        dossier_id=wanted.dossier,
        day=wanted.slot.day,
        opens=rule.opens,
        closes=rule.closes,
        contact_name=tidy(wanted.name),
        contact_phone=national_phone(wanted.phone) or "",
        contact_address=tidy(wanted.address),
        phone_key=key,
        note=tidy(wanted.note),
        categories=sorted(set(wanted.categories)),
        asked_by_id=actor.user_id,
        asked_at=at,
        modified_at=at,
    )
    entry = steps.line(pickup, actor, PickupAction.ASK, at=at, data=_facts(pickup))
    pickup.save(force_insert=True)
    PickupPaper.objects.bulk_create(steps.paper_rows(pickup, _list_of(wanted, procedure)))
    writer.append(heads, [entry], recorded_at=at)
    return pickup


@transaction.atomic(durable=True)
def reschedule_pickup(
    *, actor: Actor, slot: Slot, code: str = "", token: str = "", now: datetime | None = None
) -> Pickup:
    """Move a pickup to another window of the same offices, by its code (staff) or by the sender's token.

    A pickup that failed is asked for again in this way. Whoever was sent is not expected any more.
    """
    at = now or clock.now()
    pickup = steps.locked(actor, code=code, token=token)
    if not token:
        policies.require_may_change(actor, pickup)
    steps.require_move(pickup, PickupAction.RESCHEDULE)
    offices = windows.offices_for(pickup.committee_id, pickup.procedure_id, pickup.unit, at)
    office = next((each for each in offices if each.code == slot.office), None)
    if office is None or office.code != pickup.office_id:
        raise NoSuchWindow(office=slot.office[:24])
    rule = steps.take_place(
        slot,
        office,
        committee=pickup.committee_id,
        procedure=pickup.procedure_id,
        service=pickup.service,
        now=at,
        moving=pickup.id,
    )
    steps.move_to(pickup, rule, slot)
    data = {"window": steps.window_fact(pickup), "by": "token" if token else "staff"}
    entry = steps.line(pickup, actor, PickupAction.RESCHEDULE, at=at, data=data)
    pickup.save(update_fields=["state", "day", "opens", "closes", "postman", "assigned_at", "modified_at"])
    steps.append([pickup], [entry], at=at)
    return pickup


@transaction.atomic(durable=True)
def cancel_pickup(*, actor: Actor, code: str = "", token: str = "", now: datetime | None = None) -> Pickup:
    """Call a pickup off, by its code (staff) or by the sender's token; its place is free again."""
    at = now or clock.now()
    pickup = steps.locked(actor, code=code, token=token)
    if not token:
        policies.require_may_change(actor, pickup)
    data = {"by": "token" if token else "staff"}
    entry = steps.line(pickup, actor, PickupAction.CANCEL, at=at, data=data)
    pickup.save(update_fields=["state", "modified_at"])
    steps.append([pickup], [entry], at=at)
    return pickup


def _facts(pickup: Pickup) -> dict[str, object]:
    return {
        "window": steps.window_fact(pickup),
        "kind": str(pickup.kind),
        "procedure": pickup.procedure_id,
        "service": str(pickup.service),
        "unit": pickup.unit.code,
        "source": str(pickup.source),
        **({"dossier": str(pickup.dossier_id)} if pickup.dossier_id else {}),
        **({"series": str(pickup.series_id)} if pickup.series_id else {}),
    }


def _completed(booking: Booking) -> Booking:
    """A supplement asks for what its dossier says: procedure, commune, and the applicant where nobody else is named."""
    if booking.kind != PickupKind.SUPPLEMENT:
        return booking
    dossier = Dossier.objects.filter(pk=booking.dossier).select_related("unit").first() if booking.dossier else None
    if dossier is None:
        raise NotThere
    return Booking(
        slot=booking.slot,
        procedure=dossier.procedure_id,
        unit=dossier.unit.code,
        service=Service.SEND,
        name=booking.name or dossier.applicant_name,
        phone=booking.phone or dossier.applicant_phone,
        address=booking.address or dossier.applicant_address,
        note=booking.note,
        kind=PickupKind.SUPPLEMENT,
        dossier=dossier.id,
        papers=booking.papers,
        once=booking.once,
    )


def _list_of(booking: Booking, procedure: Procedure) -> Sequence[tuple[str, str, int]]:
    if booking.papers:
        return [(tidy(paper.name), paper.kind, paper.count) for paper in booking.papers]
    return [(paper.name, paper.kind, paper.count) for paper in procedure.papers.all()]


def _require_few_open(source: Source, key: str) -> None:
    """A telephone number whose owner books alone has only so many pickups waiting."""
    if source != Source.WEB:
        return
    waiting = Pickup.objects.filter(phone_key=key, state__in=sorted(OPEN)).count()
    if waiting >= policies.OPEN_A_PHONE:
        raise OpenAlready(count=waiting)


def _checked(booking: Booking, at: datetime) -> Procedure:
    """The procedure, once every field can be understood; raises Invalid with all that is wrong."""
    found: dict[str, list[FieldProblem]] = {}
    procedure = Procedure.objects.filter(pk=booking.procedure.strip(), active=True).prefetch_related("papers").first()
    if procedure is None:
        _add(found, "procedure", "unknown_procedure", "Không có thủ tục này.", "There is no such procedure.")
    elif procedure.postal_from is None or procedure.postal_from > clock.day_of(at):
        _add(
            found,
            "procedure",
            "not_postal",
            "Thủ tục này chưa được nhận qua bưu điện.",
            "This procedure is not open to the post yet.",
        )
    if booking.service not in (Service.SEND, Service.BOTH):
        vi = "Chọn gửi hồ sơ, hoặc gửi hồ sơ và nhận kết quả."
        _add(found, "service", "unknown_service", vi, "Choose sending, or sending and return.")
    _check_contact(booking, found)
    if booking.kind == PickupKind.SUPPLEMENT and not booking.papers:
        vi = "Ghi ít nhất một giấy tờ phải lấy."
        _add(found, "papers", "required", vi, "Name at least one paper to be fetched.")
    for paper in booking.papers[: PAPERS_AT_MOST + 1]:
        if not tidy(paper.name) or paper.kind not in PaperKind.values or not 1 <= paper.count <= 99:  # noqa: PLR2004
            vi = "Mỗi giấy tờ cần tên, loại và số lượng từ 1 đến 99."
            _add(found, "papers", "bad_paper", vi, "Each paper needs a name, a kind and a count of 1 to 99.")
            break
    if len(booking.papers) > PAPERS_AT_MOST:
        _add(found, "papers", "too_many", "Nhiều hơn 60 loại giấy tờ.", "More than 60 kinds of papers.")
    _check_categories(booking.categories, found)
    if found or procedure is None:
        raise Invalid(found)
    return procedure


def _check_categories(categories: Sequence[str], found: dict[str, list[FieldProblem]]) -> None:
    if not categories:
        return
    unknown = set(categories) - set(Exemption.objects.values_list("code", flat=True))
    if unknown:
        vi = "Đối tượng miễn, giảm chưa đúng. Chọn lại trong danh sách."
        _add(found, "categories", "unknown_category", vi, "Unknown reduction. Choose from the list.")


def _check_contact(booking: Booking, found: dict[str, list[FieldProblem]]) -> None:
    name = tidy(booking.name)
    if not any(symbol.isalpha() for symbol in name):
        _add(found, "name", "required", "Nhập họ và tên người gửi.", "Enter the sender's name.")
    elif len(name) > _NAME_AT_MOST:
        _add(found, "name", "too_long", "Họ và tên dài quá 120 ký tự.", "The name is over 120 characters.")
    if national_phone(booking.phone) is None:
        vi = "Nhập số điện thoại để bưu tá gọi trước khi đến, ví dụ 0905000001."
        _add(found, "phone", "bad_phone", vi, "Enter the telephone number that the postman calls, e.g. 0905000001.")
    address = tidy(booking.address)
    if not address:
        vi = "Nhập thôn, làng, số nhà nơi lấy hồ sơ."
        _add(found, "address", "required", vi, "Enter the village or house where the papers are collected.")
    elif len(address) > _ADDRESS_AT_MOST:
        _add(found, "address", "too_long", "Địa chỉ dài quá 250 ký tự.", "The address is over 250 characters.")
    if len(tidy(booking.note)) > _NOTE_AT_MOST:
        _add(found, "note", "too_long", "Ghi chú dài quá 300 ký tự.", "The note is over 300 characters.")


def _add(found: dict[str, list[FieldProblem]], name: str, code: str, vi: str, en: str) -> None:
    found.setdefault(name, []).append(FieldProblem(code, vi, en))
