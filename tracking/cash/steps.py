"""Taking money, as the step that the commands here and in the rooms above share.

The caller holds an open transaction, has locked the cases (their heads are given), and has asked its policy::

    prepared = steps.prepare(actor, office, asks, heads=heads, now=now)   # judged, numbered; nothing written yet
    writer.append(heads, [*lines, *prepared.entries], recorded_at=now)    # the caller's one append
    steps.save(prepared)                                                  # rows of the takings

``prepare`` may lock the office's day behind the cases (once a day for each person) and adds it to ``heads``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7
from postal_services.ledger import writer

from . import numbers
from .amounts import Amounts, told
from .models import CashDay, Kind, Method, Place, Taking
from .queries.accounts import NO_ACCOUNT, Account, accounts
from .reasons import DifferReason
from .refusals import AmountDiffers, DayClosed, NothingOutstanding, NothingTaken, PersonNeeded
from .states import CASH_DAY, TAKING, DayState, TakingState

STREAM_KIND = "office_day"
DIFFERS = "amount_differs"
AFTER_CLOSE = "after_close"


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A locked dossier, as far as money needs to know it."""

    id: UUID
    code: str
    committee: str
    post_office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Money that somebody paid for one dossier.

    ``reason`` is a :class:`DifferReason` where another sum than what is outstanding was taken. ``happened`` says that
    the money already changed hands where nobody could be asked (a device without a signal): then nothing is refused,
    a sum that differs is flagged as unexplained, and a closed day is passed over for the next one.
    """

    dossier: CaseRef
    amounts: Amounts
    at: datetime
    place: str = Place.COUNTER
    method: str = Method.CASH
    item_code: str = ""
    reason: str = ""
    happened: bool = False
    next_day: bool = False
    agency_receipt: str = ""
    bank_reference: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be stored and written; ``flags`` by dossier where the sum or the day was not as it should be."""

    takings: tuple[Taking, ...] = ()
    entries: tuple[writer.Entry, ...] = ()
    days: tuple[CashDay, ...] = ()
    flags: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)


def prepare(actor: Actor, office: str, asks: Sequence[Ask], *, heads: writer.Heads, now: datetime) -> Prepared:
    """Judge what was paid against what is outstanding, number the receipts, and make ready rows and lines.

    An ask of no money is passed over when it says why (or happened); its dossier is flagged. At most seven statements,
    whatever the number of asks.

    Raises PersonNeeded, NothingTaken, NothingOutstanding, AmountDiffers, DayClosed.
    """
    if not asks:
        return Prepared()
    if actor.user_id is None:
        raise PersonNeeded
    standing = accounts(ask.dossier.id for ask in asks)
    flags: dict[UUID, tuple[str, ...]] = {}
    paid: list[tuple[Ask, str, tuple[str, ...]]] = []
    for ask in asks:
        account = standing.get(ask.dossier.id, NO_ACCOUNT)
        reason, marks = _judge(ask, account)
        flags[ask.dossier.id] = (*flags.get(ask.dossier.id, ()), *marks)
        if ask.amounts:
            paid.append((ask, reason, marks))
            standing[ask.dossier.id] = _after(account, ask.amounts)
    if not paid:
        return Prepared(flags=_told(flags))
    today = clock.day_of(now)
    day, opened = day_for(actor.user_id, office, today, heads, now=now)
    late = day.on != today
    if late and not all(ask.happened or ask.next_day for ask, _, _ in paid):
        raise DayClosed(day=f"{today:%d/%m/%Y}")
    takings, entries = list[Taking](), [*opened]
    for number, (ask, reason, marks) in zip(numbers.allocate(office, today, len(paid)), paid, strict=True):
        told = (*marks, AFTER_CLOSE) if late else marks
        flags[ask.dossier.id] = (*flags[ask.dossier.id], *told[len(marks) :])
        taking = _taking(ask, day, number, reason=reason, flags=told, by=actor.user_id, now=now)
        takings.append(taking)
        entries.append(line_of(taking, "", "take", TakingState.TAKEN, subject=taking.id, actor=actor))
    return Prepared(tuple(takings), tuple(entries), (day,) if opened else (), _told(flags))


def save(prepared: Prepared) -> None:
    """Store the rows of what was prepared; two statements at most."""
    if prepared.days:
        CashDay.objects.bulk_create(prepared.days)
    if prepared.takings:
        Taking.objects.bulk_create(prepared.takings)


def day_for(
    person: UUID, office: str, today: date, heads: writer.Heads, *, now: datetime
) -> tuple[CashDay, tuple[writer.Entry, ...]]:
    """The person's open day that money of ``today`` is booked on, locked, and the line that opens it if it is new.

    A closed day is passed over for the day after it. One statement, or four when a day is opened; the new row is
    stored by the caller.
    """
    on, found = _open_from(person, office, today)
    if found is not None:
        return found, ()
    stream = _lock_day(office, on, heads, now=now)
    on, found = _open_from(person, office, today)
    if found is not None:
        return found, ()
    number = CashDay.objects.filter(office=office, on=on).count() + 1  # the stream's lock keeps the numbers apart
    day = CashDay(
        id=uuid7(),
        code=f"QN-{office}-{on:%y%m%d}-{number:02}",
        stream_id=stream,
        office_id=office,
        person_id=person,
        on=on,
        state=DayState.OPEN,
        opened_at=now,
    )
    data = {"day": day.code, "on": on.isoformat(), "person": str(person)}
    return day, (day_line(day, "", "open", DayState.OPEN, at=now, actor=person, data=data),)


def _open_from(person: UUID, office: str, today: date) -> tuple[date, CashDay | None]:
    """The first day from ``today`` on that is not closed, and its locked row where there is one."""
    on = today
    for row in CashDay.objects.filter(person=person, office=office, on__gte=today).locked().order_by("on"):
        if row.on != on:
            break
        if row.state == DayState.OPEN:
            return on, row
        on += timedelta(days=1)
    return on, None


def _lock_day(office: str, on: date, heads: writer.Heads, *, now: datetime) -> UUID:
    """The stream of the office's day, locked; one that the caller holds already keeps the head it has."""
    stream = writer.open_stream(STREAM_KIND, f"{office}/{on}", at=now)
    if stream not in heads.ends:
        heads.add(writer.lock([stream]))
    return stream


def day_line(
    day: CashDay,
    before: str,
    action: str,
    after: str,
    *,
    at: datetime,
    actor: UUID | None,
    data: Mapping[str, object],
    flags: tuple[str, ...] = (),
) -> writer.Entry:
    """A line about one person's day."""
    return writer.Entry(
        stream=day.stream_id,
        machine=CASH_DAY,
        action=action,
        from_state=str(before),
        to_state=str(after),
        subject=day.id,
        occurred_at=at,
        office=day.office_id,
        actor=actor,
        data=dict(data),
        flags=flags,
    )


def line_of(taking: Taking, before: str, action: str, after: str, *, subject: UUID, actor: Actor) -> writer.Entry:
    """The line of one movement of money: everything of it but free words."""
    kept = {
        "item": taking.item_code,
        "reason": taking.reason,
        "agency_receipt": taking.agency_receipt,
        "bank_reference": taking.bank_reference,
    }
    return writer.Entry(
        stream=taking.dossier_id,
        machine=TAKING,
        action=action,
        from_state=str(before),
        to_state=str(after),
        subject=subject,
        occurred_at=taking.taken_at,
        office=taking.office_id,
        counterpart=taking.committee_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={
            "row": str(taking.id),
            "number": taking.number,
            "day": str(taking.cash_day_id),
            "on": taking.on.isoformat(),
            "method": str(taking.method),
            "place": str(taking.place),
            "post_office": taking.post_office_id,
            **taking.amounts.as_data(),
            **{name: each for name, each in kept.items() if each},
        },
        flags=tuple(taking.flags),
    )


def _judge(ask: Ask, account: Account) -> tuple[str, tuple[str, ...]]:
    """The reason to be kept with the taking, and its flags; raises what a person can still put right."""
    if ask.amounts == account.outstanding:
        if not ask.amounts and not ask.happened:
            raise NothingOutstanding(dossier=ask.dossier.code)
        return "", ()
    if ask.reason:
        return ask.reason, (DIFFERS,)
    if ask.happened:
        return DifferReason.UNEXPLAINED, (DIFFERS,)
    if not ask.amounts:
        raise NothingTaken
    if not account.outstanding:
        raise NothingOutstanding(dossier=ask.dossier.code)
    raise AmountDiffers(dossier=ask.dossier.code, **told(account.outstanding))


def _after(account: Account, amounts: Amounts) -> Account:
    return Account(account.charges, account.owed, account.paid + amounts, account.service, account.state)


def _told(flags: Mapping[UUID, tuple[str, ...]]) -> dict[UUID, tuple[str, ...]]:
    return {dossier: tuple(dict.fromkeys(each)) for dossier, each in flags.items() if each}


def _taking(
    ask: Ask, day: CashDay, number: str, *, reason: str, flags: tuple[str, ...], by: UUID, now: datetime
) -> Taking:
    return Taking(
        id=uuid7(),
        number=number,
        kind=Kind.TAKE,
        dossier_id=ask.dossier.id,
        item_code=ask.item_code,
        committee_id=ask.dossier.committee,
        post_office_id=ask.dossier.post_office,
        office_id=day.office_id,
        cash_day=day,
        on=day.on,
        **ask.amounts.as_data(),
        method=ask.method,
        place=ask.place,
        reason=reason,
        agency_receipt=ask.agency_receipt,
        bank_reference=ask.bank_reference,
        words=ask.words,
        flags=list(flags),
        by_id=by,
        taken_at=ask.at,
        recorded_at=now,
    )
