from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def secrets_folder(settings: Settings, tmp_path: Path) -> Path:
    """Private keys made by a test stay in its own folder."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "secrets"
