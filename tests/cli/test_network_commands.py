"""Do the commands on the network answer, export, and fail aloud?"""

import json
from pathlib import Path

import polars as pl
import pytest

from alat import network
from alat.cli.app import run


def test_the_map_file_is_geojson_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "network.geojson"
    assert run(["network", "export", "--out", str(file)]) == 0
    made = json.loads(file.read_text(encoding="utf-8"))
    assert made["type"] == "FeatureCollection"
    assert len(made["features"]) == network.load().places.height + network.load().links.height


def test_an_unsound_network_ends_with_one_and_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = network.check().head(2).with_columns(sound=pl.Series([True, False]))
    monkeypatch.setattr(network, "check", lambda _: found)
    assert run(["network", "check"]) == 1
    assert "NOT SOUND" in capsys.readouterr().out


def test_a_closed_kars_line_shows_in_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["network", "check", "--close", "rail:GEKART-TRCANB", "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)["result"]["findings"]
    wrong = {row["question"] for row in rows if not row["sound"]}
    assert "Baku - Kars by rail, km" in wrong


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["network", "show", "Alatt"], 2, "did you mean"),
        (["network", "show", "Almaty"], 2, "ambiguous"),
        (["network", "check", "--close", "gibralter"], 2, "gibraltar"),
    ],
)
def test_a_wrong_name_ends_with_two_and_near_ones(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    assert says in capsys.readouterr().err


def test_a_page_of_a_port_names_links_services_handling_and_capacity(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["network", "show", "Poti", "--services", "3"]) == 0
    page = capsys.readouterr().out
    for words in ("GEPTI", "Links:", "the nearest 3", "Handling and waits", "1,100,000 TEU", "natural-earth"):
        assert words in page
