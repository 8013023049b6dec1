"""The command on landed cost."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.lane_question import LaneQuestion
from alat.cli.request import Answered, Request, listed
from alat.errors import BadInput

AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class LandedRequest(LaneQuestion):
    """What goods cost when they are delivered, from ex works to the importer's city, step by step and by Incoterm."""

    command: ClassVar[str] = "landed"

    product: Annotated[str, Option("--product", metavar="HS", help="HS code of two, four or six digits.")]
    incoterm: Annotated[str, Option("--incoterm", metavar="CODE", help="A rule of Incoterms 2020.")] = "DAP"
    value: Annotated[
        float | None,
        Option(
            "--value",
            metavar="USD_PER_T",
            help="Value of a tonne; without it that of pulled flows, else the exporter's mean.",
        ),
    ] = None
    value_at: Annotated[
        str,
        Option("--value-at", metavar="border|works", help="Where --value holds."),
    ] = "border"
    tonnes: Annotated[
        float | None, Option("--tonnes", metavar="T", help="Weight of the consignment; one box or 5,000 t without it.")
    ] = None
    cargo: Annotated[
        str, Option("--cargo", metavar="CLASS", help="How goods travel; by itself that of the HS chapter.")
    ] = AUTO
    lane: Annotated[str, Option("--lane", metavar="generalised|money|hours", help="What the lane is best in.")] = (
        "generalised"
    )
    on: Annotated[str | None, Option("--on", metavar="DATE", help="Day for duty and taxes; the newest without it.")] = (
        None
    )
    margin: Annotated[
        str | None,
        Option("--margin", metavar="NAME@fob=2,NAME=5", help="Intermediaries and their percent, or none."),
    ] = None
    rival: Annotated[str | None, Option("--rival", metavar="IND,THA", help="Suppliers to compare with.")] = None
    rival_value: Annotated[
        str | None, Option("--rival-value", metavar="THA=480", help="Value of a tonne at the border of rivals.")
    ] = None

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.show_landed import show_landed
        from alat.data.days import typed_day
        from alat.routing import Deal, landed, margins_typed, with_rivals
        from alat.trade import records_at_hand

        values = rival_values(self.rival_value)
        exporter, importer, scenario = self.asked()
        deal = Deal(
            product=self.product,
            incoterm=self.incoterm,
            value_usd_per_t=self.value,
            value_at=self.value_at,
            tonnes=self.tonnes,
            cargo=None if self.cargo == AUTO else self.cargo,
            lane=self.lane,
            day=None if self.on is None else typed_day(self.on).isoformat(),
            margins=None if self.margin is None else margins_typed(self.margin),
            records=records_at_hand(),
        )
        alone = landed(exporter, importer, deal=deal, scenario=scenario)
        result = with_rivals(alone, deal, named=listed(self.rival), values_usd_per_t=values)
        return Answered(result, partial(show_landed, result=result))


COMMANDS: tuple[type[Request], ...] = (LandedRequest,)


def rival_values(text: str | None) -> dict[str, float]:
    """Read ``THA=480,IND=500``.

    Raises
    ------
    BadInput
        If a part is not COUNTRY=USD_PER_T with a value above zero.
    """
    found = {}
    for part in listed(text):
        name, mark, value = part.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            mark = ""
        if not mark or not name.strip() or not found[name.strip()] > 0:
            raise BadInput(f"--rival-value {part!r}; expected COUNTRY=USD_PER_T with a value above zero")
    return found
