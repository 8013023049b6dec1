"""What does each supplier's way to a buyer put on the goods: carriage, insurance, time and duty a tonne?

All suppliers sell at one value, so that what differs is the way and the duty, and neither quality nor wages. Every part
is in whole cents and the sum is theirs: what is printed adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from alat.data import Quantity, datasets
from alat.errors import UnknownCode
from alat.network.bars import pairs_under_bars
from alat.network.scenario import BASE, Scenario
from alat.reference import Country
from alat.routing.carriage import carriage
from alat.routing.landed.duties import Duty, duty
from alat.routing.landed.money import exact, whole_cents
from alat.routing.landed.parameters import parameter
from alat.routing.landed.taxes import customs_base
from alat.routing.loads import time_share
from alat.trade.labels import chapter_of
from alat.trade.records import Records
from alat.trade.screens import cargo_of

CENTS = 100
_DAY_H, _HEADING = 24, 4


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one supplier's way to the buyer puts on a tonne, in whole cents of US dollars.

    Attributes
    ----------
    supplier
        Who sells.
    carriage, insurance, time
        Money of the best lane of the pair, main city to main city, with all handling, borders and fees; insurance of
        goods and carriage; what its hours cost, waits and borders among them, which nobody is paid.
    duty
        On the customs value, None where it is not known.
    hours
        Of that lane.
    goes_round
        Whether law makes goods of the pair go round a country, so that carriage may be too low.
    owed
        What the duty was read from.
    """

    supplier: Country
    carriage: int
    insurance: int
    time: int
    duty: int | None
    hours: float
    goes_round: bool
    owed: Duty

    @property
    def without_duty(self) -> int:
        """The sum of carriage, insurance and time."""
        return self.carriage + self.insurance + self.time

    @property
    def whole(self) -> int | None:
        """The sum with duty; None where that is not known."""
        return None if self.duty is None else self.without_duty + self.duty


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What is put on a tonne by each supplier that has a lane, and what it rests on.

    Attributes
    ----------
    found
        One a supplier, in the order asked.
    no_lane
        ISO3 codes of suppliers without one.
    sources
        As ever.
    """

    found: tuple[Delivery, ...]
    no_lane: tuple[str, ...]
    sources: tuple[str, ...]


def deliveries(
    suppliers: Sequence[Country],
    importer: Country,
    *,
    hs: str,
    usd_per_t: float,
    day: str,
    records: Records | None = None,
    scenario: Scenario = BASE,
) -> Deliveries:
    """Return what each supplier's way to a buyer puts on a tonne of a product.

    Parameters
    ----------
    suppliers, importer
        Who sells, and who buys.
    hs
        A product of two, four or six digits.
    usd_per_t
        What a tonne is worth where it is loaded, the same for all.
    day, records
        On which duties are looked up, and what was pulled: its schedules are asked first.
    scenario
        What is closed, opened or avoided, for all alike.

    Raises
    ------
    NotCovered
        If the product travels by air, or its cargo class has no price between all countries.

    Notes
    -----
    Insurance is the closed form of `insured_share` of CIF. Customs value is that of the importer's base, CIF or FOB;
    carriage after the border is in it here, since costs between all countries are not cut there.
    """
    by, daily = carriage(cargo_of(hs), scenario=scenario), time_share(_known(hs), cargo=cargo_of(hs))
    round_some = _goes_round([each.iso3 for each in suppliers], importer.iso3, scenario=scenario)
    cif = customs_base(importer) == "cif"
    found, no_lane = [], []
    for supplier, goes_round in zip(suppliers, round_some, strict=True):
        way = by.between(supplier.iso3, importer.iso3)
        if way is None:
            no_lane.append(supplier.iso3)
            continue
        owed = duty(supplier, importer, hs=hs, day=day, records=records)
        carried, insured, waits, levied = _parts(exact(usd_per_t), way, daily=daily, owed=owed, cif=cif)
        found.append(Delivery(supplier, carried, insured, waits, levied, way[1], goes_round, owed))
    cited = [*datasets()["freight_costs"].sources, *daily.sources, *parameter("insurance_rate").sources]
    cited += [source for each in found for source in each.owed.sources]
    return Deliveries(tuple(found), tuple(no_lane), tuple(dict.fromkeys(cited)))


def _parts(
    worth: Fraction, way: tuple[float, float], *, daily: Quantity, owed: Duty, cif: bool
) -> tuple[int, int, int, int | None]:
    """Return cents of carriage, insurance, time and duty on a tonne."""
    carried = whole_cents(exact(way[0]))
    insured = _insurance(worth + Fraction(carried, CENTS))
    valued = worth + (Fraction(carried + insured, CENTS) if cif else 0)
    waits = worth * exact(daily.value or 0.0) * exact(way[1]) / _DAY_H
    levied = None if owed.rate is None else whole_cents(valued * owed.rate + owed.usd_per_t)
    return carried, insured, whole_cents(waits), levied


def _goes_round(suppliers: Sequence[str], importer: str, *, scenario: Scenario) -> Sequence[bool]:
    """Return for which suppliers the law of some country keeps goods off the straight way."""
    if not suppliers:
        return ()
    rounds = pairs_under_bars(scenario, (*suppliers, importer))[1][:-1, -1]
    return [bool(each) for each in rounds]


def _insurance(cost_and_freight: Fraction) -> int:
    share = exact(parameter("insured_share").value) * exact(parameter("insurance_rate").value)
    return whole_cents(cost_and_freight * share / (1 - share))


def _known(hs: str) -> str:
    """Return the heading whose hours are valued; the chapter where an older code is in no heading of today."""
    try:
        time_share(hs[:_HEADING])
    except UnknownCode:
        return chapter_of(hs)
    return hs[:_HEADING]
