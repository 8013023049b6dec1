"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not fail a law: how long an example takes is no part of it.
settings.register_profile("untimed", parent=settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")

RAW = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def raw_data() -> Path:
    """Return the folder of raw files, or skip with the reason."""
    if not RAW.is_dir():
        pytest.skip("the raw files are not beside the project (../shared/data)")
    return RAW


@pytest.fixture(autouse=True)
def no_warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the warehouse of whoever runs it; a test that wants one sets its own."""
    monkeypatch.setenv("ALAT_WAREHOUSE", "none")
