"""Tariffs: WITS and MAcMap-HS6 read alike, means by heading and chapter that say what they are means of."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from alat.data.pull import tariff_files
from alat.data.pull.fetch import Fetcher
from alat.data.pull.session import open_session
from alat.data.pull.tariff_files import pull_tariffs, read_tariffs
from alat.data.pull.tariff_rows import aggregated, macmap_rows, wits_rows
from alat.errors import BadInput, BadTable

if TYPE_CHECKING:
    from conftest import Site

HEAD = (
    "Selected Nomen,Native Nomen,Reporter,Reporter Name,Product,Partner,Partner Name,Tariff Year,Trade Year,DutyType,"
)
HEAD += "Simple Average,Weighted Average\n"
LINES = (
    "HS,H5,031,Azerbaijan,170114,000,World,2022,2022,MFN,5.0,4.5",
    "HS,H5,031,Azerbaijan,170191,000,World,2022,2022,MFN,15.0,",
    "HS,H5,031,Azerbaijan,170219,000,World,2022,2022,MFN,10.0,10.0",
    "HS,H5,031,Azerbaijan,170114,268,Georgia,2022,2022,PRF,0.0,0.0",
    "HS,H5,031,Azerbaijan,170114,000,World,2022,2022,BND,30.0,",
)
MACMAP = (
    "importer,exporter,hs6_2007,year,adv\nAZE,BRA,170111,2019,0.05\nAZE,GEO,170111,2019,0\nBRA,AZE,10121,2019,0.035\n"
)


def _wits(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines or LINES)


def _rates(rows: pl.DataFrame) -> dict[tuple[str, str, str], tuple[float, int | None]]:
    return {
        (row["product"], row["kind"], row["partner"]): (row["rate_percent"], row["lines"])
        for row in rows.iter_rows(named=True)
    }


def test_a_wits_download_gives_tariffs_by_kind_and_partner(tmp_path: Path) -> None:
    (tmp_path / "wits.csv").write_text(_wits())
    found = read_tariffs(tmp_path)
    rows = found.tables["tariffs"]
    line = rows.filter(product="170114", kind="mfn").row(0, named=True)
    assert line == {
        "importer": "AZE", "partner": "", "year": 2022, "product": "170114", "level": 6, "rate_percent": 5.0,
        "weighted_percent": 4.5, "lines": None, "kind": "mfn", "revision": "HS17", "source": "WITS-TRAINS",
    }  # fmt: skip
    assert (found.revision, found.release) == ("HS17", "2022")


def test_a_heading_is_the_plain_mean_of_its_lines_and_says_of_how_many(tmp_path: Path) -> None:
    (tmp_path / "wits.csv").write_text(_wits())
    rates = _rates(read_tariffs(tmp_path).tables["tariffs"])
    assert rates["1701", "mfn", ""] == (10.0, 2)
    assert rates["17", "mfn", ""] == (10.0, 3)
    assert rates["1701", "bound", ""] == (30.0, 1)


def test_a_partner_pays_the_preference_where_there_is_one_and_in_full_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "wits.csv").write_text(_wits())
    rates = _rates(read_tariffs(tmp_path).tables["tariffs"])
    assert rates["1701", "applied", "GEO"] == (7.5, 2)  # (0 + 15) / 2, never the 0 of the preference alone
    assert rates["17", "applied", "GEO"] == (25 / 3, 3)
    assert ("1701", "preferential", "GEO") not in rates


def test_a_mean_that_the_file_has_is_not_made_anew(tmp_path: Path) -> None:
    own = "HS,H5,031,Azerbaijan,1701,000,World,2022,2022,MFN,9.0,8.0"
    (tmp_path / "wits.csv").write_text(_wits(*LINES, own))
    assert _rates(read_tariffs(tmp_path).tables["tariffs"])["1701", "mfn", ""] == (9.0, None)


def test_order_and_splitting_of_files_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "all.csv").write_text(_wits())
    (tmp_path / "two" / "a.csv").write_text(_wits(*reversed(LINES[2:])))
    (tmp_path / "two" / "b.csv.gz").write_bytes(gzip.compress(_wits(*LINES[:3]).encode()))
    one, two = (read_tariffs(tmp_path / name).tables["tariffs"] for name in ("one", "two"))
    assert one.equals(two)


@pytest.mark.parametrize(
    ("old", "new", "party"),
    [
        (",031,", ",AZE,", "AZE"), (",031,", ",918,", "EUN"), (",031,", ",EUN,", "EUN"), (",031,", ",ROM,", "ROU"),
        (",031,", ",842,", "USA"), (",031,", ",840,", "USA"),
    ],
)  # fmt: skip
def test_codes_of_importers_resolve(tmp_path: Path, old: str, new: str, party: str) -> None:
    (tmp_path / "wits.csv").write_text(_wits().replace(old, new))
    assert set(read_tariffs(tmp_path).tables["tariffs"]["importer"]) == {party}


def test_a_code_that_lost_its_first_nought_gets_it_back(tmp_path: Path) -> None:
    (tmp_path / "wits.csv").write_text(_wits("HS,H5,031,Azerbaijan,10121,000,World,2022,2022,MFN,5.0,"))
    assert read_tariffs(tmp_path).tables["tariffs"]["product"].to_list() == ["01", "0101", "010121"]


def test_mfn_tariffs_by_partner_are_one_where_they_agree_and_refused_where_not(tmp_path: Path) -> None:
    lines = [f"HS,H5,031,Azerbaijan,170114,{code},x,2022,2022,MFN,5.0," for code in ("268", "076")]
    (tmp_path / "wits.csv").write_text(_wits(*lines))
    assert read_tariffs(tmp_path).tables["tariffs"].filter(level=6)["partner"].to_list() == [""]
    (tmp_path / "wits.csv").write_text(_wits(lines[0], lines[1].replace("5.0", "6.0")))
    with pytest.raises(BadTable, match=r"two rates for AZE, 2022, 170114, mfn, WITS-TRAINS: (5 and 6|6 and 5) %"):
        read_tariffs(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("DutyType", "Duty", "column DutyType: the column is missing; did the publisher rename it to Duty"),
        (",MFN,5.0", ",XYZ,5.0", "row 2, column DutyType: 'XYZ'; expected AHS, BND, MFN or PRF"),
        (",MFN,5.0", ",MFN,free", "row 2, column Simple Average: 'free'; expected a duty"),
        (",MFN,5.0", ",MFN,-5.0", "expected a duty of 0"),
        (",MFN,5.0", ",MFN,50000", "expected a duty of 0"),
        (",MFN,5.0,4.5", ",MFN,5.0,x", "column Weighted Average: 'x'; expected a number"),
        (",170114,000", ",sugar,000", "column Product: 'sugar'; expected 2, 4 or 6 digits"),
        ("World,2022,2022,MFN,5.0", "World,22,2022,MFN,5.0", "column Tariff Year: '22'; expected a year"),
        ("HS,H5,031", "GP,H5,031", "column Selected Nomen: 'GP'; expected HS"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "wits.csv").write_text(_wits().replace(old, new, 1))
    with pytest.raises(BadTable, match=said):
        read_tariffs(tmp_path)


def test_macmap_gives_what_is_applied_to_each_partner(tmp_path: Path) -> None:
    (tmp_path / "mmhs6_2019.csv").write_text(MACMAP)
    found = read_tariffs(tmp_path)
    rates = _rates(found.tables["tariffs"])
    assert rates["170111", "applied", "BRA"] == (5.0, None)
    assert rates["1701", "applied", "BRA"] == (5.0, 1)
    assert rates["010121", "applied", "AZE"] == (pytest.approx(3.5), None)
    assert set(found.tables["tariffs"]["source"]) == {"MAcMap-HS6"}
    assert found.revision == "HS07"
    assert "mmhs6_2019.csv: `adv` is taken as a share." in found.notes


def test_the_unit_of_macmap_follows_from_its_numbers_or_is_asked_for() -> None:
    def frame(*rates: float) -> pl.DataFrame:
        columns = {"importer": ["AZE"] * len(rates), "exporter": ["BRA"] * len(rates), "year": ["2019"] * len(rates)}
        products = [f"{170100 + number}" for number in range(len(rates))]
        return pl.DataFrame({**columns, "hs6_2007": products, "adv": [str(rate) for rate in rates]})

    share, said = macmap_rows(frame(0.05, 0.15, 0.0), file="m")
    assert (share["rate_percent"].to_list(), said) == ([5.0, 15.0, 0.0], "m: `adv` is taken as a share.")
    percent, said = macmap_rows(frame(5.0, 15.0, 0.5), file="m")
    assert (percent["rate_percent"].to_list(), said) == ([5.0, 15.0, 0.5], "m: `adv` is taken as per cent.")
    with pytest.raises(BadTable, match="share or per cent"):
        macmap_rows(frame(0.5, 0.7, 5.0), file="m")


def test_a_large_file_is_read_for_the_importers_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tariff_files, "_LARGE_BYTES", 10)
    (tmp_path / "mmhs6_2019.csv").write_text(MACMAP)
    with pytest.raises(BadInput, match="name the importers to take"):
        read_tariffs(tmp_path)
    found = read_tariffs(tmp_path, importers=["BRA"])
    assert set(found.tables["tariffs"]["importer"]) == {"BRA"}
    (tmp_path / "mmhs6_2019.csv").write_text(MACMAP.replace("0.035", "much"))
    with pytest.raises(BadTable, match="row 4, column adv: 'much'"):
        read_tariffs(tmp_path, importers=["BRA"])


def test_importers_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "wits.csv").write_text(_wits())
    with pytest.raises(BadInput, match="no tariff of BRA"):
        read_tariffs(tmp_path, importers=["BRA"])


def test_a_file_comes_from_an_address_that_is_given(
    fetcher: Fetcher, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/mirror/wits.csv"] = _wits().encode()
    session = open_session("tariffs", {}, base=tmp_path)
    monkeypatch.setenv("ALAT_TARIFFS_URL", f"{site.url}/mirror/wits.csv")
    assert pull_tariffs(fetcher, session=session).tables["tariffs"].height == 13
    monkeypatch.delenv("ALAT_TARIFFS_URL")
    with pytest.raises(BadInput, match="without signing in; give a folder by --from"):
        pull_tariffs(fetcher, session=session)


def test_a_preference_without_full_tariffs_gives_no_mean() -> None:
    frame = pl.read_csv(_wits(LINES[3]).encode(), infer_schema=False)
    assert aggregated(wits_rows(frame, file="w"))["level"].to_list() == [6]
