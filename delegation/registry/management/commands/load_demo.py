"""The people of the demonstration, each with a post."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from delegation.registry.models import Office, Post
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User

PASSWORD = "gialai-2019"  # noqa: S105  # printed in the README; these sign-ins exist on the embedded database only
SINCE = date(2019, 7, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the demonstration."""

    username: str
    full_name: str
    office: str
    role: Role


CAST = (
    Person("hanh", "Nguyễn Thị Hạnh", "UB-633", Role.OFFICER),
    Person("lan", "Trần Thị Ngọc Lan", "BC-633", Role.CLERK),
    Person("tien", "Siu Tiến", "BC-633", Role.POSTMAN),
    Person("nga", "Kpă Thị Thanh Nga", "BC-633", Role.SUPERVISOR),
    Person("thuy", "Phạm Thị Thu Thủy", "UB-622", Role.OFFICER),
    Person("minh", "Lê Quang Minh", "BC-622", Role.CLERK),
    Person("phuc", "Hoàng Hữu Phúc", "BC-622", Role.SUPERVISOR),
    Person("tinh", "Đỗ Văn Tỉnh", "UB-64", Role.PROVINCE),
    Person("yen", "Lê Thị Hải Yến", "UB-64", Role.PROVINCE),
    Person("mai", "Rơ Châm H’Mai", "BC-64", Role.HOTLINE),
    Person("quan", "Võ Minh Quân", "UB-64", Role.ADMIN),
)


class Command(BaseCommand):
    """Demo sign-ins and their posts; people who are there already keep their password and name."""

    help = "Create the demo sign-ins, on the embedded database only; running it again changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.POSTAL_EMBEDDED:
            raise CommandError("Demo sign-ins exist only with the embedded database; this one is a server's.")
        if Office.objects.filter(code__in={person.office for person in CAST}).count() < len(
            {person.office for person in CAST}
        ):
            raise CommandError("The offices are not there yet. Run load_reference first.")
        with transaction.atomic():
            people, posts = _people(), _posts()
        if options["verbosity"]:
            words = f"{people} people and {posts} posts added" if people or posts else "nothing to change"
            self.stdout.write(f"Demo sign-ins: {words}")


def _people() -> int:
    held = set(
        User.objects.filter(username__in=[person.username for person in CAST]).values_list("username", flat=True)
    )
    missing = [
        User(username=person.username, full_name=person.full_name) for person in CAST if person.username not in held
    ]
    for user in missing:
        user.set_password(PASSWORD)
    User.objects.bulk_create(missing)
    return len(missing)


def _posts() -> int:
    users = dict(User.objects.filter(username__in=[person.username for person in CAST]).values_list("username", "pk"))
    held = set(Post.objects.filter(user_id__in=users.values()).values_list("user_id", "office_id", "role"))
    missing = [
        Post(user_id=users[person.username], office_id=person.office, role=person.role, valid_from=SINCE)
        for person in CAST
        if (users[person.username], person.office, person.role.value) not in held
    ]
    Post.objects.bulk_create(missing)
    return len(missing)
