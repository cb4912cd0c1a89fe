"""Who acts in the made-up world: the people appointed to an office, or stand-ins where nobody is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from delegation.establishment.commands.staffing import Appointing, appoint_many
from delegation.registry.models import Office, OfficeKind, Post
from postal_services import clock
from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.accounts.models import User

from .days import at

PROVINCE = "UB-64"
_WORDS = {
    Role.OFFICER: "Cán bộ một cửa",
    Role.CLERK: "Giao dịch viên",
    Role.POSTMAN: "Bưu tá",
    Role.SUPERVISOR: "Kiểm soát viên",
}
Wanted = tuple[str, Role]
"""An office and a role in it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds, from a day, and up to (not on) another where it has ended."""

    post: UUID
    user: UUID
    username: str
    first: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is held on ``day``."""
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(slots=True)
class Staff:
    """Actors by office, role and day; one reading of all posts, kept until somebody is appointed or relieved."""

    _held: dict[Wanted, list[Held]] = field(default_factory=dict)
    _places: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def of(self, office: str, role: Role, day: date) -> Actor:
        """Whoever does the work of ``role`` in ``office`` on ``day``.

        Where a post has fallen vacant, the one who held it last still finishes what lies there. Where nobody ever held
        it, a stand-in who cannot sign in is appointed.
        """
        found = self._working(office, role, day)
        if found is None:
            self.appoint([(office, role)], day)
            found = self._working(office, role, day)
        if found is None:
            raise LookupError(office, role, day)
        kind, unit, _ = self._places[office]
        return Actor(found.user, found.username, (Appointment(office, OfficeKind(kind), unit, role),))

    @property
    def province(self) -> Actor:
        """The officer of the province, or where there is none the province itself."""
        self._read()
        posts = self._held.get((PROVINCE, Role.PROVINCE), ())
        kind, unit, _ = self._places[PROVINCE]
        mine = (Appointment(PROVINCE, OfficeKind(kind), unit, Role.PROVINCE),)
        return Actor(posts[0].user, posts[0].username, mine) if posts else Actor(None, "simulation", mine)

    def appoint(self, wanted: Sequence[Wanted], day: date, *, beside: bool = False) -> None:
        """Let the province appoint stand-ins from ``day`` on, one for each post that nobody holds.

        ``beside`` appoints them also where somebody does.
        """
        self._read()
        missing = [each for each in wanted if beside or self._on(*each, day) is None]
        if not missing:
            return
        taken: dict[Wanted, int] = {}
        appointings = []
        for office, role in missing:
            number = taken.get((office, role), len(self._held.get((office, role), ())))
            taken[office, role] = number + 1
            appointings.append(self._appointing(office, role, day, number))
        with clock.playing_at(at(day, 7)):
            appoint_many(self.province, appointings, simulated=True)
        self.forget()

    def people(self, offices: Iterable[str], day: date) -> dict[str, list[UUID]]:
        """The people who hold a post in each office on ``day``."""
        self._read()
        wanted = set(offices)
        found: defaultdict[str, list[UUID]] = defaultdict(list)
        for (office, _), posts in sorted(self._held.items()):
            if office in wanted:
                found[office] += [held.user for held in posts if held.holds_on(day)]
        return {office: sorted(set(users)) for office, users in found.items()}

    def post(self, office: str, role: Role, day: date) -> UUID | None:
        """The appointment of whoever holds that post on ``day``."""
        self._read()
        held = self._on(office, role, day)
        return held.post if held else None

    def forget(self) -> None:
        """Read the posts again at the next question."""
        self._held.clear()

    def _appointing(self, office: str, role: Role, day: date, number: int) -> Appointing:
        username = f"sim.{role.value}.{office.lower()}" + (f".{number + 1}" if number else "")
        name = f"{_WORDS[role]} mô phỏng · {self._places[office][2]}"[:120]
        user = User.objects.filter(username=username).values_list("pk", flat=True).first()
        known = {"user": user} if user else {"username": username, "full_name": name}
        return Appointing(office=office, role=role, valid_from=day, **known)

    def _working(self, office: str, role: Role, day: date) -> Held | None:
        self._read()
        held = self._on(office, role, day)
        if held is not None:
            return held
        before = [each for each in self._held.get((office, role), ()) if each.first <= day]
        return max(before, key=lambda each: each.first, default=None)

    def _on(self, office: str, role: Role, day: date) -> Held | None:
        return next((each for each in self._held.get((office, role), ()) if each.holds_on(day)), None)

    def _read(self) -> None:
        if self._held:
            return
        rows = Office.objects.values_list("code", "kind", "unit__code", "name")
        self._places = {code: (kind, unit, name) for code, kind, unit, name in rows}
        posts = Post.objects.filter(user__is_active=True).order_by("valid_from", "user__username")
        for pk, office, role, user, username, first, end in posts.values_list(
            "pk", "office", "role", "user", "user__username", "valid_from", "valid_to"
        ):
            self._held.setdefault((office, Role(role)), []).append(Held(pk, user, username, first, end))
