"""Drawing up a round at the desk: build, change, cancel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.errors import FieldProblem
from postal_services.ledger import writer
from tracking.custody import moves
from tracking.custody.moves import Held
from tracking.rounds import policies, steps
from tracking.rounds.models import Round, Stop
from tracking.rounds.refusals import DayPast, NotAPostman, StopsNotReady, problem
from tracking.rounds.states import RoundState
from tracking.rounds.steps import Act


@transaction.atomic(durable=True)
def build_round(
    *,
    actor: Actor,
    office: str,
    postman: str,
    items: Sequence[str],
    day: date | None = None,
    now: datetime | None = None,
) -> Round:
    """Draw up a round of ``items`` in their order for a postman (user name) and a day; nothing leaves the office yet.

    Raises StopsNotReady naming every item that cannot go, NotAPostman, DayPast, RoundEmpty, RoundTooLong.
    """
    at = now or clock.now()
    on = day or clock.day_of(at)
    place = policies.require_may_build(actor, Office.objects.filter(code=office).first(), postman)
    if on < clock.day_of(at):
        raise DayPast(day=f"{on:%d/%m/%Y}")
    carrier = _postman(office, postman, on)
    codes = steps.item_codes(items)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require_ready(codes, helds, office, steps.open_rounds(helds))
    stream = writer.open_stream(steps.STREAM_KIND, f"{office}/{on}", at=at)
    heads.add(writer.lock([stream]))
    number = Round.objects.filter(stream_id=stream).count() + 1  # the stream's lock keeps the numbers apart
    round_ = Round.objects.create(
        code=f"BD13-{office}-{on:%y%m%d}-{number:02}",
        stream_id=stream,
        office=place,
        postman=carrier,
        day=on,
        state=RoundState.DRAFT,
        drafted_by_id=actor.user_id,
        drafted_at=at,
        modified_at=at,
    )
    _place(round_, codes, helds)
    entry = Act(round_, actor, at).line("", "draft", RoundState.DRAFT, items=codes, postman=str(carrier.pk))
    writer.append(heads, [entry], recorded_at=at)
    return round_


@transaction.atomic(durable=True)
def change_round(*, actor: Actor, code: str, items: Sequence[str], now: datetime | None = None) -> Round:
    """Give a draft another content: ``items`` is the whole list in its new order."""
    at = now or clock.now()
    round_ = steps.locked_round(actor, code)
    policies.require_may_work(actor, round_)
    steps.require_state(round_, RoundState.DRAFT)
    codes = steps.item_codes(items)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require_ready(codes, helds, round_.office_id, steps.open_rounds(helds, but=round_))
    heads.add(writer.lock([round_.stream_id]))
    round_.stops.all().delete()
    _place(round_, codes, helds)
    entry = Act(round_, actor, at).line(RoundState.DRAFT, "change", RoundState.DRAFT, items=codes)
    writer.append(heads, [entry], recorded_at=at)
    round_.modified_at = at
    round_.save(update_fields=["modified_at"])
    return round_


@transaction.atomic(durable=True)
def cancel_round(*, actor: Actor, code: str, now: datetime | None = None) -> Round:
    """Throw a draft away; its items can go on another round. The line that it was drawn up stays."""
    at = now or clock.now()
    round_ = steps.locked_round(actor, code)
    policies.require_may_work(actor, round_)
    steps.require_state(round_, RoundState.DRAFT)
    heads = writer.lock([round_.stream_id])
    round_.stops.update(is_open=False)
    writer.append(
        heads, [Act(round_, actor, at).line(RoundState.DRAFT, "cancel", RoundState.CANCELLED)], recorded_at=at
    )
    round_.state, round_.modified_at = RoundState.CANCELLED, at
    round_.save(update_fields=["state", "modified_at"])
    return round_


def _postman(office: str, username: str, on: date) -> User:
    """The person who carries the round: anybody of the post office's own staff on that day."""
    held = Post.objects.valid_on(on).filter(
        office=office, user__username=username, role__in=[role.value for role in policies.ROUND_ROLES]
    )
    found = held.select_related("user").first()
    if found is None:
        raise NotAPostman
    carrier: User = found.user
    return carrier


def _require_ready(codes: Sequence[str], helds: Sequence[Held], office: str, taken: Mapping[object, str]) -> None:
    by_code = {held.code: held for held in helds}
    problems: dict[str, list[FieldProblem]] = {}
    for code in codes:
        held = by_code.get(code)
        refusal = steps.why_not(held, office, taken.get(held.id, "") if held else "")
        if refusal is not None:
            problems[code] = [problem(refusal)]
    if problems:
        raise StopsNotReady(problems)


def _place(round_: Round, codes: Sequence[str], helds: Sequence[Held]) -> None:
    ids: dict[str, UUID] = {held.code: held.id for held in helds}
    Stop.objects.bulk_create(
        Stop(round=round_, item_id=ids[code], position=position) for position, code in enumerate(codes, start=1)
    )
