"""Is the right study chosen for a pair, and is a study whose tables do not fit together found out?"""

import shutil
from pathlib import Path

import pytest

from alat import sealed
from alat.data import check_study, covering_study
from alat.errors import BadTable, UnknownCode
from alat.reference import pair

STUDY = "azerbaijan-latin-america"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed.PACKAGE / "studies" / STUDY, tmp_path / "mine"))


@pytest.mark.parametrize(
    ("first", "second"), [("AZE", "BRA"), ("BRA", "AZE"), ("AZE", "CUB"), ("Azerbaijan", "latin-america")]
)
def test_the_shipped_study_is_chosen_for_its_home_and_a_partner_in_either_order(first: str, second: str) -> None:
    study = covering_study(pair(first, second))
    assert study is not None
    assert study.id == STUDY


@pytest.mark.parametrize(
    ("first", "second"), [("KAZ", "PER"), ("AZE", "KAZ"), ("BRA", "ARG"), ("BRA", "latin-america"), ("AZE", "mercosur")]
)
def test_no_study_is_chosen_for_a_pair_it_does_not_speak_of(first: str, second: str) -> None:
    assert covering_study(pair(first, second)) is None


def test_the_shipped_study_is_in_order() -> None:
    found = check_study(STUDY)
    assert found.study.id == STUDY
    assert dict(found.tables.select("table", "rows").iter_rows())["claims"] == 22


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('home = "AZE"', 'home = "AZZ"', "unknown country or bloc 'AZZ'"),
        ("latin-america", "latin-amerika", "did you mean"),
        ("as_of = 2025-11-26", 'as_of = "soon"', "mine/study.toml, column as_of: 'soon'"),
        ("as_of = 2025-11-26", "as_of = 2025-11-26T10:00:00", "expected a date such as"),
        ("as_of = 2025-11-26", "as_of = 2025-02-30", "mine/study.toml: not readable as TOML"),
        ("home =", "hom =", "column hom: unknown field; did you mean home?"),
        ('title = "Azerbaijan and Latin America"', "title = 7", "expected a text in quotes"),
        (
            "close =",
            "clsoe =",
            "turkish-straits-closed.clsoe: unknown field; did you mean close",
        ),
        ('avoid = ["RUS", "IRN"]', 'avoid = "RUS"', 'expected a list such as ["RUS"]'),
    ],
)
def test_a_study_with_one_thing_wrong_is_refused_in_one_line(folder: Path, *, old: str, new: str, message: str) -> None:
    text = (folder / "study.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        check_study(folder)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_finding_on_a_claim_that_is_not_there_is_found(folder: Path) -> None:
    lines = (folder / "evidence.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    place = lines[0].split(",").index("claim")
    cells[place] = "C99"
    (folder / "evidence.csv").write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    with pytest.raises(
        BadTable, match=r"mine/evidence\.csv, column claim: 'C99' in the row E01; expected an id of claims"
    ):
        check_study(folder)


@pytest.mark.parametrize("name", ["", "nowhere", "azerbaijan-latin-amerika"])
def test_a_study_that_is_not_there_is_unknown(name: str) -> None:
    with pytest.raises(UnknownCode, match="unknown study"):
        check_study(name)
