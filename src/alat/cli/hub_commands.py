"""Commands on ships and hubs: would a direct service pay, and which port would serve as a hub?"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Argument, Option

from alat.cli.lane_question import ScenarioQuestion
from alat.cli.request import Answered, First, Partner, Request, listed


@dataclass(frozen=True, kw_only=True)
class ServiceRequest(ScenarioQuestion):
    """Whether a weekly direct service between two ports would pay: boxes it needs, and boxes there are."""

    command: ClassVar[str] = "service"

    first: Annotated[str, Argument(metavar="PORT", help="A seaport: name, id or UN/LOCODE.")]
    second: Annotated[str, Argument(metavar="PORT", help="Another seaport.")]
    origins: Annotated[
        str | None,
        Option("--from", metavar="AZE,GEO", help="Countries behind the first port; its own and neighbours."),
    ] = None
    destinations: Annotated[
        str | None, Option("--to", metavar="BRA", help="Countries behind the second port; likewise.")
    ] = None
    vessel: Annotated[str | None, Option("--vessel", metavar="TEU", help="1100, 1700, 2700 or 4250; all of them.")] = (
        None
    )
    speed: Annotated[float | None, Option("--speed", metavar="KNOTS", help="Speed at sea; that of the design.")] = None
    fuel_price: Annotated[float | None, Option("--fuel-price", metavar="USD", help="USD per t; that of 2025.")] = None
    via: Annotated[str | None, Option("--via", metavar="PORTS", help="Ports called at on the way, both ways.")] = None
    weak_share: Annotated[
        float | None,
        Option("--weak-share", metavar="SHARE", help="Boxes the weak way over the strong; that of today's trade."),
    ] = None

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.show_hubs import show_service
        from alat.reference import country
        from alat.routing import Ships, seaport, service

        behind = (listed(self.origins), listed(self.destinations))
        first, second = seaport(self.first), seaport(self.second)
        near, far = (country((*names, port.iso3)[0]) for names, port in zip(behind, (first, second), strict=True))
        ships = Ships(self.vessel, self.speed, self.fuel_price, listed(self.via))
        result = service(
            first.id,
            second.id,
            hinterlands=behind,
            ships=ships,
            weak_share=self.weak_share,
            scenario=self.edits(near, far),
        )
        return Answered(result, partial(show_service, result=result))


@dataclass(frozen=True, kw_only=True)
class HubsRequest(ScenarioQuestion):
    """Which ports would serve a trade best as hubs, what they would save a year, and whether any improves on today."""

    command: ClassVar[str] = "hubs"

    first: First
    partner: Partner
    candidates: Annotated[
        str, Option("--candidates", metavar="TUR,ESP", help="Seaports, or countries for their large ports.")
    ] = "TUR,ESP"
    p: Annotated[int, Option("--p", metavar="N", help="How many hubs.")] = 1
    by: Annotated[str, Option("--by", metavar="WHAT", help="Least of what: generalised or money.")] = "generalised"
    alpha: Annotated[
        float | None, Option("--alpha", metavar="RATIO", help="Price of a main sea leg at a hub over elsewhere.")
    ] = None
    cargo: Annotated[str, Option("--cargo", metavar="CLASS", help="container or reefer.")] = "container"
    feu: Annotated[
        float | None,
        Option("--feu", metavar="N", help="Boxes a year each way between any two; modelled from trade without it."),
    ] = None

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.scenarios import membership_day
        from alat.cli.show_hubs import show_hubs
        from alat.reference import pair
        from alat.routing import Terms, hubs

        both = pair(self.first, self.partner)
        result = hubs(
            [both.first],
            both.partners(membership_day(None, pair=both)),
            candidates=listed(self.candidates),
            p=self.p,
            terms=Terms(self.by, self.alpha, self.cargo, self.feu),
            scenario=self.edits(both.first, both.second),
        )
        return Answered(result, partial(show_hubs, result=result))


COMMANDS: tuple[type[Request], ...] = (ServiceRequest, HubsRequest)
