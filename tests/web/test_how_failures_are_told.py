"""Each way of failing has its status and one line for a person; nothing of the machine leaks."""

import pytest
from fastapi.testclient import TestClient

from alat.errors import AlatError, CorruptSnapshot, NoRoute, NotConvergent, NotCovered, UnknownCode
from alat.web import answers


@pytest.mark.parametrize(
    ("address", "error", "words"),
    [
        ("/api/v1/profile/AZE/Brasill", "UnknownCode", "did you mean"),
        ("/api/v1/profile/AZE/AZE", "SameParty", "Azerbaijan"),
        ("/api/v1/profile/latin-america/AZE", "BadInput", "expected a country"),
        ("/api/v1/lanes/AZE/atlantis", "UnknownCode", "unknown country"),
        ("/api/v1/lanes/AZE/BRA?avoid=XXQ", "UnknownCode", "XXQ"),
        ("/api/v1/lanes/AZE/BRA?close=turkish-strait", "UnknownCode", "turkish-straits"),
        ("/api/v1/lanes/AZE/BRA?cargo=bananas", "UnknownCode", "bananas"),
        ("/api/v1/claims/azerbaijan-latin-amerika", "UnknownCode", "did you mean azerbaijan-latin-america"),
        ("/api/v1/profile/AZE/" + "B" * 101, "BadInput", "second: "),
        ("/api/v1/profile/AZE/mercosur?on=yesterday", "BadInput", "on: "),
        ("/api/v1/lanes/AZE/BRA?avoid=" + "R" * 401, "BadInput", "avoid: "),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(client: TestClient, address: str, error: str, words: str) -> None:
    response = client.get(address)
    assert response.status_code == 422
    assert response.json()["error"] == error
    assert words in response.json()["message"]
    assert "\n" not in response.json()["message"]


@pytest.mark.parametrize("study", ["..", ".", "%2e%2e", "docs", "tests", "..%2F..%2Fetc", "/etc"])
def test_no_folder_of_the_machine_can_be_opened_as_a_study(client: TestClient, study: str) -> None:
    response = client.get(f"/api/v1/claims/{study}")
    assert response.status_code in {404, 422}
    assert response.json()["error"] in {"UnknownCode", "NotFound"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotCovered("no data of 2023 for Cuba"), 404),
        (NoRoute("no lane: cut by the Turkish Straits"), 404),
        (CorruptSnapshot("data/snapshot/macro.csv: missing"), 503),
        (UnknownCode("country", "XX"), 422),
        (NotConvergent("the equilibrium", residual=1.0, tolerance=1e-12, iterations=3), 500),
        (AlatError("something\nin two lines"), 500),
    ],
)
def test_each_error_has_its_status(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: AlatError, status: int
) -> None:
    def failing() -> None:
        raise error

    monkeypatch.setattr(answers, "every_country", failing)
    response = client.get("/api/v1/countries")
    assert response.status_code == status
    assert response.json() == {"error": type(error).__name__, "message": " ".join(str(error).split())}


def test_an_error_nobody_foresaw_tells_nothing_of_the_machine(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(answers, "every_country", failing)
    response = client.get("/api/v1/countries")
    assert response.status_code == 500
    assert response.json()["error"] == "InternalServerError"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_an_unknown_address_and_another_method_are_told_as_json(client: TestClient) -> None:
    assert client.get("/nowhere").json()["error"] == "NotFound"
    response = client.post("/api/v1/countries")
    assert (response.status_code, response.json()["error"]) == (405, "MethodNotAllowed")
