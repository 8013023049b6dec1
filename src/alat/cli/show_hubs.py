"""Direct services and hubs on a terminal: the answer first, then what it rests on."""

from alat.cli.paper import Paper
from alat.reference import countries
from alat.routing.break_even_results import BreakEven, DirectService, ServedPair
from alat.routing.hub_results import Candidate, HubPair, Hubs, Sensitivity
from alat.routing.ships import Figure
from alat.trade.records import SNAPSHOT_YEAR

_DAY_H = 24.0
_MUSD = 1e6
_KUSD = 1e3
_MOST_PAIRS = 12


def show_service(paper: Paper, result: DirectService) -> None:
    """Write whether a direct service would pay: the answer, each class and market, and its worth to the goods."""
    calls = [*(port.name for port in result.loop.calls), result.loop.calls[0].name]
    paper.title(f"A weekly direct service {result.first.name} - {result.second.name}")
    paper.say(f"{result.answer}")
    paper.say(f"Rotation: {' - '.join(calls)}, {result.loop.km:,.0f} km. Scenario: {result.scenario.name}.")
    numbers = ("ships", "days", "m USD a week", "charter", "fuel", "ports", "dues", "one way", "each way", "as trade")
    paper.table(
        ("TEU ship", "market", "charter of", *numbers, "slots"),
        [_class_line(each) for each in result.ships],
        right=("TEU ship", *numbers, "slots"),
        title="TEU a week to break even (modelled), by class and market; a star: more than there are slots",
    )
    columns = ("today USD", "days", "direct days", "worth USD", "by money", "TEU a week", "range", "2023 m USD")
    paper.table(
        ("goods", *columns),
        [_pair_line(pair) for pair in _shown(result)],
        right=columns,
        title=f"What it is worth to a FEU (modelled); in the model the sea leg costs {result.price_usd:,.0f} USD",
    )
    paper.say(
        f"Weak direction over strong: {result.weak_share:.2f}. "
        f"Pairs that gain nothing: {sum(not pair.gains for pair in result.pairs)} of {len(result.pairs)}."
    )


def show_hubs(paper: Paper, result: Hubs) -> None:
    """Write which ports serve a trade best as hubs: the answer, each candidate alone, the ranges, the pairs."""
    least = "money and hours" if result.by == "generalised" else "money"
    paper.title(f"Hubs for {_feu(result)}, least {least}")
    paper.say(result.answer)
    gap = "every set was tried" if result.gap == 0 else f"within {result.gap:.2%} of the least"
    paper.say(f"{result.p} out of {len(result.candidates)} ports, {gap}. Scenario: {result.scenario.name}.")
    hour = f"; an hour of a FEU is worth {_ranged(result.usd_per_h, ' USD')}" if result.by == "generalised" else ""
    paper.say(f"Alpha {_ranged(result.alpha)}{hour}.")
    _show_candidates(paper, result)
    paper.table(
        ("alpha", "USD an hour", "best hubs", "k USD saved"),
        [_swing_line(swing) for swing in result.sensitivity],
        right=("alpha", "USD an hour", "k USD saved"),
        title="Best hubs over the ranges of alpha and of the value of time, a year (modelled)",
    )
    amounts = ("FEU a year", "today USD", "days", "by hub USD", "of price off", "days by hub")
    paper.table(
        ("goods", *amounts),
        [_hub_line(pair) for pair in sorted(result.pairs, key=lambda pair: -pair.volume.central_feu)[:_MOST_PAIRS]],
        right=amounts,
        title="Freight of a FEU and its days, today and by the hub, the largest trades first (modelled)",
    )
    paper.say(f"Never among the best: {', '.join(port.name for port in result.never) or 'none of them'}.")
    if result.left_out:
        paper.say(f"Left out, {len(result.left_out)} pairs: {'; '.join(result.left_out)}.")


def _feu(result: Hubs) -> str:
    low, high = result.feu_range
    if low == high:
        return f"{result.feu:,.0f} FEU a year ({result.feu_basis}), priced as {result.cargo}"
    span = f"{low:,.0f} to {high:,.0f}, {result.feu_basis} from trade of {SNAPSHOT_YEAR}"
    return f"{result.feu:,.0f} FEU a year ({span}), priced as {result.cargo}"


def _ranged(figure: Figure, unit: str = "") -> str:
    low, high = sorted((figure.favourable, figure.unfavourable))
    return f"{figure.value:.4g}{unit} ({figure.basis}, {low:g} to {high:g})"


def _show_candidates(paper: Paper, result: Hubs) -> None:
    """Write what each candidate saves alone; those that save nothing in one line."""
    saving = [one for one in result.candidates if one.feu]
    columns = ("k USD saved", "k USD of price off", "k USD less freight", "FEU-days saved", "FEU by it")
    if saving:
        paper.table(
            ("port", "country", *columns),
            [_candidate_line(one) for one in saving],
            right=columns,
            title=f"Each candidate as the only hub, a year (modelled, alpha {result.alpha.value:g})",
        )
    rest = [one.port.name for one in result.candidates if not one.feu]
    if rest:
        paper.say(f"Alone these save nothing: {', '.join(rest)}.")


def _candidate_line(one: Candidate) -> tuple[str, ...]:
    return (
        one.port.name,
        countries()[one.port.iso3].name,
        f"{one.saving.usd / _KUSD:,.1f}",
        f"{one.saving.off_usd / _KUSD:,.1f}",
        f"{one.saving.money_usd / _KUSD:,.1f}",
        f"{one.saving.feu_h / _DAY_H:,.0f}",
        f"{one.feu:,.0f}",
    )


def _swing_line(swing: Sensitivity) -> tuple[str, ...]:
    return (
        f"{swing.alpha:g}",
        f"{swing.usd_per_h:.2f}",
        ", ".join(port.name for port in swing.hubs) or "none",
        f"{swing.saved_usd / _KUSD:,.1f}",
    )


def _hub_line(pair: HubPair) -> tuple[str, ...]:
    names = countries()
    return (
        f"{names[pair.origin].name} to {names[pair.destination].name}",
        f"{pair.volume.central_feu:,.0f}",
        f"{pair.today_usd:,.0f}",
        f"{pair.today_h / _DAY_H:.1f}",
        f"{pair.hub_usd:,.0f}" if pair.helped else "as today",
        f"{pair.off_usd:,.0f}" if pair.helped else "",
        f"{pair.hub_h / _DAY_H:.1f}" if pair.helped else "",
    )


def _shown(result: DirectService) -> list[ServedPair]:
    """Return the pairs that gain, and the main pair in any case."""
    gaining = [pair for pair in result.pairs if pair.gains or pair in result.main]
    return sorted(gaining, key=lambda pair: -pair.worth_usd)


def _class_line(each: BreakEven) -> tuple[str, ...]:
    cost = each.cost
    parts = (cost.total_usd, cost.charter_usd, cost.fuel_usd, cost.port_usd, cost.dues_usd)
    return (
        f"{each.vessel.teu:,.0f}",
        each.market,
        each.as_of[:7],
        str(cost.round.ships),
        f"{cost.round.days:.1f}",
        *(f"{part / _MUSD:.2f}" for part in parts),
        *(_boxes(each, teu) for teu in (each.one_way_teu, each.balanced_teu, each.as_trade_teu)),
        f"{each.slots_teu:,.0f}",
    )


def _boxes(each: BreakEven, teu: float | None) -> str:
    if teu is None:
        return "never"
    return f"{teu:,.0f}" + ("" if each.fits(teu) else "*")


def _pair_line(pair: ServedPair) -> tuple[str, ...]:
    names, weeks = countries(), 2 * 7 / 365.25
    volume = pair.volume
    value = volume.value.value
    return (
        f"{names[pair.origin].name} to {names[pair.destination].name}",
        f"{pair.today_usd:,.0f}",
        f"{pair.today_h / _DAY_H:.1f}",
        f"{pair.direct_h / _DAY_H:.1f}",
        f"{pair.worth_usd:,.0f}",
        f"{pair.worth_by_money_usd:,.0f}",
        f"{volume.central_feu * weeks:,.1f}",
        f"{volume.low_feu * weeks:,.1f}-{volume.high_feu * weeks:,.1f}",
        "not on record" if value is None else f"{value / _MUSD:,.2f}",
    )
