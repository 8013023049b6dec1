"""Does a statement on direct services hold? Only a service that somebody names can contradict that there is none."""

from alat.register.checked import Checked, Ground, context, nothing
from alat.register.statements import Claim
from alat.register.verdicts import CANNOT, CONTRADICTED, SUPPORTED, by_basis
from alat.register.wording import counted


def direct_services(claim: Claim, ground: Ground) -> Checked:
    """Check a count of direct services against services the study's evidence names.

    The network's own services are partly made by rule, so that neither their presence nor their absence is evidence.
    """
    del ground
    stated = [found for found in claim.on_quantity(claim.quantity) if found.value is not None]
    if claim.value is None or not stated:
        return nothing("No evidence names such a service; that nobody names one does not prove that there is none.")
    findings = tuple(
        context(found, verdict=SUPPORTED if found.value == claim.value else CONTRADICTED if found.value else CANNOT)
        for found in stated
    )
    named = counted(len(stated), "finding")
    return Checked(findings, by_basis(findings, year=claim.year), f"{named} of the study counts such services.")
