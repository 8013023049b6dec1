"""What does a scenario change in the hours and the money of things that are there?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from alat.data import Basis
from alat.network.scenario import Improvement, NewLink, Scenario
from alat.routing.figures import Charge, Spent, quantised

SOURCE = "scenario"
ADDED = "added by the scenario"


@dataclass(frozen=True, slots=True)
class Better:
    """The improvements of a scenario, by what they change, and the ids of the links it adds."""

    changes: Mapping[tuple[str, str], Improvement] = field(default_factory=dict)
    added: frozenset[str] = frozenset()

    def charge(self, charge: Charge, target: str, *, waiting: bool = False) -> Charge:
        """Return what an operation at a place costs: today's charge, with what the scenario changes in it.

        Parameters
        ----------
        charge
            Today's hours and money.
        target
            Id of the place, or of the link whose ship is waited for.
        waiting
            Whether goods wait for a ship; handling otherwise.
        """
        if not self.changes:
            return charge
        hours, money = (self.changes.get((target, what)) for what in ("wait" if waiting else "hours", "usd"))
        return _changed(charge, hours, money=None if waiting else money)

    def spent(self, spent: Spent, link: str) -> Spent:
        """Return what moving over a link costs, with what the scenario changes in it."""
        hours, money = (self.changes.get((link, what)) for what in ("hours", "usd"))
        if hours is not None:
            times = _times(spent.hours, hours)
            then = quantised(_figure(spent.hours, hours))
            spent = spent._replace(hours=then, variance_h2=quantised(spent.variance_h2 * times**2))
        if money is not None:
            spent = spent._replace(money_usd=quantised(_figure(spent.money_usd, money)))
        return spent

    def said(self, link: str) -> str:
        """Return what the scenario does to a link, '' for nothing."""
        found = [self.changes[link, what].said for what in ("hours", "usd") if (link, what) in self.changes]
        return "; ".join([ADDED] * (link in self.added) + found)


def better(scenario: Scenario) -> Better:
    """Return what a scenario changes; borders are changed in the network's table of them."""
    changes = {(one.target, one.what): one for one in scenario.improve}
    return Better(changes, frozenset(one.id for one in scenario.add if isinstance(one, NewLink)))


def _changed(charge: Charge, hours: Improvement | None, *, money: Improvement | None) -> Charge:
    made = [one for one in (hours, money) if one is not None]
    if hours is not None:
        times = _times(charge.hours, hours)
        charge = replace(
            charge,
            hours=quantised(_figure(charge.hours, hours)),
            variance_h2=quantised(charge.variance_h2 * times**2),
            late_h=charge.late_h * times,
        )
    if money is not None:
        charge = replace(charge, money_usd=quantised(_figure(charge.money_usd, money)))
    if not made:
        return charge
    sources = tuple(sorted({*charge.sources, SOURCE}))
    edit = "; ".join(filter(None, (charge.edit, *(one.said for one in made))))
    return replace(charge, basis=Basis.ASSUMED, sources=sources, edit=edit)


def _figure(now: float, change: Improvement) -> float:
    return now * change.factor if change.factor is not None else float(change.value or 0.0)


def _times(now: float, change: Improvement) -> float:
    """Return how many times today's figure the new one is; 0 where today's is 0."""
    return _figure(now, change) / now if now else 0.0
