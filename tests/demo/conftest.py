from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings


@pytest.fixture
def gia_lai(committed_db: None, settings: Settings) -> None:
    """The demonstration's world as it is before anybody has done anything."""
    settings.POSTAL_EMBEDDED = True
    for command in ("load_reference", "load_demo", "load_demo_mandates"):
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
