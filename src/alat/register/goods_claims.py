"""Does one country sell another what is said? The study's evidence can say, and pulled flows by HS code."""

from dataclasses import dataclass

import polars as pl

from alat.data import Basis, Quantity
from alat.data.warehouse import flow_products, pair_products
from alat.reference import Country
from alat.register.checked import Checked, Ground, context, nothing, number
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, one_country
from alat.register.verdicts import CANNOT, CONTRADICTED, SUPPORTED, YEARS_APART, all_parts
from alat.register.wording import listed, money, percent

# A product below this share of what one country sells another is no main export of it; that it is sold may still be so.
MAIN_SHARE = 0.05
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of one item of a claim."""

    verdict: ClaimVerdict
    said: str
    findings: tuple[Finding, ...] = ()


def main_exports(claim: Claim, ground: Ground) -> Checked:
    """Check which goods one country sells another: by the study's evidence, else by its HS codes in pulled flows.

    What words such as `equipment` mean in HS codes is the study's to say (column `hs`), not ours to guess; a modelled
    split of a total is no evidence.
    """
    stated = claim.on_quantity(claim.quantity)
    borne_out = {part for found in stated for part in found.answer.split(";")} & set(claim.answer)
    evident = tuple(context(found, verdict=SUPPORTED) for found in stated if found.answer in claim.answer)
    open_items = [(item, codes) for item, codes in claim.goods if item not in borne_out]
    if claim.answer and not open_items:
        return Checked(evident, SUPPORTED, f"Evidence bears out {listed(claim.answer)}.")
    nameless = [item for item, codes in open_items if not codes]
    coded = [(item, codes) for item, codes in open_items if codes]
    parts = [_Part(CANNOT, f"the claim gives no HS codes for {listed(nameless)} (column hs)")] if nameless else []
    if coded and ground.records.flows is None:
        missing = "the shipped data hold no trade by pair and product; `alat data pull baci` brings it"
        named = listed([f"{item} (HS {', '.join(codes)})" for item, codes in coded])
        parts.append(_Part(CANNOT, f"nothing tells of {named}: {missing}"))
    elif coded:
        parts += _recorded(claim, ground, coded=coded)
    if borne_out:
        parts.insert(0, _Part(SUPPORTED, f"evidence bears out {listed(sorted(borne_out))}"))
    if not parts:
        return nothing("The claim names no goods.", evident)
    findings = (*evident, *(finding for part in parts for finding in part.findings))
    reason = "; ".join(part.said for part in parts)
    return Checked(findings, all_parts(part.verdict for part in parts), f"{reason[:1].upper()}{reason[1:]}.")


def _recorded(claim: Claim, ground: Ground, *, coded: list[tuple[str, tuple[str, ...]]]) -> list[_Part]:
    """Return what the pulled flows of the year nearest to the claim's say of each item."""
    flows, vintage = ground.records.flows, ground.records.vintage
    assert flows is not None and vintage is not None  # noqa: S101, PT018 - the caller looked
    seller, buyer = one_country(claim.subject), one_country(claim.partner)
    year = min(vintage.years, key=lambda each: (abs(claim.year - each), -each))
    if abs(claim.year - year) > YEARS_APART:
        return [_Part(CANNOT, f"the pulled flows end in {year}, too far from {claim.year} to tell")]
    rows = pair_products(flows, seller.iso3, buyer.iso3, level=_LEVEL, years=(year,))
    if rows.is_empty():
        why = f"the pulled flows record nothing from {seller.name} to {buyer.name} in {year}"
        return [_Part(CANNOT, f"{why}, which may be trade that neither side reported")]
    known = flow_products(flows)["product"]
    total = float(rows["value_usd"].sum())
    parts = []
    for item, codes in coded:
        strange = [code for code in codes if not known.str.starts_with(code).any()]
        if strange:
            said = f"{vintage.revision}, in which the flows are, has no code {listed(strange)} ({item})"
            parts.append(_Part(CANNOT, said))
            continue
        sold = rows.filter(pl.any_horizontal(pl.col("product").str.starts_with(code) for code in codes))
        value = Quantity(
            float(sold["value_usd"].sum()),
            "usd",
            Basis.RECONCILED,
            (ground.records.source,),
            str(year),
            vintage.release,
        )
        what = f"Goods of HS {', '.join(codes)} ({item}) from {seller.name} to {buyer.name}"
        parts.append(_weighed(item, value, total=total, what=what, parties=(seller, buyer)))
    return parts


def _weighed(item: str, value: Quantity, *, total: float, what: str, parties: tuple[Country, Country]) -> _Part:
    """Return what a recorded value says: a main export, sold but small, or not on record."""
    usd = value.value or 0.0
    share = usd / total
    of = f"of what {parties[0].name} sold {parties[1].name} in {value.year}"
    if not usd:
        verdict, said = CONTRADICTED, f"of {item} the flows record nothing in {value.year}, of {money(total)} in all"
    elif share >= MAIN_SHARE:
        verdict, said = SUPPORTED, f"{item} is {money(usd)}, {percent(share)} {of}"
    else:
        verdict = CANNOT
        said = f"{item} is {money(usd)}, sold, but {percent(share)} {of}, and the claim gives no size"
    return _Part(verdict, said, (number(what, value, verdict=verdict),))
