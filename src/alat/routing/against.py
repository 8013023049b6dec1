"""What remains of an opportunity against the best rival: who delivers the same goods at less, and by how much?

Every supplier is given the same value at its border, the exporter's own, so that what differs is carriage, insurance,
interest, duty and taxes, and neither quality nor wages. That is how far the exporter's price must lie below the
rival's, or may lie above it.
"""

from dataclasses import dataclass

import polars as pl

from alat.data import datasets
from alat.data.warehouse import product_flows
from alat.errors import NoRoute, NotCovered, UnknownCode
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, countries
from alat.routing.carriage import carriage
from alat.routing.landed import Deal, Landed, Rival, landed, with_rivals
from alat.routing.landed.values import largest_exporters, unit_value
from alat.trade import to_look_at
from alat.trade.labels import chapter_of
from alat.trade.records import Records
from alat.trade.results import Opportunities
from alat.trade.screens import cargo_of

MOST_PRODUCTS, MOST_RIVALS, MOST_BY_CARRIAGE = 8, 8, 8
SUPPLIES, SELLS_MOST = "supplies_the_importer", "sells_most_to_the_world"
ALIKE = (
    "Rivals are given the exporter's own value a tonne at the border: what differs is carriage, insurance, interest, "
    "duty and taxes. A gap is what the exporter's price must make up for, or may ask more."
)
ONE_SIDED = "Where duty is known for one side only, a gap compares carriage alone."
FROM_BORDER = (
    f"Looked at are the {MOST_RIVALS} largest suppliers. A gap counts what is paid from the exporter's border on, "
    "customs charges and margins too; the way to the border is in the carriage shown, not in the gap. The value is the "
    "mean of the HS chapter, whatever the digits: mixes differ, and a large supplier may only sell on."
)
NOTES = (ALIKE, FROM_BORDER, ONE_SIDED)

_SCHEMA = {
    "hs": pl.String,
    "label": pl.String,
    "value_usd_per_t": pl.Float64,
    "carriage_usd_per_t": pl.Float64,
    "duty_usd_per_t": pl.Float64,
    "rival": pl.String,
    "rival_chosen": pl.String,
    "rival_carriage_usd_per_t": pl.Float64,
    "rival_duty_usd_per_t": pl.Float64,
    "gap_usd_per_t": pl.Float64,
    "gap_share": pl.Float64,
    "compares": pl.String,
    "why": pl.String,
}


@dataclass(frozen=True, slots=True)
class AgainstRivals:
    """The products of an opportunity list against the best rival of each.

    Attributes
    ----------
    exporter, importer
        The pair.
    products
        One row a product to look at: hs, label, value_usd_per_t, carriage_usd_per_t, duty_usd_per_t (null where not
        known), rival (ISO3, '' where none could be priced), rival_chosen (``supplies_the_importer`` on record, or
        ``sells_most_to_the_world``), rival_carriage_usd_per_t, rival_duty_usd_per_t, gap_usd_per_t (delivered; positive
        where the rival delivers at less), gap_share (of the value), compares (``landed`` or ``carriage``), why (what
        could not be told).
    sources, notes
        As ever.
    """

    exporter: Country
    importer: Country
    products: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def against_rivals(
    found: Opportunities, *, records: Records, scenario: Scenario = BASE, most: int = MOST_PRODUCTS
) -> AgainstRivals:
    """Set the largest products to look at against the supplier that would deliver them at least.

    Parameters
    ----------
    found
        The pair's opportunities.
    records
        What they were computed from: who supplies the importer, where flows by product were pulled.
    scenario
        What is closed, opened or avoided, for all suppliers alike.
    most
        How many products at the most.
    """
    rows, sources = [], list(found.sources)
    for row in to_look_at(found)[:most]:
        priced = _priced(found, str(row["hs"]), records=records, scenario=scenario)
        rows.append({"hs": row["hs"], "label": row["label"], **priced.cells})
        sources += priced.sources
    return AgainstRivals(
        found.exporter,
        found.importer,
        pl.DataFrame(rows, schema=_SCHEMA),
        tuple(dict.fromkeys(sources)),
        NOTES,
    )


def rivals_by_carriage(found: Opportunities, *, records: Records, most: int = MOST_PRODUCTS) -> AgainstRivals:
    """Set the largest products to look at against the large supplier whose carriage to the importer is the least.

    Carriage is that of the best lane over today's network; duties and interest are left out, which `against_rivals`
    counts. All suppliers are given the exporter's own value a tonne, as there.

    Parameters
    ----------
    found, records, most
        As in `against_rivals`.
    """
    rows = [
        {"hs": row["hs"], "label": row["label"], **_carried(found, str(row["hs"]), records=records)}
        for row in to_look_at(found)[:most]
    ]
    sources = (*found.sources, *datasets()["freight_costs"].sources)
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    return AgainstRivals(found.exporter, found.importer, frame, tuple(dict.fromkeys(sources)), (ALIKE,))


def _carried(found: Opportunities, hs: str, *, records: Records) -> dict[str, object]:
    try:
        value = unit_value(found.exporter, chapter_of(hs)).value or 0.0
        by = carriage(cargo_of(hs))
    except NotCovered as error:
        return {"rival": "", "why": str(error)}
    own = by.between(found.exporter.iso3, found.importer.iso3)
    if own is None or not value:
        return {"rival": "", "why": "no lane is known, or no value of a tonne"}
    chosen, names = _rivals(found, hs, records=records, most=MOST_BY_CARRIAGE)
    others = [(other[0], name) for name in names if (other := by.between(name, found.importer.iso3)) is not None]
    if not others:
        return {
            "value_usd_per_t": value,
            "carriage_usd_per_t": own[0],
            "rival": "",
            "why": "no other supplier is known",
        }
    least, rival = min(others)
    return {
        "value_usd_per_t": value,
        "carriage_usd_per_t": own[0],
        "rival": rival,
        "rival_chosen": chosen,
        "rival_carriage_usd_per_t": least,
        "gap_usd_per_t": own[0] - least,
        "gap_share": (own[0] - least) / value,
        "compares": "carriage",
        "why": "",
    }


@dataclass(frozen=True, slots=True)
class _Priced:
    cells: dict[str, object]
    sources: tuple[str, ...]


def _priced(found: Opportunities, hs: str, *, records: Records, scenario: Scenario) -> _Priced:
    deal = Deal(hs)
    try:
        own = landed(found.exporter, found.importer, deal=deal, scenario=scenario)
    except (NotCovered, NoRoute, UnknownCode) as error:
        return _Priced({"rival": "", "why": str(error)}, ())
    value = own.value.value or 0.0
    chosen, names = _rivals(found, hs, records=records, most=MOST_RIVALS)
    if not names:
        return _Priced({**_own(own), "rival": "", "why": "no other supplier is on record"}, own.sources)
    answer = with_rivals(own, deal, named=names, values_usd_per_t=dict.fromkeys(names, value))
    gaps = [(gap, rival) for rival in answer.rivals if (gap := _gap(own, rival)) is not None]
    if not gaps:
        whys = "; ".join(f"{rival.exporter.iso3}: {rival.why}" for rival in answer.rivals)
        return _Priced({**_own(own), "rival": "", "why": f"no rival could be priced ({whys})"}, own.sources)
    # A gap of carriage alone is of the whole way, one of landed costs from the border on: they are not compared.
    alike = [each for each in gaps if each[0][1] == "landed"] or gaps
    (largest, how), best = max(alike, key=lambda each: each[0][0])
    cells = {
        **_own(own),
        "rival": best.exporter.iso3,
        "rival_chosen": chosen,
        "rival_carriage_usd_per_t": best.freight_usd_per_t,
        "rival_duty_usd_per_t": best.duty_usd_per_t,
        "gap_usd_per_t": largest,
        "gap_share": largest / value if value else None,
        "compares": how,
        "why": "",
    }
    return _Priced(cells, answer.sources)


def _own(own: Landed) -> dict[str, object]:
    return {
        "value_usd_per_t": own.value.value,
        "carriage_usd_per_t": own.carriage_usd_per_t,
        "duty_usd_per_t": own.duty_usd_per_t,
    }


def _gap(own: Landed, rival: Rival) -> tuple[float, str] | None:
    """Return by how much a rival delivers at less (US dollars a tonne; below zero: at more), and what is compared."""
    if rival.gap_usd_per_t is not None:
        return -rival.gap_usd_per_t, "landed"
    if rival.freight_usd_per_t is None:
        return None
    return own.carriage_usd_per_t - rival.freight_usd_per_t, "carriage"


def _rivals(found: Opportunities, hs: str, *, records: Records, most: int) -> tuple[str, list[str]]:
    """Return how rivals were chosen, and the largest of them."""
    sides = {found.exporter.iso3, found.importer.iso3}
    known = countries()
    if records.flows is not None:
        rows = product_flows(records.flows, hs, years=(records.year,))
        rows = rows.filter(pl.col("importer") == found.importer.iso3)
        rows = rows.sort(["value_usd", "exporter"], descending=[True, False])
        names = [code for code in rows["exporter"] if code in known and code not in sides]
        if names:
            return SUPPLIES, names[:most]
    names = [code for code, _ in largest_exporters(chapter_of(hs)) if code in known and code not in sides]
    return SELLS_MOST, names[:most]
