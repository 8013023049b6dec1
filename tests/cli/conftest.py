"""Commands under test do not tell that they are at work: how many lines they write must not hang on the machine."""

import pytest

from alat.cli import answer


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "QUIET_S", 3600.0)
