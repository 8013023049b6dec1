"""What does it cost to bring a consignment from one country to another, step by step, and who pays what?"""

import math
from dataclasses import replace
from fractions import Fraction

import polars as pl

from alat.data import Basis, Quantity, table
from alat.errors import BadInput, NotCovered, UnknownCode, near_matches
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, cargo_class, country
from alat.reference.products import HEADING
from alat.routing.landed.dates import checked_day, newest_day
from alat.routing.landed.duties import customs_territory, duty
from alat.routing.landed.goods import Goods, goods
from alat.routing.landed.incoterms import incoterm
from alat.routing.landed.money import exact, per_unit
from alat.routing.landed.parameters import intermediaries, parameter
from alat.routing.landed.results import CENTS, Deal, Incoterm, Landed, Step, Totals
from alat.routing.landed.stages import Way, way
from alat.routing.landed.taxes import charges, customs_base, vat
from alat.routing.landed.waterfall import BORDER, Bar, Inputs, customs_value, hours_before, waterfall
from alat.routing.lanes import AIR, shown_lanes
from alat.routing.loads import time_share
from alat.routing.results import Lane, Lanes
from alat.routing.worth import worth

CLEARANCE_ROW = "H25"
CHOICES = ("generalised", "money", "hours")
VALUE_AT = (BORDER, "works")
STALE_YEARS = 5
NOTES = (
    "Carriage is that of the lane: modelled, from main city to main city, prices of about 2025.",
    "CIF is that of the importer's border: transit through a neighbour is in it, carriage after it is not.",
    "Interest is paid and is part of the value of time; the cost of time is shown without it: no day counts twice.",
    "A margin falls on all steps before it but VAT, which a registered importer gets back.",
    "Only some trade agreements are in the table, so a pair may pay less duty than is shown.",
    "Left out: demurrage, inspections, certificates, anti-dumping, excise and export duties, quotas, banks, exchange.",
)


def landed(exporter: Country | str, importer: Country | str, *, deal: Deal, scenario: Scenario = BASE) -> Landed:
    """Return the landed cost of a consignment, from ex works to delivered, by Incoterm.

    Parameters
    ----------
    exporter, importer
        Countries, or their names or codes.
    deal
        What is sold and on which terms.
    scenario
        What is closed, opened or avoided on the way.

    Returns
    -------
    Landed
        Steps in whole cents of the consignment that add up to the total; each with basis and sources.

    Raises
    ------
    UnknownCode
        If a country, product, Incoterm or cargo class is not known; with near matches.
    BadInput
        If a value or weight is not above zero, a day is none, or the Incoterm is for ships and no ship sails.
    SameParty
        If exporter and importer are one.
    NotCovered
        If no unit value is known and none is given, or the goods are worth less than carriage to the border costs.
    NoRoute
        If no lane exists; it names what cut it.

    Notes
    -----
    The customs value follows article 8.2 of the WTO Agreement on Customs Valuation on a CIF basis, insurance the closed
    form of 110 % of CIF, and the split of costs Incoterms 2020.
    """
    seller = country(exporter) if isinstance(exporter, str) else exporter
    buyer = country(importer) if isinstance(importer, str) else importer
    term, what, day = _checked(deal)
    found = shown_lanes(seller, buyer, cargo=_surface_cargo(deal.cargo or what.cargo), scenario=scenario)
    value = _value((seller, buyer), what, deal=deal)
    daily = time_share(what.code[:HEADING], cargo=found.cargo)
    lane = chosen_lane(found, deal.lane, usd_per_h=found.load_t * (value.value or 0.0) * (daily.value or 0.0) / 24)
    cut = way(lane, inside=customs_territory(seller, buyer, day=day))
    if term.by_ship and not cut.by_ship:
        raise BadInput(
            f"{term.code} is for goods loaded on a ship, and lane {lane.id} has none;"
            " use EXW, FCA, CPT, CIP, DAP, DPU or DDP"
        )
    inputs = _inputs((seller, buyer), what, cut=cut, found=found, deal=replace(deal, day=day), worth=(value, daily))
    return _answer(inputs, (seller, buyer), what=what, found=found, lane=lane, day=day)


def chosen_lane(found: Lanes, by: str, *, usd_per_h: float) -> Lane:
    """Return the lane that is best in ``generalised`` cost, ``money`` or ``hours``; the cheaper in hours of equals.

    Parameters
    ----------
    found
        The lanes between the two places.
    by
        What it is to be best in.
    usd_per_h
        What an hour costs the owner of these goods, a load; the lanes were put in order with that of their class.

    Raises
    ------
    UnknownCode
        If `by` is none of them.
    """
    _check_choice(by)

    def generalised(lane: Lane) -> float:
        return lane.money_usd + usd_per_h * lane.hours

    def first(lane: Lane) -> float:
        return {"generalised": generalised(lane), "money": lane.money_usd, "hours": lane.hours}[by]

    return min(found.lanes, key=lambda lane: (first(lane), generalised(lane)))


def _check_choice(by: str) -> None:
    if by not in CHOICES:
        raise UnknownCode("choice of lane", by, near=near_matches(by, CHOICES) or CHOICES)


def _checked(deal: Deal) -> tuple[Incoterm, Goods, str]:
    term, what = incoterm(deal.incoterm), goods(deal.product)
    for name, number in (("value", deal.value_usd_per_t), ("weight", deal.tonnes)):
        if number is not None and not (math.isfinite(number) and number > 0):
            unit = "USD a tonne" if name == "value" else "tonnes"
            raise BadInput(f"{name} {number:g}; expected {unit} above zero")
    if deal.value_at not in VALUE_AT:
        raise UnknownCode("place of value", deal.value_at, near=VALUE_AT)
    _check_choice(deal.lane)
    return term, what, newest_day() if deal.day is None else checked_day(deal.day)


def _value(pair: tuple[Country, Country], what: Goods, *, deal: Deal) -> Quantity:
    if deal.value_usd_per_t is None:
        return worth(pair[0].iso3, pair[1].iso3, hs=what.code, records=deal.records).value
    return Quantity(deal.value_usd_per_t, "usd_per_t", Basis.ASSUMED, note=f"given by the user, at the {deal.value_at}")


def _inputs(
    pair: tuple[Country, Country], what: Goods, *, cut: Way, found: Lanes, deal: Deal, worth: tuple[Quantity, Quantity]
) -> Inputs:
    tonnes = _tonnes(found, deal)
    boxed = found.load_name != "t"
    load_t = exact(found.load_t)
    loads = Fraction(math.ceil(tonnes / load_t)) if boxed else tonnes / load_t
    day = str(deal.day)
    owed = duty(*pair, hs=what.code, day=day, records=deal.records)
    cleared = table("handling").row(by_predicate=pl.col("id") == CLEARANCE_ROW, named=True)
    sources = tuple(str(cleared["sources"]).split(";"))
    return Inputs(
        way=cut,
        loads=loads,
        tonnes=tonnes,
        value=worth[0],
        # A unit value out of the statistics is one at the border, whatever is asked.
        value_at=deal.value_at if deal.value_usd_per_t is not None else BORDER,
        term=incoterm(deal.incoterm),
        margins=intermediaries() if deal.margins is None else deal.margins,
        customs_base=customs_base(pair[1]),
        duty=owed,
        charges=charges(pair[1], hs=what.code, day=day),
        vat=vat(pair[1], hs=what.code, day=day),
        clearance=Quantity(cleared["usd"], "usd", Basis(cleared["basis"]), sources, str(cleared["year"])),
        clearance_h=float(cleared["hours"]) if owed.cleared else 0.0,
        time_share_per_day=worth[1],
    )


def _tonnes(found: Lanes, deal: Deal) -> Fraction:
    if deal.tonnes is not None:
        return exact(deal.tonnes)
    return exact(found.load_t) if found.load_name != "t" else exact(parameter("bulk_consignment_t").value)


def _surface_cargo(name: str) -> str:
    """Return the code of a cargo class that goes by land and sea."""
    code = cargo_class(name).code
    if code == AIR:
        raise NotCovered("no landed cost by air: its border, insurance and customs value are not laid out yet")
    return code


def _answer(
    inputs: Inputs, pair: tuple[Country, Country], *, what: Goods, found: Lanes, lane: Lane, day: str
) -> Landed:
    bars = waterfall(inputs)
    steps = _steps(bars, inputs)
    missing = tuple(bar.label for bar in bars if bar.cents is None)
    return Landed(
        exporter=pair[0],
        importer=pair[1],
        product=what.code,
        product_label=what.label,
        incoterm=inputs.term,
        named_place=_named_place(inputs, found),
        value=inputs.value,
        cargo=found.cargo,
        load_name=found.load_name,
        load_t=found.load_t,
        loads=float(inputs.loads),
        tonnes=float(inputs.tonnes),
        scenario=found.scenario,
        lane=lane,
        day=day,
        hours=hours_before(inputs),
        steps=steps,
        totals=_totals(inputs, bars),
        customs_base=inputs.customs_base,
        missing=missing,
        rivals=(),
        sources=tuple(dict.fromkeys(source for bar in bars for source in bar.sources)),
        notes=(*_told(inputs, missing, day=day), *NOTES),
    )


def _steps(bars: tuple[Bar, ...], inputs: Inputs) -> tuple[Step, ...]:
    cents = [bar.cents or 0 for bar in bars]
    each_t = per_unit(cents, inputs.tonnes)
    each_load = per_unit(cents, inputs.loads)
    return tuple(
        Step(
            id=bar.id,
            label=bar.label,
            amount=Quantity(
                None if bar.cents is None else bar.cents / CENTS, "usd", bar.basis, bar.sources, bar.year, bar.detail
            ),
            cents=bar.cents or 0,
            usd_per_t=per_t / CENTS,
            usd_per_load=per_load / CENTS,
            seller_cents=bar.seller_cents,
            detail=bar.detail,
            low_usd=None if bar.low is None else bar.low / CENTS,
            high_usd=None if bar.high is None else bar.high / CENTS,
            money=bar.money,
        )
        for bar, per_t, per_load in zip(bars, each_t, each_load, strict=True)
    )


def _totals(inputs: Inputs, bars: tuple[Bar, ...]) -> Totals:
    ids = [bar.id for bar in bars]
    levied, ends = ids.index("duty"), ids.index("vat") + 1
    cents = [bar.cents or 0 for bar in bars]
    paid = sum(each for each, bar in zip(cents, bars, strict=True) if bar.money)
    seller = sum(bar.seller_cents for bar in bars if bar.money)
    after = ids.index("finance") + 1
    return Totals(
        ex_works=cents[0],
        customs_value=customs_value(inputs, bars),
        duty_and_taxes=sum(cents[levied:ends]),
        before_tax=sum(cents[:after]) - cents[ids.index("vat")],
        paid=paid,
        with_time=sum(cents),
        seller=seller,
        buyer=paid - seller,
    )


def _named_place(inputs: Inputs, found: Lanes) -> str:
    term = inputs.term.code
    if term in {"FAS", "FOB"}:
        return inputs.way.port_of_loading
    if term in {"CFR", "CIF"}:
        return inputs.way.port_of_discharge
    return found.origin_place if term in {"EXW", "FCA"} else found.destination_place


def _told(inputs: Inputs, missing: tuple[str, ...], *, day: str) -> tuple[str, ...]:
    """Return what a reader must know of this answer before what holds for all."""
    notes = [f"The totals are without {' and '.join(name.lower() for name in missing)}: not known."] if missing else []
    if not inputs.duty.known and inputs.vat.rate is not None:
        notes.append("VAT is counted on the customs value alone, because the duty is not known: it is a floor.")
    notes += inputs.duty.notes
    notes.append(f"{inputs.vat.name}: {inputs.vat.note}.")
    notes += [f"{charge.name}: {charge.note}." for charge in inputs.charges]
    notes += _aged(inputs, day)
    notes += [f"{actor.actor}: margin {actor.share.note}." for actor in inputs.margins]
    if inputs.value.note:
        notes.append(f"Value of the goods: {inputs.value.note}.")
    if inputs.term.note:
        notes.append(f"{inputs.term.code}: {inputs.term.note}.")
    return tuple(notes)


def _aged(inputs: Inputs, day: str) -> list[str]:
    """Return what is told of figures that were printed long before the day they are used for, or long after."""
    dated = [("The duty", inputs.duty.year), (inputs.vat.name, inputs.vat.year)]
    dated += [(charge.name, charge.year) for charge in inputs.charges]
    dated.append(("The value of the goods", inputs.value.year))
    asked = int(day[:4])
    return [
        f"{name} is of {year}, the day asked about is in {asked}: it may have changed."
        for name, year in dated
        if year[:4].isdecimal() and abs(asked - int(year[:4])) > STALE_YEARS
    ]
