"""Do the steps add up to the cent, and as a hand would compute them?"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, Quantity
from alat.errors import NotCovered
from alat.routing.landed.duties import Duty
from alat.routing.landed.incoterms import incoterm, incoterms
from alat.routing.landed.money import per_unit, whole_cents
from alat.routing.landed.results import Intermediary, Stage
from alat.routing.landed.stages import way
from alat.routing.landed.taxes import Tax
from alat.routing.landed.waterfall import Bar, Inputs, customs_value, value_at_border, waterfall
from alat.routing.results import Lane, Part, PartKind

# kind, mode, start, end, US dollars a load, hours
Row = tuple[str, str, str, str, float, float]

BY_SHIP: tuple[Row, ...] = (
    ("handling", "", "SAO", "SAO", 8.0, 0.0),
    ("move", "road", "SAO", "SAN", 4.25, 3.0),
    ("handling", "", "SAN", "SAN", 6.0, 72.0),
    ("wait", "sea", "SAN", "SAN", 0.0, 12.0),
    ("move", "sea", "SAN", "POT", 44.5, 490.0),
    ("handling", "", "POT", "POT", 6.0, 72.0),
    ("move", "rail", "POT", "GEGARD", 12.0, 9.0),
    ("border", "", "GEGARD", "GEGARD", 4.0, 12.0),
    ("move", "rail", "GEGARD", "BAK", 18.0, 13.0),
    ("handling", "", "BAK", "BAK", 5.0, 24.0),
)
BY_LAND: tuple[Row, ...] = (
    ("handling", "", "TBS", "TBS", 150.0, 0.0),
    ("move", "road", "TBS", "GEREDB", 160.0, 3.0),
    ("border", "", "GEREDB", "GEREDB", 150.0, 27.0),
    ("move", "road", "GEREDB", "BAK", 900.0, 20.0),
)
NO_DUTY = Duty(*(Fraction(0),) * 4, basis=Basis.REPORTED, sources=(), year="", detail="")
REST = {"basis": Basis.REPORTED, "sources": (), "year": "", "note": ""}
NO_VAT = Tax("vat", "VAT", Fraction(0), "vat", in_vat_base=False, within_price=False, **REST)


def lane(rows: Sequence[Row]) -> Lane:
    """Return a lane out of rows."""
    parts = tuple(
        Part(
            *(PartKind(kind), mode, start, end, start, end),
            *(0.0, hours, money, 0.0, 0.0),
            *("", (), (), Basis.ASSUMED, ("alat-routing",)),
        )
        for kind, mode, start, end, money, hours in rows
    )
    money, hours = sum(part.money_usd for part in parts), sum(part.hours for part in parts)
    return Lane("L1", parts, money, hours, 0.0, money, 0, (), (), (), ())


def duty_of(percent: str, *, usd_per_t: str = "0") -> Duty:
    """Return a duty of so many percent, and so many dollars a tonne."""
    rate = Fraction(percent) / 100
    return Duty(rate, rate, rate, Fraction(usd_per_t), basis=Basis.REPORTED, sources=(), year="", detail="")


def tax_of(
    percent: str, *, base: str = "vat", name: str = "VAT", in_vat_base: bool = False, within: bool = False
) -> Tax:
    """Return a tax of so many percent on a base."""
    rate = Fraction(percent) / 100
    short = "vat" if base == "vat" else f"charge_{name.lower()}"
    return Tax(short, name, rate, base, in_vat_base=in_vat_base, within_price=within, **REST)


def actor(name: str, share: float, *, at: str) -> Intermediary:
    """Return an intermediary."""
    return Intermediary(name, name, at, Quantity(share, "share", Basis.ASSUMED))


def deal(
    rows: Sequence[Row] = BY_SHIP,
    *,
    term: str = "DAP",
    value: tuple[float, str] = (290.25, "border"),
    tonnes: Fraction | int = 1000,
    levies: tuple[Duty, tuple[Tax, ...], Tax] = (NO_DUTY, (), NO_VAT),
    margins: tuple[Intermediary, ...] = (),
    base: str = "cif",
) -> Inputs:
    """Return what a waterfall is computed from; a load is a tonne."""
    duty, charges, vat = levies
    return Inputs(
        way=way(lane(rows)),
        loads=Fraction(tonnes),
        tonnes=Fraction(tonnes),
        value=Quantity(value[0], "usd_per_t", Basis.ASSUMED),
        value_at=value[1],
        term=incoterm(term),
        margins=margins,
        customs_base=base,
        duty=duty,
        charges=charges,
        vat=vat,
        clearance=Quantity(100.0, "usd", Basis.ASSUMED),
        clearance_h=24.0,
        time_share_per_day=Quantity(0.003, "share", Basis.ASSUMED),
    )


SUGAR = (duty_of("15"), (tax_of("0.15", base="customs_value", name="Fee"),), tax_of("18"))
CHAIN = (actor("trader", 0.02, at="fob"), actor("importer", 0.05, at="delivered"))
TERMS = tuple(incoterms())


def cents_of(bars: Sequence[Bar]) -> dict[str, int]:
    return {bar.id: bar.cents or 0 for bar in bars}


def paid(bars: Sequence[Bar]) -> int:
    return sum(bar.cents or 0 for bar in bars if bar.money)


def sellers(bars: Sequence[Bar]) -> int:
    return sum(bar.seller_cents for bar in bars if bar.money)


def test_sugar_by_ship_and_rail_is_what_a_hand_computes() -> None:
    """1,000 t at 290.25 USD FOB; rates of Azerbaijan: duty 15, fee 0.15, VAT 18 %; insurance 0.2 % of 110 % of CIF."""
    bars = waterfall(deal(levies=SUGAR, margins=CHAIN))
    assert cents_of(bars) == {
        "goods": 271_900_00,  # 290,250 less documents, inland and loading
        "export_documents": 100_00,
        "export_inland": 12_250_00,  # (8 + 4.25) x 1,000
        "loading": 6_000_00,
        "margin_trader": 5_805_00,  # 2 % of 290,250
        "main": 44_500_00,
        "transit_in": 18_000_00,  # Poti and Georgia's railway: inside the customs value
        "insurance": 790_56,  # 358,555 x 0.0022 / 0.9978
        "duty": 53_901_83,  # 15 % of 359,345.56
        "charge_fee": 539_02,
        "vat": 74_384_53,  # 18 % of 413,247.39
        "import_handling": 4_000_00,
        "clearance": 100_00,
        "import_inland": 18_000_00,
        "unloading": 5_000_00,
        "finance": 1_937_65,  # 290,250 x 8 % x 731 h / 8,760 h
        "margin_importer": 22_141_20,  # 5 % of 442,824.06: all before it but VAT
        "time": 24_583_94,  # 290,250 x 0.3 % x 731 / 24, less the interest
    }
    assert paid(bars) == 539_349_79


def test_brazil_counts_its_state_tax_on_a_price_with_the_tax_in_it() -> None:
    """A cascade: IPI on value and duty, PIS/COFINS on value, AFRMM on sea freight, ICMS of 17 % within the price."""
    charges = (
        tax_of("13", base="customs_value_and_duty", name="IPI", in_vat_base=True),
        tax_of("11.75", base="customs_value", name="PIS", in_vat_base=True),
        tax_of("8", base="sea_freight", name="AFRMM", in_vat_base=True),
    )
    bars = cents_of(waterfall(deal(levies=(duty_of("18"), charges, tax_of("17", within=True)))))
    # Cost and freight 290,250 + 44,500 + 18,000; insurance x 0.0022 / 0.9978 = 777.76.
    assert bars["insurance"] == 777_76
    assert bars["duty"] == 63_635_00  # 18 % of 353,527.76
    assert bars["charge_ipi"] == 54_231_16  # 13 % of 417,162.76
    assert bars["charge_pis"] == 41_539_51
    assert bars["charge_afrmm"] == 3_560_00
    assert bars["vat"] == 105_787_81  # 516,493.43 x 17 / 83
    assert round(17 / 100 * (516_493_43 + bars["vat"])) == bars["vat"]


def test_a_country_that_values_at_the_exporter_s_border_levies_nothing_on_carriage() -> None:
    levies = (duty_of("10"), (), NO_VAT)
    bars = cents_of(waterfall(deal(levies=levies, margins=CHAIN, base="fob")))
    assert bars["duty"] == 29_605_50  # 10 % of 290,250 and the trader's 5,805
    assert customs_value(deal(margins=CHAIN), waterfall(deal(margins=CHAIN))) == 359_345_56


def test_what_a_landlocked_exporter_s_goods_are_worth_at_its_border_holds_no_transit() -> None:
    rows = (
        ("move", "rail", "BAK", "AZBKES", 17.0, 12.0),
        ("border", "", "AZBKES", "AZBKES", 4.0, 12.0),
        ("move", "rail", "AZBKES", "POT", 13.0, 9.0),
        *(("handling", "", "POT", "POT", 6.0, 72.0), ("move", "sea", "POT", "SAN", 44.0, 480.0)),
        *(("handling", "", "SAN", "SAN", 6.0, 72.0), ("move", "road", "SAN", "SAO", 12.0, 3.0)),
    )
    inputs = deal(rows, value=(180.0, "border"), levies=(duty_of("10"), (), NO_VAT), base="fob")
    bars = waterfall(inputs)
    assert value_at_border(inputs, bars) == 180_000_00
    assert cents_of(bars)["transit_out"] == 17_000_00
    assert cents_of(bars)["duty"] == 18_000_00


def test_a_specific_duty_falls_on_the_tonne_beside_the_rate() -> None:
    both = cents_of(waterfall(deal(levies=(duty_of("5", usd_per_t="12.5"), (), NO_VAT))))
    rate = cents_of(waterfall(deal(levies=(duty_of("5"), (), NO_VAT))))
    assert both["duty"] == rate["duty"] + 12_500_00


def test_a_duty_that_is_not_known_is_no_zero() -> None:
    unknown = replace(NO_DUTY, rate=None, low=None, high=None)
    duty = next(bar for bar in waterfall(deal(levies=(unknown, (), tax_of("18")))) if bar.id == "duty")
    assert duty.cents is None
    assert duty.detail == "not known"


def test_by_land_there_is_no_ship_and_the_border_splits_the_way() -> None:
    bars = cents_of(waterfall(deal(BY_LAND, tonnes=20, value=(2000.0, "border"))))
    assert [name for name in bars if name in {stage.value for stage in Stage}] == [
        "goods",
        "export_documents",
        "export_inland",
        "import_handling",
        "import_inland",
    ]
    assert bars["export_inland"] == 20 * 310_00
    assert bars["import_handling"] == 20 * 150_00


def test_a_charge_on_top_of_a_step_in_port_goes_with_it_and_a_due_goes_with_the_ship() -> None:
    plain = cents_of(waterfall(deal(value=(500.0, "works"))))
    rows = list(BY_SHIP)
    rows.insert(6, ("surcharge", "", "POT", "POT", 2.0, 0.0))
    rows.insert(4, ("dues", "sea", "SAN", "SAN", 1.0, 0.0))
    rows.insert(3, ("surcharge", "", "SAN", "SAN", 3.0, 0.0))
    kinds = {row[0] for row in rows} - {kind.value for kind in PartKind}
    if kinds:
        pytest.skip(f"lanes have no part of the kind {', '.join(sorted(kinds))}")
    more = cents_of(waterfall(deal(rows, value=(500.0, "works"))))
    assert more["loading"] - plain["loading"] == 3_000_00
    assert more["main"] - plain["main"] == 1_000_00
    assert more["transit_in"] - plain["transit_in"] == 2_000_00


def test_goods_worth_less_than_carriage_to_the_border_are_refused() -> None:
    with pytest.raises(NotCovered, match="costs 18 USD to bring there"):
        waterfall(deal(value=(10.0, "border")))
    assert cents_of(waterfall(deal(value=(10.0, "works"))))["goods"] == 10_000_00


def test_unloading_a_truck_is_not_known_where_the_rule_says_unloaded() -> None:
    bars = waterfall(deal(BY_LAND, term="DPU", tonnes=20, value=(2000.0, "border")))
    assert next(bar for bar in bars if bar.id == "unloading").cents is None


@pytest.mark.parametrize(
    ("term", "steps"),
    [
        ("EXW", ["goods"]),
        ("FCA", ["goods", "export_documents"]),
        ("FAS", ["goods", "export_documents", "export_inland"]),
        ("FOB", ["goods", "export_documents", "export_inland", "loading"]),
        ("CFR", ["goods", "export_documents", "export_inland", "loading", "margin_trader", "main"]),
        ("CIF", ["goods", "export_documents", "export_inland", "loading", "margin_trader", "main", "insurance"]),
    ],
)
def test_the_seller_pays_what_the_rule_says(term: str, steps: list[str]) -> None:
    bars = waterfall(deal(term=term, levies=SUGAR, margins=CHAIN))
    assert [bar.id for bar in bars if bar.seller_cents and bar.id not in {"finance", "time"}] == steps


def test_carriage_paid_to_leaves_insurance_to_the_buyer_and_carriage_and_insurance_paid_to_does_not() -> None:
    cpt, cip = (waterfall(deal(term=term, levies=SUGAR)) for term in ("CPT", "CIP"))
    assert sellers(cip) - sellers(cpt) == cents_of(cip)["insurance"]


def test_delivered_duty_paid_is_ex_works_and_all_steps_but_unloading_and_what_follows_delivery() -> None:
    bars = waterfall(deal(term="DDP", levies=SUGAR, margins=CHAIN))
    left = {"unloading", "margin_importer"}
    after = next(bar for bar in bars if bar.id == "finance")
    expected = (
        sum(bar.cents or 0 for bar in bars if bar.money and bar.id not in left | {"finance"}) + after.seller_cents
    )
    assert sellers(bars) == expected


money = st.integers(0, 40_000).map(lambda quanta: quanta / 128)


@st.composite
def ways(draw: st.DrawFn) -> tuple[Row, ...]:
    return tuple((*row[:4], draw(money), row[5]) for row in draw(st.sampled_from([BY_SHIP, BY_LAND])))


percents = st.integers(0, 4000).map(lambda hundredths: str(Fraction(hundredths, 100)))
chains = st.lists(st.tuples(st.sampled_from(["fob", "cif", "delivered"]), st.integers(0, 30)), max_size=4).map(
    lambda rows: tuple(actor(f"a{number}", share / 100, at=at) for number, (at, share) in enumerate(rows))
)


@st.composite
def deals(draw: st.DrawFn) -> Inputs:
    charges = (tax_of(draw(percents), base="customs_value", name="Fee", in_vat_base=draw(st.booleans())),)
    levies = (
        duty_of(draw(percents), usd_per_t=draw(percents)),
        charges,
        tax_of(draw(percents), within=draw(st.booleans())),
    )
    value = (draw(st.integers(1, 900_000)) / 100, "works")
    return deal(draw(ways()), value=value, tonnes=draw(st.integers(1, 50_000)), levies=levies, margins=draw(chains))


@given(deals())
def test_a_rule_moves_the_split_and_never_the_sum(inputs: Inputs) -> None:
    every = {term: waterfall(replace(inputs, term=incoterm(term))) for term in TERMS if term != "DPU"}
    first = cents_of(every["EXW"])
    assert all(cents_of(bars) == first for bars in every.values())
    assert all(0 <= bar.seller_cents <= (bar.cents or 0) for bars in every.values() for bar in bars)


@given(deals())
def test_a_rule_that_takes_the_seller_further_never_lowers_his_price(inputs: Inputs) -> None:
    price = {term: sellers(waterfall(replace(inputs, term=incoterm(term)))) for term in TERMS}
    for nearer, further in (
        *pairwise(("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "DAP")),
        *pairwise(("FCA", "CPT", "CIP", "DAP", "DDP")),
        ("DAP", "DPU"),
    ):
        assert price[nearer] <= price[further], (nearer, further)


@given(deals())
def test_every_column_adds_up_to_its_own_total(inputs: Inputs) -> None:
    cents = [bar.cents or 0 for bar in waterfall(inputs)]
    each = per_unit(cents, inputs.tonnes)
    assert sum(each) == whole_cents(Fraction(sum(cents), 100) / inputs.tonnes)
    assert all(abs(Fraction(whole) / inputs.tonnes - part) <= 1 for whole, part in zip(cents, each, strict=True))


@given(deals(), st.integers(1, 30))
def test_the_last_to_take_a_margin_lowers_the_price_by_it_when_he_leaves(inputs: Inputs, percent: int) -> None:
    last = actor("last", percent / 100, at="delivered")
    there = waterfall(replace(inputs, margins=(*inputs.margins, last)))
    base = paid(waterfall(inputs)) - cents_of(waterfall(inputs))["vat"]
    assert cents_of(there)["margin_last"] == whole_cents(Fraction(base, 100) * Fraction(percent, 100))
    assert paid(there) - paid(waterfall(inputs)) == cents_of(there)["margin_last"]


@given(deals(), st.integers(1, 30))
def test_an_early_margin_costs_at_least_itself(inputs: Inputs, percent: int) -> None:
    early = actor("early", percent / 100, at="fob")
    there = waterfall(replace(inputs, margins=(early, *inputs.margins)))
    assert paid(there) - paid(waterfall(inputs)) >= cents_of(there)["margin_early"] - 1


@given(deals(), st.integers(2, 9))
def test_so_many_times_the_weight_costs_so_many_times_but_for_what_is_per_consignment(
    inputs: Inputs, times: int
) -> None:
    free = replace(inputs, clearance=Quantity(0.0, "usd", Basis.ASSUMED))
    one = cents_of(waterfall(free))
    more = cents_of(waterfall(replace(free, tonnes=free.tonnes * times, loads=free.loads * times)))
    for name in ("goods", "export_inland", "main", "transit_in", "import_handling", "import_inland"):
        assert abs(more.get(name, 0) - times * one.get(name, 0)) <= times
    assert paid(tuple(bar for bar in waterfall(free))) * times >= sum(more.values()) - more["time"] - 100 * times


@given(ways(), percents, st.integers(2, 9))
def test_a_value_so_many_times_as_high_raises_what_is_counted_on_it_alone(
    rows: tuple[Row, ...], percent: str, times: int
) -> None:
    levies = (duty_of(percent), (), NO_VAT)
    low, high = (
        cents_of(waterfall(deal(rows, value=(100.0 * factor, "works"), levies=levies))) for factor in (1, times)
    )
    assert high["goods"] == times * low["goods"]
    more_cif = sum(high[name] - low[name] for name in ("goods", "insurance"))
    assert abs(high["duty"] - low["duty"] - whole_cents(Fraction(more_cif, 100) * Fraction(percent) / 100)) <= 1


@given(ways(), st.integers(1, 7))
def test_it_does_not_count_how_a_stretch_is_cut_or_in_which_order_its_pieces_come(
    rows: tuple[Row, ...], eighths: int
) -> None:
    number = max(index for index, row in enumerate(rows) if row[0] == "move")
    kind, mode, start, end, usd, hours = rows[number]
    shares = (eighths / 8, 1 - eighths / 8)
    whole = cents_of(waterfall(deal(rows, value=(500.0, "works"))))
    for first, second in (shares, shares[::-1]):
        pieces = (
            (kind, mode, start, end, usd * first, hours * first),
            (kind, mode, end, end, usd * second, hours * second),
        )
        cut = deal((*rows[:number], *pieces, *rows[number + 1 :]), value=(500.0, "works"))
        assert cents_of(waterfall(cut)) == whole


@given(st.fractions(min_value=-1000, max_value=1000))
def test_half_a_cent_is_rounded_away_from_zero(usd: Fraction) -> None:
    assert abs(Fraction(whole_cents(usd), 100) - usd) <= Fraction(1, 200)
    assert whole_cents(-usd) == -whole_cents(usd)


def test_the_rounding_of_a_half() -> None:
    assert [whole_cents(Fraction(cents, 1000)) for cents in (5, -5, 15, 14)] == [1, -1, 2, 1]
