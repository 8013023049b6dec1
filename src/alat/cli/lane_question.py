"""What every command on freight takes: the scenario's edits, the cargo, both ends."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from alat.cli.request import (
    AddOption,
    AsOfOption,
    AvoidOption,
    CloseOption,
    ImproveOption,
    OpenOption,
    Request,
    StudyOption,
    listed,
)

if TYPE_CHECKING:
    from alat.network.scenario import Scenario
    from alat.reference import Bloc, Country


@dataclass(frozen=True, kw_only=True)
class ScenarioQuestion(Request):
    """Under which scenario."""

    avoid: AvoidOption = None
    close: CloseOption = None
    open: OpenOption = None
    add: AddOption = None
    improve: ImproveOption = None
    as_of: AsOfOption = None
    scenario: Annotated[str | None, Option("--scenario", metavar="NAME", help="A scenario of the study.")] = None
    study: StudyOption = None

    def edits(self, first: "Country", partner: "Country | Bloc") -> "Scenario":
        """Return the scenario that the options describe."""
        from alat.cli.scenarios import scenario_of
        from alat.reference import Pair

        typed: dict[str, object] = {
            field: listed(getattr(self, field)) for field in ("close", "open", "avoid", "add", "improve")
        }
        typed["as_of"] = self.as_of
        return scenario_of(typed, name=self.scenario, study_name=self.study, pair=Pair(first, partner))


@dataclass(frozen=True, kw_only=True)
class CargoQuestion(ScenarioQuestion):
    """What goods travel, and under which scenario."""

    cargo: Annotated[str, Option("--cargo", metavar="CLASS", help="How goods travel: container, dry_bulk ...")] = (
        "container"
    )


@dataclass(frozen=True, kw_only=True)
class LaneQuestion(CargoQuestion):
    """The way from one country to another under a scenario."""

    origin: Annotated[str, Argument(metavar="ORIGIN", help="The country goods leave.")]
    destination: Annotated[str, Argument(metavar="DESTINATION", help="The country goods go to.")]

    def asked(self) -> "tuple[Country, Country, Scenario]":
        """Return origin, destination and the scenario that the options describe."""
        from alat.cli.countries import one_country

        origin, destination = one_country(self.origin), one_country(self.destination)
        return origin, destination, self.edits(origin, destination)
