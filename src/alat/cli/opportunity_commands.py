"""The command on what could be sold: to one country, or to each member of a bloc."""

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Argument, Option

from alat.cli.lane_question import ScenarioQuestion
from alat.cli.request import Answered, Request
from alat.errors import BadInput

if TYPE_CHECKING:
    from alat.reference import Bloc, Country
    from alat.trade import Records


@dataclass(frozen=True, kw_only=True)
class OpportunitiesRequest(ScenarioQuestion):
    """What one country could sell to another, by product, or to (or buy from) each member of a bloc."""

    command: ClassVar[str] = "opportunities"

    exporter: Annotated[str, Argument(metavar="EXPORTER", help="Who would sell: a country, or a bloc.")]
    importer: Annotated[str, Argument(metavar="IMPORTER", help="Who would buy: a country, or a bloc.")]
    every: Annotated[bool, Option("--all", help="Show every product, with the reason it was dropped.")] = False
    level: Annotated[
        int,
        Option("--level", metavar="DIGITS", help="Digits of the Harmonized System: 2, or 4 and 6 with pulled flows."),
    ] = 2
    net: Annotated[
        bool,
        Option("--net", help="Put the network's freight in place of the usual; takes a scenario's options."),
    ] = False
    on: Annotated[
        str | None,
        Option(
            "--on", metavar="DATE", help="Day on which a bloc's members count; that of the covering study without it."
        ),
    ] = None

    def answer(self) -> Answered:
        """Ask the trade room, and the routing room for what is net of freight."""
        from alat.reference import Country, party
        from alat.trade import records_at_hand

        seller, buyer = party(self.exporter), party(self.importer)
        records = records_at_hand()
        if isinstance(seller, Country) and isinstance(buyer, Country):
            return self._pair(seller, buyer, records=records)
        return self._region(seller, buyer, records=records)

    def _pair(self, seller: "Country", buyer: "Country", *, records: "Records") -> Answered:
        from alat.cli.show_opportunities import show_against_rivals, show_net
        from alat.routing import duty_rates, net_of_freight, opportunities_against_rivals
        from alat.trade import opportunities

        if self.on is not None:
            raise BadInput("--on is for a bloc; both parties are countries")
        self._refuse_scenario()
        duties = partial(duty_rates, records=records)
        found = opportunities(seller, buyer, records=records, level=self.level, duties=duties)
        if not self.net:
            beside = opportunities_against_rivals(found, records=records)
            return Answered(beside, partial(show_against_rivals, result=beside, every=self.every))
        result = net_of_freight(found, records=records, scenario=self.edits(seller, buyer))
        return Answered(result, partial(show_net, result=result, every=self.every))

    def _region(self, seller: "Country | Bloc", buyer: "Country | Bloc", *, records: "Records") -> Answered:
        from alat.cli.scenarios import membership_day
        from alat.cli.show_opportunities import show_priority
        from alat.reference import Country, Pair
        from alat.routing import priority

        home, bloc = (seller, buyer) if isinstance(seller, Country) else (buyer, seller)
        if not isinstance(home, Country) or isinstance(bloc, Country):
            raise BadInput("both parties are blocs; expected a country and a bloc, or two countries")
        for option, given in (("--net", self.net), ("--all", self.every)):
            if given:
                raise BadInput(f"{option} is for two countries; a bloc's members are listed net of freight, as sums")
        both = Pair(home, bloc)
        on = membership_day(self.on, pair=both)
        edits = self.edits(home, bloc)
        result = priority(both, sells=home is seller, on=on, records=records, scenario=edits, level=self.level)
        return Answered(result, partial(show_priority, result=result))

    def _refuse_scenario(self) -> None:
        every = {field.name for field in fields(Request)}
        given = [f.name for f in fields(ScenarioQuestion) if f.name not in every and getattr(self, f.name)]
        if given and not self.net:
            raise BadInput(f"--{given[0].replace('_', '-')} changes freight; expected --net with it")


COMMANDS: tuple[type[Request], ...] = (OpportunitiesRequest,)
