"""Which ports would serve a trade best as hubs, and does any of them improve on today's lanes at all?

Today's lanes change ships wherever that is best already. Opening a hub makes the main sea legs of a port cheaper, by
alpha: larger ships on consolidated cargo. So a port can win as a hub that is on no lane today, and with alpha = 1 none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from math import isfinite

import numpy as np
import polars as pl

from alat.data import Basis, table
from alat.errors import BadInput, NotCovered
from alat.network.places import Place
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, cargo_class, country
from alat.routing.cost import CostTable
from alat.routing.figures import Floats
from alat.routing.hub_choice import Chosen, choose
from alat.routing.hub_costs import HOURS, OFF, PAID, Ask, Costs, Trade, costs_of, on_reported, port_number, trade_of
from alat.routing.hub_results import Candidate, HubPair, Hubs, Saving, Sensitivity
from alat.routing.hub_words import answer, notes, said_of_reported
from alat.routing.lanes import edit_notes, prepared
from alat.routing.lines import same_edits
from alat.routing.seaports import hub_ports
from alat.routing.ships import Figure, figure_sources, parameters
from alat.routing.volume import SUPPLY

MEASURES = ("generalised", "money")
_NOTHING = 1e-9
_LOW, _CENTRAL, _HIGH = range(3)


@dataclass(frozen=True, slots=True)
class Terms:
    """How hubs are judged.

    Attributes
    ----------
    by
        ``generalised`` or ``money``: what is minimised.
    alpha
        Price of sailing a main leg at a hub over that of the same leg elsewhere; a parameter without it.
    cargo
        ``container`` or ``reefer``.
    feu
        FEU a year each way between any two of the countries; modelled from recorded trade without it.
    """

    by: str = "generalised"
    alpha: float | None = None
    cargo: str = "container"
    feu: float | None = None


def hubs(
    origins: Sequence[Country | str],
    destinations: Sequence[Country | str],
    *,
    candidates: Sequence[str],
    p: int = 1,
    terms: Terms | None = None,
    scenario: Scenario = BASE,
) -> Hubs:
    """Return the p ports that would serve the trade between two sets of countries best as hubs, both ways.

    Parameters
    ----------
    origins, destinations
        The two sets; pairs are one of each.
    candidates
        Seaports, or countries that stand for their large ports.
    p
        How many hubs.
    terms
        What is minimised, the price of legs at a hub, the cargo class, and boxes where they are supposed.
    scenario
        What is closed, opened, avoided, added or improved, and as of which day.

    Raises
    ------
    UnknownCode, AmbiguousName
        If a country, port or cargo class is not known.
    BadInput
        If p is not between 1 and the number of candidates, alpha not between 0 and 1, the boxes no number above 0, or
        a candidate no seaport.
    NotCovered
        If the cargo class sails without liners, or no trade between the two sets is on record or supposed.
    NoRoute
        If no pair has a lane.

    Notes
    -----
    The p-hub median with multiple allocation (Campbell 1996): a pair goes as today or by one or two of the hubs. What a
    pair costs with hubs comes from the whole network of services with their main legs at alpha, not from a sum of two
    distances. Loads are FEU a year modelled from the totals of 2023.
    """
    ask = _ask(candidates, p, terms=terms or Terms(), scenario=scenario)
    sides = [[country(one) if isinstance(one, str) else one for one in each] for each in (origins, destinations)]
    trade, left_out = trade_of(ask, sides)
    central = costs_of(ask, trade, alpha=ask.alpha.value, usd_per_h=ask.usd_per_h.value)
    chosen = choose(central.today[:, 0], central.by_hubs[..., 0], weights=trade.feu[_CENTRAL], p=p)
    swings = tuple(_swing(ask, trade, alpha=a, usd_per_h=hour) for a, hour in product(_alphas(ask), _hours(ask)))
    return _result(ask, trade, costs=central, chosen=chosen, swings=swings, left_out=left_out)


def _ask(candidates: Sequence[str], p: int, *, terms: Terms, scenario: Scenario) -> Ask:
    if terms.by not in MEASURES:
        raise BadInput(f"hubs by {terms.by!r}; expected {' or '.join(MEASURES)}")
    alpha = _alpha(terms.alpha)
    if terms.feu is not None and not (isfinite(terms.feu) and terms.feu > 0):
        raise BadInput(f"{terms.feu:g} FEU a year; expected a number above 0")
    ports = hub_ports(candidates)
    if not 1 <= p <= len(ports):
        raise BadInput(f"{p} hubs out of {len(ports)} candidates; expected 1 to {len(ports)}")
    choice = prepared(same_edits(scenario), cargo_class(terms.cargo).code)
    if choice.sea.tramp:
        raise NotCovered(f"no hubs for {choice.costs.cargo}: its ships sail for one cargo and change nowhere")
    shut = [one.name for one in ports if port_number(choice, one) < 0]
    if shut:
        raise BadInput(f"no ship calls under {scenario.name!r} at {', '.join(shut)}; leave them out")
    costs = choice.costs
    return Ask(ports, p, terms.by, alpha, costs.cargo, costs.load_t, _hour(costs), terms.feu, scenario)


def _alpha(asked: float | None) -> Figure:
    known = parameters()["LP11"]
    if asked is None:
        return known
    if not 0 < asked <= 1:
        raise BadInput(f"alpha of {asked:g}; expected more than 0 and at most 1")
    return replace(known, value=asked, basis=Basis.ASSUMED)


def _hour(costs: CostTable) -> Figure:
    """Return what an hour of a load is worth, with its range."""
    row = table("value_of_time").row(by_predicate=pl.col("cargo") == costs.cargo, named=True)
    usd = costs.value_of_time_usd_per_h
    low, high = (usd * row[end] / row["value_share_per_day"] for end in ("low", "high"))
    return Figure(usd, low, high, Basis(row["basis"]), tuple(row["source"].split(";")))


def _alphas(ask: Ask) -> tuple[float, ...]:
    return tuple(sorted({ask.alpha.favourable, ask.alpha.value, ask.alpha.unfavourable}))


def _hours(ask: Ask) -> tuple[float, ...]:
    hour = ask.usd_per_h
    return (hour.favourable, hour.value, hour.unfavourable) if ask.by == "generalised" else (hour.value,)


def _swing(ask: Ask, trade: Trade, *, alpha: float, usd_per_h: float) -> Sensitivity:
    """Choose again at another alpha and value of time."""
    costs, feu = costs_of(ask, trade, alpha=alpha, usd_per_h=usd_per_h), trade.feu[_CENTRAL]
    chosen = choose(costs.today[:, 0], costs.by_hubs[..., 0], weights=feu, p=ask.p)
    saved = float(feu @ costs.today[:, 0]) - chosen.cost
    return Sensitivity(
        alpha, usd_per_h, _opened(ask, chosen, saved=saved, costs=costs), max(saved, 0.0), float(feu.sum())
    )


def _opened(ask: Ask, chosen: Chosen, *, saved: float, costs: Costs) -> tuple[Place, ...]:
    """Return the hubs that are used by any pair; none where they save nothing."""
    if saved <= _NOTHING * chosen.cost:
        return ()
    used = _ways(costs, chosen.hubs)[1]
    names = {hub for pair in used for hub in pair}
    return tuple(ask.ports[hub] for hub in chosen.hubs if hub in names)


def _ways(costs: Costs, hubs_: tuple[int, ...]) -> tuple[Floats, list[tuple[int, ...]]]:
    """Return each pair's best way, (pairs, 4), and which hubs it needs: the fewest that reach it, none for today's."""
    sets = sorted(combinations_with_replacement(hubs_, 2), key=lambda pair: pair[0] != pair[1])
    every = np.stack([costs.today, *(costs.by_hubs[i, j] for i, j in sets)])
    least = every[..., 0].min(axis=0)
    first = (every[..., 0] <= least + _NOTHING * np.abs(least)).argmax(axis=0)
    needed: list[tuple[int, ...]] = [(), *(tuple(sorted({i, j})) for i, j in sets)]
    return every[first, np.arange(len(least))], [needed[number] for number in first]


def _result(
    ask: Ask,
    trade: Trade,
    *,
    costs: Costs,
    chosen: Chosen,
    swings: tuple[Sensitivity, ...],
    left_out: tuple[str, ...],
) -> Hubs:
    now = float(trade.feu[_CENTRAL] @ costs.today[:, 0])
    opened = _opened(ask, chosen, saved=now - chosen.cost, costs=costs)
    ways, used = _ways(costs, chosen.hubs if opened else ())
    saving = _saving(trade, costs=costs, ways=ways)
    ever = {port.id for swing in swings for port in swing.hubs}
    low, central, high = (float(feu.sum()) for feu in trade.feu)
    known = on_reported(ask, trade)
    reported = _swing(ask, known, alpha=ask.alpha.value, usd_per_h=ask.usd_per_h.value) if known else None
    said = answer(opened, p=ask.p, saving=saving, today_usd=now, feu=central, swings=swings)
    return Hubs(
        by=ask.by,
        cargo=ask.cargo,
        scenario=ask.scenario,
        p=ask.p,
        alpha=ask.alpha,
        usd_per_h=ask.usd_per_h,
        chosen=opened,
        today_usd=now,
        saving=saving,
        feu=central,
        feu_range=(low, high),
        feu_basis=Basis.MODELLED if ask.feu is None else Basis.ASSUMED,
        pairs=_pairs(trade, costs=costs, ways=ways, used=used),
        candidates=_alone(ask, trade, costs=costs),
        never=tuple(port for port in ask.ports if port.id not in ever),
        sensitivity=swings,
        reported=reported,
        gap=chosen.gap,
        left_out=left_out,
        answer=f"{said} {said_of_reported(reported)}",
        sources=_sources(ask, trade),
        notes=(*notes(supposed=ask.feu is not None), *edit_notes(ask.scenario)),
    )


def _saving(trade: Trade, *, costs: Costs, ways: Floats) -> Saving:
    """Sum over all pairs what their ways save over today's."""
    feu, less = trade.feu, costs.today - ways
    whole, money, hours, _ = (float(each) for each in feu[_CENTRAL] @ less)
    low, high = (float(feu[each] @ less[:, 0]) for each in (_LOW, _HIGH))
    return Saving(whole, (low, high), money, hours, float(feu[_CENTRAL] @ ways[:, OFF]))


def _pairs(trade: Trade, *, costs: Costs, ways: Floats, used: list[tuple[int, ...]]) -> tuple[HubPair, ...]:
    return tuple(
        HubPair(
            origin=volume.exporter,
            destination=volume.importer,
            volume=volume,
            today_usd=float(costs.today[row, PAID]),
            today_h=float(costs.today[row, HOURS]),
            hub_usd=float(ways[row, PAID]),
            hub_h=float(ways[row, HOURS]),
            off_usd=float(ways[row, OFF]),
            helped=bool(used[row]),
        )
        for row, volume in enumerate(trade.volumes)
    )


def _alone(ask: Ask, trade: Trade, *, costs: Costs) -> tuple[Candidate, ...]:
    """Return each candidate as the only hub, the one that saves most first."""
    feu, found = trade.feu[_CENTRAL], []
    for number, port in enumerate(ask.ports):
        ways, used = _ways(costs, (number,))
        boxes = float(feu[[bool(hubs_) for hubs_ in used]].sum())
        found.append(Candidate(port, _saving(trade, costs=costs, ways=ways), boxes))
    return tuple(sorted(found, key=lambda one: (-one.saving.usd, one.port.id)))


def _sources(ask: Ask, trade: Trade) -> tuple[str, ...]:
    boxes = {source for volume in trade.volumes for source in (*volume.value.sources, SUPPLY)}
    found = {source for each in trade.served for source in each.group.choice.costs.sources}
    found |= boxes if ask.feu is None else set()
    return tuple(sorted({*found, *ask.usd_per_h.sources, *figure_sources(["LP11"]), "alat-service-rule"}))
