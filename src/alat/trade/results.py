"""What the trade room answers with."""

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from alat.data import Basis, Quantity
from alat.reference import Bloc, Country
from alat.trade.goods import Goods

_NO_PERCENTILE = Quantity(None, "percentile", Basis.OBSERVED)
_NO_SUM = Quantity(None, "usd", Basis.OBSERVED)
_NO_INDEX = Quantity(None, "index", Basis.OBSERVED)


class FlowState(StrEnum):
    """What the absence or presence of a row in the 2023 totals means; the three are never one."""

    RECORDED = "recorded"
    NOTHING_RECORDED = "nothing_recorded"
    NOT_COVERED = "not_covered"


class FlagKind(StrEnum):
    """Why a figure of a series must be read with care."""

    SMALL_BASE = "small_base"
    CLASSIFICATION_BREAK = "classification_break"
    RE_EXPORT = "re_export"
    UNSPECIFIED = "unspecified"
    ONE_CARGO = "one_cargo"
    FEW_CARGOES = "few_cargoes"
    POSSIBLE_CARGO = "possible_one_cargo"


class GapVerdict(StrEnum):
    """How the two records of a flow compare."""

    SELLER_MORE = "seller_records_more"
    CONSISTENT = "consistent"
    BUYER_MORE = "buyer_records_more"
    BUYER_FAR_MORE = "buyer_records_far_more"
    TOO_SMALL = "too_small"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Flag:
    """One year of one side's series that must be read with care.

    Attributes
    ----------
    kind
        Why.
    side
        ``exporter`` or ``importer``: whose record.
    year
        The year flagged.
    value_usd
        That year's record.
    """

    kind: FlagKind
    side: str
    year: int
    value_usd: float


@dataclass(frozen=True, slots=True)
class Rank:
    """A partner's place among all partners of a country, with its share of the total.

    Attributes
    ----------
    position
        1 is the largest; None where no flow is recorded.
    of
        Partners with a recorded flow.
    share
        Share of the country's recorded total (0-1).
    """

    position: int | None
    of: int
    share: Quantity


@dataclass(frozen=True, slots=True)
class MirrorGap:
    """What the buyer records over what the seller records, pooled over years in which both reported.

    Attributes
    ----------
    years
        First and last year of the pool: ``2012-2016``.
    exporter_usd, importer_usd, ratio
        The two sums, and importer's over exporter's.
    percentile
        Where the ratio stands among all pairs (0-100).
    median
        The median ratio of all pairs.
    band_low, band_high
        What CIF against FOB explains.
    pool
        ISO codes of the buyer and its transit neighbours, fixed from the network and never chosen by result.
    pool_ratio
        The ratio when the buyer is taken together with them.
    verdict
        How the two records compare.
    percentile_of_size
        Where the ratio stands among pairs of its size class (0-100).
    gap_low_usd, gap_high_usd
        What the buyer records beyond the seller's record at the upper end of the band, and at par; never negative.
    by_year
        One row for each year in which both reported: year, exporter_usd, importer_usd, ratio, percentile (among all
        pairs of the reference), pool_ratio (with the transit neighbours), verdict.
    """

    years: str
    exporter_usd: Quantity
    importer_usd: Quantity
    ratio: Quantity
    percentile: Quantity
    median: Quantity
    band_low: float
    band_high: float
    pool: tuple[str, ...]
    pool_ratio: Quantity
    verdict: GapVerdict
    percentile_of_size: Quantity = _NO_PERCENTILE
    gap_low_usd: Quantity = _NO_SUM
    gap_high_usd: Quantity = _NO_SUM
    by_year: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a record grew from one year to the next, and what is ordinary for a flow of that size.

    Attributes
    ----------
    side
        ``exporter``, ``importer`` or ``reconciled``: whose record.
    year
        The later year: the last that the side reported.
    rate
        Percent; None where the base is under a million US dollars, one cargo explains either year, or nothing is
        recorded of either; the note says which.
    low, high
        Percentiles 10 and 90 of growth over all flows with a base of that size (percent); None where there is no base
        or no later record, since the reference holds flows recorded in both years only.
    ordinary
        Whether the rate lies between the two; None where there is no rate.
    """

    side: str
    year: int
    rate: Quantity
    low: Quantity
    high: Quantity
    ordinary: bool | None


@dataclass(frozen=True, slots=True)
class Direction:
    """Goods from one country to another, on every basis there is.

    Attributes
    ----------
    exporter, importer
        The two countries.
    total
        Latest total (USD) of the totals file, with its basis.
    coverage
        ``both``, ``one`` or ``none``: how many sides of the pair the totals file covers.
    state
        Recorded, nothing recorded, or not covered.
    series
        Both reporters' yearly records, where the snapshot has them: year, exporter_usd, importer_usd,
        exporter_reported, importer_reported, ratio (null where too small). Empty where it has none.
    mirror
        The pooled gap, None where there is no series.
    flags
        Years to read with care.
    destination_rank, origin_rank
        The importer among the exporter's destinations; the exporter among the importer's origins.
    goods
        Products, tonnes and years of the reconciled flow; None where the records hold totals only.
    both_known
        Whether the records know both countries at all, whatever they cover of the two.
    months
        Both reporters' monthly records, where they were pulled: period, then as `series`. Empty else.
    growth
        The last year's growth on each record that has one.
    """

    exporter: Country
    importer: Country
    total: Quantity
    coverage: str
    state: FlowState
    series: pl.DataFrame
    mirror: MirrorGap | None
    flags: tuple[Flag, ...]
    destination_rank: Rank
    origin_rank: Rank
    both_known: bool
    goods: Goods | None = None
    months: pl.DataFrame = field(default_factory=pl.DataFrame)
    growth: tuple[Growth, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Trade between two countries, both ways: `outward` from the first to the second, `inward` back.

    `vintage` is the release of pulled flows that the totals are from, '' for the shipped ones.
    """

    outward: Direction
    inward: Direction
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    vintage: str = ""


@dataclass(frozen=True, slots=True)
class RegionProfile:
    """Trade of one country with each member of a bloc.

    Attributes
    ----------
    home, bloc
        The country and the bloc.
    partners
        One profile a member, largest two-way recorded total first, members without data last.
    no_data
        Members absent from the totals file altogether: not zero, unknown.
    outward_usd, inward_usd
        Sums over members with a recorded flow.
    outward_concentration, inward_concentration
        Herfindahl index of the members' shares in those sums (0-1).
    """

    home: Country
    bloc: Bloc
    partners: tuple[Profile, ...]
    no_data: tuple[Country, ...]
    outward_usd: Quantity
    inward_usd: Quantity
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    outward_concentration: Quantity = _NO_INDEX
    inward_concentration: Quantity = _NO_INDEX


@dataclass(frozen=True, slots=True)
class ItcReading:
    """How near a figure is to the export potential of the International Trade Centre.

    Attributes
    ----------
    name
        ``ITC`` where the formula was followed to the letter, ``ITC-type`` where parts are left out.
    left_out
        The parts that are.
    """

    name: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opportunities:
    """What one country could sell to another, by product of the Harmonized System.

    Attributes
    ----------
    exporter, importer
        The two countries.
    level
        Digits of the products: 2, 4 or 6.
    products
        One row a product, largest structural potential first: hs, label, supply_musd, supply_years, demand_musd,
        demand_years, structural_musd, itc_type_musd (null where there is no trade to scale by), today_musd (the
        recorded flow; null where flows of a pair by product are not known), rca_without_oil (null for chapters set
        apart), net_export_ratio, density (0-1: how much of what is near a product the exporter sells already) and pci
        (product complexity; both null for chapters set apart), kept (bool), reason (the first filter that dropped it,
        '' if kept: set_apart, no_supply, no_advantage, net_importer, irregular, fading), caution (codes, ``;`` between:
        demand_not_known, demand_not_recorded, demand_gap, stale_margin, above_capacity, perishable, bulk, entrepot).
    structural, structural_kept, structural_listed
        Sum of the structural potential over all products, over those kept, and over those listed: kept, and not set
        aside because the importer has no import of them on record.
    structural_fuels
        The part of `structural` that is fuels, which move by pipeline and by the cargo and are read apart.
    predicted, observed
        The gravity mean of the pair's total and the recorded total (USD).
    percentile
        Where observed over predicted stands among pairs of like predicted size (0-100).
    complementarity
        Overlap of the exporter's supply mix and the importer's demand mix (0-1).
    demand_coverage
        Share of the importer's recorded imports that the product file covers.
    itc
        How to read `itc_type_musd`: its name, and what of ITC's formula is left out.
    """

    exporter: Country
    importer: Country
    level: int
    products: pl.DataFrame
    structural: Quantity
    structural_kept: Quantity
    structural_listed: Quantity
    structural_fuels: Quantity
    predicted: Quantity
    observed: Quantity
    percentile: Quantity
    complementarity: Quantity
    demand_coverage: Quantity
    itc: ItcReading
    sources: tuple[str, ...]
    notes: tuple[str, ...]
