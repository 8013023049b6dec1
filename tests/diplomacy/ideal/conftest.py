"""The maker of votes."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Maker = Callable[..., Any]


@pytest.fixture(scope="session")
def made(module_at: Callable[[Path], ModuleType]) -> Maker:
    """Return the maker of votes from points that are known, `made.py`."""
    maker: Maker = module_at(Path(__file__).with_name("made.py")).made
    return maker
