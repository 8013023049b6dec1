"""Every response is guarded, other host names get no answer, and only this machine is served."""

import socket
import subprocess
import sys
import time

import httpx2
import pytest
from fastapi.testclient import TestClient

from alat.errors import BadInput
from alat.web import create_app, serve


@pytest.mark.parametrize("address", ["/health", "/api/v1/countries", "/nowhere", "/api/v1/profile/AZE/AZE"])
def test_every_response_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1"])
def test_another_host_name_gets_no_answer(client: TestClient, host: str) -> None:
    response = client.get("/health", headers={"host": host})
    assert response.status_code == 421
    assert response.json()["error"] == "MisdirectedRequest"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000", "[::1]"])
def test_this_machine_is_answered_by_any_of_its_names(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_a_deployment_can_name_its_own_host() -> None:
    with TestClient(create_app(hosts=("alat.example",)), base_url="http://alat.example") as other:
        assert other.get("/health").status_code == 200
        assert other.get("/health", headers={"host": "localhost"}).status_code == 421


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_that_loads_scripts_from_elsewhere_is_served(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", ""])  # noqa: S104 - must be refused
def test_no_other_machine_can_be_served(host: str) -> None:
    with pytest.raises(BadInput, match="its own machine only"):
        serve(host, 0)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(BadInput, match="expected a number from 0 to 65535"):
        serve(port=port)


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadInput, match="cannot be opened"):
        serve(port=taken.getsockname()[1])


def test_a_real_server_answers_on_loopback_and_does_not_name_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    code = f"from alat.web import serve; serve(port={port})"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as server:
        try:
            response = _first_answer(f"http://127.0.0.1:{port}/health")
        finally:
            server.terminate()
    assert response.json()["status"] == "ok"
    assert "server" not in response.headers


def _first_answer(address: str) -> httpx2.Response:
    deadline = time.monotonic() + 60
    while True:
        try:
            return httpx2.get(address, trust_env=False)
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
