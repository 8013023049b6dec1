"""Commands on a study: claims, and list, show, check and new."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, First, Partner, Request, StudyName


@dataclass(frozen=True, kw_only=True)
class ClaimsRequest(Request):
    """Every claim of a study against the data on every basis."""

    command: ClassVar[str] = "claims"

    study: StudyName

    def answer(self) -> Answered:
        """Ask the register."""
        from alat.cli.show_case import show_claims
        from alat.data import open_study
        from alat.register import check_claims
        from alat.trade import records_at_hand

        result = check_claims(open_study(self.study), records=records_at_hand())
        return Answered(result, partial(show_claims, result=result))


@dataclass(frozen=True, kw_only=True)
class StudyListRequest(Request):
    """The studies that came with Alat."""

    command: ClassVar[str] = "study list"

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import shipped_cases, show_listing

        result = shipped_cases()
        return Answered(result, partial(show_listing, result=result))


@dataclass(frozen=True, kw_only=True)
class StudyShowRequest(Request):
    """What a study holds: who asks about whom, since when, its tables and scenarios."""

    command: ClassVar[str] = "study show"

    study: StudyName

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_study, study_content

        result = study_content(self.study)
        return Answered(result, partial(show_study, result=result))


@dataclass(frozen=True, kw_only=True)
class StudyCheckRequest(Request):
    """Hold every table, code and reference of a study to what it should be; stops at the first fault."""

    command: ClassVar[str] = "study check"

    study: StudyName

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_study
        from alat.cli.scenarios import check_scenarios
        from alat.data.cases import check_study

        result = check_study(self.study)
        check_scenarios(result.study)
        return Answered(result, partial(show_study, result=result))


@dataclass(frozen=True, kw_only=True)
class StudyNewRequest(Request):
    """Start a study of your own: a folder with study.toml and the tables to fill in."""

    command: ClassVar[str] = "study new"
    out_is_folder: ClassVar[bool] = True

    first: First
    partner: Partner
    out: Annotated[
        Path | None, Option("--out", metavar="DIR", help="The folder to make; by default named after the pair.")
    ] = None

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_study
        from alat.data.cases import check_study
        from alat.data.study import new_study

        folder = self.out or Path(f"{self.first}-{self.partner}".lower().replace(" ", "-"))
        result = check_study(new_study(self.first, self.partner, folder=folder).folder)
        return Answered(result, partial(show_study, result=result))


COMMANDS: tuple[type[Request], ...] = (ClaimsRequest,)
STUDY_COMMANDS: tuple[type[Request], ...] = (StudyListRequest, StudyShowRequest, StudyCheckRequest, StudyNewRequest)
