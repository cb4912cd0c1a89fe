"""Who is asking: a person, device or partner with the posts held at that moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is in an office."""

    OFFICER = "officer", "Cán bộ một cửa"
    CLERK = "clerk", "Giao dịch viên"
    POSTMAN = "postman", "Bưu tá"
    SUPERVISOR = "supervisor", "Kiểm soát viên"
    PROVINCE = "province", "Cán bộ tỉnh"
    HOTLINE = "hotline", "Tổng đài viên"
    ADMIN = "admin", "Quản trị"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post: one role in one office, named by their codes."""

    office: str
    office_kind: str
    unit: str
    role: Role


@dataclass(frozen=True)
class Actor:
    """The one who acts, as the policies see them; made once a request and never stored."""

    user_id: UUID | None
    username: str
    appointments: tuple[Appointment, ...] = field(default=())
    device_id: UUID | None = None
    partner: str | None = None

    @cached_property
    def offices(self) -> frozenset[str]:
        """Codes of the offices where the actor holds any post."""
        return frozenset(appointment.office for appointment in self.appointments)

    def offices_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the offices where the actor holds one of ``roles``."""
        return frozenset(appointment.office for appointment in self.appointments if appointment.role in roles)

    def is_any(self, roles: Iterable[Role]) -> bool:
        """Whether the actor holds one of ``roles`` anywhere."""
        wanted = frozenset(roles)
        return any(appointment.role in wanted for appointment in self.appointments)

    @property
    def sees_everything(self) -> bool:
        """The province and the hotline see every case; everyone else sees the cases of their offices."""
        return self.is_any((Role.PROVINCE, Role.HOTLINE))


NOBODY = Actor(user_id=None, username="")
"""The one who has not signed in."""
