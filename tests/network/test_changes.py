"""Are additions, improvements and days read as they are meant, and refused where they make no sense?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat import network
from alat.data import table
from alat.errors import BadInput, UnknownCode
from alat.network.scenario import BASE, Improvement, NewLink, NewService, Scenario
from alat.network.status import in_force, statuses

LINER = NewService("BRSSZ", "GEPTI", headway_h=168.0)
RAIL = NewLink("rail", "AZHORA", "AZAGHB", km=110.4, gauge_mm=1520)


def test_words_and_tables_mean_the_same() -> None:
    words = network.scenario(
        {
            "add": "sea:Poti:Santos:headway_h=168, rail:AZHORA:AZAGHB:km=110.4:gauge_mm=1520",
            "improve": ["B18:hours:x0.5", "Alat:wait:24"],
            "as_of": "2025-06-30",
        },
        name="words",
    )
    tables = network.scenario(
        {
            "add": [
                {"mode": "rail", "from": "AZAGHB", "to": "AZHORA", "km": 110.4, "gauge_mm": 1520},
                {"mode": "sea", "from": "BRSSZ", "to": "GEPTI", "headway_h": 168},
            ],
            "improve": [{"id": "AZALAT", "what": "wait", "value": 24}, {"id": "b18", "what": "hours", "factor": 0.5}],
            "as_of": date(2025, 6, 30),
        },
        name="tables",
    )
    assert words.edits == tables.edits
    assert words.digest == tables.digest
    assert set(words.edits.add) == {NewLink("rail", "AZAGHB", "AZHORA", km=110.4, gauge_mm=1520), LINER}


def test_the_digest_of_what_could_be_said_before_is_what_it_was() -> None:
    assert BASE.digest == "db7b363acbbd9bb2"
    assert Scenario("x", avoid=("RUS", "IRN")).digest == "027614d75a142e8c"


@given(
    st.permutations([LINER, RAIL]), st.permutations([Improvement("B18", "usd", 0.5), Improvement("B18", "hours", 2)])
)
def test_equal_edits_in_any_order_share_digest_and_network(
    add: list[NewLink | NewService], improve: list[Improvement]
) -> None:
    one = Scenario("one", add=tuple(add), improve=tuple(improve))
    two = Scenario("two", add=(RAIL, LINER, LINER), improve=tuple(reversed(improve)))
    assert one.digest == two.digest
    assert network.load(one).links is network.load(two).links
    assert one.digest not in {Scenario("", add=one.add).digest, Scenario("", improve=one.improve).digest, BASE.digest}


def test_every_kind_of_edit_has_its_own_digest() -> None:
    kinds = [
        Scenario(close=("B18",)), Scenario(open=("B18",)), Scenario(avoid=("B18",)), Scenario(add=(LINER,)),
        Scenario(add=(RAIL,)), Scenario(improve=(Improvement("B18", "hours", factor=1),)),
        Scenario(improve=(Improvement("B18", "hours", value=1),)), Scenario(as_of=date(2025, 1, 1)), BASE,
    ]  # fmt: skip
    assert all(a.digest != b.digest for a, b in permutations(kinds, 2))


def test_a_scenario_never_changes_a_network() -> None:
    before = network.load()
    kept = [frame.clone() for frame in (before.links, before.services, before.borders, before.places)]
    network.load(Scenario("", add=(LINER, RAIL), improve=(Improvement("B18", "hours", 0.5),), as_of=date(2000, 1, 1)))
    after = network.load()
    assert all(
        a.equals(b) for a, b in zip(kept, (after.links, after.services, after.borders, after.places), strict=True)
    )


def test_a_new_service_sails_the_shortest_open_way() -> None:
    row = network.load(Scenario("", add=(LINER,))).services.filter(pl.col("source") == "scenario").row(0, named=True)
    assert row["km"] == round(network.distance_km("GEPTI", "BRSSZ", mode="sea"), 1)
    assert (row["ship_class"], row["headway_h"], row["basis"]) == ("main", 168.0, "assumed")
    assert row["passages"] == ["gibraltar", "turkish-straits"]
    shut = network.load(Scenario("", add=(LINER,), close=("turkish-straits",)))
    assert shut.services.filter(pl.col("source") == "scenario").is_empty()
    avoided = network.load(Scenario("", add=(LINER,), avoid=("GEO",)))
    assert avoided.services.filter(pl.col("source") == "scenario").is_empty()


def test_a_new_link_without_a_gauge_takes_the_one_both_places_have() -> None:
    made = network.scenario({"add": "rail:Baku:Poti:km=900"}, name="x").add[0]
    assert isinstance(made, NewLink)
    assert made.gauge_mm == 1520


@pytest.mark.parametrize(
    ("fields", "error", "says"),
    [
        ({"add": "sea:Pooti:Santos:headway_h=168"}, UnknownCode, "Poti"),
        ({"add": "sea:Poti:Santos"}, BadInput, "headway_h is missing"),
        ({"add": "sea:Poti"}, BadInput, "expected MODE:FROM:TO"),
        ({"add": "sea:Poti:Poti:headway_h=168"}, BadInput, "begins and ends at GEPTI"),
        ({"add": "sea:Poti:Santos:headway_h=-3"}, BadInput, "expected a number above 0"),
        ({"add": "sea:Poti:Santos:headway_h=nan"}, BadInput, "expected a number above 0"),
        ({"add": "sea:Poti:Santos:headway_h=week"}, BadInput, "expected a number"),
        ({"add": "sea:Poti:Santos:headway_h=168:ship_class=huge"}, BadInput, "main, feeder"),
        ({"add": "sea:Poti:Santos:hedway_h=168"}, BadInput, "did you mean headway_h"),
        ({"add": "sea:Alat:Aktau:headway_h=168"}, BadInput, "no seaport"),
        ({"add": "sea:Mariel:Miami:headway_h=168"}, BadInput, "a bar forbids ships"),
        ({"add": "rail:Poti:Batumi:km=5"}, BadInput, "great circle"),
        ({"add": "rail:Poti:Batumi"}, BadInput, "km is missing"),
        ({"add": "air:Baku:Poti:km=900"}, BadInput, "expected sea, rail"),
        ({"add": [{"mode": "road", "from": "Poti"}]}, BadInput, "to is missing"),
        ({"add": 3}, BadInput, "expected a list of tables or of words"),
        ({"improve": "B18:hours:x-1"}, BadInput, "not below 0"),
        ({"improve": "B18:hours:many"}, BadInput, "expected a number"),
        ({"improve": "B99:hours:x1"}, UnknownCode, "B39"),
        ({"improve": "B18:wait:x1"}, BadInput, "expected hours, usd"),
        ({"improve": "B18:days:x1"}, BadInput, "hours, usd, wait"),
        ({"improve": "B18"}, BadInput, "expected ID:WHAT"),
        ({"improve": "B18:hours:x1,B18:hours:x2"}, BadInput, "changed twice"),
        ({"improve": [{"id": "B18", "what": "hours"}]}, BadInput, "a factor or a value"),
        ({"improve": [{"id": "B18", "what": "hours", "factor": 1, "value": 2}]}, BadInput, "and not both"),
        ({"as_of": "2025"}, BadInput, "expected a day"),
        ({"as_of": "1899-12-31"}, BadInput, "as_of 1899-12-31: expected a day between 1900 and 2100"),
        ({"as_of": date(2101, 1, 1)}, BadInput, "as_of 2101-01-01: expected a day between 1900 and 2100"),
        ({"as_of": datetime(2025, 1, 1, 9, tzinfo=UTC)}, BadInput, "expected a day such as"),
        ({"as_off": "2025-01-01"}, BadInput, "did you mean as_of"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_in_one_line(
    fields: Mapping[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        network.scenario(fields, name="x")
    assert "\n" not in str(caught.value)


def test_a_border_without_a_figure_of_its_own_takes_a_value_and_no_factor() -> None:
    silent = table("borders").filter(pl.col("usd").is_null())["id"][0]
    with pytest.raises(BadInput, match="expected a value, not a factor"):
        network.scenario({"improve": f"{silent}:usd:x0.5"}, name="x")
    given_value = network.load(network.scenario({"improve": f"{silent}:usd:100"}, name="x")).borders
    row = given_value.row(by_predicate=pl.col("id") == silent, named=True)
    assert (row["usd"], row["basis"]) == (100.0, "assumed")
    assert "scenario" in row["sources"]


def test_python_refuses_what_the_command_refuses() -> None:
    with pytest.raises(BadInput, match="above 0"):
        NewService("GEPTI", "BRSSZ", headway_h=0.0)
    with pytest.raises(BadInput, match="gauge such as"):
        NewLink("rail", "GEPTI", "AZALAT", km=700.0)
    with pytest.raises(BadInput, match="not below 0"):
        Improvement("B18", "usd", value=-1.0)
    with pytest.raises(UnknownCode, match="GEPTO"):
        network.load(Scenario("", add=(NewService("GEPTO", "BRSSZ", headway_h=168.0),)))


@pytest.mark.parametrize(
    ("since", "until", "day", "there"),
    [
        ("", "", date(1900, 1, 1), True),
        ("1993", "", date(1992, 12, 31), False),
        ("1993", "", date(1993, 1, 1), True),
        ("2024-05", "2024-06", date(2024, 6, 30), True),
        ("2024-05", "2024-06", date(2024, 7, 1), False),
        ("2024-05-02", "", date(2024, 5, 1), False),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(since: str, until: str, day: date, there: bool) -> None:  # noqa: FBT001
    assert in_force(since, until, as_of=day) == there


def test_a_status_of_another_day_is_what_was_before() -> None:
    assert statuses(date(1990, 1, 1))["ST01"]["status"] == "open"  # closed since 1993
    assert statuses(date(2016, 1, 1))["ST13"]["status"] == "closed"  # the line was built until 2017
    assert statuses(date(2010, 1, 1))["ST41"]["status"] == "closed"  # opened in 2013
    assert statuses(date(2025, 6, 1))["ST18"]["status"] == "open"  # reopened in September 2025
    assert statuses(date(2025, 9, 11))["ST18"]["status"] == "open"
    assert statuses(date(2025, 9, 12))["ST18"]["status"] == "closed"
    assert statuses(date(2025, 9, 24))["ST18"]["status"] == "closed"
    assert statuses(date(2025, 9, 25))["ST18"]["status"] == "open"
    assert statuses(date(2020, 1, 1))["ST11"]["status"] == "planned"  # still only a plan
    assert statuses(None)["ST01"]["status"] == "closed"


def test_while_poland_shut_its_border_with_belarus_no_link_crosses_it() -> None:
    pair = pl.concat_list("iso3_a", "iso3_b").list.sort() == ["BLR", "POL"]
    then = {day: network.load(Scenario("", as_of=date(2025, 9, day))).links.filter(pair).height for day in (11, 15, 25)}
    assert then[11] == then[25] >= 4
    assert then[15] == 0


def test_bars_hold_from_their_first_day() -> None:
    before = Scenario("", as_of=date(2024, 1, 1))
    after = Scenario("", as_of=date(2024, 6, 1))
    for scenario, there in ((before, False), (after, True)):
        ids = {bar.id for bar in network.bars_to_goods(scenario, "ISR", destination="TUR")}
        assert ("BAR-ISR-TUR" in ids) == there
