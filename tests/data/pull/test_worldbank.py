"""The World Bank: every page once, its messages heard, regions kept apart from countries."""

from __future__ import annotations

import json
import math
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alat.data.pull.fetch import Fetcher
from alat.data.pull.harvest import Harvest
from alat.data.pull.session import Session, open_session
from alat.data.pull.worldbank import pull_worldbank, read_worldbank
from alat.errors import BadInput, BadTable, FetchFailed, MissingFile

if TYPE_CHECKING:
    from conftest import Asked, Site

GDP = "NY.GDP.MKTP.CD"
FILE = f""""Data Source","World Development Indicators",

"Last Updated Date","2025-10-07",

"Country Name","Country Code","Indicator Name","Indicator Code","1960","2022","2023",
"Aruba","ABW","GDP (current US$)","{GDP}","","3544707788.05664","",
"Africa Eastern and Southern","AFE","GDP (current US$)","{GDP}","24209679463.39","1.1e12","",
"""


def _row(code: str, year: int, value: float | None, *, indicator: str = GDP) -> dict[str, object]:
    return {
        "indicator": {"id": indicator, "value": "x"},
        "country": {"id": code[:2], "value": code},
        "countryiso3code": code,
        "date": str(year),
        "value": value,
        "unit": "",
        "decimal": 0,
    }


@dataclass
class Bank:
    """Answer as the World Bank's interface does, in pages."""

    rows: list[dict[str, object]] = field(repr=False)
    per_page: int = 2
    updated: str = "2025-10-07"

    def answer(self, asked: Asked) -> bytes:
        page = int(asked.query["page"])
        pages = math.ceil(len(self.rows) / self.per_page)
        head = {"page": page, "pages": pages, "per_page": self.per_page, "total": len(self.rows)}
        part = self.rows[(page - 1) * self.per_page : page * self.per_page]
        return json.dumps([{**head, "sourceid": "2", "lastupdated": self.updated}, part or None]).encode()


@pytest.fixture
def bank(site: Site) -> Bank:
    """Serve five values of three countries and two areas."""
    values = [
        ("AZE", 2022, 78.7e9),
        ("AZE", 2023, 72.4e9),
        ("BRA", 2023, 2.17e12),
        ("WLD", 2023, 1.06e14),
        ("XKX", 2023, 1e10),
    ]
    made = Bank([*(_row(*each) for each in values), _row("ERI", 2023, None)])
    site.pages[f"/v2/country/all/indicator/{GDP}"] = made.answer
    return made


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Keep a session in a folder of the test."""
    return open_session("worldbank", {}, base=tmp_path / "cache")


def _pull(fetcher: Fetcher, site: Site, session: Session) -> Harvest:
    return pull_worldbank(fetcher, [GDP], session=session, address=f"{site.url}/v2")


@pytest.mark.usefixtures("bank")
def test_every_page_is_asked_for_and_regions_are_kept_apart(fetcher: Fetcher, site: Site, session: Session) -> None:
    found = _pull(fetcher, site, session)
    assert [asked.query["page"] for asked in site.asked] == ["1", "2", "3"]
    rows = found.tables["indicators"]
    assert set(rows["country"]) == {"AZE", "BRA", "area:WLD", "area:XKX"}
    assert rows.filter(country="AZE").select("year", "value").rows() == [(2022, 78.7e9), (2023, 72.4e9)]
    assert found.release == "2025-10-07"
    assert found.notes == ("Kept apart, being no country of ISO 3166: area:WLD, area:XKX.",)


@pytest.mark.usefixtures("bank")
def test_years_go_into_the_question(fetcher: Fetcher, site: Site, session: Session) -> None:
    pull_worldbank(fetcher, [GDP], session=session, years="2020:2023", address=f"{site.url}/v2")
    assert {asked.query["date"] for asked in site.asked} == {"2020:2023"}


def test_a_page_that_comes_twice_is_seen_and_none_of_it_is_kept(
    fetcher: Fetcher, site: Site, bank: Bank, session: Session
) -> None:
    right = bank.answer

    def again(asked: Asked) -> bytes:
        content = json.loads(right(asked))
        if asked.query["page"] == "3":
            content[1] = bank.rows[:2] + bank.rows[:1]
        return json.dumps(content).encode()

    site.pages[f"/v2/country/all/indicator/{GDP}"] = again
    with pytest.raises(FetchFailed, match="7 rows came of 6: a page came twice or is cut off"):
        _pull(fetcher, site, session)
    assert not list(session.folder.glob("*_*.json"))


def test_the_first_page_for_every_number_is_seen(fetcher: Fetcher, site: Site, bank: Bank, session: Session) -> None:
    right = bank.answer
    site.pages[f"/v2/country/all/indicator/{GDP}"] = lambda asked: right(
        type(asked)(asked.path, {**asked.query, "page": "1"}, asked.headers)
    )
    with pytest.raises(FetchFailed, match="page 1 came where page 2 was asked for"):
        _pull(fetcher, site, session)


def test_data_that_change_between_pages_are_not_mixed(
    fetcher: Fetcher, site: Site, bank: Bank, session: Session
) -> None:
    right = bank.answer

    def dated(asked: Asked) -> bytes:
        bank.updated = "2025-10-07" if asked.query["page"] == "1" else "2025-10-08"
        return right(asked)

    site.pages[f"/v2/country/all/indicator/{GDP}"] = dated
    with pytest.raises(FetchFailed, match="changed between two pages"):
        _pull(fetcher, site, session)
    site.pages[f"/v2/country/all/indicator/{GDP}"] = right
    assert _pull(fetcher, site, session).tables["indicators"].height == 5


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}],
         "World Bank says: The provided parameter value is not valid"),
        ({"error": 1}, "no list of a head and rows"),
        ([], "no list of a head and rows"),
        ([{"page": 1, "pages": 1}, []], "head lacks total"),
        ([{"page": 1, "pages": 1, "total": 0}], "has no row"),
        ([{"page": 1, "pages": 1, "total": 0}, None], "has no row"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_named(
    fetcher: Fetcher, site: Site, session: Session, *, answer: object, said: str
) -> None:
    site.pages[f"/v2/country/all/indicator/{GDP}"] = json.dumps(answer).encode()
    with pytest.raises(FetchFailed, match=said):
        _pull(fetcher, site, session)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "much"}, "row 1, column value: 'much'; expected a number"),
        ({"value": True}, "expected a number"),
        ({"date": "2023Q1"}, "column date: '2023Q1'; expected a year"),
        ({"indicator": {"id": "SP.POP.TOTL"}}, "expected NY.GDP.MKTP.CD"),
        ({"country": "AZ"}, "expected indicator, country, date, value"),
    ],
)
def test_a_row_that_is_wrong_is_named(
    fetcher: Fetcher, site: Site, bank: Bank, *, session: Session, change: dict[str, object], said: str
) -> None:
    bank.rows[0] = {**bank.rows[0], **change}
    with pytest.raises(BadTable, match=said):
        _pull(fetcher, site, session)


def test_a_country_and_year_with_two_values_is_refused(
    fetcher: Fetcher, site: Site, bank: Bank, session: Session
) -> None:
    bank.rows[1] = _row("AZE", 2022, 5.0)
    with pytest.raises(BadTable, match=r"two values for NY\.GDP\.MKTP\.CD, AZE, 2022"):
        _pull(fetcher, site, session)


def test_an_indicator_that_is_no_code_is_not_asked_for(fetcher: Fetcher, site: Site, session: Session) -> None:
    with pytest.raises(BadInput, match="expected a code such as NY"):
        pull_worldbank(fetcher, ["../secret"], session=session, address=site.url)
    assert not site.asked


@pytest.mark.parametrize("packed", [True, False])
def test_the_banks_csv_download_reads_as_its_interface_does(tmp_path: Path, *, packed: bool) -> None:
    name = "API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv"
    if packed:
        with zipfile.ZipFile(tmp_path / "API.zip", "w") as archive:
            archive.writestr(name, FILE)
            archive.writestr("Metadata_Country_API.csv", '"Country Code","Region",\n"ABW","x",\n')
    else:
        (tmp_path / name).write_text(FILE, encoding="utf-8-sig")
    found = read_worldbank(tmp_path)
    assert found.tables["indicators"].rows() == [
        (GDP, "ABW", 2022, 3544707788.05664),
        (GDP, "area:AFE", 1960, 24209679463.39),
        (GDP, "area:AFE", 2022, 1.1e12),
    ]
    assert found.release == "2025-10-07"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE.replace("1.1e12", "much"), "'much'; expected a number"),
        (FILE.replace("Indicator Code", "Series"), "no header with Country Code and Indicator Code"),
        ("", "no header"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "API.csv").write_text(text)
    with pytest.raises(BadTable, match=said):
        read_worldbank(tmp_path)


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="holds no file"):
        read_worldbank(tmp_path)
