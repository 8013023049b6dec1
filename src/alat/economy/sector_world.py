"""The world of 2023 in sections of the Harmonized System and services, as a baseline of many sectors.

Only trade, GDP, tariffs and end uses are data; docs/economy.md says what the rest rests on and what it moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from alat.data import table
from alat.economy.baseline import Baseline, FloatArray
from alat.economy.chapter_flows import ChapterFlows, chapter_flows
from alat.economy.flows import from_flows
from alat.economy.goods_accounts import Demand, GoodsAccounts, goods_accounts
from alat.economy.shipped_tariffs import ShippedTariffs, shipped_tariffs
from alat.economy.world import gdp_of, old_gdp, sources_of, world_parameters
from alat.reference import product
from alat.trade.theta import theta as published_theta

SERVICES = "services"
# Section V holds what is dug and what is burnt: fuels are an eighth of world trade and a sector of their own.
_MINERAL_SECTION, _FUELS = "V", "27"
_MINERALS = ("V-minerals", "Minerals and ores"), ("V-fuels", "Mineral fuels")
_DAY = "2023-12-31"
_USED = (
    *("flows_total", "supply_hs2", "demand_hs2", "gravity_fit", "gravity_geography", "macro", "economy_parameters"),
    *("chapter_uses", "tariffs_manufactured", "tariff_preferences", "theta_cargo"),
)

IntermediateUse = Literal["low", "central", "high"]
_COLUMNS = {"low": "intermediate_low", "central": "intermediate_share", "high": "intermediate_high"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SectorWorld:
    """The many-sector world of 2023, and the trade by chapter that it was made of.

    Attributes
    ----------
    baseline
        In USD; sectors are those of `sectors`, services last.
    chapters
        HS chapters, K of them.
    sector_of
        Index of a chapter's sector in the baseline.
    labels
        What a page calls the sectors.
    flows_usd
        Fitted trade, shape (N, N, K), exporter first.
    fill
        Whether pairs that no report covers were filled by gravity's mean.
    modelled
        Those pairs, shape (N, N), exporter first.
    raised
        Country and sector where imports alone exceed what the country would spend, so that spending was raised to them
        and a least own trade.
    notes, sources
        What a reader must know, and ids of `sources.csv`.
    """

    baseline: Baseline
    chapters: tuple[str, ...]
    sector_of: Mapping[str, int]
    labels: tuple[str, ...]
    flows_usd: FloatArray
    fill: bool
    modelled: NDArray[np.bool_]
    raised: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        return f"SectorWorld({self.baseline}, {len(self.chapters)} chapters)"


def sector_world(
    *,
    fill: bool = True,
    theta: float | None = None,
    gross_output_ratio: float | None = None,
    goods_output_ratio: float | None = None,
    intermediate_use: IntermediateUse = "central",
    tariffs: bool = True,
) -> SectorWorld:
    """Build the baseline of every country in the trade totals by section of the Harmonized System, and services.

    Parameters
    ----------
    fill
        Whether pairs that no report covers take what the gravity equation expects; else they are nil.
    theta
        Trade elasticity of every sector; the published centre where none is given.
    gross_output_ratio, goods_output_ratio
        Gross output, and that of goods in the world, over GDP; the shipped parameters where none are given.
    intermediate_use
        Goods of open use (motor spirit, goods not elsewhere specified): all final, half, or all intermediate.
    tariffs
        Whether anybody levies any.

    Raises
    ------
    BadInput
        If a parameter is out of range.
    NotCovered
        If a country of the totals has no GDP.
    """
    defaults = world_parameters()
    return _built(
        _Choice(
            fill=fill,
            theta=published_theta().central if theta is None else theta,
            gross=defaults["gross_output_ratio"] if gross_output_ratio is None else gross_output_ratio,
            goods=defaults["goods_output_ratio"] if goods_output_ratio is None else goods_output_ratio,
            least=defaults["least_own_share"],
            use=intermediate_use,
            tariffs=tariffs,
        )
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    fill: bool
    theta: float
    gross: float
    goods: float
    least: float
    use: IntermediateUse
    tariffs: bool


@dataclass(frozen=True, slots=True)
class _Sectors:
    names: tuple[str, ...]
    labels: tuple[str, ...]
    of: dict[str, int]
    first: NDArray[np.intp]


@lru_cache(maxsize=4)
def _built(choice: _Choice) -> SectorWorld:
    flows = chapter_flows(fill=choice.fill)
    sectors = _sectors(flows.chapters)
    trade = _summed(flows.flows_usd, sectors)
    levied = shipped_tariffs(flows.countries, flows.chapters, day=_DAY)
    rates = _rates(flows, levied, sectors=sectors) if choice.tariffs else np.zeros_like(trade)
    accounts = goods_accounts(
        flows.countries,
        exports=trade.sum(axis=1),
        imports=trade.sum(axis=0),
        duty=(trade * rates).sum(axis=0),
        gross_output=choice.gross * gdp_of(list(flows.countries))["value"].to_numpy(),
        demand=_demand(choice, flows=flows, sectors=sectors),
    )
    baseline = _baseline(choice, flows=flows, sectors=sectors, trade=trade, rates=rates, accounts=accounts)
    notes = _notes(choice, flows=flows, levied=levied, accounts=accounts)
    sources = sources_of(*_USED)
    return SectorWorld(
        baseline=replace(baseline, notes=notes, sources=sources),
        chapters=flows.chapters,
        sector_of=MappingProxyType(sectors.of),
        labels=sectors.labels,
        flows_usd=flows.flows_usd,
        fill=choice.fill,
        modelled=flows.modelled,
        raised=tuple((flows.countries[n], sectors.names[j]) for n, j in np.argwhere(accounts.raised_spending)),
        notes=notes,
        sources=sources,
    )


def _sectors(chapters: tuple[str, ...]) -> _Sectors:
    """Sort chapters into sectors; those of one sector stand together, as in the Harmonized System."""
    named = [_sector(chapter) for chapter in chapters]
    kept = list(dict.fromkeys(named))
    places = [kept.index(each) for each in named]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    return _Sectors(
        names=(*(name for name, _ in kept), SERVICES),
        labels=(*(label for _, label in kept), "Services"),
        of=dict(zip(chapters, places, strict=True)),
        first=first,
    )


def _sector(chapter: str) -> tuple[str, str]:
    section = product(product(chapter).section)
    if section.code == _MINERAL_SECTION:
        return _MINERALS[chapter == _FUELS]
    return section.code, section.label


def _summed(cells: FloatArray, sectors: _Sectors) -> FloatArray:
    """Sum over the chapters of each sector of goods, the last axis."""
    summed: FloatArray = np.add.reduceat(cells, sectors.first, axis=-1)
    return summed


def _rates(flows: ChapterFlows, levied: ShippedTariffs, *, sectors: _Sectors) -> FloatArray:
    """Return rates by sector, exporter first, weighed with the trade in its chapters; nil where there is none."""
    trade = _summed(flows.flows_usd, sectors)
    dutiable = _summed(flows.flows_usd * levied.dutiable, sectors)
    share = np.divide(dutiable, trade, out=np.zeros_like(trade), where=trade > 0)
    return np.asarray(share * levied.rates[None, :, None])


def _demand(choice: _Choice, *, flows: ChapterFlows, sectors: _Sectors) -> Demand:
    """Return world spending on goods in the mix of world trade, and what of it goes into production."""
    traded = flows.flows_usd.sum(axis=(0, 1))
    uses = dict(table("chapter_uses").select("hs2", _COLUMNS[choice.use]).iter_rows())
    used = traded * np.array([uses[chapter] for chapter in flows.chapters])
    by_sector = _summed(traded, sectors)
    return Demand(
        spending_shares=choice.goods / choice.gross * by_sector / by_sector.sum(),
        intermediate=_summed(used, sectors) / by_sector,
        value_added_share=1 / choice.gross if choice.gross else 0.0,
        least_share=choice.least,
    )


def _baseline(
    choice: _Choice,
    *,
    flows: ChapterFlows,
    sectors: _Sectors,
    trade: FloatArray,
    rates: FloatArray,
    accounts: GoodsAccounts,
) -> Baseline:
    size, kinds = len(flows.countries), len(sectors.names)
    bought, duty = np.zeros((size, size, kinds)), np.zeros((size, size, kinds))
    bought[:, :, :-1], duty[:, :, :-1] = trade.transpose(1, 0, 2), rates.transpose(1, 0, 2)
    bought[np.arange(size), np.arange(size)] += accounts.own
    baseline = from_flows(
        flows.countries,
        sectors.names,
        flows=bought,
        value_added_share=np.full((size, kinds), 1 / choice.gross),
        input_shares=np.repeat(accounts.input_shares[:, :, None], kinds, axis=2),
        theta=np.full(kinds, float(choice.theta)),
        tariff=duty,
    )
    floored = tuple(code for code, low in zip(flows.countries, accounts.raised_output, strict=True) if low)
    return replace(baseline, floored=floored)


def _notes(choice: _Choice, *, flows: ChapterFlows, levied: ShippedTariffs, accounts: GoodsAccounts) -> tuple[str, ...]:
    cells = accounts.raised_spending
    notes = [
        *_trade_notes(flows),
        f"Gross output is {choice.gross:g} times GDP, that of goods in the world {choice.goods:g} times.",
        "Spending on sectors of goods has the mix of world trade everywhere; output and own trade follow from trade.",
        f"Spending was raised to cover imports in {int(cells.sum())} of {cells.size} countries' sectors.",
        "All sectors of a country use one mix of inputs, by the end use of world imports; services are the rest.",
        f"The trade elasticity, {choice.theta:g} in every sector, is assumed.",
        *(_tariff_notes(levied) if choice.tariffs else ("Tariffs are left out.",)),
    ]
    raised = [code for code, low in zip(flows.countries, accounts.raised_output, strict=True) if low]
    if raised:
        notes.append(f"Gross output was raised, so that trade leaves room for services, for {', '.join(raised)}.")
    return (*notes, *old_gdp(gdp_of(list(flows.countries))), "A flow that is nil in the baseline stays nil.")


def _trade_notes(flows: ChapterFlows) -> tuple[str, ...]:
    filled = flows.flows_usd[flows.modelled].sum() / flows.flows_usd.sum()
    years = f"exports of {flows.margin_year} and imports of {flows.demand_years}"
    return (
        "Goods trade of 2023 in sections of the Harmonized System; services are not traded.",
        f"Trade by chapter is modelled: totals of pairs, fitted to {years} by chapter.",
        f"{int(flows.modelled.sum())} pairs that no report covers take what gravity expects, {filled:.1%} of trade.",
        f"{int(flows.unknown.sum())} pairs that no report covers count as nil.",
    )


def _tariff_notes(levied: ShippedTariffs) -> tuple[str, ...]:
    return (
        "Tariffs are each importer's mean on manufactures, on all goods.",
        f"They are nil under {levied.agreements} agreements; others are not in the table: many rates are too high.",
        f"The customs union's rate or the median one stands for {', '.join(levied.supposed)}.",
    )
