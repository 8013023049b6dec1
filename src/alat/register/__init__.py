"""What was said and promised? Claims, checked against the data on every basis."""

from alat.register.claims import check_claims
from alat.register.results import ClaimCheck, ClaimChecks, ClaimVerdict, Finding

__all__ = ["ClaimCheck", "ClaimChecks", "ClaimVerdict", "Finding", "check_claims"]
