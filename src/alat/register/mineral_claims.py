"""Does a statement on minerals hold: who leads, and what the thing is?"""

import polars as pl

from alat.data import Basis, Quantity, table
from alat.register.checked import Checked, Ground, context, nothing, number
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, countries_of
from alat.register.verdicts import CANNOT, CONTRADICTED, SUPPORTED, YEARS_APART, by_basis
from alat.register.wording import listed, percent
from alat.sectors import mineral_shares
from alat.sectors.results import MineralShares

LEADERS = "_leaders"


def leaders(claim: Claim, ground: Ground) -> Checked:
    """Check that the countries named are the largest producers of a mineral, as many as are named.

    The year nearest to the claim's speaks, if it is at most `YEARS_APART` away.
    """
    del ground
    named = countries_of(claim.answer)
    output = _output(claim.quantity.removesuffix(LEADERS), claim.year)
    shares = dict(output.producers.select("iso3", "share").iter_rows())
    top = output.producers.head(len(named))
    verdict = SUPPORTED if set(top["iso3"]) == {state.iso3 for state in named} else CONTRADICTED
    if abs(claim.year - output.year) > YEARS_APART:
        verdict = CANNOT
    first = [f"{name} ({percent(share)})" for name, share in top.select("name", "share").iter_rows()]
    after = set(shares) - set(top["iso3"])
    here = [f"{state.name} has {percent(shares[state.iso3])}" for state in named if state.iso3 in after]
    elsewhere = [state.name for state in named if state.iso3 not in shares]
    rest = percent(output.rest.value or 0.0)
    parts = [f"in {output.year} the largest producers of {output.mineral} were {listed(first)}"]
    parts += [listed(here)] if here else []
    parts += [f"{listed(elsewhere)} are among those that share {rest}"] if elsewhere else []
    parts += [f"that is too far from {claim.year} to tell"] if verdict is CANNOT else []
    said = "; ".join(parts)
    findings = [_share(output, iso3=state.iso3, name=state.name, verdict=verdict) for state in named]
    findings += [
        context(found, verdict=_same(claim, found.answer))
        for found in claim.on_quantity(claim.quantity)
        if found.answer
    ]
    return Checked(tuple(findings), by_basis(findings, year=claim.year), f"{said[0].upper()}{said[1:]}.")


def kind(claim: Claim, ground: Ground) -> Checked:
    """Check what a thing is said to be against the definitions in the study's evidence."""
    del ground
    stated = [found for found in claim.on_quantity(claim.quantity) if found.answer]
    if not stated:
        return nothing("The study gives no definition to check it by.")
    findings = tuple(context(found, verdict=_same(claim, found.answer)) for found in stated)
    said = listed([f"{found.answer} by {found.cited}" for found in stated])
    return Checked(findings, by_basis(findings, year=claim.year), f"Said: {listed(claim.answer)}; defined: {said}.")


def _output(mineral: str, year: int) -> MineralShares:
    years = table("minerals").filter(pl.col("mineral") == mineral)["year"].unique().sort().to_list()
    return mineral_shares(mineral, year=min(years, key=lambda known: abs(known - year)) if years else None)


def _share(output: MineralShares, *, iso3: str, name: str, verdict: ClaimVerdict) -> Finding:
    row = output.producers.filter(output.producers["iso3"] == iso3)
    what = f"Share of {name} in the world's {output.mineral} output"
    if row.height:
        value = Quantity(float(row["share"][0]), "share", Basis.REPORTED, output.sources, str(output.year))
    else:
        note = f"not listed; at most {percent(output.rest.value or 0.0)}, the share of all unlisted countries"
        value = Quantity(None, "share", Basis.REPORTED, output.sources, str(output.year), note)
    return number(what, value, verdict=verdict)


def _same(claim: Claim, answer: str) -> ClaimVerdict:
    return SUPPORTED if set(answer.split(";")) == set(claim.answer) else CONTRADICTED
