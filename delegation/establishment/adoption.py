"""The lines about what lists brought: offices, posts and devices that the ledger does not speak of yet."""

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from delegation.establishment import steps
from delegation.establishment.states import APPOINTMENT, DEVICE, OPENING, STREAM_KIND, DeviceState
from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import NOBODY
from postal_services.accounts.models import Device
from postal_services.ledger.models import Line, Stream


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many lines were written about what."""

    offices: int
    posts: int
    devices: int

    def __bool__(self) -> bool:
        return bool(self.offices or self.posts or self.devices)


def record_within() -> Recorded:
    """Write a line, flagged ``loaded``, about each office, post and device that has none; in the caller's transaction.

    They count from their own first day, because lists say since when; a handful of statements.
    """
    now = clock.now()
    offices, posts, devices = _missing(lock=False)
    codes = {
        *(office.code for office in offices),
        *(post.office_id for post in posts),
        *(device.office for device in devices),
    }
    if not codes:
        return Recorded(0, 0, 0)
    queue = steps.take(codes, now)
    offices, posts, devices = _missing(lock=True)
    acts = [
        *(steps.adopted_office(office, now) for office in offices if office.code in codes),
        *(steps.adopted_post(post, now) for post in posts if post.office_id in codes),
        *chain.from_iterable(_device_acts(device) for device in devices if device.office in codes),
    ]
    queue.write(NOBODY, acts, now=now)
    return Recorded(len(offices), len(posts), len(devices))


def _device_acts(device: Device) -> list[steps.Act]:
    acts = [steps.adopted_device(device)]
    if device.revoked_at is not None:
        before, flags = DeviceState.IN_USE.value, (steps.LOADED,)
        acts.append(steps.Act(device.office, DEVICE, "revoke", device.pk, before, device.revoked_at, {}, flags))
    return acts


def _missing(*, lock: bool) -> tuple[list[Office], list[Post], list[Device]]:
    """What no line speaks of; with ``lock`` once more, now that nobody else can write."""
    written = _written(APPOINTMENT) | _written(DEVICE)
    opened = set(
        Stream.objects.filter(
            pk__in=Line.objects.filter(machine=OPENING).values("stream_id"), kind=STREAM_KIND
        ).values_list("code", flat=True)
    )
    posts = Post.objects.order_by("valid_from", "pk")
    devices = Device.objects.order_by("enrolled_at", "pk")
    if lock:
        posts, devices = posts.select_for_update(of=("self",)), devices.select_for_update(of=("self",))
    return (
        [office for office in Office.objects.order_by("code") if office.code not in opened],
        [post for post in posts if post.pk not in written],
        [device for device in devices if device.pk not in written],
    )


def _written(machine: str) -> set[UUID]:
    return set(Line.objects.filter(machine=machine).values_list("subject", flat=True))
