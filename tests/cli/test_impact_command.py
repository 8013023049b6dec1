"""`alat impact`: what it answers and what it refuses."""

import json

import pytest

from alat.cli.app import run


def test_a_measure_of_the_study_is_answered_with_its_range_and_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["impact", "--measures", "M06", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    found = answer["result"]
    rows = {row["iso3"]: row for row in found["countries"]}
    home = rows["AZE"]
    assert home["gain_low_usd"] < home["gain_usd"] < home["gain_high_usd"]
    assert home["gain_usd"] > 0
    assert rows["BRA"]["gain_usd"] < home["gain_usd"] / 5
    parts = [row for row in found["parts"] if row["iso3"] == "AZE"]
    assert sum(row["gain_usd"] for row in parts) == pytest.approx(home["gain_usd"], rel=1e-9)
    split = next(row for row in found["split"] if row["iso3"] == "AZE")
    assert sum(value for name, value in split.items() if name != "iso3") == pytest.approx(home["gain_usd"], rel=1e-6)
    ends = {row["edit"] for row in found["runs"]}
    assert ends == {"central", "effect low", "effect high"}
    assert {row["exporter"] for row in found["trade"]} >= {"AZE", "BRA"}


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        ([], "nothing to change", 2),
        (["--measures", "M06", "--open", "zangezur"], "exclude each other", 2),
        (["--measures", "M99"], "M99", 2),
        (["--measures", "M14"], "no effect is modelled", 3),
        (["--open", "zangezurr"], "zangezur", 2),
        (["--close", "suez", "--for", "Atlantis"], "Atlantis", 2),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_work(
    arguments: list[str], message: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["impact", *arguments]) == code
    written = capsys.readouterr()
    assert message in written.err
    assert not written.out
