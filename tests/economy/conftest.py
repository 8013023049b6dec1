"""Worlds that are made, and a slow solver beside the fast one."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


def _beside(name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """Return the maker of worlds, `made_worlds.py`."""
    return _beside("made_worlds")


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """Return the slow reference, `plain_iteration.py`."""
    return _beside("plain_iteration")
