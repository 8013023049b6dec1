"""Against whom does a supplier compete, and what does carriage leave of its price?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from alat.data import Basis, Quantity
from alat.errors import BadInput, NoRoute, NotCovered, UnknownCode
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, countries, country
from alat.routing.figures import weakest
from alat.routing.landed.answer import chosen_lane, landed
from alat.routing.landed.goods import goods, largest_exporters
from alat.routing.landed.results import Deal, Landed, Rival
from alat.routing.landed.waterfall import BORDER
from alat.routing.lanes import shown_lanes
from alat.routing.worth import worth

MOST = 5
LARGEST = "Rivals are the largest exporters of the whole chapter to the world."
NOTE = (
    "Each rival sells at its own mean value of the whole chapter: a dearer one may sell a better good, and whether it "
    "sells to this importer is not known. `alat opportunities` compares rivals at one value."
)
GIVEN_NOTE = "Values given by the user and mean values of a chapter are not alike: a gap between them is no forecast."


def with_rivals(
    found: Landed,
    deal: Deal,
    *,
    named: Sequence[str] = (),
    values_usd_per_t: Mapping[str, float] | None = None,
    most: int = MOST,
) -> Landed:
    """Return a landed cost with the same consignment from other suppliers beside it.

    Parameters
    ----------
    found, deal
        The answer, and the terms it was asked on; rivals are held to the same terms, weight, cargo class and day.
    named
        Rivals; without them the largest exporters of the HS chapter to the world.
    values_usd_per_t
        Values at the border that the user gives, by country.
    most
        How many exporters at the most where none is named.

    Raises
    ------
    UnknownCode
        If a rival is no country.
    BadInput
        If a rival is one of the two sides, or a value is not above zero.
    """
    given = {country(name).iso3: value for name, value in (values_usd_per_t or {}).items()}
    sold = dict(largest_exporters(goods(found.product).chapter))
    known = countries()
    sides = (found.exporter.iso3, found.importer.iso3)
    asked = [country(name).iso3 for name in named] + [iso3 for iso3 in given if iso3 not in map(_code, named)]
    for iso3 in asked:
        if iso3 in sides:
            raise BadInput(f"rival {known[iso3].name} is one of the two sides; expected another supplier")
    codes = asked or [iso3 for iso3 in sold if iso3 in known and iso3 not in sides][:most]
    terms = replace(deal, tonnes=found.tonnes, cargo=found.cargo, day=found.day)
    rivals = [
        _rival(found, known[iso3], terms=terms, given=given.get(iso3), sold=sold.get(iso3))
        for iso3 in dict.fromkeys(codes)
    ]
    ordered = sorted(rivals, key=lambda rival: (rival.landed_usd_per_t is None, rival.landed_usd_per_t or 0.0))
    mixed = deal.value_usd_per_t is not None or bool(given)
    notes = (*found.notes, *(() if asked else (LARGEST,)), NOTE, *((GIVEN_NOTE,) if mixed else ()))
    sources = tuple(dict.fromkeys((*found.sources, *(source for each in rivals for source in each.value.sources))))
    return replace(found, rivals=tuple(ordered), notes=notes, sources=sources)


def freight_share(exporter: Country | str, importer: Country | str, *, hs2: str, scenario: Scenario = BASE) -> Quantity:
    """Return the price of carriage as a share of what the goods are worth at the exporter's border.

    Parameters
    ----------
    exporter, importer
        Countries, or their names or codes.
    hs2
        HS chapter.
    scenario
        What is closed, opened or avoided.

    Returns
    -------
    Quantity
        Money of the cheapest lane a tonne over the exporter's unit value, with the weaker basis of the two.

    Raises
    ------
    UnknownCode, SameParty, NotCovered, NoRoute
        As `landed`.
    """
    seller = country(exporter) if isinstance(exporter, str) else exporter
    what = goods(hs2)
    buyer = country(importer) if isinstance(importer, str) else importer
    value = worth(seller.iso3, buyer.iso3, hs=what.chapter, records=None).value
    carried = _cheapest_usd_per_t(seller, buyer, cargo=what.cargo, scenario=scenario)
    share = float(carried.value or 0.0) / float(value.value or 1.0)
    note = f"{carried.value:,.0f} USD/t by {what.cargo} on {value.value:,.0f} USD/t"
    sources = (*value.sources, *carried.sources)
    return Quantity(share, "share", weakest([value.basis, carried.basis]), sources, value.year, note)


@lru_cache(maxsize=1024)
def _cheapest_usd_per_t(exporter: Country, importer: Country, *, cargo: str, scenario: Scenario) -> Quantity:
    """Return what the cheapest lane asks a tonne; kept, because every product of a cargo class asks for the same."""
    found = shown_lanes(exporter, importer, cargo=cargo, scenario=scenario)
    lane = chosen_lane(found, "money", usd_per_h=found.value_of_time_usd_per_h)
    sources = tuple(sorted({source for part in lane.parts for source in part.sources}))
    return Quantity(lane.money_usd / found.load_t, "usd_per_t", weakest(part.basis for part in lane.parts), sources)


def _code(name: str) -> str:
    return country(name).iso3


def _rival(found: Landed, exporter: Country, *, terms: Deal, given: float | None, sold: Quantity | None) -> Rival:
    exports = sold or Quantity(None, "usd", Basis.RECONCILED, note="no exports of the chapter are recorded")
    deal = replace(terms, value_usd_per_t=given, value_at=BORDER)
    try:
        other = landed(exporter, found.importer, deal=deal, scenario=found.scenario)
    except (NotCovered, NoRoute, UnknownCode) as error:
        value = Quantity(given, "usd_per_t", Basis.ASSUMED, note="not known" if given is None else "given by the user")
        return Rival(exporter, value, exports, *(None,) * 4, complete=False, why=str(error))
    alike = other.missing == found.missing
    gap = other.landed_usd_per_t - found.landed_usd_per_t if alike else None
    return Rival(
        exporter=exporter,
        value=other.value,
        world_exports=exports,
        freight_usd_per_t=other.carriage_usd_per_t,
        duty_usd_per_t=other.duty_usd_per_t,
        landed_usd_per_t=other.landed_usd_per_t,
        gap_usd_per_t=gap,
        complete=not other.missing,
        why="" if alike else f"not comparable: {', '.join(other.missing) or 'nothing'} missing here",
    )
