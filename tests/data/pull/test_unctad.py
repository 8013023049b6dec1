"""UNCTADstat: reports of one economy a row, quarters to years, archives unpacked where something can."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alat.data.pull.fetch import Fetcher
from alat.data.pull.session import open_session
from alat.data.pull.unctad import pull_unctad, read_unctad
from alat.errors import BadInput, BadTable

if TYPE_CHECKING:
    from conftest import Site

HEAD = '"Quarter","Quarter Label","Economy","Economy Label","Index (Average Q1 2023 = 100)",'
HEAD += '"Index (Average Q1 2023 = 100) Footnote","Index (Average Q1 2023 = 100) Missing value"\n'
ROWS = [("2022Q01", "031", 10.0), ("2022Q02", "031", 20.0), ("2022Q03", "031", 30.0), ("2022Q04", "031", 40.0),
        ("2023Q01", "031", 50.0), ("2022Q01", "842", 200.0), ("2022Q01", "0000", 1.0)]  # fmt: skip
LSCI = HEAD + "".join(f'"{quarter}","x","{code}","y",{value},,\n' for quarter, code, value in ROWS)
SEABORNE = """"Year","Economy","Economy Label","CargoType","CargoType Label","Metric tons in thousands"
"2022","076","Brazil","01","Total goods loaded",700
"2022","076","Brazil","02","Total goods discharged",
"""


def test_quarters_become_the_mean_of_their_year_and_groups_are_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "US_LSCI_ST202503_v1.csv").write_text(LSCI)
    found = read_unctad(tmp_path)
    assert found.tables["indicators"].rows() == [
        ("US.LSCI", "AZE", 2022, 25.0),
        ("US.LSCI", "AZE", 2023, 50.0),
        ("US.LSCI", "USA", 2022, 200.0),
        ("US.LSCI", "area:0000", 2022, 1.0),
    ]
    assert "a year is the mean of its quarters; some have fewer than four in 2022, 2023." in found.notes[0]


def test_further_codes_and_measures_are_in_the_name(tmp_path: Path) -> None:
    (tmp_path / "US_SeaborneTrade.csv").write_text(SEABORNE)
    rows = read_unctad(tmp_path).tables["indicators"]
    assert rows.rows() == [("US.SeaborneTrade/Total goods loaded", "BRA", 2022, 700.0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LSCI.replace("Economy", "Country"), "expected Year or Quarter, and Economy"),
        (LSCI.replace("50.0", "much"), "row 6, column Index .*: 'much'; expected a number"),
        (LSCI.replace("2023Q01", "2023Q5"), "row 6, column Quarter: '2023Q5'; expected 2023Q01"),
        (LSCI.replace('"842"', '"USA"'), "column Economy: 'USA'; expected a code of digits"),
        (LSCI + '"2023Q01","x","031","y",51.0,,\n', "two values for US.LSCI, AZE, 2023"),
        (SEABORNE.replace("CargoType", "Partner"), "a bilateral report"),
        ("<html><body>down</body></html>", "a web page"),
        ("", "empty"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "US_LSCI.csv").write_text(text)
    with pytest.raises(BadTable, match=said):
        read_unctad(tmp_path)


def test_a_report_comes_by_http_packed_as_a_zip(fetcher: Fetcher, site: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed", "w") as archive:
        archive.writestr("US_LSCI.csv", LSCI)
    site.pages["/bulkdownload/US.LSCI/US_LSCI"] = (tmp_path / "packed").read_bytes()
    session = open_session("unctad", {}, base=tmp_path / "cache")
    found = pull_unctad(fetcher, ["US.LSCI"], session=session, address=f"{site.url}/bulkdownload")
    assert found.tables["indicators"].height == 4


def _seven_zip(tmp_path: Path) -> Path:
    source = tmp_path / "files"
    source.mkdir()
    (source / "US_LSCI.csv.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"\0" * 30)
    return source


def test_a_7_zip_archive_is_unpacked_by_a_program_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _seven_zip(tmp_path)
    (tmp_path / "table.csv").write_text(LSCI)
    program = tmp_path / "bin" / "7zz"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$1 $2" = "e -so" ] && cat "{tmp_path / "table.csv"}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    assert read_unctad(source).tables["indicators"].height == 4


def test_without_such_a_program_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _seven_zip(tmp_path)
    monkeypatch.setattr("alat.data.pull.texts.shutil.which", lambda _name: None)
    with pytest.raises(BadTable, match="unpack it yourself and give the folder by --from"):
        read_unctad(source)


def test_a_name_that_is_no_report_is_refused(fetcher: Fetcher, tmp_path: Path) -> None:
    session = open_session("unctad", {}, base=tmp_path)
    with pytest.raises(BadInput, match=r"expected a name of UNCTADstat such as US\.LSCI"):
        pull_unctad(fetcher, ["../x"], session=session, address="http://127.0.0.1:9")
