"""Does a statement on embassies and other posts hold by what the study knows?"""

from collections.abc import Callable
from typing import Any

from alat.data import Basis, Quantity, Study
from alat.diplomacy import presence
from alat.reference import Country
from alat.register.checked import Checked, Ground, nothing
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, countries_of, one_country
from alat.register.verdicts import CANNOT, CONTRADICTED, STALE, SUPPORTED, YEARS_APART, all_parts
from alat.register.wording import listed

Post = dict[str, Any]


def embassies(claim: Claim, ground: Ground) -> Checked:
    """Check that a country has an embassy in each of several others."""
    return _posts(claim, ground.study, fits=lambda post: post["level"] == "embassy" and not post["covers_from"])


def non_resident_missions(claim: Claim, ground: Ground) -> Checked:
    """Check that a country covers each of several others without an ambassador who lives there."""
    return _posts(
        claim,
        ground.study,
        fits=lambda post: bool(post["covers_from"]) and post["level"] not in {"embassy", "planned_closure"},
    )


def _posts(claim: Claim, study: Study, *, fits: Callable[[Post], bool]) -> Checked:
    sender, hosts = one_country(claim.subject), countries_of(claim.partner)
    if claim.value is not None and claim.value != len(hosts):
        return nothing(f"The claim counts {claim.value:g} posts and names {len(hosts)} countries.")
    findings = tuple(_finding(claim, study, sender=sender, host=host, fits=fits) for host in hosts)
    verdict = all_parts(finding.verdict for finding in findings)
    named: dict[ClaimVerdict, list[str]] = {}
    for host, finding in zip(hosts, findings, strict=True):
        named.setdefault(finding.verdict, []).append(host.name)
    phrases = {
        SUPPORTED: "The study's posts bear it out for {}",
        STALE: f"what is known is more than {YEARS_APART} years older than the claim for {{}}",
        CONTRADICTED: "another kind of post or a closed one is known in {}",
        CANNOT: "no post is known in {}, which is not to say that there is none",
    }
    parts = [text.format(listed(named[kind])) for kind, text in phrases.items() if kind in named]
    reason = "; ".join(parts)
    return Checked(findings, verdict, f"{reason[0].upper()}{reason[1:]}.")


def _finding(claim: Claim, study: Study, *, sender: Country, host: Country, fits: Callable[[Post], bool]) -> Finding:
    rows = presence(sender, host, study=study).outward.iter_rows(named=True)
    posts = [post for post in rows if post["level"] != "planned_closure"]
    current = [post for post in posts if _kept(post, claim.year)]
    fitting = [post for post in current if fits(post)]
    what = f"Post of {sender.name} in {host.name}"
    if not posts:
        return Finding(what, Quantity(None, "", Basis.REPORTED, note="no row in the study"), "", CANNOT, "")
    shown = (fitting or current or posts)[-1]
    if not fitting:
        verdict = CONTRADICTED
    else:
        verdict = STALE if claim.year - int(shown["status_date"][:4]) > YEARS_APART else SUPPORTED
    note = "; ".join(part for part in (f"known as of {shown['status_date']}", shown["note"]) if part)
    value = Quantity(None, "", Basis(shown["basis"]), (shown["source"],), shown["status_date"][:4], note)
    return Finding(what, value, _words(shown), verdict, shown["source"])


def _kept(post: Post, year: int) -> bool:
    begun = post["since"] is None or int(post["since"][:4]) <= year
    return begun and (post["until"] is None or int(post["until"][:4]) > year)


def _words(post: Post) -> str:
    parts = [post["level"].replace("_", " ")]
    if post["city"]:
        parts.append(f"in {post['city']}")
    if post["covers_from"]:
        parts.append(f"covered from {post['covers_from']}")
    if post["until"]:
        parts.append(f"until {post['until']}")
    return ", ".join(parts)
