"""The world of 2023 in sections of the Harmonized System and services, as a baseline of many sectors.

Only trade, GDP, tariffs and end uses are data; docs/economy.md says what the rest rests on and what it moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alat.data import table
from alat.economy.baseline import IDENTITY_TOLERANCE, Baseline, FloatArray, place_of
from alat.economy.chapter_flows import ChapterFlows, chapter_flows
from alat.economy.flows import from_flows
from alat.economy.goods_accounts import Demand, GoodsAccounts, goods_accounts
from alat.economy.sections import Sections, sections
from alat.economy.shipped_tariffs import ShippedTariffs, shipped_tariffs
from alat.economy.world import gdp_of, old_gdp, sources_of, world_parameters
from alat.errors import BadInput
from alat.reference import product
from alat.trade.theta import theta as published_theta

_DAY = "2023-12-31"
_CALLED = {"gross": "gross_output_ratio", "goods": "goods_output_ratio", "scale": "intermediate_scale"}
_USED = (*("flows_total", "supply_hs2", "demand_hs2", "macro", "economy_parameters", "chapter_uses", "theta_cargo"),)
_GRAVITY, _TARIFFS = ("gravity_fit", "gravity_geography"), ("tariffs_manufactured", "tariff_preferences")

Mix = tuple[tuple[str, float], ...]


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
    theta_range
        Lowest and highest published trade elasticity over which results are to be read, shape (J, 2).
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
    theta_range: FloatArray
    raised: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        size, kinds = self.baseline.expenditure.shape
        return f"SectorWorld({size} countries x {kinds} sectors, {len(self.chapters)} chapters)"

    def __reduce__(self) -> tuple[object, ...]:
        """Let it travel between processes: the sectors are behind a view that cannot."""
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        return _restored, (held | {"sector_of": dict(self.sector_of)},)


def _restored(held: dict[str, Any]) -> SectorWorld:
    return SectorWorld(**held | {"sector_of": MappingProxyType(held["sector_of"])})


def sector_world(
    *,
    fill: bool = True,
    theta: float | Mapping[str, float] | None = None,
    gross_output_ratio: float | None = None,
    goods_output_ratio: float | None = None,
    intermediate_scale: float | None = None,
    goods_mix: Mapping[str, float] | None = None,
    tariffs: bool = True,
) -> SectorWorld:
    """Build the baseline of every country in the trade totals by section of the Harmonized System, and services.

    Parameters
    ----------
    fill
        Whether pairs that no report covers take what the gravity equation expects; else they are nil.
    theta
        Trade elasticity of all sectors, or of some by name; the published centre where none is given.
    gross_output_ratio, goods_output_ratio
        Gross output, and that of goods in the world, over GDP; the shipped parameters where none are given.
    intermediate_scale
        By what to multiply the share of each sector of goods that goes into production (it stays at most one).
    goods_mix
        Share of each sector of goods in what the world spends on goods, summing to one; that in world trade without it.
    tariffs
        Whether anybody levies any.

    Raises
    ------
    BadInput
        If a parameter is out of range, or a mix lacks a sector or does not sum to one.
    UnknownCode
        If a sector is named that is none.
    NotCovered
        If a country of the totals has no GDP.
    """
    by_name = theta if isinstance(theta, Mapping) else {}
    return _built(
        _Choice(
            fill=fill,
            theta=published_theta().central if theta is None or isinstance(theta, Mapping) else float(theta),
            thetas=tuple(sorted(by_name.items())),
            gross=_shipped("gross_output_ratio", instead=gross_output_ratio),
            goods=_shipped("goods_output_ratio", instead=goods_output_ratio),
            scale=_shipped("intermediate_scale", instead=intermediate_scale),
            least=_shipped("least_own_share", instead=None),
            mix=tuple(sorted((goods_mix or {}).items())),
            tariffs=tariffs,
        )
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    fill: bool
    theta: float
    thetas: Mix
    gross: float
    goods: float
    scale: float
    least: float
    mix: Mix
    tariffs: bool


def _shipped(name: str, *, instead: float | None) -> float:
    return world_parameters()[name] if instead is None else instead


@dataclass(frozen=True, slots=True, eq=False)
class _Trade:
    """What no choice but that of the fill moves: flows by chapter, their sum by sector and the rates on it."""

    flows: ChapterFlows
    sectors: Sections
    usd: FloatArray
    levied: ShippedTariffs
    rates: FloatArray


@lru_cache(maxsize=4)
def _built(choice: _Choice) -> SectorWorld:
    trade = _trade(fill=choice.fill)
    flows, sectors = trade.flows, trade.sectors
    if not choice.tariffs:
        trade = replace(trade, rates=np.zeros_like(trade.rates))
    accounts = goods_accounts(
        flows.countries,
        exports=trade.usd.sum(axis=1),
        imports=trade.usd.sum(axis=0),
        duty=(trade.usd * trade.rates).sum(axis=0),
        gross_output=choice.gross * gdp_of(list(flows.countries))["value"].to_numpy(),
        demand=_demand(choice, trade),
    )
    notes = _notes(choice, trade, accounts=accounts)
    sources = sources_of(*_USED, *(_GRAVITY if choice.fill else ()), *(_TARIFFS if choice.tariffs else ()))
    baseline = replace(_baseline(choice, trade, accounts=accounts), notes=notes, sources=sources)
    # The world is shared between all who ask the same: nobody may write into it.
    for name in ("expenditure", "shares", "tariff", "theta", "value_added_share", "input_shares", "final_shares"):
        getattr(baseline, name).setflags(write=False)
    return SectorWorld(
        baseline=baseline,
        chapters=flows.chapters,
        sector_of=MappingProxyType(sectors.of),
        labels=sectors.labels,
        flows_usd=flows.flows_usd,
        fill=choice.fill,
        modelled=flows.modelled,
        theta_range=_theta_range(sectors),
        raised=tuple((flows.countries[n], sectors.names[j]) for n, j in np.argwhere(accounts.raised_spending)),
        notes=notes,
        sources=sources,
    )


@cache
def _trade(*, fill: bool) -> _Trade:
    """Sum trade over the chapters of each sector, and weigh rates with it; a rate is nil where there is no trade."""
    flows = chapter_flows(fill=fill)
    sectors = sections(flows.chapters)
    usd = sectors.summed(flows.flows_usd)
    levied = shipped_tariffs(flows.countries, flows.chapters, day=_DAY)
    dutiable = sectors.summed(flows.flows_usd * levied.dutiable)
    share = np.divide(dutiable, usd, out=np.zeros_like(usd), where=usd > 0)
    return _Trade(flows, sectors, usd, levied, np.asarray(share * levied.rates[None, :, None]))


def _demand(choice: _Choice, trade: _Trade) -> Demand:
    """Return spending on sectors of goods, in the mix given or of world trade, and what of it goes into production."""
    flows, sectors = trade.flows, trade.sectors
    traded = flows.flows_usd.sum(axis=(0, 1))
    uses = dict(table("chapter_uses").select("hs2", "intermediate_share").iter_rows())
    used = traded * np.array([uses[chapter] for chapter in flows.chapters])
    by_sector = sectors.summed(traded)
    mix = _given_mix(choice.mix, sectors) if choice.mix else by_sector / by_sector.sum()
    for name in ("gross", "goods", "scale"):
        if not getattr(choice, name) > 0:
            raise BadInput(f"{_CALLED[name]}: expected a number over zero; got {getattr(choice, name):g}")
    return Demand(
        spending_shares=choice.goods / choice.gross * mix,
        intermediate=np.minimum(choice.scale * sectors.summed(used) / by_sector, 1.0),
        value_added_share=1 / choice.gross,
        least_share=choice.least,
    )


def _given_mix(mix: Mix, sectors: Sections) -> FloatArray:
    goods = sectors.names[:-1]
    given = {goods[place_of("sector of goods", name, among=goods)]: share for name, share in mix}
    lacking = [name for name in goods if not given.get(name, 0.0) > 0]
    if lacking:
        raise BadInput(f"goods_mix: expected a share over zero of every sector of goods; none of {', '.join(lacking)}")
    if abs(sum(given.values()) - 1) > IDENTITY_TOLERANCE:
        raise BadInput(f"goods_mix: expected shares that sum to one; got {sum(given.values()):g}")
    return np.array([given[name] for name in goods])


def _thetas(choice: _Choice, sectors: Sections) -> FloatArray:
    found = np.full(len(sectors.names), float(choice.theta))
    for name, value in choice.thetas:
        found[place_of("sector", name, among=sectors.names)] = value
    return found


def _theta_range(sectors: Sections) -> FloatArray:
    """Return the widest range of the cargo classes in which a sector's chapters travel; services have that of all."""
    every = published_theta()
    found = np.tile([every.low, every.high], (len(sectors.names), 1))
    for chapter, place in sectors.of.items():
        own = published_theta(product(chapter).cargo)
        found[place] = min(found[place, 0], own.low), max(found[place, 1], own.high)
    return found


def _baseline(choice: _Choice, trade: _Trade, *, accounts: GoodsAccounts) -> Baseline:
    flows, sectors = trade.flows, trade.sectors
    size, kinds = len(flows.countries), len(sectors.names)
    bought, duty = np.zeros((size, size, kinds)), np.zeros((size, size, kinds))
    bought[:, :, :-1], duty[:, :, :-1] = trade.usd.transpose(1, 0, 2), trade.rates.transpose(1, 0, 2)
    bought[np.arange(size), np.arange(size)] += accounts.own
    baseline = from_flows(
        flows.countries,
        sectors.names,
        flows=bought,
        value_added_share=np.full((size, kinds), 1 / choice.gross),
        input_shares=np.repeat(accounts.input_shares[:, :, None], kinds, axis=2),
        theta=_thetas(choice, sectors),
        tariff=duty,
    )
    floored = tuple(code for code, low in zip(flows.countries, accounts.raised_output, strict=True) if low)
    return replace(baseline, floored=floored)


def _notes(choice: _Choice, trade: _Trade, *, accounts: GoodsAccounts) -> tuple[str, ...]:
    flows, cells = trade.flows, accounts.raised_spending
    notes = [
        *_trade_notes(flows),
        f"Gross output is {choice.gross:g} times GDP, that of goods in the world {choice.goods:g} times.",
        f"Spending on sectors of goods has the {_mix_of(choice)} everywhere; output and own trade follow from trade.",
        f"Spending was raised to cover imports in {int(cells.sum())} of {cells.size} countries' sectors.",
        "All sectors of a country use one mix of inputs, by the end use of world imports; services are the rest.",
        f"The trade elasticity is assumed: {_theta_of(choice)}.",
        *(_tariff_notes(trade.levied) if choice.tariffs else ("Tariffs are left out.",)),
    ]
    raised = [code for code, low in zip(flows.countries, accounts.raised_output, strict=True) if low]
    if raised:
        notes.append(f"Gross output was raised, so that trade leaves room for services, for {', '.join(raised)}.")
    return (*notes, *old_gdp(gdp_of(list(flows.countries))), "A flow that is nil in the baseline stays nil.")


def _mix_of(choice: _Choice) -> str:
    return "mix given" if choice.mix else "mix of world trade"


def _theta_of(choice: _Choice) -> str:
    apart = ", ".join(f"{value:g} in {name}" for name, value in choice.thetas)
    return f"{choice.theta:g} in every sector" + (f" but {apart}" if apart else "")


def _trade_notes(flows: ChapterFlows) -> tuple[str, ...]:
    filled = flows.flows_usd[flows.modelled].sum() / flows.flows_usd.sum()
    years = f"exports of {flows.margin_year} and imports of {flows.demand_years}"
    taken = f"{int(flows.modelled.sum())} pairs that no report covers take what gravity expects, {filled:.1%} of trade."
    return (
        "Goods trade of 2023 in sections of the Harmonized System; services are not traded.",
        f"Trade by chapter is modelled: totals of pairs, fitted to {years} by chapter.",
        *((taken,) if flows.modelled.any() else ()),
        f"{int(flows.unknown.sum())} pairs that no report covers count as nil.",
    )


def _tariff_notes(levied: ShippedTariffs) -> tuple[str, ...]:
    return (
        "Tariffs are each importer's mean on manufactures, on all goods.",
        f"They are nil under {levied.agreements} agreements; others are not in the table: many rates are too high.",
        f"The customs union's rate or the median one stands for {', '.join(levied.supposed)}.",
    )
