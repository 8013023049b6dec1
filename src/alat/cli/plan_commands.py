"""The command on what to do first: plan."""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, Request, StudyName
from alat.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

    from alat.plan import StudyPlan

_MUSD = 1e6
_ROADMAPS = (".ics", ".csv")


@dataclass(frozen=True, kw_only=True)
class PlanRequest(Request):
    """Which measures of a study to build first under a budget, what that brings, to whom, and when."""

    command: ClassVar[str] = "plan"
    tells_itself: ClassVar[bool] = True

    study: StudyName
    budget: Annotated[
        float, Option("--budget", metavar="MUSD", help="Million USD for capital and the first years of running.")
    ]
    start: Annotated[
        float | None,
        Option("--start", metavar="YEAR", help="When building begins, such as 2027.5; the year after the study's day."),
    ] = None

    roadmap: Annotated[
        Path | None,
        Option("--roadmap", metavar="FILE", help="Write the roadmap too: FILE.ics (a calendar) or FILE.csv."),
    ] = None

    def answer(self) -> Answered:
        """Ask the plan room."""
        from alat.cli.show_plan import show_plan
        from alat.data import open_study
        from alat.plan import plan_told, study_plan

        if not self.budget >= 0:
            raise BadInput(f"--budget {self.budget:g}; expected million USD, 0 or more")
        if self.roadmap is not None:
            _check_roadmap(self.roadmap, overwrite=self.overwrite)
        study = open_study(self.study)
        found = study_plan(study, budget_usd=self.budget * _MUSD, start=self.start, progress=_tell_done)
        result = plan_told(found)
        if self.roadmap is not None:
            _write_roadmap(self.roadmap, found, as_of=study.as_of)
        return Answered(result, partial(show_plan, result=result))


def _check_roadmap(path: Path, *, overwrite: bool) -> None:
    from alat.data.places import check_file

    if path.suffix.lower() not in _ROADMAPS:
        raise BadInput(f"--roadmap {path}: no roadmap ends in {path.suffix!r}; expected {' or '.join(_ROADMAPS)}")
    check_file(path, option="--roadmap", overwrite=overwrite)


def _write_roadmap(path: Path, found: "StudyPlan", *, as_of: "date") -> None:
    from alat.cli.answer import write_whole
    from alat.plan import to_csv, to_ics

    if found.roadmap is None:
        raise BadInput(f"--roadmap {path}: nothing is chosen under this budget, so that there is no roadmap to write")
    calendar = path.suffix.lower() == ".ics"
    text = to_ics(found.roadmap, study=found.study, as_of=as_of) if calendar else to_csv(found.roadmap)
    write_whole(path, text, option="--roadmap")


def _tell_done(done: int, of: int) -> None:
    sys.stderr.write(f"alat: plan: {done} of {of} sets of measures valued\n")
    sys.stderr.flush()


COMMANDS: tuple[type[Request], ...] = (PlanRequest,)
