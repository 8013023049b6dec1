"""Phrases that several sections share: a flow and its missing states, a lane's days and money, where a lane passes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from alat.brief import format as numbers
from alat.brief.catalogue import Catalogue
from alat.brief.document import Callout, Paragraph, Runs, Text, Value
from alat.brief.gather import PairMaterial, Ways
from alat.data import Basis, Quantity
from alat.network.scenario import Scenario
from alat.reference import countries
from alat.routing import Lane, Lanes, PartKind
from alat.trade.results import Direction, FlowState

_MOST_ASKS = 5
_LABEL_LENGTH = 44
_SUM = re.compile(r"USD [\d.,]*\d(?: (?:thousand|million|billion))?")


def flow(direction: Direction, words: Catalogue, *, unit: str = "", form: str = "full") -> Value:
    """Print the total of a direction, or which of the three kinds of missing it is."""
    missing = "not_known" if direction.state is FlowState.RECORDED else str(direction.state)
    return words.show(direction.total, unit=unit, form=form, missing=missing)


def lane_days(lane: Lane, lanes: Lanes) -> Quantity:
    """Return a lane's time door to door; it is modelled, whatever its parts rest on."""
    return Quantity(lane.hours, "h", Basis.MODELLED, lanes.sources, "", lanes.scenario.name)


def lane_p90(lane: Lane, lanes: Lanes) -> Quantity:
    """Return the time within which nine loads in ten arrive."""
    return Quantity(lane.p90_hours, "h", Basis.MODELLED, lanes.sources, "", lanes.scenario.name)


def lane_money(lane: Lane, lanes: Lanes) -> Quantity:
    """Return a lane's freight a load."""
    unit = f"usd_per_{lanes.load_name.casefold()}"
    return Quantity(lane.money_usd, unit, Basis.MODELLED, lanes.sources, "", lanes.scenario.name)


def lane_emissions(lane: Lane, lanes: Lanes) -> Quantity:
    """Return what a load emits along a lane."""
    return Quantity(lane.kgco2e, "kgco2e", Basis.MODELLED, lanes.sources, "", lanes.scenario.name)


def compared(quantity: Quantity, words: Catalogue, *, missing: str = "not_known") -> Value:
    """Print a modelled amount in a table that sets figures beside each other: bare, with the digit that tells them."""
    return words.show(quantity, form="bare", digits=numbers.COMPARED_DIGITS, missing=missing)


def lane_count(number: int, lanes: Lanes, *, words: Catalogue) -> Value:
    """Print a count of transshipments or parties along a lane."""
    return words.show(Quantity(number, "count", Basis.MODELLED, lanes.sources, "", lanes.scenario.name))


def via(lane: Lane, words: Catalogue) -> Runs:
    """Say how the goods move: one phrase a mode, ships apart where goods change ship, without the last lorry."""
    legs: list[tuple[str, str]] = []
    sails_on = False
    for part in lane.parts:
        if part.kind is not PartKind.MOVE:
            sails_on = sails_on and part.kind is PartKind.WAIT and part.mode == "sea"
            continue
        # A ship that passes a port without calling there is one ship, whatever it waits for on the way.
        same = sails_on or part.mode != "sea"
        sails_on = part.mode == "sea"
        if same and legs and legs[-1][0] == part.mode:
            legs[-1] = (part.mode, part.end_name)
        else:
            legs.append((part.mode, part.end_name))
    if len(legs) > 1 and legs[-1][0] == "road":
        legs.pop()
    return words.join([words.say(f"lanes.by_{mode}", {"place": place}) for mode, place in legs], last="list.comma")


def larger(material: PairMaterial) -> Direction:
    """Return the direction with the larger recorded total."""
    out, back = material.profile.outward, material.profile.inward
    return back if (back.total.value or 0.0) > (out.total.value or 0.0) else out


def best_ways(material: PairMaterial) -> Ways | None:
    """Return the lanes the decision page speaks of: under the study's scenario where it has one."""
    for ways in (material.avoiding, material.free):
        if isinstance(ways, Ways):
            return ways
    return None


def sentence(text: str) -> str:
    """Return text with a capital first letter, its sums of money kept on one line, and the rest as it is."""
    return _SUM.sub(lambda found: found[0].replace(" ", numbers.NBSP), text[:1].upper() + text[1:])


def short(label: str, most: int = _LABEL_LENGTH) -> str:
    """Keep a label to its first items, so that it stays on one line; as long as a chapter's where nothing is given."""
    if len(label) <= most:
        return label
    cut = label[:most].rsplit(" ", 1)[0].rstrip(",;: ")
    return f"{cut} \u2026"


def capital(runs: Runs) -> Runs:
    """Return runs with a capital first letter."""
    head, *rest = runs
    return (replace(head, text=sentence(head.text)), *rest)


def scenario_name(ways: Ways, words: Catalogue) -> Runs:
    """Say what the scenario of some lanes avoids or closes."""
    return scenario(ways.lanes.scenario, words)


def scenario(edits: Scenario, words: Catalogue) -> Runs:
    """Say what a scenario avoids; its own name where it avoids nothing but closes or opens."""
    if edits.avoid:
        names = countries()
        return words.say(
            "lanes.avoiding", {"countries": words.join([(Text(names[code].name),) for code in edits.avoid])}
        )
    if edits.close or edits.open:
        return (Text(edits.name.replace("-", " "), given=True),)
    return words.say("lanes.unrestricted")


def plain(runs: Runs) -> str:
    """Return runs as text, for an axis or a description."""
    return "".join(run.text for run in runs)


def asks(rows: Sequence[Mapping[str, object]], sides: tuple[str, str], *, words: Catalogue) -> Callout:
    """Put what one side asks of the other into a box; `sides` names who asks and who is asked."""
    lines = [
        Paragraph(words.say("decision.ask", {"theme": sentence(str(row["theme"])), "what": str(row["what"])}), "bullet")
        for row in rows[:_MOST_ASKS]
    ]
    if not lines:
        lines = [Paragraph(words.say("decision.no_ask"))]
    if len(rows) > _MOST_ASKS:
        lines.append(Paragraph(words.say("decision.more_asks", {"n": words.count(len(rows) - _MOST_ASKS)}), "note"))
    return Callout(words.say("decision.asks", {"asking": sides[0], "giving": sides[1]}), tuple(lines))
