"""Who acts in the made-up world: the people appointed to an office, or stand-ins where nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from delegation.registry.actors import actor_of
from delegation.registry.models import Office, Post
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User

from .days import at

_WORDS = {
    Role.OFFICER: "Cán bộ một cửa",
    Role.CLERK: "Giao dịch viên",
    Role.POSTMAN: "Bưu tá",
}


@dataclass(slots=True)
class Staff:
    """Actors by office and role, for everything that happens from ``first`` to ``last`` (days in Vietnam)."""

    first: date
    last: date
    _actors: dict[tuple[str, Role], Actor] = field(default_factory=dict)

    def of(self, office: str, role: Role) -> Actor:
        """Whoever does the work of ``role`` in ``office``; a stand-in who cannot sign in is appointed if need be."""
        if (office, role) not in self._actors:
            self.appoint([(office, role)])
        return self._actors[office, role]

    def appoint(self, wanted: Iterable[tuple[str, Role]]) -> None:
        """Find the people of many posts at once."""
        for office, role in wanted:
            if (office, role) not in self._actors:
                user = self._holder(office, role) or self._stand_in(office, role)
                self._actors[office, role] = actor_of(user, at=at(self.first, 12))

    def _holder(self, office: str, role: Role) -> User | None:
        held = Post.objects.valid_on(self.first).filter(office=office, role=role, user__is_active=True)
        posts = held.exclude(valid_to__lte=self.last).select_related("user").order_by("valid_from", "user__username")
        return next((post.user for post in posts), None)

    @transaction.atomic
    def _stand_in(self, office: str, role: Role) -> User:
        username = f"sim.{role.value}.{office.lower()}"
        place = Office.objects.get(pk=office)
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User(username=username, full_name=f"{_WORDS[role]} mô phỏng · {place.name}"[:120])
            user.set_unusable_password()
            user.save()
        post = Post.objects.filter(user=user, office=office, role=role).order_by("valid_from").first()
        if post is None:
            Post.objects.create(user=user, office=place, role=role, valid_from=min(self.first, place.valid_from))
        elif post.valid_from > self.first:
            post.valid_from = self.first
            post.save(update_fields=["valid_from"])
        return user
