"""Landed cost on a terminal: the waterfall, who pays what, and the rivals."""

from alat.cli.paper import NOT_KNOWN, Paper, figure, number
from alat.data import Quantity
from alat.routing import Landed, Rival, Step
from alat.routing.landed.results import CENTS
from alat.routing.prices import PRICE_YEAR

_DAY_H = 24.0
_BASES = {"cif": "CIF at the importer's border", "fob": "value at the exporter's border"}


def show_landed(paper: Paper, result: Landed) -> None:
    """Write the steps with who pays them, the sums, the price of the Incoterm, and the rivals."""
    term = result.incoterm
    paper.title(
        f"{result.exporter.name} to {result.importer.name}: {result.product} {result.product_label}, "
        f"{term.code} {result.named_place}"
    )
    loads = f"{result.loads:g} {result.load_name} of {result.load_t:g} t, " if result.load_name != "t" else ""
    paper.say(
        f"{result.tonnes:,g} t as {result.cargo}: {loads}lane {result.lane.id}, {result.hours / _DAY_H:.1f} days door"
        f" to door (nine in ten within {result.p90_hours / _DAY_H:.1f}); duty and taxes of {result.day}; scenario"
        f" {result.scenario.name}."
    )
    paper.say(f"Handled by: {', '.join(result.lane.parties)}.")
    paper.say(f"A tonne is worth {figure(result.value)}, {_when(result.value)}, {result.value.basis.value}.")
    if result.missing:
        paper.say(f"NOT KNOWN, and in no total: {', '.join(result.missing)}.")
    load = f"USD/{result.load_name}" if result.load_name != "t" else ""
    money = ("USD", "USD/t", *((load,) if load else ()), "range USD", "seller pays")
    paper.table(
        ("step", *money, "detail", "basis", "source"),
        [(*_line(step, boxed=bool(load)), paper.cite(step.amount.sources)) for step in result.steps],
        right=money,
    )
    _sums(paper, result)
    if result.rivals:
        paper.table(
            (
                "supplier",
                "world exports",
                "USD/t at its border",
                "year",
                "carriage USD/t",
                "duty USD/t",
                "landed USD/t",
                "gap USD/t",
                "note",
            ),
            [_own(result), *(_rival(rival) for rival in result.rivals)],
            right=("world exports", "USD/t at its border", "carriage USD/t", "duty USD/t", "landed USD/t", "gap USD/t"),
            title="Other suppliers of the chapter, on the same terms",
        )


def _line(step: Step, *, boxed: bool) -> tuple[str, ...]:
    known = step.amount.known
    load = f"{step.usd_per_load:,.2f}" if known else NOT_KNOWN
    spread = "" if step.low_usd is None else f"{step.low_usd:,.0f}-{step.high_usd:,.0f}"
    return (
        step.label,
        f"{step.cents / CENTS:,.2f}" if known else NOT_KNOWN,
        f"{step.usd_per_t:,.2f}" if known else NOT_KNOWN,
        *((load,) if boxed else ()),
        spread,
        f"{step.seller_cents / CENTS:,.2f}" if step.seller_cents else "",
        step.detail,
        step.amount.basis.value,
    )


def _sums(paper: Paper, result: Landed) -> None:
    totals, per_t = result.totals, CENTS * result.tonnes
    without = f", without {' and '.join(result.missing).lower()}" if result.missing else ""
    rows = (
        (f"Customs value: {_BASES[result.customs_base]}", totals.customs_value),
        (f"Duty, charges and VAT{without}", totals.duty_and_taxes),
        (f"Delivered before VAT and later margins{without}", totals.before_tax),
        (f"Landed cost: all that is paid{without}", totals.paid),
        (f"Landed cost with the cost of time{without}", totals.with_time),
        (f"Price {result.incoterm.code} {result.named_place}: the seller's part{without}", totals.seller),
        ("What the buyer pays beside that price", totals.buyer),
    )
    paper.table(
        ("sum", "USD", "USD/t"),
        [(label, f"{cents / CENTS:,.2f}", f"{cents / per_t:,.2f}") for label, cents in rows],
        right=("USD", "USD/t"),
    )


def _own(result: Landed) -> tuple[str, ...]:
    money = [_whole(each) for each in (result.carriage_usd_per_t, result.duty_usd_per_t, result.landed_usd_per_t)]
    return (result.exporter.name, "", _whole(result.value.value), result.value.year, *money, "", "asked about")


def _rival(rival: Rival) -> tuple[str, ...]:
    gap = NOT_KNOWN if rival.gap_usd_per_t is None else f"{rival.gap_usd_per_t:+,.0f}"
    exports = NOT_KNOWN if rival.world_exports.value is None else number(rival.world_exports.value, "usd")
    money = (_whole(rival.freight_usd_per_t), _whole(rival.duty_usd_per_t), _whole(rival.landed_usd_per_t), gap)
    return (rival.exporter.name, exports, _whole(rival.value.value), rival.value.year, *money, rival.why)


def _when(value: Quantity) -> str:
    return f"value of {value.year} in dollars of {PRICE_YEAR}" if value.year else "no year"


def _whole(value: float | None) -> str:
    return NOT_KNOWN if value is None else f"{value:,.0f}"
