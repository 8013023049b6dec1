"""Is the landed cost of four real pairs what a clerk with a list of rates would compute, line by line?

The clerk takes the parts of the lane as they are and the rates as their sources print them, works in decimals, and
rounds each line to the cent. Only the lane and the unit value come from the answer under test.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pytest

from alat.routing import Deal, Landed, Part, PartKind, landed

D = Decimal


@dataclass(frozen=True)
class Rates:
    """What the importer levies: percent, each with its source."""

    duty: str
    vat: str
    fee: str = "0"
    on_freight: str = "0"


@dataclass(frozen=True)
class Example:
    """A pair, its goods, tonnes, and the rates that hold on the first day of 2026."""

    exporter: str
    importer: str
    product: str
    tonnes: int
    rates: Rates
    names: tuple[str, ...] = field(default=())


EXAMPLES = (
    # Duty 15: class of farm produce, US ITA Country Commercial Guide; fee 0.15: Doing Business in Azerbaijan 2009;
    # VAT 18: goodhopefreight.com and node-sales-tax.
    Example("BRA", "AZE", "1701", 5000, Rates("15", "18", fee="0.15")),
    # Duty 5.4 and AFRMM 8 % of sea freight: importtobrazil.com, NCM data of May 2026; ICMS 4 on fertilizers: Valor
    # Econômico, 12 March 2021; PIS/COFINS nought on chapter 31: COSIT 54/2019.
    Example("AZE", "BRA", "310210", 5000, Rates("5.4", "4", on_freight="8")),
    Example("AZE", "BRA", "3105", 2500, Rates("5.4", "4", on_freight="8")),
    # Duty 0: Brazil's line of the common external tariff; IVA 21: calculariva.app.
    Example("GEO", "ARG", "310230", 5000, Rates("0", "21")),
    # Duty 6: Ambiton Global Group; IVA 19: calculariva.app.
    Example("KAZ", "CHL", "7202", 1000, Rates("6", "19")),
)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(D("0.01"), ROUND_HALF_UP)


def money(parts: Sequence[Part], loads: Decimal) -> Decimal:
    return cents(sum((D(part.money_usd) for part in parts), D(0)) * loads)


def cut(parts: Sequence[Part]) -> dict[str, Sequence[Part]]:
    """Cut a lane with a ship at the exporter's border, the quays and the importer's border."""
    sea = [number for number, part in enumerate(parts) if part.kind is PartKind.MOVE and part.mode == "sea"]
    borders = [
        number
        for number, part in enumerate(parts)
        if part.kind is PartKind.BORDER or (part.kind is PartKind.MOVE and part.mode in {"sea", "caspian"})
    ]
    quay = max(
        number for number in range(sea[0]) if parts[number].kind is PartKind.HANDLING and parts[number].mode == ""
    )
    aboard = next(number for number in range(quay + 1, len(parts)) if parts[number].mode == "sea")
    leaves, enters = min(borders[0], quay), borders[-1]
    by_port = parts[enters].kind is PartKind.MOVE
    ashore = enters + 1 if by_port else enters
    inland = next(
        number
        for number in range(ashore + 1, len(parts))
        if parts[number].kind in {PartKind.MOVE, PartKind.HANDLING} or parts[number].mode
    )
    ends = len(parts) - 1 if parts[-1].kind is PartKind.HANDLING else len(parts)
    return {
        "export_inland": parts[:leaves],
        "transit_out": parts[leaves:quay],
        "loading": parts[quay:aboard],
        "main": parts[aboard : sea[-1] + 1],
        "transit_in": parts[sea[-1] + 1 : ashore],
        "import_handling": parts[ashore:inland],
        "import_inland": parts[inland:ends],
        "unloading": parts[ends:],
    }


def by_hand(found: Landed, rates: Rates) -> dict[str, Decimal]:
    """Return each line in US dollars."""
    tonnes, loads = D(found.tonnes), D(found.loads)
    carried = {name: money(parts, loads) for name, parts in cut(found.lane.parts).items()}
    own_port = not cut(found.lane.parts)["transit_out"]
    border = cents(D(repr(found.value.value)) * tonnes)
    lines = {"export_documents": D(100)} | carried
    lines["goods"] = border - D(100) - carried["export_inland"] - (carried["loading"] if own_port else 0)
    aboard = lines["goods"] + D(100) + carried["export_inland"] + carried["transit_out"] + carried["loading"]
    lines["margin_trader"] = cents(aboard * D("0.02"))
    freight = aboard + lines["margin_trader"] + carried["main"] + carried["transit_in"]
    lines["insurance"] = cents(freight * D("1.1") * D("0.002") / (1 - D("1.1") * D("0.002")))
    cif = freight + lines["insurance"]
    lines["duty"] = cents(cif * D(rates.duty) / 100)
    lines["charge_customs_fee"] = cents(cif * D(rates.fee) / 100)
    lines["charge_afrmm"] = cents(carried["main"] * D(rates.on_freight) / 100)
    lines["vat"] = cents((cif + lines["duty"] + lines["charge_afrmm"]) * D(rates.vat) / 100)
    lines["clearance"] = D(100)
    hours = sum((D(repr(part.hours)) for part in found.lane.parts), D(24))
    lines["finance"] = cents(border * D("0.08") * hours / 24 / 365)
    before = sum(lines.values()) - lines["vat"]
    lines["margin_importer"] = cents(before * D("0.05"))
    return {name: amount for name, amount in lines.items() if amount}


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: f"{example.exporter}-{example.importer}-{example.product}"
)
def test_each_line_is_what_a_clerk_computes(example: Example) -> None:
    found = landed(example.exporter, example.importer, deal=Deal(example.product, tonnes=float(example.tonnes)))
    lines = {step.id: D(step.cents) / 100 for step in found.steps if step.cents and step.money}
    assert lines == by_hand(found, example.rates)
    assert found.totals.paid == int(100 * sum(lines.values()))
    assert not found.missing
