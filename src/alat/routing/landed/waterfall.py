"""How do the steps from ex works to delivered add up? Each in whole cents, each on what stands before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from alat.data import Basis, Quantity
from alat.errors import NotCovered
from alat.routing.figures import weakest
from alat.routing.landed.duties import Duty
from alat.routing.landed.money import exact, whole_cents
from alat.routing.landed.parameters import Parameter, parameter
from alat.routing.landed.results import CENTS, STAGES, Incoterm, Intermediary, Stage
from alat.routing.landed.stages import Way
from alat.routing.landed.taxes import Tax
from alat.routing.prices import PRICE_YEAR

BORDER = "border"
DAY_H, DAYS_A_YEAR = 24, 365
_LABELS = {
    Stage.EXPORT_INLAND: "Inland in the exporting country",
    Stage.TRANSIT_OUT: "Transit to the port of loading",
    Stage.LOADING: "Loading the ship",
    Stage.MAIN: "Main carriage",
    Stage.TRANSIT_IN: "Transit from the port of discharge",
    Stage.IMPORT_HANDLING: "Handling and control at entry",
    Stage.IMPORT_INLAND: "Inland in the importing country",
    Stage.UNLOADING: "Unloading at destination",
}
_OUTER = {
    Stage.IMPORT_HANDLING: "Handling and control at the outer border",
    Stage.IMPORT_INLAND: "Inland from the outer border",
}
_INSIDE = "none inside one customs territory"


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a waterfall is computed from.

    Attributes
    ----------
    way, loads, tonnes
        The lane in stages, the loads that travel, and what they weigh.
    value, value_at
        Value of a tonne, and whether it holds at the exporter's ``border`` or at the ``works``, before any carriage.
    term, margins
        The Incoterm, and the chain of intermediaries.
    customs_base
        ``cif`` (the importer's border) or ``fob`` (the exporter's).
    duty, charges, vat
        What the importer levies.
    clearance
        Customs clearance of one consignment: US dollars, its hours in `clearance_h`.
    time_share_per_day
        Share of the goods' value that a day in transit costs, interest included.
    """

    way: Way
    loads: Fraction
    tonnes: Fraction
    value: Quantity
    value_at: str
    term: Incoterm
    margins: tuple[Intermediary, ...]
    customs_base: str
    duty: Duty
    charges: tuple[Tax, ...]
    vat: Tax
    clearance: Quantity
    clearance_h: float
    time_share_per_day: Quantity


@dataclass(frozen=True, slots=True)
class Bar:
    """A step before it is shown: cents of the consignment, None where not known, and who pays what of it."""

    id: str
    label: str
    cents: int | None
    seller_cents: int
    basis: Basis
    sources: tuple[str, ...]
    detail: str
    year: str = ""
    low: int | None = None
    high: int | None = None
    money: bool = True


@dataclass(slots=True)
class _Stack:
    """Bars put on each other."""

    inputs: Inputs
    bars: list[Bar] = field(default_factory=list)

    def put(self, bar: Bar) -> None:
        self.bars.append(bar)

    def total(self, *, without: Iterable[str] = ()) -> int:
        left_out = set(without)
        return sum(bar.cents or 0 for bar in self.bars if bar.id not in left_out and bar.money)


def waterfall(inputs: Inputs) -> tuple[Bar, ...]:
    """Return the bars in order; the sum of their cents is the landed cost with the cost of time.

    A rate falls on what stands before it, rounded to the cent: insurance on cost and freight in closed form, duty on
    the customs value, VAT on customs value, duty and charges, a margin on all steps before it but VAT, which a
    registered importer gets back.

    Raises
    ------
    NotCovered
        If the goods are worth less at the border than carriage to it costs.
    """
    stack = _Stack(inputs)
    _to_the_border(stack)
    _margins(stack, "fob")
    _abroad(stack)
    _levies(stack)
    _after_the_border(stack)
    _waiting(stack)
    return tuple(stack.bars)


def value_at_border(inputs: Inputs, bars: Iterable[Bar]) -> int:
    """Return what the goods are worth where they leave the exporter's country, in cents.

    Statistics value goods so: on board in a port of the exporter's own, else at its land border.
    """
    own_port = Stage.TRANSIT_OUT not in inputs.way.stretches
    before = {Stage.GOODS, Stage.EXPORT_DOCUMENTS, Stage.EXPORT_INLAND, *((Stage.LOADING,) if own_port else ())}
    return sum(bar.cents or 0 for bar in bars if bar.id in before)


def customs_value(inputs: Inputs, bars: Sequence[Bar]) -> int:
    """Return what the duty falls on, in cents: all bars up to the importer's border, or to the exporter's."""
    ids = [bar.id for bar in bars]
    before = bars[: ids.index("duty")] if "duty" in ids else bars
    if inputs.customs_base == "cif":
        return sum(bar.cents or 0 for bar in before)
    sold = {f"margin_{actor.id}" for actor in inputs.margins if actor.at == "fob"}
    return value_at_border(inputs, before) + sum(bar.cents or 0 for bar in before if bar.id in sold)


def hours_before(inputs: Inputs, stage: Stage | None = None) -> float:
    """Return the hours until a stage is over; door to door with clearance where none is given."""
    last = STAGES.index(stage) if stage else len(STAGES) - 1
    moved = sum(stretch.hours for each, stretch in inputs.way.stretches.items() if STAGES.index(each) <= last)
    cleared = last >= STAGES.index(Stage.IMPORT_INLAND)
    return moved + (inputs.clearance_h if cleared else 0.0)


def _to_the_border(stack: _Stack) -> None:
    """Put the goods, documents, and carriage until they are on the ship, or leave the exporter's country by land."""
    inputs = stack.inputs
    documents = _documents(inputs)
    carried = [_carriage(inputs, stage) for stage in (Stage.EXPORT_INLAND, Stage.TRANSIT_OUT, Stage.LOADING)]
    bars = [bar for bar in carried if bar is not None]
    worth = whole_cents(exact(inputs.value.value or 0.0) * inputs.tonnes)
    spent = value_at_border(inputs, [documents, *bars]) if inputs.value_at == BORDER else 0
    goods = worth - spent
    if goods <= 0:
        per_t = Fraction(spent, CENTS) / inputs.tonnes
        raise NotCovered(
            f"a tonne is worth {inputs.value.value:,.0f} USD at the exporter's border and costs {float(per_t):,.0f} USD"
            " to bring there: nothing is left for the goods; give a value at the works"
        )
    note = f"less {spent / CENTS:,.2f} USD to get there" if spent else ""
    when = f"value of {inputs.value.year} in dollars of {PRICE_YEAR}" if inputs.value.year else ""
    detail = "; ".join(filter(None, (f"{inputs.value.value:,.2f} USD/t at the {inputs.value_at}", when, note)))
    basis = (
        weakest([inputs.value.basis, documents.basis, *(bar.basis for bar in bars)]) if spent else inputs.value.basis
    )
    stack.put(Bar("goods", "Goods, ex works", goods, goods, basis, inputs.value.sources, detail, inputs.value.year))
    stack.put(documents)
    for bar in bars:
        stack.put(bar)


def _abroad(stack: _Stack) -> None:
    """Put main carriage, transit and insurance: up to the importer's border, which makes the customs value."""
    for stage in (Stage.MAIN, Stage.TRANSIT_IN):
        bar = _carriage(stack.inputs, stage)
        if bar is not None:
            stack.put(bar)
    stack.put(_insurance(stack.inputs, cost_and_freight=stack.total()))
    _margins(stack, "cif")


def _levies(stack: _Stack) -> None:
    """Put duty on the customs value, charges on their bases, and VAT on all of them."""
    inputs, valued = stack.inputs, customs_value(stack.inputs, stack.bars)
    duty = _duty(inputs, valued=valued)
    stack.put(duty)
    freight = sum(bar.cents or 0 for bar in stack.bars if bar.id == Stage.MAIN) if inputs.way.by_ship else 0
    bases = {
        "customs_value": valued,
        "customs_value_and_duty": valued + (duty.cents or 0),
        "sea_freight": freight,
    }
    vat_base = valued + (duty.cents or 0)
    for charge in inputs.charges:
        bar = _tax(inputs, charge, base=bases[charge.base])
        stack.put(bar)
        vat_base += (bar.cents or 0) if charge.in_vat_base else 0
    stack.put(_tax(inputs, inputs.vat, base=vat_base))


def _after_the_border(stack: _Stack) -> None:
    """Put handling at entry, clearance, carriage inland and unloading."""
    inputs = stack.inputs
    handled = _carriage(inputs, Stage.IMPORT_HANDLING)
    if handled is not None:
        stack.put(handled)
    stack.put(_clearance(inputs))
    for stage in (Stage.IMPORT_INLAND, Stage.UNLOADING):
        bar = _carriage(inputs, stage)
        if bar is not None:
            stack.put(bar)
    if inputs.term.seller_pays_to is Stage.UNLOADING and Stage.UNLOADING not in inputs.way.stretches:
        label = _LABELS[Stage.UNLOADING]
        stack.put(Bar("unloading", label, None, 0, Basis.ASSUMED, (), "no price of unloading a truck is known"))


def _waiting(stack: _Stack) -> None:
    """Put interest, the margin of whoever sells on after delivery, and what a day costs beyond interest."""
    inputs = stack.inputs
    hours = hours_before(inputs)
    share = hours_before(inputs, inputs.term.risk_passes_at) / hours if hours else 0.0
    if inputs.term.risk_passes_at in {Stage.GOODS, Stage.EXPORT_DOCUMENTS}:
        share = 0.0
    days = exact(hours) / DAY_H
    interest = parameter("interest_per_year")
    value = Fraction(value_at_border(inputs, stack.bars), CENTS)
    spans = [whole_cents(value * exact(rate) * days / DAYS_A_YEAR) for rate in _span(interest)]
    finance = spans[0]
    told = f"{100 * interest.value:g} % a year for {hours / DAY_H:.1f} days"
    stack.put(
        Bar(
            "finance",
            "Interest on goods in transit",
            finance,
            _part(finance, share),
            interest.basis,
            interest.sources,
            told,
            low=spans[1],
            high=spans[2],
        )
    )
    _margins(stack, "delivered")
    daily = inputs.time_share_per_day
    whole = whole_cents(value * exact(daily.value or 0.0) * days)
    rest = max(whole - finance, 0)
    told = f"{100 * (daily.value or 0.0):g} % of the goods' value a day, less the interest above; nobody is paid"
    label = "Cost of time beyond interest"
    stack.put(Bar("time", label, rest, _part(rest, share), daily.basis, daily.sources, told, daily.year, money=False))


def _documents(inputs: Inputs) -> Bar:
    row = parameter("export_documents_usd")
    label = "Export documents and clearance"
    if not inputs.duty.cleared:
        return Bar("export_documents", label, 0, 0, row.basis, row.sources, _INSIDE)
    cents, low, high = (whole_cents(exact(each)) for each in _span(row))
    seller = cents if _seller_pays(inputs.term, Stage.EXPORT_DOCUMENTS) else 0
    return Bar("export_documents", label, cents, seller, row.basis, row.sources, "one consignment", low=low, high=high)


def _carriage(inputs: Inputs, stage: Stage) -> Bar | None:
    stretch = inputs.way.stretches.get(stage)
    if stretch is None:
        return None
    cents = whole_cents(stretch.money_usd * inputs.loads)
    seller = cents if _seller_pays(inputs.term, stage) else 0
    label = {**_LABELS, **(_OUTER if inputs.way.outer else {})}[stage]
    if stage is Stage.MAIN:
        label += f", {'by ship' if inputs.way.by_ship else 'by land'}"
    detail = f"{stretch.where}, {stretch.hours / DAY_H:.1f} days"
    return Bar(stage.value, label, cents, seller, stretch.basis, stretch.sources, detail)


def _insurance(inputs: Inputs, *, cost_and_freight: int) -> Bar:
    rate, share = parameter("insurance_rate"), parameter("insured_share")
    usd = Fraction(cost_and_freight, CENTS)
    insured = exact(share.value)
    cents, low, high = (whole_cents(usd * insured * exact(each) / (1 - insured * exact(each))) for each in _span(rate))
    covered = inputs.term.seller_insures or _seller_pays(inputs.term, Stage.IMPORT_INLAND, risk=True)
    detail = f"{100 * rate.value:g} % of {100 * share.value:g} % of CIF"
    return Bar(
        "insurance",
        "Insurance",
        cents,
        cents if covered else 0,
        rate.basis,
        rate.sources,
        detail,
        low=low,
        high=high,
    )


def _duty(inputs: Inputs, *, valued: int) -> Bar:
    duty, base = inputs.duty, Fraction(valued, CENTS)
    specific = duty.usd_per_t * inputs.tonnes
    cents, low, high = (
        None if rate is None else whole_cents(base * rate + specific) for rate in (duty.rate, duty.low, duty.high)
    )
    if low == high:
        low = high = None
    rate = "" if duty.rate is None else f"{float(100 * duty.rate):g} %"
    extra = f"{float(duty.usd_per_t):,.2f} USD/t" if duty.usd_per_t else ""
    detail = f"{' + '.join(filter(None, (rate, extra)))} on the customs value" if duty.known else "not known"
    if duty.usd_per_t and not duty.rate:
        detail = extra
    seller = (cents or 0) if inputs.term.seller_pays_duty else 0
    return Bar("duty", "Duty", cents, seller, duty.basis, duty.sources, detail, duty.year, low, high)


def _tax(inputs: Inputs, tax: Tax, *, base: int) -> Bar:
    cents = None if tax.rate is None else whole_cents(Fraction(base, CENTS) * tax.effective)
    seller = (cents or 0) if inputs.term.seller_pays_duty else 0
    within = (
        f", counted on the price with the tax in it ({float(100 * tax.effective):.4g} %)" if tax.within_price else ""
    )
    rate = "not known" if tax.rate is None else f"{float(100 * tax.rate):g} % on {base / CENTS:,.2f} USD{within}"
    return Bar(tax.id, tax.name, cents, seller, tax.basis, tax.sources, rate, tax.year)


def _clearance(inputs: Inputs) -> Bar:
    cents = whole_cents(exact(inputs.clearance.value or 0.0)) if inputs.duty.cleared else 0
    seller = cents if inputs.term.seller_pays_duty else 0
    detail = f"one consignment, {inputs.clearance_h:g} hours" if inputs.duty.cleared else _INSIDE
    found = inputs.clearance
    return Bar("clearance", "Import clearance", cents, seller, found.basis, found.sources, detail, found.year)


def _margins(stack: _Stack, at: str) -> None:
    """Put the margin of each intermediary of a place, each on the sum of all steps before it but VAT."""
    term = stack.inputs.term
    for actor in stack.inputs.margins:
        if actor.at != at:
            continue
        base = stack.total(without=("vat",))
        cents = whole_cents(Fraction(base, CENTS) * exact(actor.share.value or 0.0))
        seller = cents if at != "delivered" and _seller_pays(term, Stage.MAIN) else 0
        detail = f"{100 * (actor.share.value or 0.0):g} % of {base / CENTS:,.2f} USD"
        label = f"Margin: {actor.actor}"
        stack.put(Bar(f"margin_{actor.id}", label, cents, seller, actor.share.basis, actor.share.sources, detail))


def _seller_pays(term: Incoterm, stage: Stage, *, risk: bool = False) -> bool:
    last = term.risk_passes_at if risk else term.seller_pays_to
    return STAGES.index(stage) <= STAGES.index(last)


def _part(cents: int, share: float) -> int:
    return whole_cents(Fraction(cents, CENTS) * exact(share))


def _span(row: Parameter) -> Sequence[float]:
    return (row.value, row.low, row.high)
