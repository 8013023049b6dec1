"""Does a statement on memberships and votes hold by the membership tables and the roll calls?"""

from dataclasses import dataclass, replace

import polars as pl

from alat.data import Basis, Quantity, sources
from alat.diplomacy import agreement, roll_call
from alat.diplomacy.results import RollCall
from alat.reference import Country, bloc, bloc_names
from alat.register.checked import Checked, Ground, nothing, number, words
from alat.register.results import Finding
from alat.register.statements import Claim, bloc_of, countries_of, one_country
from alat.register.verdicts import CANNOT, CONTRADICTED, SUPPORTED, all_parts
from alat.register.wording import counted, listed

# A group backed a vote when at least half of its members that took part voted as the country did.
MAJORITY = 0.5
PARTICIPANT = "_participant"
CAST = ("yes", "no", "abstain")
PAST = {"yes": "voted yes", "no": "voted no", "abstain": "abstained"}
FEW = 5  # so many names still read as a list


def participant(claim: Claim, ground: Ground) -> Checked:
    """Check that a country belongs to a bloc on the day the claim was made.

    An answer that says more than yes or no (``core participant``) is refuted by no membership and not shown by one.
    """
    del ground
    state = one_country(claim.subject)
    code = claim.quantity.removesuffix(PARTICIPANT).replace("_", "-")
    if code not in bloc_names():
        return nothing(f"Alat knows no bloc {code!r}.")
    body = bloc(code)
    belongs = state in body.members(claim.said_on)
    ids = tuple(
        dict.fromkeys(
            part
            for row in body.memberships
            if row.iso3 == state.iso3
            for part in row.source.split(";")
            if part in sources()
        )
    )
    verdict = SUPPORTED if belongs == (claim.answer != ("no",)) else CONTRADICTED
    more = claim.answer not in {("yes",), ("no",), ()}
    if more and belongs:
        verdict = CANNOT
    answer = "member" if belongs else "not a member"
    finding = words(
        f"{state.name} in {body.name} on {claim.said_on}", answer, verdict=verdict, source_ids=ids, year=str(claim.year)
    )
    reason = f"{state.name} is {'' if belongs else 'not '}among the members of {body.name} on {claim.said_on}"
    beyond = f"; that it is a {listed(claim.answer)} says more than membership does" if more else ""
    return Checked((finding,), verdict, f"{reason}{beyond}; the check is of membership, not of weight in it.")


def votes_in_support(claim: Claim, ground: Ground) -> Checked:
    """Check that a bloc, or each country listed, backed a country in the roll calls that the study names."""
    del ground
    backed, group = one_country(claim.partner), bloc_of(claim.subject)
    named = claim.on_quantity("roll_call")
    if not named:
        return nothing("The study names no roll call to check it by.")
    readings = []
    for each in named:
        call = roll_call(each.answer)
        own = _vote(call, backed)
        if own not in CAST:
            readings.append(_Reading(_counts(call), f"{backed.name} cast no vote on {_symbol(call)}"))
        elif group:
            readings.append(_by_group(roll_call(call.rcid, group=group), own, backed=backed))
        else:
            readings += [_by_state(call, own, state=state) for state in countries_of(claim.subject)]
        readings.append(_Reading(_counts(call), ""))
    general = [] if group else [_general(state, backed) for state in countries_of(claim.subject)]
    deciding = [reading.finding.verdict for reading in readings if reading.said]
    said = "; ".join(reading.said for reading in readings if reading.said)
    return Checked(
        (*(reading.finding for reading in readings), *general),
        all_parts(deciding),
        f"{said[0].upper()}{said[1:]}; the study names {counted(len(named), 'roll call')} to judge by.",
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one roll call says; without words the finding is shown and decides nothing."""

    finding: Finding
    said: str


def _by_group(call: RollCall, own: str, *, backed: Country) -> _Reading:
    voted = sum(call.tally[vote] for vote in CAST)
    alike = call.tally[own]
    names = call.votes.filter(pl.col("vote") == own)["name"].to_list()
    verdict = CANNOT if not voted else SUPPORTED if alike >= MAJORITY * voted else CONTRADICTED
    value = Quantity(alike, "count", Basis.OBSERVED, call.sources, call.date[:4], f"of {voted} with a recorded vote")
    shown = f" ({listed(names)})" if 0 < alike <= FEW else ""
    return _Reading(
        number(
            f"Members of {call.group} that voted {own} on {_symbol(call)}, as {backed.name} did",
            value,
            verdict=verdict,
        ),
        f"on {_symbol(call)}, {alike or 'none'} of the {voted} members of {call.group} that voted{shown} voted {own} "
        f"as {backed.name} did, {call.tally['abstain'] or 'none'} abstained and {call.tally['no'] or 'none'} voted no",
    )


def _by_state(call: RollCall, own: str, *, state: Country) -> _Reading:
    vote = _vote(call, state)
    verdict = CANNOT if vote not in CAST else SUPPORTED if vote == own else CONTRADICTED
    said = f"{state.name} {PAST.get(vote, 'cast no recorded vote')} on {_symbol(call)} ({call.date})"
    what = f"Vote of {state.name} on {_symbol(call)}"
    return _Reading(words(what, vote, verdict=verdict, source_ids=call.sources, year=call.date[:4]), said)


def _general(state: Country, backed: Country) -> Finding:
    """Return agreement over all votes: it is high for nearly everybody, so it stands by and decides nothing."""
    found = agreement(backed, state)
    median = f"median state {found.median_exact.value:.3f}" if found.median_exact.value is not None else ""
    place = f"rank {found.rank} of {found.ranked}" if found.rank else "not ranked"
    value = replace(found.exact, note="; ".join(part for part in (place, median) if part))
    return number(
        f"Votes of {state.name} alike with {backed.name}, sessions {found.first_session}-{found.last_session}", value
    )


def _counts(call: RollCall) -> Finding:
    tally = f"{call.yes.value:.0f};{call.no.value:.0f};{call.abstain.value:.0f}"
    what = f"Yes, no and abstentions of all states on {_symbol(call)}, by the roll calls"
    return words(what, tally, verdict=CANNOT, source_ids=call.sources, year=call.date[:4])


def _symbol(call: RollCall) -> str:
    """Return what people call a resolution: ``resolution 62/243`` for the file's R/62/243."""
    return f"resolution {call.resolution.removeprefix('R/')}" if call.resolution.startswith("R/") else call.resolution


def _vote(call: RollCall, state: Country) -> str:
    return next((vote for iso3, vote in call.votes.select("iso3", "vote").iter_rows() if iso3 == state.iso3), "")
