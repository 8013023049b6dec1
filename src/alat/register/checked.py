"""What a check hands back, and the findings that every check makes alike."""

from dataclasses import dataclass

from alat.data import Basis, Quantity, Study, sources
from alat.reference import countries
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, Evidence
from alat.register.verdicts import CANNOT
from alat.register.wording import counted, listed, money
from alat.trade import Records


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim is checked against: its study, and the trade on record."""

    study: Study
    records: Records


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found: its findings, the verdict over all of them, and why."""

    findings: tuple[Finding, ...]
    verdict: ClaimVerdict
    reason: str


def number(what: str, value: Quantity, *, verdict: ClaimVerdict = CANNOT) -> Finding:
    """Return a finding that is a number, cited by the sources of its quantity."""
    return Finding(what, value, "", verdict, citation(value.sources))


def words(what: str, answer: str, *, verdict: ClaimVerdict, source_ids: tuple[str, ...], year: str = "") -> Finding:
    """Return a finding that is not a number."""
    value = Quantity(None, "", Basis.OBSERVED, source_ids, year, "not a number")
    return Finding(what, value, answer, verdict, citation(source_ids))


def context(found: Evidence, *, verdict: ClaimVerdict = CANNOT) -> Finding:
    """Return one of the study's own findings, cited as the study cites it."""
    return Finding(found.finding, found.number(), found.answer, verdict, found.cited)


def nothing(reason: str, findings: tuple[Finding, ...] = ()) -> Checked:
    """Return that the claim cannot be checked, and why."""
    return Checked(findings, CANNOT, reason)


def other_unit(claim: Claim, *units: str) -> Checked | None:
    """Return that a claimed number cannot be checked because it is in another unit, None where the unit fits."""
    if claim.value is None or claim.unit in units:
        return None
    return nothing(f"The claim is in {claim.unit!r}, and the check needs {' or '.join(units)}.")


def citation(source_ids: tuple[str, ...]) -> str:
    """Return sources as a reader would look them up; what only a study knows stands as it is."""
    known = sources()
    return "; ".join(f"{known[i].publisher}, {known[i].title}" if i in known else i for i in source_ids)


def claimed(claim: Claim) -> str:
    """Return the claimed value as text with its unit: ``USD 52 million``, ``12 percent``, ``Chile and Peru``."""
    if claim.value is None:
        return listed([countries()[item].name if item in countries() else item for item in claim.answer])
    if claim.unit == "USD":
        return money(claim.value)
    if claim.unit == "rank":
        return f"rank {claim.value:g}"
    if claim.unit == "percent":
        return f"{claim.value:g} percent"
    if claim.value != int(claim.value):
        return f"{claim.value:.10g} {claim.unit}"
    whole = int(claim.value)
    return counted(whole, claim.unit.removesuffix("s")) if claim.unit.endswith("s") else f"{whole:,} {claim.unit}"
