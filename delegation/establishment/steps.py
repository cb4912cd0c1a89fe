"""What the acts on an office share: the queue of its stream, the moment of a claim, and the line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from delegation.establishment.refusals import InTheFuture, OfficeClosed
from delegation.establishment.states import APPOINTMENT, DEVICE, OPENING, STREAM_KIND, AppointmentState, next_state
from delegation.registry.models import Office, Post
from delegation.registry.parameters import Key, whole
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device
from postal_services.errors import NotThere
from postal_services.ledger import writer
from postal_services.ledger.models import Line

BACKDATED = "backdated"
SIMULATED = "simulated"
LOADED = "loaded"
OVER_REGULATED = "over_regulated"
"""Flags of lines: claimed later than the house believes, played, taken over from a list, longer than the law allows."""

_NOON = time(12)


def moment_of(claimed_on: date | None, now: datetime, *, simulated: bool = False) -> tuple[datetime, tuple[str, ...]]:
    """When something that is typed in counts as having happened, and the flags of its line.

    A claim for today, or none, counts now; one for a day at most ``backdating_days`` ago counts at noon of that day; an
    older one counts now and is flagged ``backdated``, and the line's data should say what was claimed
    (:func:`claim`). What is made up (``simulated``) counts at noon of its day, however long ago, for its line says so;
    but where the clock is played as well, the made-up people of that day are held to the rule. Raises InTheFuture.
    """
    today = clock.day_of(now)
    if claimed_on is None or claimed_on == today:
        return now, ()
    if claimed_on > today:
        raise InTheFuture(day=f"{claimed_on:%d/%m/%Y}")
    is_believed = simulated and not clock.is_played()
    if not is_believed and today - claimed_on > timedelta(days=whole(Key.BACKDATING_DAYS, today)):
        return now, (BACKDATED,)
    return datetime.combine(claimed_on, _NOON, clock.VN), ()


def claim(claimed_on: date | None, flags: Iterable[str]) -> dict[str, str]:
    """What a backdated line's data says of the day that was claimed; nothing for any other line."""
    return {"claimed_on": claimed_on.isoformat()} if claimed_on is not None and BACKDATED in flags else {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act about one subject of an office, ready to be written."""

    office: str
    machine: str
    action: str
    subject: UUID | None
    """None for the office itself."""
    before: str
    at: datetime
    data: Mapping[str, Any]
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Queue:
    """The locked streams of some offices; one act after the other is written behind them."""

    heads: writer.Heads
    streams: dict[str, UUID]

    def write(self, actor: Actor, acts: Sequence[Act], *, now: datetime, simulated: bool = False) -> None:
        """Write a line about each act; one statement."""
        writer.append(self.heads, [self._entry(actor, act, simulated) for act in acts], recorded_at=now)

    def adopted_posts(self, posts: Iterable[Post], now: datetime) -> list[Act]:
        """Lines that posts of these offices lack so far, to be written before anything else about them."""
        known = self._written(APPOINTMENT)
        return [adopted_post(post, now) for post in posts if post.pk not in known]

    def adopted_devices(self, devices: Iterable[Device]) -> list[Act]:
        """Lines that devices of these offices lack so far."""
        known = self._written(DEVICE)
        return [adopted_device(device) for device in devices if device.pk not in known]

    def is_ended(self, post: UUID) -> bool:
        """Whether a line says already that the appointment was ended; one that only has a last day is not."""
        ended = AppointmentState.ENDED.value
        return Line.objects.filter(
            stream_id__in=self.streams.values(), machine=APPOINTMENT, subject=post, to_state=ended
        ).exists()

    def _written(self, machine: str) -> set[UUID]:
        lines = Line.objects.filter(stream_id__in=self.streams.values(), machine=machine)
        return set(lines.values_list("subject", flat=True))

    def _entry(self, actor: Actor, act: Act, simulated: bool) -> writer.Entry:  # noqa: FBT001
        after = next_state(act.machine, act.before, act.action)
        if after is None:
            msg = f"{act.machine}: no move {act.action} from {act.before}"
            raise ValueError(msg)
        stream = self.streams[act.office]
        return writer.Entry(
            stream=stream,
            machine=act.machine,
            action=act.action,
            from_state=act.before,
            to_state=after,
            subject=act.subject or stream,
            occurred_at=act.at,
            office=act.office,
            actor=actor.user_id,
            device=actor.device_id,
            data=act.data,
            flags=(*act.flags, *((SIMULATED,) if simulated else ())),
        )


def post_facts(post: Post) -> dict[str, Any]:
    """What lines say about a post: role, person, first day, and the day on which it ends where that is known."""
    facts = {"role": str(post.role), "user": str(post.user_id), "from": post.valid_from.isoformat()}
    return facts | ({"to": post.valid_to.isoformat()} if post.valid_to else {})


def adopted_office(office: Office, now: datetime) -> Act:
    """The line that the opening of an office should have had."""
    at = min(datetime.combine(office.valid_from, _NOON, clock.VN), now)
    return Act(office.code, OPENING, "open", None, "", at, {"from": office.valid_from.isoformat()}, (LOADED,))


def adopted_post(post: Post, now: datetime) -> Act:
    """The line that an appointment should have had, for one that came out of a list: from its first day."""
    at = min(datetime.combine(post.valid_from, _NOON, clock.VN), now)
    return Act(post.office_id, APPOINTMENT, "appoint", post.pk, "", at, post_facts(post), (LOADED,))


def adopted_device(device: Device) -> Act:
    """The line that an enrolment should have had, for a device from before lines were written about them."""
    return Act(device.office, DEVICE, "enrol", device.pk, "", device.enrolled_at, {}, (LOADED,))


def take(offices: Iterable[str], now: datetime) -> Queue:
    """Wait for the streams of the offices, opening those that are new; whoever acts on one of them comes after."""
    streams = writer.open_streams(STREAM_KIND, dict.fromkeys(offices), at=now)
    return Queue(writer.lock(streams.values()), streams)


def offices_by_code(codes: Iterable[str]) -> dict[str, Office]:
    """The offices with their units and districts; one statement. Raises NotThere when one is unknown."""
    wanted = set(codes)
    found = Office.objects.select_related("unit__parent").in_bulk(wanted)
    if len(found) < len(wanted):
        raise NotThere
    return found


def require_works(office: Office, day: date) -> None:
    """Refuse acts in an office that does not work on ``day``.

    Whoever adds something to an office asks this of a row read behind :func:`take`: closing takes the same queue, so
    that nothing is added to an office while it closes.
    """
    if day < office.valid_from or (office.valid_to is not None and day >= office.valid_to):
        raise OfficeClosed(office=office.name, day=f"{day:%d/%m/%Y}")
