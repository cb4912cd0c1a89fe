"""Taking papers in at the counter, also when some are short; completing them; and counting again at the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from delegation.dossiers import lodging
from delegation.dossiers.lodging import Lodging
from delegation.dossiers.models import Dossier, DossierPaper
from delegation.dossiers.states import Service
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger import writer
from tracking.custody import moves, registering
from tracking.custody.models import Item, Leg
from tracking.custody.moves import Held, Move
from tracking.custody.registering import NewItem
from tracking.custody.states import Action, ItemState
from tracking.pickups import policies, steps
from tracking.pickups.models import IncompleteIntake, IntakeState, PaperCount
from tracking.pickups.queries import slips
from tracking.pickups.reasons import SHORT, TOLD
from tracking.pickups.refusals import (
    AlreadyCounted,
    DeadlinePast,
    IntakeClosed,
    ItemGone,
    NotHandedIn,
)
from tracking.pickups.steps import ShortLine

_COUNTS = range(100)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A dossier taken in at the counter, its items, and its place in the queue when papers were short."""

    dossier: Dossier
    items: tuple[Item, ...]
    intake: IncompleteIntake | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody counted of one paper, and why it differs when it does."""

    count: int
    short: str = ""


@transaction.atomic(durable=True)
def take_in(
    *,
    actor: Actor,
    wanted: Lodging,
    short: Sequence[ShortLine] = (),
    told: str = "",
    due_on: date | None = None,
    now: datetime | None = None,
) -> TakenIn:
    """Take a dossier in at a post office's counter; with papers short it waits there, in the queue, until completed.

    What is complete is accepted at once by the one who took it in; what is not stays registered at the counter. Raises
    what lodging refuses, Invalid, DeadlinePast.
    """
    at = now or clock.now()
    _check_short(short, told, due_on, at)
    outcome = lodging.prepare_many(actor, [wanted], at)[0]
    if isinstance(outcome, Refused):
        raise outcome
    counter = outcome.entry.office or ""
    if outcome.entry.action != "register" or wanted.service == Service.RETURN:
        raise NotAllowed  # only what a citizen hands over at the post is counted in here
    heads = lodging.store_many([outcome], at)
    dossier = outcome.dossier
    lacking = steps.short_of(short, told=told, due_on=due_on, at=at)
    first = NewItem(
        dossier=dossier,
        leg=Leg.A,
        office=counter,
        destination=dossier.committee_id,
        since=dossier.received_at,
        accept=not short,
        data=lacking.as_data() if lacking else {},
        flags=("papers_short",) if short else (),
    )
    home = registering.home_office(dossier, [office.office_id for office in outcome.offices])
    second = NewItem(
        dossier=dossier, leg=Leg.B, office=dossier.committee_id, destination=home, since=dossier.received_at
    )
    news = [first, second] if dossier.service == Service.BOTH else [first]
    registered = registering.prepare(news, actor=actor, at=at)
    appended = writer.append(heads, [outcome.entry, *registering.entries_of(registered)], recorded_at=at)
    items = registering.finish(registered, appended[1:])
    intake = steps.note_intake(actor, dossier, counter, lacking, at=at) if lacking else None
    return TakenIn(dossier, tuple(items), intake)


@transaction.atomic(durable=True)
def complete_intake(
    *, actor: Actor, intake: UUID, found: Mapping[int, int], now: datetime | None = None
) -> IncompleteIntake:
    """The missing papers were brought: put them with the others and send the item on its way.

    ``found`` by position of what was short. Raises IntakeClosed, ItemGone once the item has left the post office (then
    the papers follow as a supplement), Invalid when something is still missing.
    """
    at = now or clock.now()
    row, held, heads = _intake(actor, intake)
    papers = list(row.papers.all())
    problems = {
        f"found[{paper.position}]": [_still_short(paper.name)]
        for paper in papers
        if found.get(paper.position, 0) not in _COUNTS or found.get(paper.position, 0) < paper.expected
    }
    if problems:
        raise Invalid(problems)
    if held.holding.state not in (ItemState.REGISTERED, ItemState.ACCEPTED) or held.holding.office != row.office_id:
        raise ItemGone(code=held.code)
    data = {
        "completed": [{"position": paper.position, "found": found[paper.position]} for paper in papers],
        **_closing(row, IntakeState.COMPLETED),
    }
    moved = [_note(held, actor, data, ("papers_completed",), at)]
    if held.holding.state == ItemState.REGISTERED:
        facts = {"office": row.office_id, "actor": actor.user_id, "device": actor.device_id}
        moved.append(
            moves.move(
                held,
                moves.entry(held, Action.ACCEPT, ItemState.ACCEPTED, occurred_at=at, data={"item": held.code}, **facts),
            )
        )
    _add_papers(row, {paper.position: found[paper.position] for paper in papers})
    return _closed(row, IntakeState.COMPLETED, actor=actor, heads=heads, moved=moved, at=at)


@transaction.atomic(durable=True)
def send_on_intake(*, actor: Actor, intake: UUID, now: datetime | None = None) -> IncompleteIntake:
    """Send a dossier on although papers are short, at the sender's wish; the agency asks for them itself."""
    at = now or clock.now()
    row, held, heads = _intake(actor, intake)
    moved = [_note(held, actor, _closing(row, IntakeState.SENT_ON), ("sent_incomplete",), at)]
    if held.holding.state == ItemState.REGISTERED and held.holding.office == row.office_id:
        facts = {"office": row.office_id, "actor": actor.user_id, "device": actor.device_id}
        entry = moves.entry(held, Action.ACCEPT, ItemState.ACCEPTED, occurred_at=at, data={"item": held.code}, **facts)
        moved.append(moves.move(held, entry))
    return _closed(row, IntakeState.SENT_ON, actor=actor, heads=heads, moved=moved, at=at)


@transaction.atomic(durable=True)
def count_papers(
    *, actor: Actor, item: str, found: Mapping[int, Counted], now: datetime | None = None
) -> list[PaperCount]:
    """Count the papers of a handed-in item against the slip's list (TT 17/2017/TT-BTTTT, article 5, steps 6 and 7).

    What differs is written on the case as codes, for both sides to see. Once for each item. Raises NotHandedIn,
    AlreadyCounted, Invalid with a problem for each paper not counted.
    """
    at = now or clock.now()
    heads, helds = moves.lock_items([s10.parse(item)], offices=actor.offices, sees_everything=actor.sees_everything)
    held = next((each for each in helds if each.visible and each.leg == Leg.A), None)
    if held is None:
        raise NotThere
    if not policies.may_recount(actor, held.committee):
        raise NotAllowed
    if held.holding.state != ItemState.HANDED_IN:
        raise NotHandedIn
    if PaperCount.objects.filter(item=held.code).exists():
        raise AlreadyCounted
    rows = _recounted(held, found, actor, at)
    differs = [
        {"position": row.position, "kind": str(row.kind), "listed": row.listed, "found": row.found, "why": row.short}
        for row in rows
        if row.found != row.listed
    ]
    sums = {"listed": sum(row.listed for row in rows), "found": sum(row.found for row in rows)}
    counted = [[row.position, str(row.kind), row.listed, row.found, row.short] for row in rows]
    data = {"papers": sums, "counted": counted, **({"differs": differs} if differs else {})}
    said = _note(held, actor, data, ("papers_differ",) if differs else (), at, office=held.committee)
    moves.write(heads, [said], recorded_at=at)
    moves.save_items([said])
    return PaperCount.objects.bulk_create(rows)


def _recounted(held: Held, found: Mapping[int, Counted], actor: Actor, at: datetime) -> list[PaperCount]:
    problems: dict[str, list[FieldProblem]] = {}
    rows: list[PaperCount] = []
    for position, name, kind, listed in slips.listed_papers(held.code, held.case):
        seen = found.get(position)
        if seen is None or seen.count not in _COUNTS:
            vi, en = f"Đếm lại: {name}. Số từ 0 đến 99.", f"Count again: {name}. A number from 0 to 99."
            problems[f"found[{position}]"] = [FieldProblem("not_counted", vi, en)]
        elif seen.count < listed and seen.short not in SHORT:
            vi, en = f"Chọn lý do chênh lệch: {name}.", f"Say why it differs: {name}."
            problems[f"found[{position}]"] = [FieldProblem("say_why_short", vi, en)]
        else:
            rows.append(
                PaperCount(
                    dossier_id=held.case,
                    item=held.code,
                    position=position,
                    name=name,
                    kind=kind,
                    listed=listed,
                    found=seen.count,
                    short=seen.short if seen.count < listed else "",
                    counted_by_id=actor.user_id,
                    counted_at=at,
                )
            )
    if problems:
        raise Invalid(problems)
    return rows


def _check_short(short: Sequence[ShortLine], told: str, due_on: date | None, at: datetime) -> None:
    """What is short has a reason; somebody was told; the deadline lies ahead."""
    problems: dict[str, list[FieldProblem]] = {}
    for each in short:
        if each.short not in SHORT:
            vi, en = f"Chọn lý do thiếu: {each.name}.", f"Say why it is short: {each.name}."
            problems[f"found[{each.position}]"] = [FieldProblem("say_why_short", vi, en)]
    if short and told not in TOLD:
        vi, en = "Ghi đã báo cho ai về giấy tờ còn thiếu.", "Say who was told what is short."
        problems["told"] = [FieldProblem("required", vi, en)]
    if problems:
        raise Invalid(problems)
    if short and due_on is not None and due_on <= clock.day_of(at):
        raise DeadlinePast


def _intake(actor: Actor, intake: UUID) -> tuple[IncompleteIntake, Held, writer.Heads]:
    """The waiting intake, the item it came with, and the locked case; papers that followed since ride in another."""
    seen = IncompleteIntake.objects.visible_to(actor).filter(pk=intake).first()
    if seen is None:
        raise NotThere
    if not policies.may_complete_intake(actor, seen.office_id):
        raise NotAllowed
    code = (
        Item.objects.filter(dossier=seen.dossier_id, leg=Leg.A, registered_at__lte=seen.made_at)
        .order_by("-registered_at")
        .values_list("code", flat=True)
    ).first()
    heads, helds = moves.lock_items([code or ""], offices=actor.offices, sees_everything=True)
    row = IncompleteIntake.objects.locked().get(pk=seen.pk)
    if row.state != IntakeState.WAITING:
        raise IntakeClosed
    return row, helds[0], heads


def _note(
    held: Held,
    actor: Actor,
    data: Mapping[str, object],
    flags: tuple[str, ...],
    at: datetime,
    *,
    office: str | None = None,
) -> Move:
    """A line that says something about the item and moves nothing."""
    entry = moves.entry(
        held,
        Action.NOTE,
        held.holding.state,
        occurred_at=at,
        office=office or held.holding.office,
        actor=actor.user_id,
        device=actor.device_id,
        data={"item": held.code, **data},
        flags=flags,
    )
    return moves.move(held, entry)


def _closing(row: IncompleteIntake, state: IntakeState) -> dict[str, Any]:
    """How an intake ends, as the ledger keeps it."""
    return {"intake_closed": {"id": str(row.id), "state": state.value}}


def _closed(
    row: IncompleteIntake,
    state: IntakeState,
    *,
    actor: Actor,
    heads: writer.Heads,
    moved: Sequence[Move],
    at: datetime,
) -> IncompleteIntake:
    moves.write(heads, moved, recorded_at=at)
    moves.save_items(moved)
    row.state, row.closed_by_id, row.closed_at = state, actor.user_id, at
    row.save(update_fields=["state", "closed_by", "closed_at"])
    return row


def _add_papers(row: IncompleteIntake, found: Mapping[int, int]) -> None:
    """Put what was brought on the dossier's list of papers."""
    listed = list(DossierPaper.objects.filter(dossier=row.dossier_id).order_by("position"))
    known = {(paper.name, paper.kind): paper for paper in listed}
    last = max((paper.position for paper in listed), default=0)
    new: list[DossierPaper] = []
    for short in row.papers.all():
        paper = known.get((short.name, short.kind))
        if paper is not None:
            paper.count = found[short.position]
            continue
        last += 1
        new.append(
            DossierPaper(
                dossier_id=row.dossier_id, position=last, name=short.name, kind=short.kind, count=found[short.position]
            )
        )
    DossierPaper.objects.bulk_update([known[key] for key in known], ["count"])
    DossierPaper.objects.bulk_create(new)


def _still_short(name: str) -> FieldProblem:
    return FieldProblem("still_short", f"Vẫn còn thiếu: {name}.", f"Still short: {name}.")
