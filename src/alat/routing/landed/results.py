"""What a landed cost answers with: steps from ex works to delivered, who pays each, and what they rest on."""

from dataclasses import dataclass
from enum import StrEnum

from alat.data import Quantity
from alat.network.scenario import Scenario
from alat.reference import Country
from alat.routing.results import Lane
from alat.trade.records import Records

CENTS = 100


class Stage(StrEnum):
    """A stretch of the way, in order; Incoterms say up to which the seller pays and bears the risk."""

    GOODS = "goods"
    EXPORT_DOCUMENTS = "export_documents"
    EXPORT_INLAND = "export_inland"
    TRANSIT_OUT = "transit_out"
    LOADING = "loading"
    MAIN = "main"
    TRANSIT_IN = "transit_in"
    IMPORT_HANDLING = "import_handling"
    IMPORT_INLAND = "import_inland"
    UNLOADING = "unloading"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Incoterm:
    """A rule of Incoterms 2020.

    Attributes
    ----------
    code, name
        ``DAP``, ``Delivered at place``.
    by_ship
        Whether it is for goods loaded on a ship only.
    seller_pays_to, risk_passes_at
        The last stage that the seller pays, and the stage after which the buyer bears the risk.
    seller_insures, seller_pays_duty
        Whether the seller insures for the buyer, and clears for import.
    note
        What was settled where the rule leaves a choice.
    """

    code: str
    name: str
    by_ship: bool
    seller_pays_to: Stage
    risk_passes_at: Stage
    seller_insures: bool
    seller_pays_duty: bool
    note: str


@dataclass(frozen=True, slots=True)
class Intermediary:
    """Somebody who takes a margin on the sum of all steps before.

    Attributes
    ----------
    id, actor
        Short name and what a page calls it.
    at
        ``fob`` (on board, or at the exporter's border by land), ``cif`` (the importer's border) or ``delivered``.
    share
        The margin, with its basis and range in the note.
    """

    id: str
    actor: str
    at: str
    share: Quantity


@dataclass(frozen=True, slots=True)
class Deal:
    """What is sold, and on which terms.

    Attributes
    ----------
    product
        HS code of two, four or six digits.
    incoterm
        One of the eleven rules of Incoterms 2020.
    value_usd_per_t
        What a tonne is worth; None for the unit value on record: see `alat.routing.worth.worth`.
    value_at
        Where `value_usd_per_t` holds: at the exporter's ``border`` (on board in a port of its own), or at the ``works``
        before any carriage.
    tonnes
        What the consignment weighs; None for one box, or for bulk the weight in `landed_parameters`.
    cargo
        Cargo class; None for the one in which goods of the chapter usually travel.
    lane
        The lane that is best in ``money``, ``hours``, or ``generalised``: money and what the hours cost these goods.
    day
        ISO day on which duty and taxes are looked up; None for the newest day a rate is known for.
    margins
        Intermediaries; None for those of `landed_margins`.
    records
        What the user has on record, pulled tariffs and flows among it; None for what ships alone. Every supplier that
        is priced on these terms is priced on these records.
    """

    product: str
    incoterm: str = "DAP"
    value_usd_per_t: float | None = None
    value_at: str = "border"
    tonnes: float | None = None
    cargo: str | None = None
    lane: str = "generalised"
    day: str | None = None
    margins: tuple[Intermediary, ...] | None = None
    records: Records | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the waterfall.

    Attributes
    ----------
    id, label
        ``duty``, and what a page calls it.
    amount
        US dollars of the whole consignment; value None where it is not known.
    cents
        The same in whole cents; 0 where it is not known.
    usd_per_t, usd_per_load
        The same for a tonne and for a load, rounded so that each column adds up to its own total.
    seller_cents
        What of it the seller pays under the Incoterm; the buyer pays the rest.
    detail
        What it holds: the stretch, the rate and its base.
    low_usd, high_usd
        The amount at both ends of the rate's range, all else equal; None where there is no range.
    money
        Whether somebody is paid; the cost of time beyond interest is felt but not paid.
    """

    id: str
    label: str
    amount: Quantity
    cents: int
    usd_per_t: float
    usd_per_load: float
    seller_cents: int
    detail: str
    low_usd: float | None = None
    high_usd: float | None = None
    money: bool = True


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of steps, in whole cents of the consignment.

    Attributes
    ----------
    ex_works, customs_value, duty_and_taxes, paid, with_time
        The goods alone; what duty falls on; duty, charges and VAT; all that is paid; and the cost of time on
        top of it.
    seller, buyer
        What of `paid` the seller bears and puts into the price of the Incoterm, and what the buyer pays beside it.
    before_tax
        `paid` without VAT, which a registered importer gets back, and without the margins that follow it.
    """

    ex_works: int
    customs_value: int
    duty_and_taxes: int
    paid: int
    with_time: int
    seller: int
    buyer: int
    before_tax: int


@dataclass(frozen=True, slots=True)
class Rival:
    """The same consignment from another supplier.

    Attributes
    ----------
    exporter
        The rival.
    value
        US dollars a tonne at its border, with year and basis.
    world_exports
        What it sells of the chapter to the world.
    freight_usd_per_t, duty_usd_per_t, landed_usd_per_t
        Carriage from its main city, the duty, and all that is paid; None where they cannot be had, and `why` says why.
    gap_usd_per_t
        Its landed cost less that of the exporter asked about: negative where the rival is cheaper.
    complete
        Whether its duty and taxes are known.
    """

    exporter: Country
    value: Quantity
    world_exports: Quantity
    freight_usd_per_t: float | None
    duty_usd_per_t: float | None
    landed_usd_per_t: float | None
    gap_usd_per_t: float | None
    complete: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Landed:
    """The landed cost of a consignment from one country to another.

    Attributes
    ----------
    exporter, importer
        The two sides.
    product, product_label
        HS code as asked, and its label.
    incoterm, named_place
        The rule, and the place it names.
    value
        Value of a tonne as found or given, with where it holds in the note.
    cargo, load_name, load_t, loads, tonnes
        How the goods travel.
    scenario, lane
        The edits in force, and the lane taken.
    day
        Day on which duty and taxes were looked up.
    hours
        From door to door, with customs clearance.
    steps
        The waterfall; their cents add up to `totals.with_time`.
    totals
        Sums.
    customs_base
        What duty falls on in the importing country: ``cif`` at its border, or ``fob`` at the exporter's.
    missing
        Steps that are not known: every total is then without them.
    rivals
        Other suppliers, least landed cost first; those that cannot be had stand last.
    """

    exporter: Country
    importer: Country
    product: str
    product_label: str
    incoterm: Incoterm
    named_place: str
    value: Quantity
    cargo: str
    load_name: str
    load_t: float
    loads: float
    tonnes: float
    scenario: Scenario
    lane: Lane
    day: str
    hours: float
    steps: tuple[Step, ...]
    totals: Totals
    customs_base: str
    missing: tuple[str, ...]
    rivals: tuple[Rival, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def landed_usd_per_t(self) -> float:
        """All that is paid for a tonne, without the cost of time."""
        return self.totals.paid / CENTS / self.tonnes

    @property
    def p90_hours(self) -> float:
        """Hours that nine consignments in ten take at most; clearance is taken to have no spread."""
        return self.lane.p90_hours + self.hours - self.lane.hours

    @property
    def carriage_usd_per_t(self) -> float:
        """Moving and handling a tonne from city to city, whoever pays it."""
        carried = set(STAGES) - {Stage.GOODS, Stage.EXPORT_DOCUMENTS}
        return sum(step.cents for step in self.steps if step.id in carried) / CENTS / self.tonnes

    @property
    def duty_usd_per_t(self) -> float | None:
        """The duty on a tonne; None where it is not known."""
        owed = next(step for step in self.steps if step.id == "duty")
        return owed.cents / CENTS / self.tonnes if owed.amount.known else None
