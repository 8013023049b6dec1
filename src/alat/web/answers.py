"""What each address answers with: one call to a room, in the envelope of the command of the same name."""

from datetime import date

from alat import network, register, routing, trade
from alat.data import datasets, open_study, shipped_studies
from alat.data.cases import covering_study
from alat.data.envelope import envelope
from alat.errors import UnknownCode, near_matches
from alat.reference import Country, countries, country, pair
from alat.trade.records import SNAPSHOT_YEAR

Json = dict[str, object]


def profile(first: str, partner: str, *, on: date | None) -> Json:
    """Answer with the trade between a country and another country or a bloc, as ``alat profile`` does.

    `on` is the day on which a bloc's members count: that of the shipped study which covers the pair where none is
    given, else the last day of the flows' year.
    """
    both = pair(first, partner)
    if isinstance(both.second, Country):
        result: trade.Profile | trade.RegionProfile = trade.profile(both, records=trade.records_at_hand())
    else:
        study = covering_study(both)
        day = on or (study.as_of if study else date(SNAPSHOT_YEAR, 12, 31))
        result = trade.region_profile(both, on=day, records=trade.records_at_hand())
    asked = {"first": first, "partner": partner, "on": on}
    return envelope("profile", asked, result=result, sources=result.sources, notes=result.notes)


def lanes(origin: str, destination: str, *, cargo: str, avoid: str, close: str, reopen: str) -> Json:
    """Answer with the ways for goods from one country to another, as ``alat lanes`` does."""
    typed = {"close": _listed(close), "open": _listed(reopen), "avoid": _listed(avoid)}
    edits = {field: names for field, names in typed.items() if names}
    scenario = network.scenario(edits, name="as typed") if edits else network.BASE
    result = routing.lanes(country(origin), country(destination), cargo=cargo, scenario=scenario)
    asked = {
        "origin": origin,
        "destination": destination,
        "cargo": cargo,
        "avoid": avoid or None,
        "close": close or None,
        "reopen": reopen or None,
    }
    return envelope("lanes", asked, result=result, sources=result.sources, notes=result.notes)


def claims(study: str) -> Json:
    """Answer with the claims of a shipped study against the data, as ``alat claims`` does.

    Raises
    ------
    UnknownCode
        If no shipped study has that id; a folder of the machine is never opened from here.
    """
    if study not in shipped_studies():
        raise UnknownCode("study", study, near=near_matches(study, shipped_studies()))
    result = register.check_claims(open_study(study), records=trade.records_at_hand())
    return envelope("claims", {"study": study}, result=result, sources=result.sources, notes=result.notes)


def every_country() -> Json:
    """Answer with the countries and territories that can be asked about, by ISO3 code."""
    found = sorted(countries().values(), key=lambda one: one.iso3)
    sources = datasets()["reference_countries"].sources
    return envelope("countries", {}, result=found, sources=sources, notes=())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
