"""The command on what to do first: plan."""

import sys
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, Request, StudyName
from alat.errors import BadInput

_MUSD = 1e6


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

    def answer(self) -> Answered:
        """Ask the plan room."""
        from alat.cli.show_plan import show_plan
        from alat.data import open_study
        from alat.plan import plan_told, study_plan

        if not self.budget >= 0:
            raise BadInput(f"--budget {self.budget:g}; expected million USD, 0 or more")
        found = study_plan(
            open_study(self.study), budget_usd=self.budget * _MUSD, start=self.start, progress=_tell_done
        )
        result = plan_told(found)
        return Answered(result, partial(show_plan, result=result))


def _tell_done(done: int, of: int) -> None:
    sys.stderr.write(f"alat: plan: {done} of {of} sets of measures valued\n")
    sys.stderr.flush()


COMMANDS: tuple[type[Request], ...] = (PlanRequest,)
