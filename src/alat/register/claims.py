"""Does what was said hold? Each claim of a study against the data on every basis.

A claim's `quantity` decides which check is made (`CHECKS`); no verdict is written down for a claim. A quantity that no
check knows cannot be checked, and the study's own findings on it are shown with it.
"""

from collections.abc import Callable, Collection

from alat.data import Study
from alat.errors import AmbiguousName, EmptyBloc, NotCovered, SameParty, UnknownCode
from alat.register.checked import Checked, Ground, claimed, context, nothing
from alat.register.goods_claims import main_exports
from alat.register.mineral_claims import LEADERS, kind, leaders
from alat.register.politics_claims import PARTICIPANT, participant, votes_in_support
from alat.register.presence_claims import embassies, non_resident_missions
from alat.register.results import ClaimCheck, ClaimChecks
from alat.register.service_claims import direct_services
from alat.register.statements import Claim, claims
from alat.register.trade_claims import (
    RANK,
    growth,
    partner_rank,
    share_of_exports,
    total_exports,
    two_way_trade,
)
from alat.register.wording import counted
from alat.trade import Records, snapshot_records

BANDS = (
    "A number of the claim's year supports it within a tenth; one of another year, up to five away, within a factor of "
    "two. What is older is shown and decides nothing."
)
Check = Callable[[Claim, Ground], Checked]

CHECKS: dict[str, Check] = {
    "direct_air_services": direct_services,
    "direct_sea_services": direct_services,
    "embassies": embassies,
    "main_exports": main_exports,
    "mineral_class": kind,
    "non_resident_missions": non_resident_missions,
    "reliable_support": votes_in_support,
    "share_of_exports": share_of_exports,
    "total_goods_exports": total_exports,
    "two_way_goods_trade": two_way_trade,
    "two_way_trade_growth": growth,
    "votes_in_support": votes_in_support,
}
# Quantities that name a thing beside the kind of check: a bloc, a mineral.
STARTS: dict[str, Check] = {RANK: partner_rank}
ENDS: dict[str, Check] = {PARTICIPANT: participant, LEADERS: leaders}


def check_claims(study: Study, *, records: Records | None = None, ids: Collection[str] | None = None) -> ClaimChecks:
    """Check the claims of a study against the data on every basis.

    Parameters
    ----------
    study
        Any study; its claims and evidence are read, and the snapshot is asked.
    records
        Trade on record; the shipped totals of 2023 without it.
    ids
        Which claims; all without it.

    Returns
    -------
    ClaimChecks
        One check a claim, in the order of the file. A claim that the data do not reach cannot be checked and says why.

    Raises
    ------
    BadTable
        If a table of the study breaks its schema.

    Examples
    --------
    >>> from alat.data import open_study
    >>> checks = {check.id: check for check in check_claims(open_study("azerbaijan-latin-america")).checks}
    >>> checks["C03"].verdict.value, checks["C18"].verdict.value
    ('depends_on_reporter', 'contradicted')
    """
    ground = Ground(study, snapshot_records() if records is None else records)
    checks = tuple(_check(claim, _checked(claim, ground)) for claim in claims(study) if ids is None or claim.id in ids)
    cited = [source for check in checks for finding in check.findings for source in finding.value.sources]
    return ClaimChecks(
        study=study.id,
        checks=checks,
        sources=tuple(dict.fromkeys(cited)),
        notes=(
            BANDS,
            "Findings of the study are quoted from the press and documents that it cites.",
        ),
    )


def _checked(claim: Claim, ground: Ground) -> Checked:
    check = _check_of(claim.quantity)
    if check is None:
        shown = f"; the study has {counted(len(claim.evidence), 'finding')} on it" if claim.evidence else ""
        return nothing(f"Alat has no check for a statement of this kind{shown}.")
    try:
        return check(claim, ground)
    except (AmbiguousName, EmptyBloc, NotCovered, SameParty, UnknownCode) as error:
        return nothing(f"Not covered: {error}.")


def _check_of(quantity: str) -> Check | None:
    if quantity in CHECKS:
        return CHECKS[quantity]
    starts = [check for start, check in STARTS.items() if quantity.startswith(start)]
    ends = [check for end, check in ENDS.items() if quantity.endswith(end)]
    return next(iter([*starts, *ends]), None)


def _check(claim: Claim, checked: Checked) -> ClaimCheck:
    shown = {finding.what for finding in checked.findings}
    beside = [context(found) for found in claim.evidence if found.quantity not in {claim.quantity, "roll_call"}]
    return ClaimCheck(
        id=claim.id,
        topic=claim.topic,
        statement=claim.statement,
        year=claim.year,
        claimed=claimed(claim),
        findings=(*checked.findings, *(finding for finding in beside if finding.what not in shown)),
        verdict=checked.verdict,
        reason=checked.reason,
    )
