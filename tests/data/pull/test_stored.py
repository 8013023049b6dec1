"""Pulls end in the warehouse: whole; the old vintage stays when they fail."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.cli.app import run
from alat.data.pull.comtrade import pull_comtrade
from alat.data.pull.comtrade_files import pull_comtrade_bulk, read_comtrade
from alat.data.pull.comtrade_questions import ComtradeAsk
from alat.data.pull.fetch import Fetcher
from alat.data.pull.harvest import keep
from alat.data.pull.session import Session, open_session
from alat.data.pull.worldbank import read_worldbank
from alat.data.warehouse import (
    Warehouse,
    asked_periods,
    current,
    indicators,
    open_warehouse,
    reported_periods,
    reports,
    vintages,
)
from alat.errors import AlatError, BadInput, BadTable, FetchFailed
from alat.reference import country

if TYPE_CHECKING:
    from conftest import Comtrade, Site

KEY = "k3y-fedcba9876543210fedcba9876543210"
YEARS = ("2020", "2021", "2022")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALAT_COMTRADE_KEY", KEY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Open an empty warehouse in a folder of the test."""
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as made:
        yield made


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Keep a session in a folder of the test."""
    return open_session("comtrade", {}, base=tmp_path / "session")


def _pull(
    fetcher: Fetcher, site: Site, warehouse: Warehouse, *, periods: tuple[str, ...] = YEARS, level: str = "TOTAL"
) -> None:
    ask = ComtradeAsk(home=country("AZE"), partners=(country("BRA"),), periods=periods, level=level)
    session = open_session("comtrade", {"periods": periods, "level": level})
    keep(warehouse, pull_comtrade(fetcher, ask, session=session, address=site.url))
    session.end()


def _bulk(rows: list[dict[str, object]], *, upper: bool = True) -> bytes:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    if upper:
        frame = frame.rename({"cifvalue": "CIFValue", "fobvalue": "FOBValue"})
    return gzip.compress(frame.write_csv(separator="\t").encode())


@pytest.mark.usefixtures("comtrade")
def test_reports_are_asked_of_the_warehouse_after_a_pull(fetcher: Fetcher, site: Site, warehouse: Warehouse) -> None:
    _pull(fetcher, site, warehouse, level="2")
    found = reports(warehouse, "AZE", "BRA", frequency="A")
    assert set(found["reporter"]) == {"AZE", "BRA"}
    assert set(found["product"]) == {"TOTAL", "17", "27"}
    assert set(reported_periods(warehouse, "BRA", frequency="A")["period"]) == {"2020", "2022"}
    vintage = current(warehouse, "comtrade")
    assert vintage is not None
    assert (vintage.first_year, vintage.last_year, vintage.revision) == (2020, 2022, "HS17")


def test_a_second_pull_keeps_what_it_did_not_ask_for_and_renews_what_it_did(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, warehouse: Warehouse
) -> None:
    _pull(fetcher, site, warehouse, level="2")
    before = reports(warehouse, "AZE", "BRA", frequency="A")
    # A revision takes a whole year of one side back and changes another.
    comtrade.rows = [row for row in comtrade.rows if (row["reporterCode"], row["period"]) != (76, "2022")]
    for row in comtrade.rows:
        if (row["reporterCode"], row["period"]) == (31, "2022"):
            row["primaryValue"] = row["cifvalue"] = row["fobvalue"] = 5.0
    _pull(fetcher, site, warehouse, periods=("2022",))
    after = reports(warehouse, "AZE", "BRA", frequency="A")
    assert after.filter(period="2020").equals(before.filter(period="2020"))
    assert after.filter(reporter="BRA", period="2022", product="TOTAL").height == 0
    assert after.filter(reporter="BRA", period="2022", product="17").height == 2  # that level was not asked for again
    assert set(after.filter(reporter="AZE", period="2022", product="TOTAL")["value_usd"]) == {5.0}
    assert set(reported_periods(warehouse, "BRA", frequency="A")["period"]) == {"2020"}
    assert asked_periods(warehouse, "BRA", frequency="A") == set(YEARS)
    assert asked_periods(warehouse, "ARG", frequency="A") == set()
    now, then = vintages(warehouse)
    assert (now.state, then.state) == ("current", "superseded")
    assert now.note.endswith(f"Rows that were not asked for again are those of {then.id}.")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=st.lists(
        st.sampled_from(["429", "503", "empty", "page", "cut", "drop", "junk", "403", "wrong", ""]), max_size=8
    )
)
def test_whatever_happens_the_warehouse_holds_the_good_pull_or_the_one_before(
    fetcher: Fetcher,
    site: Site,
    comtrade: Comtrade,
    *,
    tmp_path_factory: pytest.TempPathFactory,
    faults: list[str],
) -> None:
    with open_warehouse(str(tmp_path_factory.mktemp("w") / "w.duckdb"), create=True) as warehouse:
        shutil.rmtree(open_session("comtrade", {"periods": ("2020",), "level": "TOTAL"}).folder)
        shutil.rmtree(open_session("comtrade", {"periods": YEARS, "level": "2"}).folder)
        site.faults.clear()
        _pull(fetcher, site, warehouse, periods=("2020",))
        old = reports(warehouse, "AZE", "BRA", frequency="A")
        (before,) = vintages(warehouse)
        right = list(comtrade.rows)
        if "wrong" in faults:
            comtrade.rows = [*right[:-1], {**right[-1], "primaryValue": "none"}]
        site.faults.extend(fault for fault in faults if fault != "wrong")
        try:
            _pull(fetcher, site, warehouse, level="2")
        except (FetchFailed, BadTable):
            assert reports(warehouse, "AZE", "BRA", frequency="A").equals(old)
            assert vintages(warehouse) == (before,)
            comtrade.rows = right
            site.faults.clear()
            shutil.rmtree(open_session("comtrade", {"periods": YEARS, "level": "2"}).folder)
            _pull(fetcher, site, warehouse, level="2")
        # By now, at once or after a second try, it is what a good day gives.
        found = reports(warehouse, "AZE", "BRA", frequency="A")
        assert found.filter(product="TOTAL").height == 10
        assert found.height == 30
        comtrade.rows = right


def test_bulk_files_come_by_http_with_all_partners(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, *, session: Session, warehouse: Warehouse
) -> None:
    rows = [row for row in comtrade.rows if row["reporterCode"] == 31 and row["period"] == "2020"]
    listed = {
        "reporterCode": 31, "period": 2020, "classificationCode": "H5", "publicationDate": "2025-01-03T00:00:00",
        "fileUrl": "https://comtradeapi.un.org/bulk/v1/file/31/abc",
    }  # fmt: skip
    site.pages["/bulk/v1/get/C/A/HS"] = json.dumps({"count": 1, "data": [listed]}).encode()
    site.pages["/bulk/v1/file/31/abc"] = _bulk(rows)
    site.faults.extend(["", "cut"])
    found = pull_comtrade_bulk(fetcher, [country("AZE")], periods=["2020"], session=session, address=site.url)
    assert found.files[0].name == "COMTRADE-FINAL-CA0312020H5[2025-01-03].gz"
    assert found.release == "2025-01-03"
    assert site.asked[-1].headers["range"].startswith("bytes=")
    keep(warehouse, found)
    stored = reports(warehouse, "AZE", "BRA", frequency="A")
    assert set(stored["product"]) == {"TOTAL", "17", "27", "1701"}
    assert any(note.startswith("World differs from the sum of partners") for note in found.notes)
    assert any("kept under Comtrade's own: 490" in note for note in found.notes)


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"data": []}, "there is none for these periods"),
        ({"data": [{"url": "x"}]}, "has not the fields fileUrl"),
        ({"data": [{"fileUrl": "https://elsewhere.example/f", "reporterCode": 31, "period": 2020,
                    "classificationCode": "H5"}]}, "points to elsewhere.example, which is not followed"),
    ],
)  # fmt: skip
def test_a_list_of_bulk_files_that_is_odd_is_named(
    fetcher: Fetcher, site: Site, session: Session, *, listed: object, said: str
) -> None:
    site.pages["/bulk/v1/get/C/A/HS"] = json.dumps(listed).encode()
    with pytest.raises(FetchFailed, match=said):
        pull_comtrade_bulk(fetcher, [country("AZE")], periods=["2020"], session=session, address=site.url)


def test_bulk_files_need_a_key(fetcher: Fetcher, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALAT_COMTRADE_KEY")
    monkeypatch.setattr("alat.data.pull.keys._keyring", lambda: None)
    with pytest.raises(BadInput, match="need a key"):
        pull_comtrade_bulk(fetcher, [country("AZE")], periods=["2020"], session=session)


def test_a_folder_of_bulk_files_and_answers_reads_as_the_interface_does(tmp_path: Path, comtrade: Comtrade) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    mine = [row for row in comtrade.rows if row["reporterCode"] == 31]
    (folder / "COMTRADE-FINAL-CA031H5[2025-01-03].gz").write_bytes(_bulk(mine))
    (folder / "answer.json").write_text(
        json.dumps({"data": [row for row in comtrade.rows if row["reporterCode"] == 76]})
    )
    found = read_comtrade(folder)
    assert found.tables["reports"].filter(reporter="AZE").height == 36
    assert found.tables["reports"].filter(reporter="BRA").height == 24
    assert found.release == "2025-01-03"
    # An answer on one partner says nothing of the others, so the folder tells no period that was reported.
    assert found.tables["reported_periods"].height == 0
    (folder / "answer.json").unlink()
    assert set(read_comtrade(folder).tables["reported_periods"]["period"]) == {"2020", "2021", "2022"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (gzip.compress(b"typeCode\tfreqCode\nC\tA\n", mtime=0)[:-9], "damaged or cut off"),
        (b"typeCode\tfreqCode\nC\tA\n", "column period: the column is missing"),
        (b"<html>x</html>", "a web page"),
    ],
)
def test_a_bulk_file_that_is_none_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bulk.gz").write_bytes(content)
    with pytest.raises(BadTable, match=said):
        read_comtrade(tmp_path)


def test_indicators_of_two_pulls_stand_side_by_side(tmp_path: Path, warehouse: Warehouse) -> None:
    head = "Country Name,Country Code,Indicator Name,Indicator Code,2022,2023\n"
    for name, value in (("A.B", 1), ("C.D", 2), ("A.B", 3)):
        folder = tmp_path / f"{name}{value}"
        folder.mkdir()
        (folder / "API.csv").write_text(f"{head}Azerbaijan,AZE,x,{name},,{value}\n")
        keep(warehouse, read_worldbank(folder))
    assert indicators(warehouse, "A.B")["value"].to_list() == [3.0]
    assert indicators(warehouse, "C.D")["value"].to_list() == [2.0]


@pytest.mark.usefixtures("comtrade")
def test_the_command_pulls_and_its_history_tells_and_the_key_is_in_no_byte(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", str(tmp_path / "c.duckdb"))
    monkeypatch.setattr("alat.cli.pulling._COMTRADE", None)
    monkeypatch.setenv("ALAT_COMTRADE_URL", site.url)
    assert run(["data", "pull", "comtrade", "AZE", "Brazil", "--periods", "2020-2022"]) == 0
    site.faults.append("403")
    site.echo = KEY
    assert run(["data", "pull", "comtrade", "AZE", "Brazil", "--periods", "2019-2022"]) == 5
    assert run(["data", "history", "--json"]) == 0
    out, err = capfd.readouterr()
    assert "comtrade" in out
    assert "refuses access" in err
    assert KEY not in out + err
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".duckdb" for path in written)
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


def test_baci_comes_by_http_resumed_and_whole(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, baci_files: ModuleType
) -> None:
    archive = baci_files.write_baci(tmp_path / "made", years=(2022,), revision="HS22", release="V202501")
    site.pages["/baci/BACI_HS22_V202501.zip"] = archive.read_bytes()
    site.faults.append("404")
    monkeypatch.setenv("ALAT_BACI_URL", f"{site.url}/baci")
    monkeypatch.setenv("ALAT_WAREHOUSE", str(tmp_path / "b.duckdb"))
    asked = ["data", "pull", "baci", "--release", "HS22_V202501"]
    assert run(asked) == 5
    assert run(asked) == 0
    assert not list((tmp_path / "cache").rglob("*.zip"))
    with open_warehouse(str(tmp_path / "b.duckdb")) as warehouse:
        vintage = current(warehouse, "baci-hs22")
        assert vintage is not None
        assert vintage.files[0].name == "BACI_HS22_V202501.zip"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["comtrade", "AZE"], "give FIRST, PARTNER and --periods"),
        (["comtrade", "AZE", "BRA", "--periods", "soon"], "expected years such as 2014-2023"),
        (["comtrade", "AZE", "BRA", "--periods", "2020", "--level", "3"], "expected TOTAL, 2, 4 or 6"),
        (["baci"], "give files by --from, or a release"),
        (["baci", "--release", "2025"], "expected an edition and a version"),
        (["tariffs"], "without signing in"),
        (["worldbank", "--address", "ftp://x"], "expected an address"),
        (["worldbank", "--address", "https://me:pass@x.example"], "holds a name or password"),
    ],
)
def test_a_command_that_asks_wrongly_is_told(
    arguments: list[str],
    said: str,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", str(tmp_path / "n.duckdb"))
    assert run(["data", "pull", *arguments]) == BadInput.exit_code
    told = capsys.readouterr().err
    assert said in told
    assert "pass@" not in told
    assert not (tmp_path / "n.duckdb").exists()


def test_an_error_of_the_tree_names_what_happened() -> None:
    assert issubclass(FetchFailed, AlatError)
    assert FetchFailed("x").exit_code == 5
