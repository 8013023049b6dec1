"""Who may not ship what where, and do the network and its scenarios hold to it?"""

import pytest

from alat import network
from alat.data import table
from alat.errors import BadInput, UnknownCode
from alat.network.scenario import BASE, Scenario
from alat.reference import countries


def of_countries(a: str, b: str, scenario: Scenario = BASE) -> int:
    """Return how many services join two countries."""
    iso3 = dict(network.load(scenario).places.select("place_id", "iso3").iter_rows())
    ends = network.load(scenario).services.select("port_a", "port_b").iter_rows()
    return sum({iso3[x], iso3[y]} == {a, b} for x, y in ends)


def test_every_bar_names_its_source_and_countries_that_exist() -> None:
    known = countries()
    for bar in network.bars().values():
        assert bar.source.startswith("http"), bar.id
        assert bar.party | bar.at <= set(known), bar.id
        assert not bar.party & bar.at, bar.id
        assert bar.goods != "none" or bar.direct != "no", bar.id


@pytest.mark.parametrize(("a", "b"), [("CUB", "USA"), ("ISR", "LBN"), ("ISR", "TUR"), ("CYP", "TUR"), ("RUS", "UKR")])
def test_no_ship_sails_straight_where_law_forbids_it(a: str, b: str) -> None:
    bar = next(bar for bar in network.bars().values() if bar.direct == "sea" and bar.party | bar.at >= {a, b})
    assert of_countries(a, b) == 0
    opened = [one.id for one in network.bars().values() if {a, b} <= one.party | one.at]
    assert bar.id in opened
    assert of_countries(a, b, network.scenario({"open": opened}, name="opened")) > 0


def test_a_port_that_loses_its_last_service_to_a_bar_joins_no_barred_hub() -> None:
    ports = network.load(Scenario("", close=("CUMAR",), avoid=("JAM", "PAN", "MEX", "DOM", "BHS", "COL"))).services
    for a, b in ports.select("port_a", "port_b").iter_rows():
        pair = {network.place(a).iso3, network.place(b).iso3}
        assert pair != {"CUB", "USA"}


@pytest.mark.parametrize(
    ("origin", "destination", "ids"),
    [
        ("AZE", "CUB", ("BAR-CUB-USA",)),
        ("CUB", "AZE", ("BAR-CUB-USA",)),
        ("AZE", "BRA", ()),
        ("TUR", "CYP", ()),
        ("CYP", "TUR", ("BAR-CYP-TUR",)),
        ("CYP", "GEO", ("BAR-CYP-TUR",)),
        ("BRA", "DZA", ("BAR-DZA-MAR",)),
        ("DZA", "BRA", ()),
        ("PRK", "BRA", ()),
        ("PRK", "KOR", ("BAR-PRK-KOR",)),
        ("BRA", "PAK", ()),
        ("PAK", "BRA", ("BAR-PAK-IND",)),
    ],
)
def test_goods_meet_the_bars_of_their_origin_and_destination(
    origin: str, destination: str, ids: tuple[str, ...]
) -> None:
    assert tuple(bar.id for bar in network.bars_to_goods(BASE, origin, destination=destination)) == ids


def test_goods_that_meet_a_bar_find_neither_ports_nor_land_of_the_country() -> None:
    held = network.load(held=("BAR-CUB-USA",))
    assert "USA" not in held.places["iso3"]
    assert "BAR-CUB-USA" in held.cut["id"]


def test_a_bar_on_ports_leaves_the_land_and_the_straits() -> None:
    held = network.load(held=("BAR-CYP-TUR",))
    assert "TUR" in held.places["iso3"]
    assert {network.place(a).iso3 for a in (*held.services["port_a"], *held.services["port_b"])}.isdisjoint({"TUR"})
    assert any("turkish-straits" in passages for passages in held.services["passages"])


def test_a_scenario_opens_a_bar_by_its_id_and_cannot_close_it() -> None:
    opened = network.scenario({"open": "bar-cub-usa"}, name="opened")
    assert opened.open == ("BAR-CUB-USA",)
    assert not network.bars_to_goods(opened, "AZE", destination="CUB")
    with pytest.raises(BadInput, match="holds unless it is opened"):
        network.scenario({"close": "BAR-CUB-USA"}, name="x")
    with pytest.raises(UnknownCode, match="BAR-CUB-USA"):
        network.scenario({"open": "BAR-CUB-US"}, name="x")


def test_services_of_the_table_that_no_bar_meets_all_stay() -> None:
    iso3 = dict(table("places").select("place_id", "iso3").iter_rows())
    barred = {pair for bar in network.bars().values() if bar.direct == "sea" for pair in pairs(bar)}
    known = table("services").select("port_a", "port_b").iter_rows()
    there = set(network.load().places["place_id"])
    allowed = {(a, b) for a, b in known if {a, b} <= there and frozenset((iso3[a], iso3[b])) not in barred}
    assert allowed <= set(network.load().services.select("port_a", "port_b").iter_rows())


def pairs(bar: network.Bar) -> list[frozenset[str]]:
    """Return the pairs of countries of a bar."""
    return [frozenset((a, b)) for a in bar.party for b in bar.at]
