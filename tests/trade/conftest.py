"""What the tests of the trade room may ask for."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def irls() -> ModuleType:
    """Return the slow reference of the gravity fit, which is no package."""
    spec = importlib.util.spec_from_file_location("irls", Path(__file__).with_name("irls.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
