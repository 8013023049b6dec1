"""Commands on green energy and on exchanges of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Argument, Option

from alat.cli.lane_question import ScenarioQuestion
from alat.cli.request import Answered, First, Request, Second, StudyOption, listed
from alat.errors import BadInput

if TYPE_CHECKING:
    from alat.sectors import Energy


@dataclass(frozen=True, kw_only=True)
class EnergyRequest(ScenarioQuestion):
    """What solar and wind power, storage, hydrogen and ammonia cost, and ammonia delivered by sea: does it pay?"""

    command: ClassVar[str] = "energy"

    origin: Annotated[str, Argument(metavar="ORIGIN", help="The country that would make ammonia.")]
    destination: Annotated[str, Argument(metavar="DESTINATION", help="The country that would buy it.")]
    wacc: Annotated[
        float | None, Option("--wacc", metavar="SHARE", help="Cost of capital for every country: 0.08 is 8 %.")
    ] = None
    price: Annotated[
        float | None,
        Option(
            "--price",
            metavar="USD",
            help="Price to beat at the destination, USD/t; else of pulled flows, or the shipped.",
        ),
    ] = None
    supply: Annotated[
        str | None, Option("--supply", metavar="POWER", help="solar, wind or both; the cheapest without it.")
    ] = None
    put: Annotated[
        list[str] | None,
        Option(
            "--set",
            metavar="NAME=NUMBER",
            help="A figure in place of the shipped one: solar.capex=600, or AZE.wind.life=20 for one country.",
        ),
    ] = None
    rival: Annotated[
        str | None, Option("--rival", metavar="CHL,AUS", help="Other countries that might make it, to compare.")
    ] = None
    chart: Annotated[
        Path | None, Option("--chart", metavar="FILE.svg", help="Write a picture of the delivered cost there too.")
    ] = None

    def answer(self) -> Answered:
        """Ask the sectors room."""
        from alat.cli.countries import one_country
        from alat.cli.show_energy import show_energy
        from alat.data.places import check_file
        from alat.sectors import energy
        from alat.sectors.energy_price import pulled_price
        from alat.trade import records_at_hand

        if self.chart is not None:
            check_file(self.chart, option="--chart", overwrite=self.overwrite)
        given = typed_figures(self.put or ())
        if self.wacc is not None:
            given["finance.wacc"] = self.wacc
        origin, destination = one_country(self.origin), one_country(self.destination)
        result = energy(
            origin,
            destination,
            given=given,
            price=pulled_price(destination, records_at_hand()) if self.price is None else self.price,
            supply=self.supply,
            scenario=self.edits(origin, destination),
            rivals=[one_country(name) for name in listed(self.rival)],
        )
        self._draw(result)
        return Answered(result, partial(show_energy, result=result))

    def _draw(self, result: "Energy") -> None:
        if self.chart is None:
            return
        from alat.brief.charts import delivered_bars
        from alat.cli.answer import write_whole

        write_whole(self.chart, delivered_bars(result, name="delivered-ammonia") + "\n", option="--chart")


@dataclass(frozen=True, kw_only=True)
class ExchangesRequest(Request):
    """Exchanges of people between two countries: seats, cost of a seat, outcome, follow-up, and what bars the way."""

    command: ClassVar[str] = "exchanges"

    first: First
    second: Second
    seats: Annotated[
        float | None,
        Option("--seats", metavar="NUMBER", help="Price each kind for so many seats a year instead of a study's."),
    ] = None
    as_of: Annotated[
        str | None, Option("--as-of", metavar="DAY", help="The day of memberships; the study's own without it.")
    ] = None
    study: StudyOption = None

    def answer(self) -> Answered:
        """Ask the sectors room."""
        from alat.cli.countries import one_country
        from alat.cli.show_exchanges import show_exchanges
        from alat.data import open_study
        from alat.data.days import typed_day
        from alat.sectors import exchanges

        result = exchanges(
            one_country(self.first),
            one_country(self.second),
            study=None if self.study is None else open_study(self.study),
            on=None if self.as_of is None else typed_day(self.as_of),
            seats=self.seats,
        )
        return Answered(result, partial(show_exchanges, result=result))


COMMANDS: tuple[type[Request], ...] = (EnergyRequest, ExchangesRequest)


def typed_figures(texts: Sequence[str]) -> dict[str, float]:
    """Return ``NAME=NUMBER`` texts as numbers by name.

    Raises
    ------
    BadInput
        If one is not of that form.
    """
    found = {}
    for text in texts:
        name, mark, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            mark = ""
        if not mark or not name.strip():
            raise BadInput(f"--set {text!r}; expected NAME=NUMBER such as solar.capex=600")
    return found
