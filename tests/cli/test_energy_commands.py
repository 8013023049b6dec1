"""Do `energy`, `exchanges` and `presence` say what is modelled, assumed and not known, and refuse nonsense?"""

import contextlib
import io
import json
from pathlib import Path

import pytest

from alat.cli import answer
from alat.cli.app import run
from alat.data import sources

QUESTIONS = [
    [command, *pair]
    for command in ("energy", "exchanges", "presence")
    for pair in (("AZE", "BRA"), ("KOR", "CHL"), ("KEN", "IND"))
]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "QUIET_S", 600.0)


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_three_pairs_are_answered_as_text_json_and_tables(
    question: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*question, "--export", str(tmp_path / "tables.zip")]) == 0
    page = capsys.readouterr().out
    assert "None" not in page
    assert "nan" not in page.casefold().split()
    assert (tmp_path / "tables.zip").stat().st_size > 0
    assert run([*question, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["command"] == question[0]
    assert found["notes"]
    assert all(each["id"] not in sources() or each["licence"] for each in found["sources"])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            ["energy", "AZE", "BRA"],
            ("do not build", "475 USD/t", "reported", "(modelled)", "Assumed: ", "80 % of draws"),
        ),
        (["energy", "KEN", "IND"], ("No solar capacity factor of Kenya ships", "India beats Kenya")),
        (["presence", "KOR", "CHL"], ("not known", "which is not to say that there is none", "No study speaks")),
        (["presence", "AZE", "latin-america"], ("none known", "embassy (2025)", "No open post of Azerbaijan known in")),
        (["presence", "AZE", "URY"], ("AZE covers URY from Buenos Aires (ARG)", "2,401 days ago")),
        (["exchanges", "AZE", "BRA"], ("left out of the sums", "(assumed)", "shared with others")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_page_says_what_its_figures_are(
    question: list[str], told: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(question) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert all(each in page for each in told), page


@pytest.mark.parametrize(
    ("question", "code", "said"),
    [
        (["energy", "AZE", "BRA", "--wacc", "-0.05"], 2, "finance.wacc is -0.05; expected a number 0 or more"),
        (["energy", "AZE", "BRA", "--set", "wind.capacity_factor=1.2"], 2, "above 0 and at most 1"),
        (["energy", "AZE", "BRA", "--set", "solar.life=0"], 2, "above 0, in years"),
        (["energy", "AZE", "BRA", "--set", "solar.life"], 2, "expected NAME=NUMBER such as solar.capex=600"),
        (["energy", "AZE", "BRA", "--set", "solar.life=long"], 2, "expected NAME=NUMBER"),
        (["energy", "AZE", "BRA", "--price", "0"], 2, "expected a number above 0"),
        (["energy", "AZE", "BRAZ"], 2, "unknown country 'BRAZ'"),
        (["energy", "AZE", "mercosur"], 2, "is a bloc"),
        (["energy", "AZE", "BRA", "--avoid", "GEO,RUS,IRN,ARM,TUR,KAZ,TKM"], 3, "no lane"),
        (["exchanges", "KEN", "IND", "--seats", "-2"], 2, "expected a number above 0"),
        (["presence", "AZE", "AZE"], 2, "AZE"),
        (["presence", "AZE", "BRA", "--as-of", "2025-13-01"], 2, "2025-13-01"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_nonsense_is_one_line_with_its_exit_code(
    question: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(question) == code
    caught = capsys.readouterr()
    assert caught.out == ""
    assert said.casefold() in caught.err.casefold()
    assert caught.err.count("\n") == 1


def test_the_picture_is_a_file_that_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "ammonia.svg"
    question = ["energy", "AZE", "BRA", "--chart", str(target)]
    with contextlib.redirect_stdout(io.StringIO()):
        assert run(question) == 0
    first = target.read_bytes()
    assert first.startswith(b"<svg")
    assert run(question) == 2
    assert "--chart" in capsys.readouterr().err
    with contextlib.redirect_stdout(io.StringIO()):
        assert run([*question, "--overwrite"]) == 0
    assert target.read_bytes() == first
