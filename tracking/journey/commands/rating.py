"""How satisfied a citizen was: one answer for each case, once the result has come, changed within some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from delegation.dossiers.applicants import tidy
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry
from tracking.custody.models import Item, Leg
from tracking.custody.states import ItemState
from tracking.journey import policies
from tracking.journey.models import Rating
from tracking.journey.queries import rating_days
from tracking.journey.refusals import RatingClosed, RatingTooEarly
from tracking.journey.states import RATING, RATING_EDGES, RatingState, RatingVia, Score

LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered about one case; an empty comment leaves the one that stands."""

    dossier: UUID
    score: int
    comment: str = ""


def rate_case(
    *, answer: Answer, via: str = RatingVia.JOURNEY, actor: Actor = NOBODY, now: datetime | None = None
) -> Rating:
    """Write one answer down. The door checks that it is the citizen who speaks: by the token, or by the digits.

    The ledger keeps the score and the door, never the comment. The same answer again writes nothing. Raises NotThere,
    Invalid, RatingTooEarly before the result has come, RatingClosed when the days for changing it are over.
    """
    outcome = rate_cases(answers=[answer], via=via, actor=actor, now=now)[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic(durable=True)
def rate_cases(
    *, answers: Sequence[Answer], via: str = RatingVia.JOURNEY, actor: Actor = NOBODY, now: datetime | None = None
) -> list[Rating | Refused]:
    """Write many answers down; each gives its rating or its refusal, in the order sent. Six statements in all."""
    at = now or clock.now()
    if via == RatingVia.HOTLINE:
        policies.require_may_answer(actor)
    wanted = {answer.dossier for answer in answers}
    try:
        heads = writer.lock(wanted)
    except writer.StreamMissing as missing:
        raise NotThere from missing
    desk = _Desk(wanted, RatingVia(via), actor, at)
    outcomes = [desk.take(answer) for answer in answers]
    writer.append(heads, desk.entries, recorded_at=at)
    Rating.objects.bulk_create([row for row in desk.ratings.values() if row.pk in desk.fresh])
    changed = [row for row in desk.ratings.values() if row.pk in desk.changed - desk.fresh]
    if changed:
        Rating.objects.bulk_update(changed, ["score", "comment", "via", "changed_at"])
    return outcomes


class _Desk:
    """The cases under lock, with what was answered about them before; everything is decided in memory."""

    def __init__(self, wanted: set[UUID], via: RatingVia, actor: Actor, at: datetime) -> None:
        self.via, self.actor, self.at = via, actor, at
        self.days = rating_days(clock.day_of(at))
        self.over = _cases_that_are_over(wanted)
        self.ratings = {row.dossier_id: row for row in Rating.objects.filter(dossier__in=wanted)}
        self.entries: list[Entry] = []
        self.fresh: set[UUID] = set()
        self.changed: set[UUID] = set()

    def take(self, answer: Answer) -> Rating | Refused:
        """The rating as it stands after the answer, or why it is not taken."""
        comment = tidy(answer.comment)
        if refused := _unsound(answer.score, comment):
            return refused
        rating = self.ratings.get(answer.dossier)
        if rating is not None and rating.score == answer.score and comment in ("", rating.comment):
            return rating
        if not self.over.get(answer.dossier):
            return RatingTooEarly()
        return self._first(answer, comment) if rating is None else self._again(rating, answer, comment)

    def _again(self, rating: Rating, answer: Answer, comment: str) -> Rating | Refused:
        last = clock.day_of(rating.rated_at) + timedelta(days=self.days)
        if clock.day_of(self.at) > last:
            return RatingClosed(until=f"{last:%d/%m/%Y}")
        rating.score, rating.comment, rating.via = answer.score, comment or rating.comment, self.via
        rating.changed_at = max(self.at, rating.rated_at)
        self.changed.add(rating.pk)
        self.entries.append(self._entry(rating, "change"))
        return rating

    def _first(self, answer: Answer, comment: str) -> Rating:
        rating = Rating(
            id=uuid7(),
            dossier_id=answer.dossier,
            state=RatingState.RATED,
            score=answer.score,
            comment=comment,
            via=self.via,
            rated_at=self.at,
            changed_at=self.at,
        )
        self.ratings[answer.dossier] = rating
        self.fresh.add(rating.pk)
        self.entries.append(self._entry(rating, "rate"))
        return rating

    def _entry(self, rating: Rating, action: str) -> Entry:
        edge = next(edge for edge in RATING_EDGES if edge.action == action)
        return Entry(
            stream=rating.dossier_id,
            machine=RATING,
            action=action,
            from_state=edge.from_state,
            to_state=edge.to_state,
            subject=rating.pk,
            occurred_at=self.at,
            office=min(self.actor.offices, default=None),
            actor=self.actor.user_id,
            device=self.actor.device_id,
            data={"score": int(rating.score), "via": str(self.via)},
        )


def _cases_that_are_over(wanted: set[UUID]) -> dict[UUID, bool]:
    """Of each case, whether its result was handed over at the counter or brought home; one statement."""
    brought = Item.objects.filter(dossier=OuterRef("pk"), leg=Leg.B, state=ItemState.DELIVERED)
    rows = Dossier.objects.filter(pk__in=wanted).annotate(brought=Exists(brought))
    return {
        pk: state == DossierState.GIVEN_BACK or was_brought
        for pk, state, was_brought in rows.values_list("pk", "state", "brought")
    }


def _unsound(score: int, comment: str) -> Invalid | None:
    problems: dict[str, list[FieldProblem]] = {}
    if score not in Score.values:
        vi, en = "Chọn một trong năm mức.", "Choose one of the five answers."
        problems["score"] = [FieldProblem("unknown_score", vi, en)]
    if len(comment) > LONGEST_COMMENT:
        vi, en = f"Ghi tối đa {LONGEST_COMMENT} ký tự.", f"At most {LONGEST_COMMENT} characters."
        problems["comment"] = [FieldProblem("too_long", vi, en)]
    return Invalid(problems) if problems else None
