"""The same question by address and on the command line gets the same answer."""

import json

import pytest
from fastapi.testclient import TestClient

from alat.cli.app import run

STUDY = "azerbaijan-latin-america"


@pytest.mark.parametrize(
    ("address", "arguments"),
    [
        ("/profile/AZE/BRA", ["profile", "AZE", "BRA"]),
        ("/profile/AZE/latin-america", ["profile", "AZE", "latin-america"]),
        ("/profile/KAZ/mercosur?on=2020-01-01", ["profile", "KAZ", "mercosur", "--on", "2020-01-01"]),
        ("/lanes/AZE/BRA?avoid=RUS,IRN", ["lanes", "AZE", "BRA", "--avoid", "RUS,IRN"]),
        (f"/claims/{STUDY}", ["claims", STUDY]),
    ],
)
def test_they_give_the_same_result_sources_and_notes(
    client: TestClient, capsys: pytest.CaptureFixture[str], address: str, arguments: list[str]
) -> None:
    answer = client.get(f"/api/v1{address}").json()
    assert run([*arguments, "--json"]) == 0
    typed = json.loads(capsys.readouterr().out)
    for key in ("alat", "command", "result", "sources", "notes"):
        assert answer[key] == typed[key]
