"""What an office has to work with, and how it comes and goes: people, devices, published procedures, training, itself.

All of it is written into the stream of the office (kind ``office``, named by the office's code), so that any past day
can be judged by what the ledger knew to have happened on it.
"""

from collections.abc import Iterable

from django.db.models import TextChoices

from postal_services.ledger import edges
from postal_services.ledger.edges import Edge

STREAM_KIND = "office"
APPOINTMENT = "appointment"
DEVICE = "device"
PUBLICATION = "publication"
TRAINING = "training"
OPENING = "opening"
MACHINES = (APPOINTMENT, DEVICE, PUBLICATION, TRAINING, OPENING)


class AppointmentState(TextChoices):
    """Where an appointment stands; the subject is the post."""

    HELD = "held", "Đang giữ vị trí"
    ENDED = "ended", "Đã thôi giữ"


class DeviceState(TextChoices):
    """Where a device stands."""

    IN_USE = "in_use", "Đang dùng"
    REVOKED = "revoked", "Đã thu hồi"


class PublicationState(TextChoices):
    """Where the announcement of one procedure at one committee stands."""

    PUBLISHED = "published", "Đang niêm yết"
    WITHDRAWN = "withdrawn", "Đã gỡ niêm yết"


class TrainingState(TextChoices):
    """Where the record of a training stands."""

    RECORDED = "recorded", "Đã ghi nhận"
    WITHDRAWN = "withdrawn", "Đã rút"


class OpeningState(TextChoices):
    """Whether an office works; the subject is the office's own stream."""

    OPEN = "open", "Đang hoạt động"
    CLOSED = "closed", "Đã đóng"


APPOINTMENT_EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "appoint", AppointmentState.HELD.value),
        Edge(AppointmentState.HELD.value, "relieve", AppointmentState.ENDED.value),
    }
)
DEVICE_EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "enrol", DeviceState.IN_USE.value),
        Edge(DeviceState.IN_USE.value, "revoke", DeviceState.REVOKED.value),
    }
)
PUBLICATION_EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "publish", PublicationState.PUBLISHED.value),
        Edge(PublicationState.PUBLISHED.value, "change", PublicationState.PUBLISHED.value),
        Edge(PublicationState.PUBLISHED.value, "withdraw", PublicationState.WITHDRAWN.value),
    }
)
TRAINING_EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "record", TrainingState.RECORDED.value),
        Edge(TrainingState.RECORDED.value, "withdraw", TrainingState.WITHDRAWN.value),
    }
)
OPENING_EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "open", OpeningState.OPEN.value),
        Edge(OpeningState.OPEN.value, "close", OpeningState.CLOSED.value),
    }
)

EDGES: dict[str, frozenset[Edge]] = {
    APPOINTMENT: APPOINTMENT_EDGES,
    DEVICE: DEVICE_EDGES,
    PUBLICATION: PUBLICATION_EDGES,
    TRAINING: TRAINING_EDGES,
    OPENING: OPENING_EDGES,
}
"""The moves of every machine."""


def next_state(machine: str, state: str, action: str) -> str | None:
    """Where ``action`` leads a subject of ``machine`` from ``state``; None where there is no such move."""
    moves: Iterable[Edge] = EDGES[machine]
    return edges.next_state(moves, state, action)
