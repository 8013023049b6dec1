"""Worlds that are made, and a slow solver beside the fast one."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made(module_at: Callable[[Path], ModuleType]) -> ModuleType:
    """Return the maker of worlds, `made_worlds.py`."""
    return module_at(Path(__file__).with_name("made_worlds.py"))


@pytest.fixture(scope="session")
def plain(module_at: Callable[[Path], ModuleType]) -> ModuleType:
    """Return the slow reference, `plain_iteration.py`."""
    return module_at(Path(__file__).with_name("plain_iteration.py"))
