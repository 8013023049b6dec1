"""What is there to tell? Every room is asked once; what it cannot answer is kept with the reason, never dropped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

import polars as pl

from alat import diplomacy, network, plan, register, routing, trade
from alat.data import Study
from alat.diplomacy.results import Agreement, Contacts, Presence
from alat.errors import EmptyBloc, NoRoute, NotCovered
from alat.network.scenario import BASE, Scenario
from alat.plan import PlanTold
from alat.reference import Bloc, Country, Pair, bloc, bloc_names
from alat.register.results import ClaimCheck
from alat.routing import AgainstRivals, Deal, Landed, Lane, LaneLine, Lanes, NetworkPotential, Priority, Stress
from alat.trade import Records
from alat.trade.results import Opportunities, Profile, RegionProfile

CARGO = "container"
# Tables of a study whose rows name a source with its address.
# Each rival is a search of its own over the network.
_MOST_PRICED, _MOST_RIVALS = 3, 3
MOST_PRODUCTS = 6
_CITING = ("posts", "contacts", "commitments")
# Without a study no date is asked about: a bloc's members are those with no last day.
_OPEN_END = date.max

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Absent:
    """A question the data could not answer, and why."""

    reason: str


_NOT_ASKED = Absent("nothing is known to be sold")
_NOT_ASKED_OF_LANES = Absent("no lane was asked about")


@dataclass(frozen=True, slots=True)
class Ways:
    """Lanes under one scenario, and the line of each move by lane id."""

    lanes: Lanes
    lines: dict[str, tuple[LaneLine, ...]]


@dataclass(frozen=True, slots=True)
class Net:
    """What freight leaves of an opportunity list: its potential over the network, and its products against rivals."""

    network: NetworkPotential
    rivals: AgainstRivals


@dataclass(frozen=True, slots=True)
class Contact:
    """Posts and contacts between two countries, as a study knows them."""

    presence: Presence
    contacts: Contacts


@dataclass(frozen=True, slots=True)
class PairMaterial:
    """Everything a brief on two countries is made of.

    Attributes
    ----------
    home, partner
        The country whose desk asks, and the other.
    study
        The case it is asked in, None where there is none.
    profile
        Trade both ways.
    selling, buying
        What the home country could sell to the partner, and buy from it.
    free, avoiding
        Lanes from home to partner without and with the study's first scenario (None without a study).
    agreement
        At the General Assembly.
    ties
        Posts and contacts; None without a study.
    wants
        Rows of the study's wants and offers that join the two; None without a study.
    claims
        Claims of the study that speak of the two; None without a study.
    blocs
        Names of the blocs both belong to.
    addresses
        Where the study's sources are, by what it calls them.
    delivered_out, delivered_in
        What the largest chapter to look at would cost delivered, sold by the home country and to it.
    risk
        What closures, delays and other prices do to the lanes under the study's first scenario.
    net_selling, net_buying
        What the network's freight leaves of `selling` and `buying`, without any scenario, and their largest products
        against the best rival of each.
    plan
        What the study would build first under its own budget; None where that is not at hand.
    """

    home: Country
    partner: Country
    study: Study | None
    profile: Profile
    selling: Opportunities | Absent
    buying: Opportunities | Absent
    free: Ways | Absent
    avoiding: Ways | Absent | None
    agreement: Agreement | Absent
    ties: Contact | None
    wants: pl.DataFrame | None
    claims: tuple[ClaimCheck, ...] | None
    blocs: tuple[str, ...]
    addresses: dict[str, str] = field(default_factory=dict)
    delivered_out: Landed | Absent = _NOT_ASKED
    delivered_in: Landed | Absent = _NOT_ASKED
    risk: Stress | Absent = _NOT_ASKED_OF_LANES
    net_selling: Net | Absent = _NOT_ASKED
    net_buying: Net | Absent = _NOT_ASKED
    plan: PlanTold | None = None


@dataclass(frozen=True, slots=True)
class MemberMaterial:
    """What a region brief tells of one member."""

    country: Country
    profile: Profile | None
    agreement: Agreement | Absent
    best: Lane | Absent
    lanes: Lanes | None
    lines: tuple[LaneLine, ...]
    ties: Contact | None


@dataclass(frozen=True, slots=True)
class RegionMaterial:
    """Everything a brief on a country and a bloc is made of; `members` in the order of their trade.

    `markets` and `suppliers` are the members in the order of what the country could sell to and buy from each.
    """

    home: Country
    bloc: Bloc
    study: Study | None
    scenario: Scenario
    profile: RegionProfile
    members: tuple[MemberMaterial, ...]
    wants: pl.DataFrame | None
    claims: tuple[ClaimCheck, ...] | None
    addresses: dict[str, str] = field(default_factory=dict)
    markets: Priority | None = None
    suppliers: Priority | None = None
    plan: PlanTold | None = None


def gather_pair(pair: Pair, partner: Country, *, study: Study | None, records: Records) -> PairMaterial:
    """Ask every room about two countries.

    Parameters
    ----------
    pair
        Its first party is the country whose desk asks.
    partner
        The other country.
    study
        The case, if any.
    records
        Trade on record.
    """
    home = pair.first
    scenario = first_scenario(study)
    duties = partial(routing.duty_rates, records=records)
    selling = _ask(lambda: trade.opportunities(home, partner, records=records, duties=duties))
    buying = _ask(lambda: trade.opportunities(partner, home, records=records, duties=duties))
    net_selling = _ask(lambda: _net(selling, records=records))
    net_buying = _ask(lambda: _net(buying, records=records))
    return PairMaterial(
        home=home,
        partner=partner,
        study=study,
        profile=trade.profile(pair, records=records),
        selling=selling,
        buying=buying,
        free=_ask(lambda: _ways(home, partner, scenario=BASE)),
        avoiding=None if scenario is None else _ask(lambda: _ways(home, partner, scenario=scenario)),
        agreement=_ask(lambda: _agreement(home, partner)),
        ties=None if study is None else _ties(home, partner, study=study),
        wants=None if study is None else _wants(home, partner, study=study),
        claims=None if study is None else _claims(home, partner, study=study, records=records),
        blocs=_shared_blocs(home, partner, on=_OPEN_END if study is None else study.as_of),
        addresses=_addresses(study),
        delivered_out=_delivered(selling, net_selling, records=records, scenario=scenario or BASE),
        delivered_in=_delivered(buying, net_buying, records=records, scenario=scenario or BASE),
        risk=_ask(lambda: routing.stress(home, partner, cargo=CARGO, scenario=scenario or BASE)),
        net_selling=net_selling,
        net_buying=net_buying,
        plan=_plan(study),
    )


def gather_region(pair: Pair, group: Bloc, *, study: Study | None, records: Records) -> RegionMaterial:
    """Ask every room about a country and each member of a bloc."""
    home = pair.first
    scenario = first_scenario(study) or BASE
    on = _OPEN_END if study is None else study.as_of
    profile = trade.region_profile(pair, on=on, records=records)
    found = {each.outward.importer.iso3: each for each in profile.partners}
    rest = [member for member in group.members(on) if member.iso3 not in found and member != home]
    codes = {group.code, *(member.iso3 for member in group.members(on))}
    if study is not None and study.partners == group.code:
        codes |= set(bloc_names()) | {"WLD"}
    order = [*(each.outward.importer for each in profile.partners), *rest]
    return RegionMaterial(
        home=home,
        bloc=group,
        study=study,
        scenario=scenario,
        profile=profile,
        members=tuple(
            _member(home, member, profile=found.get(member.iso3), study=study, scenario=scenario) for member in order
        ),
        wants=None if study is None else _wants_of(home, codes, study=study),
        claims=None if study is None else _claims_of(home, codes, study=study, records=records),
        addresses=_addresses(study),
        markets=routing.priority(pair, sells=True, on=on, records=records),
        suppliers=routing.priority(pair, sells=False, on=on, records=records),
        plan=_plan(study),
    )


def first_scenario(study: Study | None) -> Scenario | None:
    """Return the first scenario a study names: the one its lanes are shown under, beside the unrestricted ones."""
    if study is None or not study.scenarios:
        return None
    name, fields = next(iter(study.scenarios.items()))
    return network.scenario(fields, name=name)


def _plan(study: Study | None) -> PlanTold | None:
    """Return what to build first under the study's own budget, where the chain need not be asked for minutes."""
    if study is None or study.budget_usd is None or not plan.holds(study):
        return None
    return plan.plan_told(plan.study_plan(study, budget_usd=study.budget_usd))


def _addresses(study: Study | None) -> dict[str, str]:
    """Return the address of each source that a study cites with one."""
    found: dict[str, str] = {}
    if study is None:
        return found
    for name in _CITING:
        rows = study.table(name).filter(pl.col("url").is_not_null() & (pl.col("url") != ""))
        found |= dict(rows.select("source", "url").iter_rows())
    return found


def _ask(question: Callable[[], Answer]) -> Answer | Absent:
    try:
        return question()
    except (NotCovered, NoRoute) as error:
        return Absent(str(error))


def _ways(home: Country, partner: Country, *, scenario: Scenario) -> Ways:
    lanes = routing.lanes(home, partner, cargo=CARGO, scenario=scenario)
    return Ways(lanes, {lane.id: routing.lane_lines(lanes, lane) for lane in lanes.lanes})


def _delivered(
    found: Opportunities | Absent, net: Net | Absent, *, records: Records, scenario: Scenario
) -> Landed | Absent:
    """Price the first of the largest chapters to look at that can be priced, beside the best rivals of the list."""
    if isinstance(found, Absent):
        return found
    answer: Landed | Absent = Absent("no chapter stands out to be priced")
    for row in trade.to_look_at(found)[:_MOST_PRICED]:
        deal = Deal(str(row["hs"]), records=records)
        rivals = _best_rivals(net, deal.product)
        answer = _ask(lambda deal=deal, rivals=rivals: _priced(found, deal, rivals=rivals, scenario=scenario))  # type: ignore[misc]
        if not isinstance(answer, Absent):
            break
    return answer


def _net(found: Opportunities | Absent, *, records: Records) -> Net | Absent:
    if isinstance(found, Absent):
        return found
    network = routing.network_potential(found, records=records)
    rivals = routing.against_rivals(found, records=records, most=MOST_PRODUCTS)
    return Net(network, rivals)


def _best_rivals(net: Net | Absent, hs: str) -> tuple[str, ...]:
    """Return the best rivals of a product as the list of opportunities has them; none where it was not compared."""
    if isinstance(net, Absent):
        return ()
    weighed = net.rivals.suppliers.filter((pl.col("hs") == hs) & ~pl.col("seller"))
    return tuple(weighed["supplier"].head(_MOST_RIVALS))


def _priced(found: Opportunities, deal: Deal, *, rivals: tuple[str, ...], scenario: Scenario) -> Landed:
    answer = routing.landed(found.exporter, found.importer, deal=deal, scenario=scenario)
    return routing.with_rivals(answer, deal, named=rivals, most=_MOST_RIVALS)


def _agreement(home: Country, partner: Country) -> Agreement:
    return diplomacy.agreement(home, partner)


def _ties(home: Country, partner: Country, *, study: Study) -> Contact:
    posts = diplomacy.presence(home, partner, study=study)
    return Contact(posts, diplomacy.contacts_between(home, partner, study=study))


def _wants(home: Country, partner: Country, *, study: Study) -> pl.DataFrame:
    """Keep the rows in which one asks and the other, or its bloc, offers, and that name no other partner."""
    rows = _wants_of(home, {partner.iso3, *_codes_of(partner, study.as_of)}, study=study)
    named = [set(str(names or partner.iso3).split(";")) for names in rows["named_partners"]]
    return rows.filter(pl.Series([partner.iso3 in each for each in named], dtype=pl.Boolean))


def _wants_of(home: Country, theirs: set[str], *, study: Study) -> pl.DataFrame:
    rows = []
    for row in study.table("wants_offers").iter_rows(named=True):
        asks, offers = set(str(row["asks"]).split(";")), set(str(row["offers"]).split(";"))
        if (home.iso3 in asks and offers & theirs) or (home.iso3 in offers and asks & theirs):
            rows.append(row)
    return pl.DataFrame(rows, schema=study.table("wants_offers").schema)


def _claims(home: Country, partner: Country, *, study: Study, records: Records) -> tuple[ClaimCheck, ...]:
    """Keep the claims that speak of the pair, or of the home country and the partner's region or the world."""
    return _claims_of(home, {partner.iso3, *_codes_of(partner, study.as_of)}, study=study, records=records)


def _claims_of(home: Country, theirs: set[str], *, study: Study, records: Records) -> tuple[ClaimCheck, ...]:
    ids = set()
    for row in study.table("claims").iter_rows(named=True):
        named = {part for field in ("subject", "partner") for part in str(row[field] or "").split(";")}
        if named & theirs or (home.iso3 in named and not named - {home.iso3, "WLD", ""}):
            ids.add(row["id"])
    return register.check_claims(study, records=records, ids=ids).checks


def _codes_of(country: Country, on: date) -> list[str]:
    return [code for code in bloc_names() if country.iso3 in _member_codes(code, on)]


def _member_codes(code: str, on: date) -> set[str]:
    try:
        return {member.iso3 for member in bloc(code).members(on)}
    except (EmptyBloc, NotCovered):
        return set()


def _shared_blocs(home: Country, partner: Country, *, on: date) -> tuple[str, ...]:
    names = bloc_names()
    return tuple(names[code] for code in names if {home.iso3, partner.iso3} <= _member_codes(code, on))


def _member(
    home: Country, member: Country, *, profile: Profile | None, study: Study | None, scenario: Scenario
) -> MemberMaterial:
    lanes = _ask(lambda: routing.lanes(home, member, cargo=CARGO, scenario=scenario))
    return MemberMaterial(
        country=member,
        profile=profile,
        agreement=_ask(lambda: _agreement(home, member)),
        best=lanes if isinstance(lanes, Absent) else lanes.lanes[0],
        lanes=None if isinstance(lanes, Absent) else lanes,
        lines=() if isinstance(lanes, Absent) else routing.lane_lines(lanes, lanes.lanes[0]),
        ties=None if study is None else _ties(home, member, study=study),
    )
