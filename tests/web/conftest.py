"""A client of the application, as a browser on this machine would be."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from alat.web import create_app


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Return a client that gets a response even where the application breaks."""
    with TestClient(create_app(), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as found:
        yield found
