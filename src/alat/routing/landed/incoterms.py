"""Which rule of Incoterms 2020 is meant, and who pays and risks what under it?"""

from functools import cache

from alat.data import table
from alat.errors import UnknownCode, near_matches
from alat.routing.landed.results import Incoterm, Stage


def incoterm(code: str) -> Incoterm:
    """Return the rule called `code`, in any case.

    Raises
    ------
    UnknownCode
        If there is none of that name in Incoterms 2020; the message lists the near ones.

    Examples
    --------
    >>> incoterm("dap").name, incoterm("FOB").seller_pays_to.value
    ('Delivered at place', 'loading')
    """
    found = incoterms().get(code.strip().upper())
    if found is None:
        raise UnknownCode("Incoterm", code, near=near_matches(code, incoterms()) or tuple(incoterms()))
    return found


@cache
def incoterms() -> dict[str, Incoterm]:
    """Return the eleven rules by code, from the seller's least duty to the greatest."""
    return {
        row["code"]: Incoterm(
            code=row["code"],
            name=row["name"],
            by_ship=row["by_ship"],
            seller_pays_to=Stage(row["seller_pays_to"]),
            risk_passes_at=Stage(row["risk_passes_at"]),
            seller_insures=row["seller_insures"],
            seller_pays_duty=row["seller_pays_duty"],
            note=row["note"] or "",
        )
        for row in table("incoterms").iter_rows(named=True)
    }
