from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from postal_services.instance import prepare


@pytest.fixture
def gia_lai(committed_db: None, settings: Settings) -> None:
    """The demonstration's world as it is before anybody has done anything."""
    settings.POSTAL_EMBEDDED = True
    furnish()


def furnish() -> None:
    """What a new embedded instance is given before the story."""
    for command in (*prepare.LISTS, *prepare.DEMONSTRATION):
        call_command(command, verbosity=0, stdout=StringIO())


def told(command: str, *arguments: Any, **options: Any) -> str:
    """Run a command; what it said."""
    out = StringIO()
    call_command(command, *(str(argument) for argument in arguments), stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def reference(db: None) -> None:
    """Offices, procedures and calendar, without people and without mandates."""
    call_command("load_reference", verbosity=0, stdout=StringIO())
