"""Two post offices and the people who look after their devices."""

from datetime import date
from typing import Any

from rest_framework.test import APIClient

from delegation.registry.models import Office, OfficeKind, Post, Unit, UnitKind
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User

PASSWORD = "Gỗ hương 2019!"
OLD = date(2010, 1, 1)


def build() -> None:
    """Chư Sê and Đak Pơ with their district post offices."""
    for code, name in (("633", "Huyện Chư Sê"), ("622", "Huyện Kbang")):
        unit = Unit.objects.create(code=code, name=name, kind=UnitKind.DISTRICT, valid_from=OLD)
        Office.objects.create(
            code=f"BC-{code}", name=f"Bưu điện {name}", kind=OfficeKind.DISTRICT_POST, unit=unit, valid_from=OLD
        )


def person(username: str, office: str = "", role: Role | None = None) -> User:
    """Somebody with the password of the tests and at most one post."""
    user = User.objects.create_user(username, password=PASSWORD, full_name=username.title())
    if office and role:
        Post.objects.create(user=user, office_id=office, role=role, valid_from=OLD)
    return user


def client(headers: dict[str, str] | None = None, *, english: bool = False, authorization: str = "") -> APIClient:
    """A program that has not signed in, or whose key is given."""
    sent = dict(headers or {})
    if english:
        sent["accept-language"] = "en"
    if authorization:
        sent["authorization"] = authorization
    return APIClient(raise_request_exception=False, headers=sent)


def signed_in(username: str) -> APIClient:
    """A program with a bearer token of ``username``."""
    answer = client().post("/api/v1/tokens", {"username": username, "password": PASSWORD})
    assert answer.status_code == 201, answer.content
    return client(authorization=f"Bearer {answer.json()['token']}")


def enrolled(supervisor: APIClient, office: str = "BC-633") -> dict[str, Any]:
    """A device enrolled with a code that ``supervisor`` made."""
    code = supervisor.post("/api/v1/devices/enrolment-codes", {"office": office, "label": "Máy quét 1"})
    assert code.status_code == 201, code.content
    answer = client().post("/api/v1/devices/enrolment", {"code": code.json()["code"]})
    assert answer.status_code == 201, answer.content
    device: dict[str, Any] = answer.json()
    return device
