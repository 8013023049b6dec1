"""Direct services and hubs on a terminal: the answer first, then what it rests on."""

from alat.cli.paper import Paper
from alat.reference import countries
from alat.routing.break_even_results import BreakEven, DirectService, ServedPair

_DAY_H = 24.0
_MUSD = 1e6


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
