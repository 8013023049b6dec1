"""What changes under a scenario, and what never does?"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.data import table
from alat.errors import BadInput, UnknownCode
from alat.network.scenario import BASE, Scenario

PLANNED = ("ST08", "ST09", "ST10", "ST11", "ST12")


def of_pair(frame: pl.DataFrame, a: str, b: str) -> pl.DataFrame:
    return frame.filter(pl.concat_list("iso3_a", "iso3_b").list.sort() == sorted([a, b]))


@pytest.mark.parametrize(
    ("a", "b"),
    [("ARM", "TUR"), ("ARM", "AZE"), ("RUS", "UKR"), ("BLR", "UKR"), ("DZA", "MAR"), ("KOR", "PRK"), ("IND", "PAK"),
     ("ISR", "LBN"), ("ISR", "SYR"), ("FIN", "RUS"), ("COL", "PAN")],
)  # fmt: skip
def test_a_closed_border_has_no_usable_link(a: str, b: str) -> None:
    assert of_pair(network.load().links, a, b).is_empty()


@pytest.mark.parametrize(
    "status", ["ST01", "ST02", "ST03", "ST05", "ST06", "ST19", "ST20", "ST30", "ST31", "ST32", *PLANNED]
)
def test_what_is_closed_or_planned_is_listed_with_its_reason(status: str) -> None:
    row = network.load().cut.row(by_predicate=pl.col("id") == status, named=True)
    assert row["why"].startswith(("closed", "planned"))
    assert row["name"]


def test_nothing_is_cut_twice_for_one_reason() -> None:
    cut = network.load().cut
    assert cut["id"].n_unique() == cut.height


def test_planned_links_open_only_when_a_scenario_says_so() -> None:
    planned = table("links").filter(pl.col("status") == "planned")
    assert set(planned["status_id"]) == set(PLANNED)
    assert set(planned["link_id"]).isdisjoint(network.load().links["link_id"])
    opened = network.load(network.scenario({"open": list(PLANNED)}, name="Zangezur"))
    assert set(planned["link_id"]) <= set(opened.links["link_id"])
    assert set(PLANNED).isdisjoint(opened.cut["id"])


def test_a_hand_link_opens_by_its_own_id() -> None:
    opened = network.load(network.scenario({"open": "H11"}, name="Kars-Dilucu"))
    assert "rail:TRDILU-TRKARS" in opened.links["link_id"].to_list()
    assert "rail:AZAGHB-AZHORA" not in opened.links["link_id"].to_list()


def test_zangezur_shortens_the_way_to_nakhchivan_by_rail() -> None:
    zangezur = network.scenario({"open": list(PLANNED[:4])}, name="Zangezur")
    now = network.distance_km("AZALAT", "AZJULF", mode="rail")
    then = network.distance_km("AZALAT", "AZJULF", mode="rail", scenario=zangezur)
    assert then < 700 < now


def test_avoiding_a_country_removes_everything_in_it() -> None:
    held = network.load(network.scenario({"avoid": "Russia, IRN"}, name="neither"))
    assert held.scenario.avoid == ("IRN", "RUS")
    gone = {"RUS", "IRN"}
    assert held.places.filter(pl.col("iso3").is_in(gone)).is_empty()
    assert held.links.filter(pl.col("iso3_a").is_in(gone) | pl.col("iso3_b").is_in(gone)).is_empty()
    ports = set(held.places["place_id"])
    assert set(held.services["port_a"]) | set(held.services["port_b"]) <= ports
    assert {"RUS", "IRN"} <= set(held.cut["id"])


def test_avoiding_a_country_closes_the_passage_it_controls() -> None:
    held = network.load(network.scenario({"avoid": "EGY"}, name="no Egypt"))
    assert not any("suez" in passages for passages in held.services["passages"].to_list())
    why = held.cut.row(by_predicate=pl.col("id") == "suez", named=True)["why"]
    assert "Egypt" in why


@pytest.mark.parametrize("shut", ["turkish-straits", "gibraltar", "suez", "panama", "hormuz"])
def test_a_closed_passage_is_never_sailed_and_changes_nothing_else(shut: str) -> None:
    base, held = network.load().services, network.load(Scenario("x", close=(shut,))).services
    assert not any(shut in passages for passages in held["passages"].to_list())
    untouched = base.filter(~pl.col("passages").list.contains(shut))
    kept = held.join(untouched.select("port_a", "port_b"), on=["port_a", "port_b"], how="semi")
    assert kept.equals(untouched)
    longer = held.join(base, on=["port_a", "port_b"], suffix="_base")
    assert (longer["km"] >= longer["km_base"] - 0.15).all()


def test_the_black_sea_keeps_its_own_services_when_the_straits_close() -> None:
    held = network.load(network.scenario({"close": "Bosporus"}, name="no Straits")).services
    poti = held.filter((pl.col("port_a") == "GEPTI") | (pl.col("port_b") == "GEPTI"))
    partners = (set(poti["port_a"]) | set(poti["port_b"])) - {"GEPTI"}
    assert partners
    assert {partner[:2] for partner in partners} <= {"RO", "RU", "BG", "UA", "TR", "GE"}
    assert not {"TRAMB", "TRMER", "GRPIR", "MAPTM"} & partners


def test_a_service_round_a_closed_passage_is_not_a_feeder_over_three_thousand_km() -> None:
    held = network.load(Scenario("x", close=("suez",))).services
    assert held.filter((pl.col("ship_class") == "feeder") & (pl.col("km") >= 3000)).is_empty()


def test_a_closed_place_takes_its_links_and_services_along() -> None:
    held = network.load(network.scenario({"close": "Poti"}, name="no Poti"))
    assert held.places.filter(pl.col("place_id") == "GEPTI").is_empty()
    assert held.links.filter((pl.col("place_a") == "GEPTI") | (pl.col("place_b") == "GEPTI")).is_empty()
    assert held.cut.row(by_predicate=pl.col("id") == "GEPTI", named=True)["why"] == "closed by the scenario"


def test_a_dated_status_of_a_strait_closes_the_strait() -> None:
    held = network.load(network.scenario({"close": "ST15"}, name="Hormuz shut"))
    assert not any("hormuz" in passages for passages in held.services["passages"].to_list())
    assert "hormuz" in held.cut["id"].to_list()


@settings(max_examples=40)
@given(st.permutations(["gibraltar", "suez", "GEPTI"]), st.permutations(["RUS", "IRN"]), st.text(max_size=8))
def test_the_digest_depends_on_the_edits_and_not_on_order_or_name(
    close: list[str], avoid: list[str], name: str
) -> None:
    one = Scenario(name, tuple(close), (), tuple(avoid))
    two = Scenario("other", ("GEPTI", "gibraltar", "suez", "suez"), (), ("IRN", "RUS"))
    assert one.digest == two.digest != BASE.digest


def test_a_scenario_without_edits_is_the_base() -> None:
    empty = network.scenario({}, name="nothing")
    assert empty.digest == BASE.digest
    held = network.load(empty)
    assert held.links.equals(network.load().links)
    assert held.scenario.name == "nothing"


def test_loading_never_changes_the_network_that_was_loaded_before() -> None:
    before = network.load().links.clone()
    network.load(network.scenario({"avoid": ["TUR"], "close": ["suez"]}, name="x"))
    assert network.load().links.equals(before)


@pytest.mark.parametrize(
    ("fields", "error", "says"),
    [
        ({"close": ["gibralter"]}, UnknownCode, "gibraltar"),
        ({"open": ["ST99"]}, UnknownCode, "ST"),
        ({"avoid": ["Rusia"]}, UnknownCode, "Rus"),
        ({"avoids": ["RUS"]}, BadInput, "did you mean avoid"),
        ({"close": 7}, BadInput, "expected a list of names"),
        ({"close": [7]}, BadInput, "expected a list of names"),
        ({"open": ["ST06"]}, BadInput, "no link to open"),
        ({"close": ["ST14"]}, BadInput, "no link or passage to close"),
        ({"close": ["ST08"], "open": ["ST08"]}, BadInput, "both closed and opened"),
    ],
)
def test_a_bad_edit_is_refused_with_what_was_expected(
    fields: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        network.scenario(fields, name="bad")
