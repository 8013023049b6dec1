"""Does a study open, and does a broken one say what is wrong in one line?"""

import importlib.util
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from alat.data import Study, new_study, open_study, shipped_studies, study
from alat.errors import AmbiguousName, BadInput, BadTable, MissingFile, SameParty, UnknownCode

SHIPPED = "azerbaijan-latin-america"
SNAPSHOT_TOOLS = Path(__file__).resolve().parents[2] / "tools" / "snapshot"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped study that a test may break."""
    target = tmp_path / "case"
    shutil.copytree(open_study(SHIPPED).folder, target)
    return target


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], str]:
    """Return a function that replaces a text in a file of the copy and gives the refusal to open it."""

    def change(file: str, old: str, new: str) -> str:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BadTable) as caught:
            open_study(folder)
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return change


def days(frame: pl.DataFrame, *columns: str) -> list[str]:
    return [day for column in columns for day in frame[column].drop_nulls()]


def test_the_shipped_study_opens_with_every_table_filled() -> None:
    assert SHIPPED in shipped_studies()
    opened = open_study(SHIPPED)
    assert (opened.home, opened.partners, opened.shipped) == ("AZE", "latin-america", True)
    assert {name: opened.table(name).height for name in study.REQUIRED_TABLES} == {
        "claims": 22,
        "evidence": 21,
        "posts": 28,
        "contacts": 97,
        "wants_offers": 16,
        "measures": 15,
        "commitments": 31,
    }


def test_the_shipped_study_would_pass_as_a_folder(folder: Path) -> None:
    copy = open_study(folder)
    assert not copy.shipped
    assert copy.scenarios == open_study(SHIPPED).scenarios


def test_nothing_in_the_shipped_study_is_later_than_its_date() -> None:
    opened = open_study(SHIPPED)
    posts, contacts, claims = (opened.table(name) for name in ("posts", "contacts", "claims"))
    stated = [
        *days(posts, "since", "until", "status_date"),
        *days(contacts, "date_from", "date_to"),
        *days(claims, "said_on"),
        *days(opened.table("commitments"), "date_announced", "date_signed", "date_effective"),
    ]
    assert max(stated) == str(opened.as_of)


def test_perus_closed_embassy_has_an_end_and_a_successor() -> None:
    posts = open_study(SHIPPED).table("posts").filter((pl.col("sender") == "PER") & (pl.col("host") == "AZE"))
    # News.az, 12 November 2019: closed on 1 March 2020, covered from Ankara.
    assert posts.select("level", "until", "covers_from").rows() == [
        ("embassy", "2020-03-01", None),
        ("accredited", None, "Ankara"),
    ]


def test_the_planned_corridor_is_a_scenario_and_not_the_base() -> None:
    scenarios = open_study(SHIPPED).scenarios
    assert scenarios["zangezur-open"] == {"open": ["ST08", "ST09", "ST10", "ST11"]}
    assert scenarios["turkish-straits-closed"]["close"] == ["turkish-straits"]


def test_a_floor_of_a_cost_is_not_a_range() -> None:
    zangezur = open_study(SHIPPED).table("measures").filter(pl.col("id") == "M07").row(0, named=True)
    assert zangezur["cost_high_musd"] is None
    assert zangezur["cost_basis"].startswith("a floor")


@pytest.mark.parametrize("name", [*(f"{table}.csv" for table in study.REQUIRED_TABLES), "study.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(MissingFile, match=rf"^case/{name}: missing"):
        open_study(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "posts.csv",
            "covers_from",
            "covers_form",
            "row 1, column covers_form: unknown column; did you mean covers_from",
        ),
        ("measures.csv", ",5,40,", ",-5,40,", "row 4, column cost_low_musd: -5; expected at least 0"),
        ("claims.csv", "C02,", "C01,", "row 3, column id: duplicate key C01"),
        ("contacts.csv", "2002-07-25", "2002-13-25", "row 2, column date_from: '2002-13-25'; expected a date"),
        ("contacts.csv", "2002-07-25", "25.07.2002", "row 2, column date_from: '25.07.2002'; expected a date"),
        ("posts.csv", "P01,AZE,MEX,embassy", "P01,AZE,MEX,Embassy", "row 2, column level: 'Embassy'; expected one of"),
        ("claims.csv", "52000000", "-52000000", "column value: -5.2e+07; expected at least -100"),
        (
            "posts.csv",
            "P01,AZE,MEX",
            "P01,AZE,MXE",
            "column host: 'MXE' in the row P01; expected a country or bloc code",
        ),
        ("evidence.csv", "E01,C01", "E01,C99", "column claim: 'C99' in the row E01; expected an id of claims.csv"),
        ("study.toml", "home =", "hoem =", "column hoem: unknown field; did you mean home?"),
        ("study.toml", '"AZE"', '"AZX"', "column home + partners: unknown country or bloc 'AZX'"),
        ("study.toml", '"latin-america"', '"AZE"', "column home + partners: 'AZE' and 'AZE' are both Azerbaijan"),
        ("study.toml", "2025-11-26\n", '"soon"\n', "column as_of: 'soon'; expected a date"),
        ("study.toml", 'open = ["ST08"', 'open = [8, "ST08"', "column scenarios.zangezur-open.open: [8, 'ST08'"),
        ("study.toml", "improve = [", "improved = [", "column scenarios.alat-phase-2.improved: unknown field; did you"),
        ("study.toml", 'add = [{mode = "sea",', 'add = ["Poti", {mode = "sea",', "column scenarios.weekly-liner.add"),
        (
            "study.toml",
            "[scenarios.alat-phase-2]",
            '[scenarios.x]\nas_of = "soon"\n[scenarios.alat-phase-2]',
            "x.as_of",
        ),
        ("study.toml", 'title = "', "title = ", "not readable as TOML"),
    ],
)
def test_one_defect_gives_one_line_with_its_place(
    edit: Callable[[str, str, str], str], file: str, old: str, new: str, said: str
) -> None:
    message = edit(file, old, new)
    assert message.startswith(f"case/{file}")
    assert said in message


def test_an_unknown_study_lists_the_near_ones() -> None:
    with pytest.raises(UnknownCode, match=f"did you mean {SHIPPED}"):
        open_study("azerbaijan-latin-amerika")


def test_a_new_study_is_valid_and_empty(tmp_path: Path) -> None:
    made = new_study("Kazakhstan", "Brazil", folder=tmp_path / "kaz-bra", as_of=date(2025, 4, 18))
    assert (made.id, made.title, made.home, made.partners) == ("kaz-bra", "Kazakhstan and Brazil", "KAZ", "BRA")
    assert made.as_of == date(2025, 4, 18)
    assert all(made.table(name).height == 0 for name in study.REQUIRED_TABLES)


def test_a_new_study_may_ask_about_a_bloc(tmp_path: Path) -> None:
    assert new_study("AZE", "Mercosur", folder=tmp_path / "new").partners == "mercosur"


def test_a_new_study_never_touches_a_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(BadInput, match="mine: there already"):
        new_study("KAZ", "BRA", folder=tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("home", "partners", "error"),
    [
        ("Kazachstan", "BRA", UnknownCode),
        ("KAZ", "KAZ", SameParty),
        ("mercosur", "KAZ", BadInput),
        ("Korea", "KAZ", AmbiguousName),
    ],
)
def test_a_new_study_of_no_pair_leaves_nothing_behind(
    tmp_path: Path, home: str, partners: str, error: type[BadInput]
) -> None:
    with pytest.raises(error):
        new_study(home, partners, folder=tmp_path / "new")
    assert not list(tmp_path.iterdir())


def test_a_new_study_needs_a_place_to_stand(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        new_study("KAZ", "BRA", folder=tmp_path / "nowhere" / "new")


def test_a_folder_that_cannot_be_written_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BadInput, match="new: cannot be written: No space left on device"):
        new_study("KAZ", "BRA", folder=tmp_path / "new")
    assert not list(tmp_path.iterdir())


@pytest.mark.raw
def test_the_script_rebuilds_the_shipped_tables_byte_for_byte(raw_data: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("snapshot_study", SNAPSHOT_TOOLS / "study.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(raw_data, tmp_path)
    shipped: Study = open_study(SHIPPED)
    for name in (*study.REQUIRED_TABLES, *study.OPTIONAL_TABLES):
        assert (tmp_path / f"{name}.csv").read_bytes() == (shipped.folder / f"{name}.csv").read_bytes()
