"""What does a found number say of a claimed one? The bands, and how the bases add up.

A number of the claim's own year supports it within `EXACT` and contradicts it beyond. Statements are seldom about a
year that the data already cover, so a number of another year, at most `YEARS_APART` away, is read more loosely: the
same figure in an earlier year makes the claim stale, the same order of magnitude (`LIKE`) supports it in size, and
anything else contradicts it. An older number is shown and says nothing.
"""

from collections.abc import Iterable

from alat.register.results import ClaimVerdict, Finding

# Statements round: 33 for 32.2 and 33.8. A tenth is the rounding of a number said with one and a half digits.
EXACT = 1.10
# CIF against FOB explains up to 1.25, and a pair of 10-100 million USD moves by up to a third in half of all years (the
# trade room's growth reference): together less than two. Beyond two it is not the same trade.
LIKE = 2.0
# Further back than this the level of a trade says nothing of today's.
YEARS_APART = 5

CANNOT = ClaimVerdict.CANNOT_BE_CHECKED
SUPPORTED = ClaimVerdict.SUPPORTED
CONTRADICTED = ClaimVerdict.CONTRADICTED
STALE = ClaimVerdict.STALE
DEPENDS = ClaimVerdict.DEPENDS_ON_REPORTER


def compare(claimed: float, found: float, *, years_apart: int, floor: bool = False) -> ClaimVerdict:
    """Return what one number says of a claimed one.

    Parameters
    ----------
    claimed, found
        Both in one unit and not negative.
    years_apart
        The claim's year less the number's.
    floor
        Whether the number is only a lower bound, because one direction is not recorded.
    """
    if claimed == found:
        ratio = 1.0
    elif claimed <= 0 or found <= 0:
        ratio = float("inf")
    else:
        ratio = max(claimed / found, found / claimed)
    if abs(years_apart) > YEARS_APART or (floor and found * EXACT < claimed):
        return CANNOT
    if ratio <= EXACT:
        return STALE if years_apart > 0 else SUPPORTED
    if years_apart and ratio <= LIKE:
        return SUPPORTED
    return CONTRADICTED


def by_basis(findings: Iterable[Finding], *, year: int) -> ClaimVerdict:
    """Return the verdict when each basis measures the whole claim: disagreement means that it depends on the reporter.

    Parameters
    ----------
    findings
        One or more a basis; those that say nothing are left out.
    year
        The year the claim speaks of; a number of that very year outweighs the same figure in an older one.
    """
    speaking = [finding for finding in findings if finding.verdict is not CANNOT]
    found = {finding.verdict for finding in speaking}
    if not found:
        return CANNOT
    if CONTRADICTED in found:
        return DEPENDS if len(found) > 1 else CONTRADICTED
    on_time = any(finding.verdict is SUPPORTED and finding.value.year == str(year) for finding in speaking)
    return STALE if STALE in found and not on_time else SUPPORTED


def all_parts(verdicts: Iterable[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict when each finding speaks of one part of the claim, and all parts must hold.

    Parameters
    ----------
    verdicts
        One a part.
    """
    found = list(verdicts)
    for verdict in (CONTRADICTED, CANNOT, DEPENDS, STALE):
        if verdict in found:
            return verdict
    return SUPPORTED if found else CANNOT
