"""Commands on a pair of parties: profile and brief."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, First, Partner, Request, StudyOption


@dataclass(frozen=True, kw_only=True)
class ProfileRequest(Request):
    """Trade between two countries, or of a country with each member of a bloc, on every basis there is."""

    command: ClassVar[str] = "profile"

    first: First
    partner: Partner
    on: Annotated[
        str | None,
        Option(
            "--on", metavar="DATE", help="Day on which a bloc's members count; that of the covering study without it."
        ),
    ] = None

    def answer(self) -> Answered:
        """Ask the trade room."""
        from alat.cli.scenarios import membership_day
        from alat.cli.show_trade import show_profile
        from alat.errors import BadInput
        from alat.reference import Country, pair
        from alat.trade import Profile, RegionProfile, profile, records_at_hand, region_profile

        both = pair(self.first, self.partner)
        if isinstance(both.second, Country):
            if self.on is not None:
                raise BadInput("--on is for a bloc; both parties are countries")
            result: Profile | RegionProfile = profile(both, records=records_at_hand())
        else:
            result = region_profile(both, on=membership_day(self.on, pair=both), records=records_at_hand())
        return Answered(result, partial(show_profile, result=result))


@dataclass(frozen=True, kw_only=True)
class BriefRequest(Request):
    """The sourced brief on a pair: one HTML file, a PDF and the manifest of the run."""

    command: ClassVar[str] = "brief"
    out_is_folder: ClassVar[bool] = True

    first: First
    partner: Partner
    out: Annotated[Path, Option("--out", metavar="DIR", help="The folder to write to.")] = Path("out")
    study: StudyOption = None
    no_study: Annotated[bool, Option("--no-study", help="Leave every study out.")] = False

    def answer(self) -> Answered:
        """Ask the brief room."""
        from alat.brief import files as brief_files
        from alat.brief import write
        from alat.cli.scenarios import study_of
        from alat.cli.show_case import WrittenBrief, show_brief
        from alat.data.places import check_new
        from alat.reference import pair
        from alat.trade import records_at_hand

        both = pair(self.first, self.partner)
        study = study_of(self.study, pair=both, none=self.no_study)
        check_new(brief_files(both, self.out), option="--out", overwrite=self.overwrite)
        made = write(both, self.out, study=study, records=records_at_hand())
        files = (str(made.html), str(made.pdf), str(made.manifest))
        result = WrittenBrief(*files, made.run, made.pages, study.id if study else None, made.sources)
        return Answered(result, partial(show_brief, result=result), footnotes=False)


COMMANDS: tuple[type[Request], ...] = (
    BriefRequest,
    ProfileRequest,
)
