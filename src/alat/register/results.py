"""What the register answers with."""

from dataclasses import dataclass
from enum import StrEnum

from alat.data import Quantity


class ClaimVerdict(StrEnum):
    """What the data say of a statement."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    STALE = "stale"
    DEPENDS_ON_REPORTER = "depends_on_reporter"
    CANNOT_BE_CHECKED = "cannot_be_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one basis says of a claim.

    Attributes
    ----------
    what
        What was found, in words.
    value
        The number, its unit, year, basis and source; a value of None where the finding is not a number.
    answer
        The finding in words where it is not a number: ``CHL;ARG;BOL``.
    verdict
        What this basis alone would say.
    cited
        Whose figure it is, as a reader would look it up.
    """

    what: str
    value: Quantity
    answer: str
    verdict: ClaimVerdict
    cited: str


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """One claim against the data on every basis.

    Attributes
    ----------
    id, topic, statement, year
        As the study states them.
    claimed
        The claimed value as text with its unit, ready to print.
    findings
        One a basis.
    verdict
        All of them together.
    reason
        Why, in one sentence.
    """

    id: str
    topic: str
    statement: str
    year: int
    claimed: str
    findings: tuple[Finding, ...]
    verdict: ClaimVerdict
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimChecks:
    """Every claim of a study, checked."""

    study: str
    checks: tuple[ClaimCheck, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
