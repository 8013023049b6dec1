"""Do the commands on ships and hubs take scenarios as all others do, and refuse odd questions in one line?"""

import json

import pytest

from alat.cli.app import run

POTI_SANTOS = ["service", "Poti", "Santos", "--from", "AZE", "--to", "BRA"]
HUBS = ["hubs", "AZE", "BRA"]


def answered(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    assert isinstance(found, dict)
    return found


def test_a_service_beside_one_that_the_scenario_adds_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered([*POTI_SANTOS, "--add", "sea:Poti:Santos:headway_h=168"], capsys)
    assert found["known_as"] == "assumed"
    assert "supposes a direct service between the two ports" in str(found["notes"])
    assert "Supposed by the scenario, not there today" in str(found["notes"])


def test_hubs_are_judged_on_the_network_of_the_day_and_with_what_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    today = answered([*HUBS, "--avoid", "RUS,IRN"], capsys)
    added = answered([*HUBS, "--avoid", "RUS,IRN", "--add", "sea:Poti:Santos:headway_h=24:ship_class=main"], capsys)
    dated = answered([*HUBS, "--as-of", "2025-06-30"], capsys)
    assert isinstance(today["today_usd"], float)
    assert isinstance(added["today_usd"], float)
    assert added["today_usd"] < today["today_usd"]
    assert "Supposed by the scenario, not there today" in str(added["notes"])
    assert "Closures and bars are those of 2025-06-30" in str(dated["notes"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*HUBS, "--candidates", "Valncia"], "unknown seaport 'Valncia'; did you mean Valencia"),
        ([*HUBS, "--candidates", ""], "no candidates; expected seaports or countries"),
        ([*HUBS, "--candidates", "Baku"], "is no seaport but a"),
        ([*HUBS, "--p", "0"], "0 hubs out of 13 candidates; expected 1 to 13"),
        ([*HUBS, "--p", "-1"], "-1 hubs out of 13 candidates; expected 1 to 13"),
        ([*HUBS, "--p", "14"], "14 hubs out of 13 candidates; expected 1 to 13"),
        ([*HUBS, "--alpha", "nan"], "alpha of nan"),
        ([*HUBS, "--by", "days"], "hubs by 'days'; expected generalised or money"),
        ([*HUBS, "--cargo", "gold"], "unknown cargo class 'gold'"),
        ([*HUBS, "--avoid", "XXX"], "unknown country 'XXX'"),
        (["hubs", "AZE", "AZE"], "AZE"),
        ([*POTI_SANTOS, "--as-of", "soon"], "expected a day such as"),
        (["service", "Poti", "Baku"], "is no seaport but a"),
    ],
)
def test_an_odd_question_is_one_line_and_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


def test_a_service_that_law_bars_is_refused_with_the_bar_and_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["service", "Mersin", "Limassol"]) == 3
    err = capsys.readouterr().err
    assert "BAR-CYP-TUR" in err
    assert err.count("\n") == 1
