"""The command on what can go wrong on the way: stress."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.lane_question import LaneQuestion
from alat.cli.request import Answered, Request, listed


@dataclass(frozen=True, kw_only=True)
class StressRequest(LaneQuestion):
    """What closures, delays and other prices do to the lanes between two countries."""

    command: ClassVar[str] = "stress"

    shut: Annotated[
        str | None,
        Option("--shut", metavar="suez,Poti", help="Straits, ports, links to shut too, each alone."),
    ] = None
    within: Annotated[
        float | None,
        Option("--within", metavar="DAYS", help="What counts as on time; a whole week above the mean without it."),
    ] = None
    draws: Annotated[int, Option("--draws", metavar="N", help="How often each lane's hours are drawn.")] = 10_000
    seed: Annotated[int, Option("--seed", metavar="N", help="Equal seeds give equal draws.")] = 0

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.show_stress import show_stress
        from alat.routing import stress
        from alat.routing.reliability import Sample

        origin, destination, scenario = self.asked()
        result = stress(
            origin,
            destination,
            cargo=self.cargo,
            scenario=scenario,
            shut=listed(self.shut),
            within_days=self.within,
            sample=Sample(self.draws, self.seed),
        )
        return Answered(result, partial(show_stress, result=result))


COMMANDS: tuple[type[Request], ...] = (StressRequest,)
