"""The cast with a sign-in each."""

import pytest
from django.test import Client

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests.cast import Cast, cast, furnished

__all__ = ["cast", "furnished"]


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast, each of whom can sign in."""
    return cast


def signed_in(person: Actor) -> Client:
    """A browser in which somebody of the cast has signed in."""
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    return client
