"""What the trade room answers with."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from alat.data import Basis, Quantity
from alat.reference import Bloc, Country

_NO_PERCENTILE = Quantity(None, "percentile", Basis.OBSERVED)
_NO_SUM = Quantity(None, "usd", Basis.OBSERVED)
_NO_POTENTIAL = Quantity(None, "usd", Basis.MODELLED)


class FlowState(StrEnum):
    """What the absence or presence of a row in the 2023 totals means; the three are never one."""

    RECORDED = "recorded"
    NOTHING_RECORDED = "nothing_recorded"
    NOT_COVERED = "not_covered"


class FlagKind(StrEnum):
    """Why a figure of a series must be read with care."""

    SMALL_BASE = "small_base"
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


@dataclass(frozen=True, slots=True)
class Profile:
    """Trade between two countries, both ways: `outward` from the first to the second, `inward` back."""

    outward: Direction
    inward: Direction
    sources: tuple[str, ...]
    notes: tuple[str, ...]


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
    """

    home: Country
    bloc: Bloc
    partners: tuple[Profile, ...]
    no_data: tuple[Country, ...]
    outward_usd: Quantity
    inward_usd: Quantity
    sources: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opportunities:
    """What one country could sell to another, by HS chapter.

    Attributes
    ----------
    exporter, importer
        The two countries.
    products
        One row an HS2 chapter, largest structural potential first: hs2, label, supply_musd, supply_years,
        demand_musd, demand_years, structural_musd, itc_type_musd (null where there is no trade to scale by),
        rca_without_oil (null for chapters set apart), net_export_ratio, kept (bool), reason (the first filter that
        dropped it, '' if kept: set_apart, no_supply, no_advantage, net_importer, irregular), caution (codes, ``;``
        between: demand_not_known, demand_not_recorded, demand_gap, stale_margin, above_capacity, perishable, bulk,
        entrepot).
    structural, structural_kept
        Sum of the structural potential over all chapters, and over those kept.
    predicted, observed
        The gravity mean of the pair's total and the recorded total (USD).
    percentile
        Where observed over predicted stands among pairs of like predicted size (0-100).
    complementarity
        Overlap of the exporter's supply mix and the importer's demand mix (0-1).
    demand_coverage
        Share of the importer's recorded imports that the product file covers.
    structural_fuels
        The part of `structural` that is fuels, which move by pipeline and by the cargo and are read apart.
    """

    exporter: Country
    importer: Country
    products: pl.DataFrame
    structural: Quantity
    structural_kept: Quantity
    predicted: Quantity
    observed: Quantity
    percentile: Quantity
    complementarity: Quantity
    demand_coverage: Quantity
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    structural_fuels: Quantity = _NO_POTENTIAL
