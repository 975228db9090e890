"""What every test may ask for: a demonstration desk of its own, and a sentence in Chinese unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import desks
import pytest
from hypothesis import settings

from windowdesk import i18n
from windowdesk.desk import Desk

settings.register_profile("windowdesk", deadline=None, derandomize=True, database=None)
settings.load_profile("windowdesk")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test begins in Chinese, whatever the machine's language or the test before it."""
    i18n.choose("zh")
    yield
    i18n.choose("zh")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of window 007, made once; copy it, never write in it."""
    return desks.make_home(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def prepared_neighbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of window 008, made once."""
    return desks.make_home(tmp_path_factory.mktemp("neighbour"), "008")


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A home of this test's own."""
    return desks.copied(prepared, tmp_path)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """The desk of window 007, opened."""
    found = Desk.open(home)
    yield found
    found.close()


@pytest.fixture
def neighbour(prepared_neighbour: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk of window 008, opened."""
    folder = tmp_path / "neighbour"
    folder.mkdir()
    found = Desk.open(desks.copied(prepared_neighbour, folder))
    yield found
    found.close()
