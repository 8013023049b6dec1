"""What remains of an opportunity against the best rival: who delivers the same goods at less, and by how much?

One function answers the brief and every command. All suppliers sell at one value a tonne, the product's own, so that
what differs is carriage, insurance, the cost of time and duty. The gap is how far the seller's price must lie below the
rival's, or may lie above it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from alat.errors import NotCovered
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, countries
from alat.routing.delivered import CENTS, Delivery, deliveries
from alat.routing.landed.dates import newest_day
from alat.routing.worth import Worth, sold, worth
from alat.trade import to_look_at
from alat.trade.flows import seller_behind
from alat.trade.margins import margins
from alat.trade.opportunity import DEFINITIONS
from alat.trade.records import Records
from alat.trade.results import Opportunities
from alat.trade.sells_on import BUYS_TO_SELL, sells_on

MOST_PRODUCTS, MOST_RIVALS = 8, 8
SUPPLIES, SELLS_MOST = "supplies_the_importer", "sells_most_to_the_world"
WITH_DUTY, WITHOUT_DUTY = "with_duty", "without_duty"
GOES_ROUND = "goes_round"
LISTED_AS_AREA = "listed_as_an_area"
_COMPARED = (
    "A gap compares what carriage, insurance, the cost of time and duty put on a tonne from the seller and from the "
    f"best rival: of the {MOST_RIVALS} largest suppliers the one from whom they put on least. Above nought the rival "
    "delivers at less, and the seller's price must make up for it; below, it may ask so much more. Nobody is paid the "
    "cost of time, so the gap stands beside it without."
)
_ONE_VALUE = (
    "All suppliers sell at one value a tonne, the mean of the product at its own digits from the records nearest to "
    "the pair, so that no gap is one of quality or wages. Mixes differ within a product, and widely within a chapter."
)
_LEFT_OUT = (
    "Left out of a gap: VAT and like taxes, charges at customs, clearance and documents, margins, and what each "
    "supplier really asks. Where the importer values goods at CIF, duty falls on the value with the whole carriage."
)
_DUTIES = (
    "Where the duty of one supplier weighed is not known, all of that product are compared without duty. Only some "
    "trade agreements are in the table."
)
_SELLS_ON = (
    "A rival that is an entrepot, or buys more of the product than it sells, may not make what it sells: it is marked, "
    "and the best rival without such a mark stands beside it. At two digits a chapter holds many goods."
)
NOTES = (_COMPARED, _ONE_VALUE, _LEFT_OUT, _DUTIES, _SELLS_ON)

_PARTS = ("carriage", "insurance", "time", "duty", "delivery", "without_duty")
_SIDE = {f"{part}_usd_per_t": pl.Float64 for part in _PARTS}
_GAPS = dict.fromkeys(("gap_usd_per_t", "gap_share", "gap_without_duty_share", "gap_without_time_share"), pl.Float64)
_SCHEMA: dict[str, type[pl.DataType]] = {
    "hs": pl.String,
    "label": pl.String,
    "value_usd_per_t": pl.Float64,
    "value_whose": pl.String,
    "value_year": pl.String,
    "value_basis": pl.String,
    "value_note": pl.String,
    "value_passed_over": pl.String,
    **_SIDE,
    "duty_share": pl.Float64,
    "marks": pl.String,
    "rival": pl.String,
    "rival_chosen": pl.String,
    **{f"rival_{name}": kind for name, kind in _SIDE.items()},
    "rival_duty_share": pl.Float64,
    "rival_marks": pl.String,
    **_GAPS,
    "compares": pl.String,
    "net_exporter": pl.String,
    **{f"net_exporter_{name}": kind for name, kind in _GAPS.items()},
    "why": pl.String,
}
_SUPPLIERS: dict[str, type[pl.DataType]] = {
    "hs": pl.String,
    "supplier": pl.String,
    "seller": pl.Boolean,
    **_SIDE,
    "hours": pl.Float64,
    "duty_share": pl.Float64,
    "duty_share_basis": pl.String,
    "duty_year": pl.String,
    "marks": pl.String,
}


@dataclass(frozen=True, slots=True)
class AgainstRivals:
    """The products of an opportunity list against the best rival of each.

    Attributes
    ----------
    exporter, importer
        The pair.
    products
        One row a product to look at: hs, label, value_usd_per_t (at which all suppliers sell), value_whose (``pair``,
        ``exporter``, ``importer`` or ``world``; ``exporter_chapter`` or ``world_chapter`` where finer goods take their
        chapter's), value_year, value_basis, value_note, value_passed_over (nearer means not used, and why); of the
        seller carriage_usd_per_t, insurance_usd_per_t, time_usd_per_t, duty_usd_per_t (null where it is not compared),
        delivery_usd_per_t (their sum), without_duty_usd_per_t, duty_share (null where not known) and marks; rival
        (ISO3, '' where there is none), rival_chosen (``supplies_the_importer`` on record, or
        ``sells_most_to_the_world``), the same parts of it with ``rival_`` before the name; gap_usd_per_t (the seller's
        delivery less the rival's: positive where the rival delivers at less), gap_share (of the value),
        gap_without_duty_share and gap_without_time_share; compares (``with_duty`` or ``without_duty``); net_exporter
        (the best rival that sells more of the product than it buys and is no entrepot) with its gaps; why (what could
        not be told).
    suppliers
        One row a product and supplier weighed, the best first: the same parts, seller (whether it is the exporter),
        hours, duty_share with its basis and year (null where not known; a duty a tonne comes on top), marks
        (``entrepot``, ``sells_on``, ``buys_more_than_it_sells``, ``goes_round``,
        ``listed_as_an_area``: the records hold its trade under the code of an area; ``;`` between).
    day
        On which duties were looked up.
    scenario
        Name of the scenario of the network.
    sources, notes
        As ever.
    """

    exporter: Country
    importer: Country
    products: pl.DataFrame
    suppliers: pl.DataFrame
    day: str
    scenario: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One product: what a tonne is worth, the seller's delivery and those of its rivals, the best first."""

    hs: str
    worth: Worth
    own: Delivery
    rivals: tuple[Delivery, ...]
    chosen: str
    marks: Mapping[str, str]
    by: str

    def cents(self, each: Delivery) -> int:
        """Return what is compared: the sum with duty, or without where that of a supplier is not known."""
        return each.without_duty if each.whole is None or self.by == WITHOUT_DUTY else each.whole


def against_rivals(
    found: Opportunities, *, records: Records, scenario: Scenario = BASE, most: int = MOST_PRODUCTS
) -> AgainstRivals:
    """Set the largest products to look at against the supplier whose way to the buyer puts least on them.

    Parameters
    ----------
    found
        The pair's opportunities, of any number of digits.
    records
        What they were computed from: who supplies the importer, and at what value, where flows by product were pulled.
    scenario
        What is closed, opened or avoided, for all suppliers alike.
    most
        How many products at the most.
    """
    day = newest_day()
    products: list[dict[str, object]] = []
    suppliers: list[dict[str, object]] = []
    sources = [*found.sources, DEFINITIONS]
    for row in to_look_at(found)[:most]:
        named = {"hs": row["hs"], "label": row["label"]}
        try:
            weighed, cited = _weighed(found, str(row["hs"]), records=records, scenario=scenario, day=day)
        except NotCovered as error:
            products.append({**named, "rival": "", "net_exporter": "", "why": str(error)})
            continue
        products.append({**named, **_product(weighed)})
        suppliers += [_supplier(weighed, each) for each in (weighed.own, *weighed.rivals)]
        sources += cited
    return AgainstRivals(
        exporter=found.exporter,
        importer=found.importer,
        products=pl.DataFrame(products, schema=_SCHEMA),
        suppliers=pl.DataFrame(suppliers, schema=_SUPPLIERS),
        day=day,
        scenario=scenario.name,
        sources=tuple(dict.fromkeys(sources)),
        notes=NOTES,
    )


def _weighed(
    found: Opportunities, hs: str, *, records: Records, scenario: Scenario, day: str
) -> tuple[_Weighed, tuple[str, ...]]:
    """Weigh one product, or raise NotCovered with what is missing."""
    value = worth(found.exporter.iso3, found.importer.iso3, hs=hs, records=records)
    chosen, names = _rivals(found, hs, records=records)
    asked = [found.exporter, *(countries()[name] for name in names)]
    answer = deliveries(
        asked, found.importer, hs=hs, usd_per_t=value.usd_per_t, day=day, records=records, scenario=scenario
    )
    own = next((each for each in answer.found if each.supplier == found.exporter), None)
    if own is None:
        raise NotCovered(f"no lane leads from {found.exporter.name} to {found.importer.name}")
    marks = {
        each.supplier.iso3: ";".join(
            (
                *(() if each is own else _of_rival(each.supplier.iso3, hs, names=names, records=records)),
                *((GOES_ROUND,) if each.goes_round else ()),
            )
        )
        for each in answer.found
    }
    by = WITH_DUTY if all(each.whole is not None for each in answer.found) else WITHOUT_DUTY
    unsorted = _Weighed(hs, value, own, (), chosen, marks, by)
    rivals = sorted(
        (each for each in answer.found if each is not own), key=lambda each: (unsorted.cents(each), each.supplier.iso3)
    )
    weighed = _Weighed(hs, value, own, tuple(rivals), chosen, marks, by)
    return weighed, (*value.value.sources, *answer.sources)


def _of_rival(supplier: str, hs: str, *, names: Mapping[str, str], records: Records) -> tuple[str, ...]:
    """Return the marks of a rival, asked of the records by the code under which they hold it."""
    recorded = names[supplier]
    found = sells_on(recorded, hs, records=records)
    return found if recorded == supplier else (*found, LISTED_AS_AREA)


def _product(weighed: _Weighed) -> dict[str, object]:
    value = weighed.worth.value
    cells: dict[str, object] = {
        "value_usd_per_t": weighed.worth.usd_per_t,
        "value_whose": weighed.worth.whose if weighed.worth.digits == weighed.hs else f"{weighed.worth.whose}_chapter",
        "value_year": value.year,
        "value_basis": value.basis.value,
        "value_note": value.note,
        "value_passed_over": "; ".join(weighed.worth.passed_over),
        **_parts(weighed, weighed.own),
        "duty_share": _rate(weighed.own),
        "marks": weighed.marks[weighed.own.supplier.iso3],
        "compares": weighed.by,
        "rival": "",
        "net_exporter": "",
        "why": "",
    }
    if not weighed.rivals:
        return {**cells, "why": "no other supplier is on record, or none has a lane"}
    best = weighed.rivals[0]
    others = [each for each in weighed.rivals if not BUYS_TO_SELL & set(_marks(weighed, each).split(";"))]
    cells |= {
        "rival": best.supplier.iso3,
        "rival_chosen": weighed.chosen,
        **{f"rival_{name}": cell for name, cell in _parts(weighed, best).items()},
        "rival_duty_share": _rate(best),
        "rival_marks": _marks(weighed, best),
        **_gaps(weighed, best),
    }
    if others:
        gaps = {f"net_exporter_{name}": cell for name, cell in _gaps(weighed, others[0]).items()}
        cells |= {"net_exporter": others[0].supplier.iso3, **gaps}
    return cells


def _gaps(weighed: _Weighed, rival: Delivery) -> dict[str, float]:
    """Return the gap (US dollars a tonne, share of the value), and what it is without duty and without time."""
    own, worth_cents = weighed.own, weighed.worth.usd_per_t * CENTS
    gap = weighed.cents(own) - weighed.cents(rival)
    return {
        "gap_usd_per_t": gap / CENTS,
        "gap_share": gap / worth_cents,
        "gap_without_duty_share": (own.without_duty - rival.without_duty) / worth_cents,
        "gap_without_time_share": (gap - own.time + rival.time) / worth_cents,
    }


def _supplier(weighed: _Weighed, each: Delivery) -> dict[str, object]:
    return {
        "hs": weighed.hs,
        "supplier": each.supplier.iso3,
        "seller": each is weighed.own,
        **_parts(weighed, each),
        "hours": each.hours,
        "duty_share": _rate(each),
        "duty_share_basis": "" if each.owed.rate is None else each.owed.basis.value,
        "duty_year": each.owed.year,
        "marks": _marks(weighed, each),
    }


def _rate(each: Delivery) -> float | None:
    return None if each.owed.rate is None else float(each.owed.rate)


def _parts(weighed: _Weighed, each: Delivery) -> dict[str, float | None]:
    """Return the parts that are compared and their sum (US dollars a tonne)."""
    levied = each.duty if weighed.by == WITH_DUTY else None
    cents = (each.carriage, each.insurance, each.time, levied, weighed.cents(each), each.without_duty)
    named = zip(_PARTS, cents, strict=True)
    return {f"{part}_usd_per_t": None if amount is None else amount / CENTS for part, amount in named}


def _marks(weighed: _Weighed, each: Delivery) -> str:
    return weighed.marks[each.supplier.iso3]


def _rivals(found: Opportunities, hs: str, *, records: Records) -> tuple[str, dict[str, str]]:
    """Return how rivals were chosen, and the largest of them with the code under which each is on record."""
    sides = {found.exporter.iso3, found.importer.iso3}
    if records.flows is not None:
        rows = sold(records, hs).filter(pl.col("importer") == found.importer.iso3)
        rows = rows.sort(["value_usd", "exporter"], descending=[True, False])
        names = _largest(rows["exporter"].to_list(), sides)
        if names:
            return SUPPLIES, names
    return SELLS_MOST, _largest(_by_exports(records, hs), sides)


@lru_cache(maxsize=256)
def _by_exports(records: Records, hs: str) -> tuple[str, ...]:
    """Return the exporters of a product by its recorded exports of the last year, the largest first."""
    every = margins(records, len(hs))
    exports = every.sold[-1][:, every.products.index(hs)]
    order = sorted(range(len(every.sellers)), key=lambda at: (-exports[at], every.sellers[at]))
    return tuple(every.sellers[at] for at in order if exports[at] > 0)


def _largest(codes: Sequence[str], sides: set[str]) -> dict[str, str]:
    known, found = countries(), dict[str, str]()
    for code in codes:
        country = seller_behind(code)
        if country in known and country not in sides:
            found.setdefault(country, code)
    return dict(list(found.items())[:MOST_RIVALS])
