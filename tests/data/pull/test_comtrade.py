"""UN Comtrade: both reports of a pair, nothing counted twice, no report told from nothing recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.data.pull.comtrade import pull_comtrade
from alat.data.pull.comtrade_questions import ComtradeAsk, periods_between, questions
from alat.data.pull.comtrade_rows import comtrade_rows, rows_of_answer, world_gaps
from alat.data.pull.fetch import Fetcher
from alat.data.pull.harvest import Harvest
from alat.data.pull.session import Session, open_session
from alat.errors import BadInput, BadTable, FetchFailed
from alat.reference import country

if TYPE_CHECKING:
    from conftest import Comtrade, Site

KEY = "k3y-0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALAT_COMTRADE_KEY", KEY)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Keep a session in a folder of the test."""
    return open_session("comtrade", {"test": 1}, base=tmp_path / "cache")


def _ask(*periods: str, level: str = "TOTAL") -> ComtradeAsk:
    chosen = periods or ("2020", "2021", "2022")
    return ComtradeAsk(home=country("AZE"), partners=(country("BRA"),), periods=chosen, level=level)


def _pull(fetcher: Fetcher, site: Site, session: Session, *, level: str = "TOTAL") -> Harvest:
    return pull_comtrade(fetcher, _ask(level=level), session=session, address=site.url)


def _row(**changes: object) -> dict[str, object]:
    base = {
        "freqCode": "A", "period": "2022", "reporterCode": 699, "flowCode": "X", "partnerCode": 842, "partner2Code": 0,
        "classificationCode": "H6", "cmdCode": "TOTAL", "customsCode": "C00", "motCode": 0,
        "primaryValue": 80230193279.727, "cifvalue": None, "fobvalue": 80230193279.727, "netWgt": 0,
        "isOriginalClassification": True,
    }  # fmt: skip
    return {**base, **changes}


def _parsed(*rows: dict[str, object]) -> pl.DataFrame:
    return comtrade_rows(rows_of_answer(rows), file="rows").reports


def test_both_reports_of_a_pair_come_with_world_under_its_own_code(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, session: Session
) -> None:
    found = _pull(fetcher, site, session).tables["reports"]
    assert set(found["reporter"]) == {"AZE", "BRA"}
    assert set(found["partner"]) == {"AZE", "BRA", "490", "0"}
    assert found.filter(reporter="AZE", partner="BRA").height == 6
    stated = next(
        row for row in comtrade.rows if (row["reporterCode"], row["partnerCode"], row["period"]) == (31, 76, "2020")
    )
    cell = found.filter(reporter="AZE", partner="BRA", period="2020", flow=stated["flowCode"])
    assert cell["value_usd"].to_list() == [stated["primaryValue"]]


def test_a_year_without_report_is_not_among_the_reported_periods(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, session: Session
) -> None:
    comtrade.rows = [row for row in comtrade.rows if not (row["reporterCode"] == 31 and row["partnerCode"] == 76)]
    found = _pull(fetcher, site, session).tables
    # Azerbaijan reported and recorded nothing with Brazil; Brazil did not report 2021 at all.
    assert found["reports"].filter(reporter="AZE", partner="BRA").height == 0
    asked = found["reported_periods"]
    reported = asked.filter(pl.col("flow") != "")
    assert set(reported.filter(reporter="AZE")["period"]) == {"2020", "2021", "2022"}
    assert set(reported.filter(reporter="BRA")["period"]) == {"2020", "2022"}
    assert set(asked.filter(reporter="BRA")["period"]) == {"2020", "2021", "2022"}
    assert set(reported["flow"]) == {"M", "X"}


@pytest.mark.usefixtures("comtrade")
def test_products_come_at_the_level_asked_beside_the_totals(fetcher: Fetcher, site: Site, session: Session) -> None:
    found = _pull(fetcher, site, session, level="2").tables["reports"]
    assert set(found["product"]) == {"TOTAL", "17", "27"}
    assert dict(found.select("product", "level").unique().iter_rows()) == {"TOTAL": 0, "17": 2, "27": 2}
    assert found.filter(product="TOTAL")["quantity_t"].null_count() == found.filter(product="TOTAL").height
    weighed = found.filter(product="17").row(0, named=True)
    assert weighed["quantity_t"] == weighed["value_usd"] / 2 / 1000


@pytest.mark.usefixtures("comtrade")
def test_the_key_opens_the_full_interface_and_stays_out_of_every_file(
    fetcher: Fetcher, site: Site, session: Session
) -> None:
    found = _pull(fetcher, site, session)
    assert all(asked.path.startswith("/data/v1/get/") for asked in site.asked)
    assert all(asked.headers["ocp-apim-subscription-key"] == KEY for asked in site.asked)
    kept = "".join(path.read_text() for path in session.folder.rglob("*") if path.is_file())
    assert KEY not in kept + repr(found) + found.tables["reports"].write_csv()
    assert len(found.files) == len(site.asked)


@pytest.mark.usefixtures("comtrade")
def test_without_a_key_the_preview_is_asked(
    fetcher: Fetcher, site: Site, *, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALAT_COMTRADE_KEY")
    monkeypatch.setattr("alat.data.pull.keys._keyring", lambda: None)
    _pull(fetcher, site, session)
    assert all(asked.path.startswith("/public/v1/preview/") for asked in site.asked)
    assert all(asked.query["maxRecords"] == "500" for asked in site.asked)


@pytest.mark.usefixtures("comtrade")
def test_a_full_answer_is_asked_for_in_halves_until_nothing_is_cut(
    fetcher: Fetcher, site: Site, *, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _pull(fetcher, site, session).tables["reports"]
    monkeypatch.setattr("alat.data.pull.comtrade.ROWS_WITH_KEY", 4)
    site.asked.clear()
    again = open_session("comtrade", {"other": 1}, base=session.folder.parent)
    halved = _pull(fetcher, site, again)
    assert halved.tables["reports"].equals(whole)
    assert len(site.asked) > 4


@pytest.mark.usefixtures("comtrade")
def test_an_answer_that_stays_full_is_refused(
    fetcher: Fetcher, site: Site, *, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alat.data.pull.comtrade.ROWS_WITH_KEY", 1)
    with pytest.raises(FetchFailed, match="full at 1 rows and the rest is cut off; use a bulk file"):
        _pull(fetcher, site, session)


@pytest.mark.usefixtures("comtrade")
def test_an_interrupted_pull_goes_on_with_the_answers_it_has(fetcher: Fetcher, site: Site, session: Session) -> None:
    whole = _pull(fetcher, site, open_session("comtrade", {"whole": 1}, base=session.folder.parent))
    asked = len(site.asked)
    site.faults.extend(["", "404"])
    with pytest.raises(FetchFailed, match="404"):
        _pull(fetcher, site, session)
    site.asked.clear()
    resumed = _pull(fetcher, site, session)
    assert len(site.asked) == asked - 1
    assert resumed.tables["reports"].equals(whole.tables["reports"])
    assert resumed.files == whole.files


def test_answers_of_yesterday_are_not_mixed_with_those_of_today(tmp_path: Path) -> None:
    def at(seconds: float) -> Session:
        return open_session("comtrade", {"q": 1}, base=tmp_path, now=lambda: seconds)

    (at(1000.0).folder / "answer.json").write_text("{}")
    assert (at(80_000.0).folder / "answer.json").exists()
    assert not (at(90_000.0).folder / "answer.json").exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"count": 0, "data": [], "error": ""}, "no row for this question"),
        ({"count": 0, "data": [], "error": "Invalid period"}, "Invalid period"),
        ({"rows": []}, "no list `data`; the interface may have changed"),
        ([], "no list `data`"),
        ({"count": 5, "data": [_row(reporterCode=31, period="2020")], "error": ""}, "1 rows came of the 5"),
        ({"count": 1, "data": [_row()], "error": ""}, "reporter 699 and period 2022, which were not asked for"),
    ],
)
def test_an_answer_that_is_none_is_named_and_not_kept(
    fetcher: Fetcher, site: Site, session: Session, *, answer: object, said: str
) -> None:
    site.pages["/data/v1/get/C/A/HS"] = json.dumps(answer).encode()
    with pytest.raises(FetchFailed, match=said):
        _pull(fetcher, site, session)


def test_a_column_that_is_gone_is_named_with_what_it_may_be_now(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, session: Session
) -> None:
    for row in comtrade.rows:
        row["primaryVal"] = row.pop("primaryValue")
    with pytest.raises(
        BadTable, match=r"column primaryValue: the column is missing; did the publisher rename it to primaryVal"
    ):
        _pull(fetcher, site, session)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.sampled_from(["429", "500", "empty", "page", "cut", "drop", "junk", "404", ""]), max_size=12))
@pytest.mark.usefixtures("comtrade")
def test_whatever_the_server_does_the_rows_are_those_of_a_good_day_or_none(
    fetcher: Fetcher, site: Site, *, tmp_path_factory: pytest.TempPathFactory, faults: list[str]
) -> None:
    site.faults.clear()
    good = _pull(fetcher, site, open_session("comtrade", {}, base=tmp_path_factory.mktemp("good")))
    site.faults.extend(faults)
    try:
        found = _pull(fetcher, site, open_session("comtrade", {}, base=tmp_path_factory.mktemp("bad")))
    except FetchFailed:
        return
    assert all(found.tables[name].equals(good.tables[name]) for name in good.tables)
    assert found.files == good.files


def test_parts_of_a_cell_are_not_counted_beside_their_sum() -> None:
    parts = [
        _row(motCode=1000, primaryValue=1),
        _row(customsCode="C01", primaryValue=2),
        _row(partner2Code=76, primaryValue=3),
    ]
    found = comtrade_rows(rows_of_answer([_row(), *parts]), file="rows")
    assert found.reports["value_usd"].to_list() == [80230193279.727]
    assert (found.parts, found.lone_parts) == (3, 0)


def test_a_cell_that_comes_only_in_parts_is_counted_as_such() -> None:
    found = comtrade_rows(rows_of_answer([_row(), _row(partnerCode=76, motCode=1000, primaryValue=1)]), file="rows")
    assert (found.reports.height, found.lone_parts) == (1, 1)


@pytest.mark.parametrize(
    ("code", "name"),
    [(842, "USA"), (841, "USA"), (251, "FRA"), (579, "NOR"), (381, "ITA"), (757, "CHE"), (699, "IND"), (490, "490"),
     (0, "0"), (899, "899")],
)  # fmt: skip
def test_codes_of_comtrade_resolve_and_others_stay_as_they_are(code: int, name: str) -> None:
    assert _parsed(_row(reporterCode=31, partnerCode=code))["partner"].to_list() == [name]


def test_values_keep_their_basis() -> None:
    import_, export = (
        _row(flowCode="M", cifvalue=10.0, fobvalue=9.0, primaryValue=10.0),
        _row(fobvalue=9.0, primaryValue=9.0),
    )
    unknown = _row(flowCode="RX", fobvalue=None, primaryValue=4.0)
    found = _parsed(import_, export, unknown)
    assert found["flow"].to_list() == ["M", "RX", "X"]
    assert found["value_basis"].to_list() == ["cif", "", "fob"]
    assert found["fob_usd"].to_list() == [9.0, None, 9.0]
    assert found["cif_usd"].to_list() == [10.0, None, None]


def test_a_month_is_told_from_a_year() -> None:
    found = _parsed(_row(freqCode="M", period="202204"))
    assert found.select("period", "year", "month").row(0) == ("2022-04", 2022, 4)
    assert _parsed(_row())["month"].to_list() == [None]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"primaryValue": "12,5"}, r"row 3, column primaryValue: '12,5'; expected a number"),
        ({"primaryValue": "nan"}, "expected a number"),
        ({"primaryValue": -1.0}, "expected no negative number"),
        ({"primaryValue": 1e15}, "expected US dollars, at most"),
        ({"primaryValue": None}, "expected a value"),
        ({"netWgt": "heavy"}, "column netWgt: 'heavy'; expected a number"),
        ({"classificationCode": "S3"}, "expected an edition of HS"),
        ({"cmdCode": "170"}, "expected TOTAL, or 2, 4 or 6 digits"),
        ({"period": "20224"}, "expected YYYY of a year"),
        ({"period": "202213", "freqCode": "M"}, "YYYYMM of a month"),
        ({"period": "2099"}, "expected a year of 1962"),
        ({"period": "1900"}, "expected a year of 1962"),
        ({"freqCode": "Q"}, "expected A or M"),
        ({"partnerCode": "BRA"}, "expected a code of digits"),
        ({"reporterCode": 0}, "expected a country"),
    ],
)
def test_a_cell_that_is_wrong_is_named(changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadTable, match=said):
        _parsed(_row(partnerCode=31), _row(**changes))


def test_one_cell_with_two_values_is_refused_and_a_repeated_row_is_not() -> None:
    assert _parsed(_row(), _row()).height == 1
    with pytest.raises(BadTable, match="a cell twice with different values; the first: IND, USA, X, 2022, TOTAL"):
        _parsed(_row(), _row(primaryValue=5.0, fobvalue=5.0))
    with pytest.raises(BadTable, match="twice"):
        _parsed(_row(), _row(partnerCode=841, primaryValue=5.0))


def test_of_two_editions_the_original_counts() -> None:
    found = _parsed(_row(), _row(classificationCode="H5", isOriginalClassification=False, primaryValue=7.0))
    assert found.select("revision", "value_usd").row(0) == ("HS22", 80230193279.727)
    with pytest.raises(BadTable, match=r"in HS(17|22) and .* in HS(17|22)"):
        _parsed(_row(), _row(classificationCode="H5", primaryValue=7.0))


def test_a_change_of_edition_within_a_series_is_said(
    fetcher: Fetcher, site: Site, comtrade: Comtrade, session: Session
) -> None:
    for row in comtrade.rows:
        if (row["reporterCode"], row["period"]) == (31, "2022"):
            row["classificationCode"] = "H6"
    found = _pull(fetcher, site, session)
    assert "Classification break: AZE reports by HS17 2020 to 2021, HS22 2022." in found.notes
    assert found.revision == ""


def test_world_that_is_not_the_sum_of_partners_is_found() -> None:
    rows = [
        _row(partnerCode=code, primaryValue=value, fobvalue=value)
        for code, value in ((0, 10.0), (842, 6.0), (490, 4.0))
    ]
    assert world_gaps(_parsed(*rows)).height == 0
    gaps = world_gaps(_parsed(*rows[:2]))
    assert gaps.select("world_usd", "partners_usd").row(0) == (10.0, 6.0)


def test_row_order_changes_nothing(fetcher: Fetcher, site: Site, comtrade: Comtrade, session: Session) -> None:
    first = _pull(fetcher, site, session, level="4")
    comtrade.rows.reverse()
    second = _pull(fetcher, site, open_session("comtrade", {"o": 1}, base=session.folder.parent), level="4")
    assert all(first.tables[name].equals(second.tables[name]) for name in first.tables)


def test_totals_are_asked_of_all_partners_at_most_twelve_periods_at_once_under_every_code() -> None:
    ask = ComtradeAsk(home=country("USA"), partners=(country("AZE"),), periods=periods_between("1996", "2022"))
    asked = list(questions(ask))
    assert max(len(each.periods) for each in asked) == 12
    assert asked[0].reporters == ("840", "841", "842")
    assert asked[0].partners == ()
    assert "partnerCode" not in asked[0].parameters(most_rows=1)


@pytest.mark.parametrize(
    ("first", "last", "count", "end"),
    [("2020", "2022", 3, "2022"), ("2022-11", "2023-02", 4, "2023-02"), ("2022", "2022", 1, "2022")],
)
def test_periods_run_from_first_to_last(first: str, last: str, count: int, end: str) -> None:
    found = periods_between(first, last)
    assert (len(found), found[0], found[-1]) == (count, first, end)


@pytest.mark.parametrize(
    ("first", "last"), [("2022", "2020"), ("2022-13", "2023-01"), ("2022", "2022-05"), ("22", "23")]
)
def test_periods_that_are_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(BadInput, match="expected two years, or two months"):
        periods_between(first, last)
