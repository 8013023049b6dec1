"""What does a weekly loop cost, and how many ships does it take?"""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import table
from alat.errors import BadInput, NoRoute, UnknownCode
from alat.network.places import places
from alat.network.scenario import BASE, Scenario
from alat.routing.seaports import seaport
from alat.routing.ships import (
    Loop,
    Market,
    VesselClass,
    WeeklyCost,
    checked_speed,
    dues_not_known,
    loop,
    parameters,
    vessel_class,
    vessel_classes,
    weekly_cost,
)

CENTRAL = Market(1, "central")
STRAITS = {"turkish-straits": 12.0}
POTI_SANTOS = (seaport("Poti"), seaport("Santos"))


def cost(vessel: VesselClass, way: Loop, market: Market = CENTRAL, **speed: float) -> WeeklyCost:
    return weekly_cost(vessel, way, market=market, speed_kn=speed.get("kn", vessel.speed_kn), wait_h=STRAITS)


@pytest.mark.parametrize(
    ("service", "vessel", "ships", "within"),
    [
        ("LS05", "4250", 8, 0),  # MSC and Hamburg Süd, December 2011: eight of 5,900 TEU, 56 days
        ("LS09", "1100", 2, 0),  # Evergreen EBS, 2013: two of 971-1,155 TEU to Poti, 14 days
        ("LS15", "1100", 2, 0),  # CMA CGM Odessa Express, 2025: two of 1,118 and 1,550 TEU
        ("LS06", "4250", 9, 1),  # CMA CGM MEDCARIBE, 2024: nine
        ("LS03", "4250", 6, 2),  # MED/SAEC, 2017: six, printed with fewer calls than its list
    ],
)
def test_reported_loops_take_as_many_ships_as_reported(service: str, vessel: str, ships: int, within: int) -> None:
    calls = table("liner_services").row(by_predicate=_is(service), named=True)["calls"].split(";")
    cycle = calls[:-1] if calls[0] == calls[-1] else calls
    found = cost(vessel_class(vessel), loop([places()[call] for call in cycle], BASE))
    assert abs(found.round.ships - ships) <= within


def test_a_loop_is_closed_and_passes_its_straits_both_ways() -> None:
    way = loop(POTI_SANTOS, BASE)
    assert way.passages == ("turkish-straits", "gibraltar", "gibraltar", "turkish-straits")
    assert way.km == pytest.approx(2 * loop(POTI_SANTOS[::-1], BASE).km / 2)
    one_more = loop((seaport("Poti"), seaport("Tanger Med"), seaport("Santos"), seaport("Tanger Med")), BASE)
    assert one_more.km >= way.km - 1e-6


def test_the_parts_of_a_cost_are_what_they_are_said_to_be() -> None:
    vessel, way = vessel_class("2700"), loop(POTI_SANTOS, BASE)
    found, known = cost(vessel, way), parameters()
    assert found.charter_usd == found.round.ships * 7 * 35545
    assert found.dues_usd == 2 * known["LP06"].value
    assert found.port_usd == 2 * 2700 * 12
    burned = 52.5 * (found.round.sea_days + 0.1 * (found.round.wait_days + found.round.port_days))
    assert found.fuel_usd == pytest.approx(burned * 535)
    assert found.total_usd == found.charter_usd + found.fuel_usd + found.port_usd + found.dues_usd


def test_charter_rates_tripled_between_the_two_markets() -> None:
    # New ConTex, 27 September 2018 and 11 December 2025.
    assert {vessel.id: vessel.charter_usd_per_day for vessel in vessel_classes().values()} == {
        "1100": (7137, 16832),
        "1700": (9930, 28386),
        "2700": (11381, 35545),
        "4250": (12124, 51100),
    }
    assert vessel_class("2,700 TEU").charter_as_of == ("2018-09-27", "2025-12-11")


def test_fuel_grows_with_the_cube_of_speed() -> None:
    # Notteboom & Cariou (2009): 225 t a day at 24 knots and 150 at 21 for 8,000 TEU.
    ship = VesselClass("8000", 8000, 24.0, 225.0, (1.0, 1.0), ("2009", "2009"), ())
    assert ship.fuel_at(21.0, power=parameters()["LP05"].value) == pytest.approx(150, rel=0.01)


@given(st.sampled_from(sorted(vessel_classes())), st.floats(8, 24), st.sampled_from(["favourable", "central"]))
def test_a_worse_case_never_costs_less(vessel: str, kn: float, case: str) -> None:
    way = Loop(POTI_SANTOS, 25000.0, ("turkish-straits", "turkish-straits"))
    worse = {"favourable": "central", "central": "unfavourable"}[case]
    low, high = (cost(vessel_class(vessel), way, Market(0, each), kn=kn).total_usd for each in (case, worse))
    assert low <= high
    assert (
        cost(vessel_class(vessel), way, Market(0, case), kn=kn).total_usd
        <= cost(vessel_class(vessel), way, Market(1, case), kn=kn).total_usd
    )


@given(st.floats(500, 40000), st.floats(8, 24))
def test_a_weekly_loop_has_a_ship_for_each_week_begun(km: float, kn: float) -> None:
    found = cost(vessel_class("1700"), Loop(POTI_SANTOS, km, ()), kn=kn)
    assert 7 * (found.round.ships - 1) < found.round.days <= 7 * found.round.ships


def test_suez_has_no_due_in_the_tables_and_is_named() -> None:
    assert dues_not_known(loop((seaport("Poti"), seaport("Jeddah")), BASE)) == ("suez",)
    assert dues_not_known(loop(POTI_SANTOS, BASE)) == ()


def test_bad_ships_and_loops_are_refused() -> None:
    with pytest.raises(UnknownCode, match="1100"):
        vessel_class("900")
    with pytest.raises(BadInput, match="at least two"):
        loop(POTI_SANTOS[:1], BASE)
    with pytest.raises(BadInput, match="from Poti to itself"):
        loop((seaport("Poti"), seaport("Poti")), BASE)
    with pytest.raises(NoRoute, match="turkish-straits"):
        loop(POTI_SANTOS, Scenario("shut", close=("turkish-straits",)))
    for speed in (0.0, -1.0, 27.0, float("nan")):
        with pytest.raises(BadInput, match="knots"):
            checked_speed(speed, vessel_class("1100"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("Sntos", "did you mean Santos"), ("Baku", "no seaport but a gateway; near it: "), ("KZAAU", "caspian port")],
)
def test_a_place_that_is_no_seaport_is_refused_with_what_is_near(name: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        seaport(name)


def test_a_seaport_answers_to_its_name_id_and_code_even_where_a_station_bears_the_name() -> None:
    assert {seaport(name).id for name in ("Mersin", "trmer", "TRMER")} == {"TRMER"}


def _is(service: str) -> pl.Expr:
    return pl.col("id") == service


def test_law_keeps_ships_from_a_rotation_unless_the_scenario_opens_the_bar() -> None:
    calls = (seaport("Mersin"), seaport("Limassol"))
    with pytest.raises(NoRoute, match="BAR-CYP-TUR"):
        loop(calls, BASE)
    with pytest.raises(NoRoute, match="BAR-CYP-TUR"):
        loop(calls[::-1], BASE)
    assert loop(calls, Scenario("open", open=("BAR-CYP-TUR",))).km > 0
