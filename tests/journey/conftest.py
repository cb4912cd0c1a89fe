"""The cast at work, pages as they are served, and how long the post takes."""

import pytest
from django.test import Client

from delegation.registry.models import OfficeKind, Parameter
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User
from tests.cast import Cast, cast, committed_cast, furnished
from tests.mandates import world
from tracking.journey import lookup

__all__ = ["cast", "committed_cast", "furnished"]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Permits that this process holds from an earlier test are let go."""
    lookup.PER_SERVICE.forget()


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast, where the post takes two unverified working days through the province."""
    Parameter.objects.get_or_create(
        key="transit_days_in_province", valid_from=world.OLD, defaults={"name": "transit", "value": "2", "unit": "ngày"}
    )
    return cast


@pytest.fixture
def visitor() -> Client:
    """A citizen's browser."""
    return Client()


def mai() -> Actor:
    """The agent of the hotline."""
    return world.person("mai", "BC-64", OfficeKind.PROVINCIAL_POST, "64", Role.HOTLINE)


def signed_in(person: Actor) -> Client:
    """A browser in which somebody of the cast has signed in."""
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    return client
