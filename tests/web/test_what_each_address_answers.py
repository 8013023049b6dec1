"""Each address gives the envelope of the command of the same name, with the result of the same function."""

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from alat import __version__, register, routing, trade
from alat.data import open_study
from alat.data.plain import plain
from alat.network.scenario import Scenario
from alat.reference import countries, country, pair

KEYS = ["alat", "command", "inputs", "result", "sources", "notes"]
STUDY = "azerbaijan-latin-america"


def through_json(result: object) -> object:
    return json.loads(json.dumps(plain(result), allow_nan=False))


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/profile/AZE/BRA", "profile"),
        ("/lanes/AZE/BRA", "lanes"),
        (f"/claims/{STUDY}", "claims"),
        ("/countries", "countries"),
    ],
)
def test_every_answer_comes_in_the_same_envelope(client: TestClient, address: str, command: str) -> None:
    response = client.get(f"/api/v1{address}")
    assert response.status_code == 200
    answer = response.json()
    assert list(answer) == KEYS
    assert answer["command"] == command
    assert answer["alat"] == __version__
    assert answer["sources"]
    for source in answer["sources"]:
        assert list(source) == ["id", "publisher", "title", "year", "licence", "address"]


def test_the_profile_is_that_of_the_trade_room(client: TestClient) -> None:
    answer = client.get("/api/v1/profile/AZE/BRA").json()
    result = trade.profile(pair("AZE", "BRA"))
    assert answer["result"] == through_json(result)
    assert answer["inputs"] == {"first": "AZE", "partner": "BRA", "on": None}
    assert answer["notes"] == list(dict.fromkeys(result.notes))
    assert [source["id"] for source in answer["sources"]] == list(dict.fromkeys(result.sources))


def test_a_bloc_can_be_the_partner(client: TestClient) -> None:
    answer = client.get("/api/v1/profile/AZE/mercosur").json()
    assert answer["result"]["bloc"]["code"] == "mercosur"
    assert {one["outward"]["importer"]["iso3"] for one in answer["result"]["partners"]} >= {"BRA", "ARG"}


def test_the_day_decides_who_is_a_member(client: TestClient) -> None:
    # Venezuela was suspended from MERCOSUR in 2016 and Bolivia joined in 2024.
    def members(day: str) -> set[str]:
        answer = client.get("/api/v1/profile/AZE/mercosur", params={"on": day}).json()
        return {one["outward"]["importer"]["iso3"] for one in answer["result"]["partners"]}

    assert members("2025-01-01") - members("2023-01-01") == {"BOL"}


def test_names_with_accents_and_spaces_work_in_an_address(client: TestClient) -> None:
    answer = client.get(f"/api/v1/profile/{quote('Türkiye')}/{quote('Ivory Coast')}").json()
    assert answer["result"]["outward"]["exporter"]["iso3"] == "TUR"
    assert answer["result"]["outward"]["importer"]["iso3"] == "CIV"


def test_lanes_avoid_what_the_address_says(client: TestClient) -> None:
    answer = client.get("/api/v1/lanes/AZE/BRA", params={"avoid": "RUS, Iran"}).json()
    edits = Scenario("as typed", avoid=("IRN", "RUS"))
    expected = routing.lanes(country("AZE"), country("BRA"), cargo="container", scenario=edits)
    assert answer["result"] == through_json(expected)
    assert answer["inputs"]["avoid"] == "RUS, Iran"


def test_lanes_close_what_the_address_says(client: TestClient) -> None:
    def sailed(**asked: str) -> set[str]:
        lanes = client.get("/api/v1/lanes/AZE/BRA", params=asked).json()["result"]["lanes"]
        return {passage for lane in lanes for passage in lane["passages"]}

    assert "turkish-straits" in sailed()
    assert "gibraltar" in sailed(close="turkish-straits")
    assert "turkish-straits" not in sailed(close="turkish-straits")


def test_lanes_without_options_are_those_of_the_base(client: TestClient) -> None:
    answer = client.get("/api/v1/lanes/AZE/BRA").json()
    edits: dict[str, list[object]] = {field: [] for field in ("close", "open", "avoid", "add", "improve")}
    assert answer["result"]["scenario"] == {"name": "base", **edits, "as_of": None}
    assert answer["result"]["lanes"]


def test_claims_are_those_of_the_register(client: TestClient) -> None:
    answer = client.get(f"/api/v1/claims/{STUDY}").json()
    assert answer["result"] == through_json(register.check_claims(open_study(STUDY)))


def test_every_country_is_listed_once_in_the_order_of_its_code(client: TestClient) -> None:
    codes = [one["iso3"] for one in client.get("/api/v1/countries").json()["result"]]
    assert codes == sorted(countries())
    assert "AZE" in codes


def test_equal_questions_get_equal_bytes(client: TestClient) -> None:
    assert client.get("/api/v1/countries").content == client.get("/api/v1/countries").content


def test_the_description_lists_the_addresses_and_their_failures(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/v1/profile/{first}/{second}",
        "/api/v1/lanes/{origin}/{destination}",
        "/api/v1/claims/{study}",
        "/api/v1/countries",
        "/health",
    }
    assert set(paths["/api/v1/countries"]["get"]["responses"]) == {"200", "404", "422", "503"}


def test_health_says_that_the_shipped_tables_can_be_read(client: TestClient) -> None:
    answer = client.get("/health").json()
    assert answer["status"] == "ok"
    assert answer["tables"] > 20
