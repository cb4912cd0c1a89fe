from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests.cast import Cast, cast, committed_cast, furnished

__all__ = ["Call", "call", "cast", "committed_cast", "furnished"]

Call = Callable[..., Any]


@pytest.fixture
def call(cast: Cast) -> Call:
    """A program of somebody's: method, address below ``/api/v1/``, body; gives the answer."""

    def act(who: Actor, method: str, path: str, body: Any = None) -> Any:
        key = accounts._issue_token(User.objects.get(username=who.username)).token
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {key}"})
        sent = {"content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1/{path}", *([body] if body is not None else []), **sent)

    return act
