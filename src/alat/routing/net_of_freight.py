"""What remains of an opportunity list once the best rival, and the network's freight, are set beside it?"""

from dataclasses import dataclass, fields

from alat.network.scenario import BASE, Scenario
from alat.routing.against import AgainstRivals, against_rivals
from alat.routing.potential import NetworkPotential, network_potential
from alat.trade import Opportunities, Records, to_look_at


@dataclass(frozen=True, slots=True)
class OpportunitiesAgainstRivals(Opportunities):
    """An opportunity list with the best rival of its largest products.

    Attributes
    ----------
    rivals
        As `against_rivals` has them, which `net_of_freight` and the brief show too.
    """

    rivals: AgainstRivals


@dataclass(frozen=True, slots=True)
class NetOfFreight:
    """An opportunity list with what freight and rivals leave of it.

    Attributes
    ----------
    opportunities
        The list.
    looked_at
        Codes of the products to look at, largest first.
    network
        Its potential at the network's freight.
    rivals
        Its largest products against the best rival of each.
    sources, notes
        Of all three.
    """

    opportunities: Opportunities
    looked_at: tuple[str, ...]
    network: NetworkPotential
    rivals: AgainstRivals
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def opportunities_against_rivals(found: Opportunities, *, records: Records) -> OpportunitiesAgainstRivals:
    """Return an opportunity list with the best rivals beside it, over today's network.

    Parameters
    ----------
    found
        The pair's opportunities.
    records
        What they were computed from.
    """
    rivals = against_rivals(found, records=records)
    named = {field.name: getattr(found, field.name) for field in fields(found)}
    named["sources"] = tuple(dict.fromkeys((*found.sources, *rivals.sources)))
    named["notes"] = (*found.notes, *rivals.notes)
    return OpportunitiesAgainstRivals(**named, rivals=rivals)


def net_of_freight(found: Opportunities, *, records: Records, scenario: Scenario = BASE) -> NetOfFreight:
    """Return an opportunity list with the network's freight and the best rivals beside it.

    Parameters
    ----------
    found
        The pair's opportunities.
    records
        What they were computed from.
    scenario
        What is closed, opened or avoided, for every country alike.

    Raises
    ------
    NotCovered
        If the records do not know one of the two.
    """
    network = network_potential(found, records=records, scenario=scenario)
    rivals = against_rivals(found, records=records, scenario=scenario)
    listed = tuple(str(row["hs"]) for row in to_look_at(found))
    sources = tuple(dict.fromkeys((*network.sources, *rivals.sources)))
    return NetOfFreight(found, listed, network, rivals, sources, (*found.notes, *network.notes, *rivals.notes))
